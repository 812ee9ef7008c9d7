package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSumExpTest {
    private record Softmax(float[][] rows, double[] logSumExp) {}

    private static Softmax softmax(double[][] logits) {
        int columns = logits[0].length;
        float[] flat = new float[logits.length * columns];
        for (int i = 0; i < logits.length; i++) {
            System.arraycopy(Samples.floats(logits[i]), 0, flat, i * columns, columns);
        }
        double[] logSumExp = new double[logits.length];
        LogSumExp.softmaxRowsInPlace(flat, logits.length, columns, logSumExp);
        float[][] rows = new float[logits.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
        }
        return new Softmax(rows, logSumExp);
    }

    /** exp(ln 1) + exp(ln 2) + exp(ln 5) = 8, so the softmax is (1, 2, 5)/8. */
    @Test
    void workedExample() {
        float[] row = {0, (float) Math.log(2), (float) Math.log(5)};
        double[] logSumExp = new double[1];
        LogSumExp.softmaxRowsInPlace(row, 1, 3, logSumExp);
        assertThat(row).containsExactly(new float[] {0.125f, 0.25f, 0.625f}, within(2e-7f));
        assertThat(logSumExp[0]).isCloseTo(Math.log(8), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "40, 3", "17, 10", "9, 77", "5, 1000"})
    void softmaxEqualsTheDefinitionAndRowsSumToOne(int rows, int columns) {
        double[][] logits = Samples.gaussianRows(rows, columns, 3, columns);
        Softmax softmax = softmax(logits);
        for (int i = 0; i < rows; i++) {
            double[] expected = Reference.softmax(logits[i]);
            double largest = Arrays.stream(logits[i]).max().orElseThrow();
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                double relative = 5e-7 + (largest - logits[i][j]) * 0x1p-24;
                assertThat((double) softmax.rows[i][j]).isCloseTo(expected[j], within(relative * expected[j]));
                sum += softmax.rows[i][j];
            }
            assertThat(sum).isCloseTo(1, within(5e-7));
            assertThat(softmax.logSumExp[i]).isCloseTo(Reference.logSumExp(logits[i]), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-4096, -1, 16, 4096})
    void shiftByAConstantChangesOnlyLogSumExp(double shift) {
        double[][] logits = Samples.gaussianRows(20, 9, 2, 1);
        for (double[] row : logits) {
            Arrays.setAll(row, j -> Math.rint(row[j] * 256) / 256);
        }
        double[][] shifted = Arrays.stream(logits)
                .map(row -> Arrays.stream(row).map(z -> z + shift).toArray())
                .toArray(double[][]::new);
        Softmax one = softmax(logits);
        Softmax other = softmax(shifted);
        for (int i = 0; i < 20; i++) {
            assertThat(other.rows[i]).containsExactly(one.rows[i]);
            assertThat(other.logSumExp[i] - shift).isCloseTo(one.logSumExp[i], within(1e-9));
        }
    }

    @Test
    void extremeLogitsNeitherOverflowNorDivideByZero() {
        Softmax softmax = softmax(new double[][] {
            {1e4, -1e4, 0}, {-1e4, -1e4, -1e4}, {1e4, 1e4, -1e4}, {3e38, -3e38, 0}, {-3e38, -3e38, -3e38}
        });
        assertThat(softmax.rows[0]).containsExactly(new float[] {1, 0, 0}, within(1e-37f));
        assertThat(softmax.rows[1]).containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, within(1e-7f));
        assertThat(softmax.rows[2]).containsExactly(new float[] {0.5f, 0.5f, 0}, within(1e-7f));
        assertThat(softmax.rows[3]).containsExactly(new float[] {1, 0, 0}, within(1e-37f));
        assertThat(softmax.rows[4]).containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, within(1e-7f));
        assertThat(softmax.logSumExp[0]).isEqualTo(1e4);
        assertThat(softmax.logSumExp[1]).isCloseTo(-1e4 + Math.log(3), within(1e-6));
        assertThat(softmax.logSumExp[2]).isCloseTo(1e4 + Math.log(2), within(1e-6));
        assertThat(softmax.logSumExp[3]).isEqualTo((double) 3e38f);
    }

    @Test
    void aSingleColumnHasProbabilityOneAndLogSumExpOfItself() {
        Softmax softmax = softmax(new double[][] {{1e4}, {-1e4}, {0.125}});
        for (int i = 0; i < 3; i++) {
            assertThat(softmax.rows[i]).containsExactly(new float[] {1}, within(1e-7f));
        }
        assertThat(softmax.logSumExp).containsExactly(new double[] {1e4, -1e4, 0.125}, within(1e-7));
    }

    @Test
    void equalLogitsOfAThousandClassesAreUniform() {
        Softmax softmax = softmax(new double[][] {new double[1000]});
        for (float p : softmax.rows[0]) {
            assertThat(p).isCloseTo(0.001f, within(1e-9f));
        }
        assertThat(softmax.logSumExp[0]).isCloseTo(Math.log(1000), within(1e-6));
    }

    @Test
    void negativeInfinityHasProbabilityZero() {
        Softmax softmax = softmax(new double[][] {{Double.NEGATIVE_INFINITY, 0, 0}});
        assertThat(softmax.rows[0]).containsExactly(new float[] {0, 0.5f, 0.5f}, within(1e-7f));
    }

    @Test
    void noRowsAreFine() {
        LogSumExp.softmaxRowsInPlace(new float[0], 0, 5, new double[0]);
    }

    @Test
    void arrayFormEqualsTheDefinition() {
        for (double[] z : Samples.gaussianRows(50, 7, 3, 2)) {
            double sum = Arrays.stream(z).map(Math::exp).sum();
            assertThat(LogSumExp.of(z)).isCloseTo(Math.log(sum), within(1e-12));
        }
    }

    @Test
    void arrayFormOfExtremesAndSpecials() {
        assertThat(LogSumExp.of(new double[] {1000, 1000})).isCloseTo(1000 + Math.log(2), within(1e-12));
        assertThat(LogSumExp.of(new double[] {-1000, -1000})).isCloseTo(-1000 + Math.log(2), within(1e-12));
        assertThat(LogSumExp.of(new double[] {Double.NEGATIVE_INFINITY, 5})).isEqualTo(5);
        assertThat(LogSumExp.of(new double[] {Double.NEGATIVE_INFINITY})).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(LogSumExp.of(new double[] {})).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(LogSumExp.of(new double[] {Double.POSITIVE_INFINITY, 5})).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(LogSumExp.of(new double[] {Double.NaN, 5})).isNaN();
        assertThat(LogSumExp.of(new double[] {5, Double.NaN})).isNaN();
    }
}
