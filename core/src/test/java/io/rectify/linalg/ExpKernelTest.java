package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpKernelTest {
    /** What every kernel owes, its Javadoc's bound above all. */
    abstract static class Contract {
        /** Far from any result, so that a stray write shows. */
        private static final float SENTINEL = 12345;

        abstract ExpKernel kernel();

        /** 1 with -Drectify.exhaustive=true: that run is the proof of the bound. */
        private static final int STRIDE = Boolean.getBoolean("rectify.exhaustive") ? 1 : 61;

        private static boolean withinBound(float x, float result) {
            double exact = Math.exp(x);
            return Math.abs(result - exact) <= 2e-7 * exact + 2e-38;
        }

        private float exp(float x) {
            float[] one = {x};
            kernel().expInPlace(one, 1);
            return one[0];
        }

        @Test
        void boundHoldsForEverySixtyFirstFloatDownToMinus110() {
            ExpKernel kernel = kernel();
            int last = Float.floatToIntBits(110f);
            float[] arguments = new float[4099];
            float[] results = new float[4099];
            for (int bits = 0; bits <= last; ) {
                int n = 0;
                for (; n < arguments.length && bits <= last; n++, bits += STRIDE) {
                    arguments[n] = -Float.intBitsToFloat(bits);
                }
                System.arraycopy(arguments, 0, results, 0, n);
                kernel.expInPlace(results, n);
                for (int i = 0; i < n; i++) {
                    if (!withinBound(arguments[i], results[i])) {
                        throw new AssertionError("exp(" + arguments[i] + ") gave " + results[i] + " instead of "
                                + Math.exp(arguments[i]));
                    }
                }
            }
        }

        @ParameterizedTest
        @ValueSource(
                floats = {
                    0f,
                    -0f,
                    -Float.MIN_VALUE,
                    -Float.MIN_NORMAL,
                    -1f,
                    -87.2f,
                    -87.3f,
                    -87.4f,
                    -88f,
                    -103.98f,
                    -104f,
                    -1e4f,
                    -1e30f,
                    -Float.MAX_VALUE,
                    Float.NEGATIVE_INFINITY
                })
        void boundHoldsForSpecialArguments(float x) {
            assertThat(withinBound(x, exp(x))).as("exp(%s) = %s", x, exp(x)).isTrue();
            assertThat(exp(x)).isNotNegative();
        }

        @Test
        void notANumberStaysNotANumberAndAlone() {
            for (int at = 0; at < 37; at++) {
                float[] x = new float[37];
                x[at] = Float.NaN;
                kernel().expInPlace(x, 37);
                for (int i = 0; i < 37; i++) {
                    assertThat(Float.isNaN(x[i])).isEqualTo(i == at);
                }
            }
        }

        @Test
        void tailsOfEveryLengthAreComputedAndNothingBehindThemIsTouched() {
            for (int length = 0; length <= 70; length++) {
                float[] x = new float[length + 40];
                Arrays.fill(x, SENTINEL);
                for (int i = 0; i < length; i++) {
                    x[i] = -0.37f * i;
                }
                kernel().expInPlace(x, length);
                for (int i = 0; i < x.length; i++) {
                    assertThat(x[i]).isEqualTo(i < length ? exp(-0.37f * i) : SENTINEL);
                }
            }
        }

        @Test
        void lengthsAroundTheChunkAgreeWithSingleValues() {
            for (int length : new int[] {511, 512, 513, 1024, 1025}) {
                float[] x = new float[length + 1];
                for (int i = 0; i <= length; i++) {
                    x[i] = -0.081f * i;
                }
                kernel().expInPlace(x, length);
                for (int i = 0; i < length; i++) {
                    assertThat(x[i]).isEqualTo(exp(-0.081f * i));
                }
                assertThat(x[length]).isEqualTo(-0.081f * length);
            }
        }

        @ParameterizedTest
        @CsvSource({"1, 1", "3, 2", "5, 3", "4, 7", "7, 8", "3, 9", "5, 16", "3, 17", "2, 31", "3, 77", "2, 1000"})
        void softmaxEqualsTheDefinitionAndTouchesNothingBehind(int rows, int columns) {
            double[][] logits = Samples.gaussianRows(rows, columns, 4, rows + columns);
            float[] flat = new float[rows * columns + 40];
            Arrays.fill(flat, SENTINEL);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(Samples.floats(logits[i]), 0, flat, i * columns, columns);
            }
            double[] logSumExp = new double[rows + 1];
            logSumExp[rows] = SENTINEL;
            kernel().softmaxRowsInPlace(flat, rows, columns, logSumExp);
            for (int i = 0; i < rows; i++) {
                double[] expected = io.rectify.Reference.softmax(logits[i]);
                assertThat(logSumExp[i])
                        .isCloseTo(
                                io.rectify.Reference.logSumExp(logits[i]), org.assertj.core.data.Offset.offset(2e-6));
                for (int j = 0; j < columns; j++) {
                    assertThat((double) flat[i * columns + j])
                            .isCloseTo(expected[j], org.assertj.core.data.Offset.offset(2e-6 * expected[j] + 1e-30));
                }
            }
            assertThat(logSumExp[rows]).isEqualTo(SENTINEL);
            for (int i = rows * columns; i < flat.length; i++) {
                assertThat(flat[i]).isEqualTo(SENTINEL);
            }
        }

        @Test
        void softmaxOfARowWithAValueThatIsNotANumberIsNotFiniteAndOtherRowsAre() {
            for (int at = 0; at < 19; at++) {
                float[] logits = new float[3 * 19];
                logits[19 + at] = Float.NaN;
                double[] logSumExp = new double[3];
                kernel().softmaxRowsInPlace(logits, 3, 19, logSumExp);
                assertThat(logSumExp[1]).isNaN();
                assertThat(logSumExp[0])
                        .isCloseTo(Math.log(19), org.assertj.core.data.Offset.offset(1e-6))
                        .isEqualTo(logSumExp[2]);
            }
        }

        @Test
        void softmaxOfARowWithPositiveInfinityHasNoFiniteLogSumExp() {
            float[] logits = {0, Float.POSITIVE_INFINITY, 1};
            double[] logSumExp = new double[1];
            kernel().softmaxRowsInPlace(logits, 1, 3, logSumExp);
            assertThat(Double.isFinite(logSumExp[0])).isFalse();
        }
    }

    @Nested
    class Plain extends Contract {
        @Override
        ExpKernel kernel() {
            return new PlainExp();
        }
    }

    @Nested
    class Vector extends Contract {
        @Override
        ExpKernel kernel() {
            assumeTrue(
                    ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                    "this JVM runs without --add-modules jdk.incubator.vector");
            return VectorExp.create();
        }
    }

    @Test
    void bestKernelIsTheOneThatLogSumExpReports() {
        boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        assertThat(LogSumExp.kernel()).isEqualTo(module ? "Vector API" : "plain Java");
        assertThat(ExpKernel.best() instanceof PlainExp).isEqualTo(!module);
    }
}
