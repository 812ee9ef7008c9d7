package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbabilitiesTest {
    /** exp(0) and exp(ln 3) are 1 and 3 of 4. */
    @Test
    void workedExample() {
        Probabilities probabilities = Probabilities.ofLogits(Matrix.of(new float[][] {{0, (float) Math.log(3)}}), 1);
        assertThat(probabilities.matrix().row(0)).containsExactly(new float[] {0.25f, 0.75f}, within(2e-7f));
        assertThat(probabilities.argmax()).containsExactly(1);
    }

    @Test
    void ofKeepsTheMatrix() {
        Probabilities probabilities = Probabilities.of(Matrix.of(new float[][] {{0.25f, 0.75f}, {1, 0}}));
        assertThat(probabilities.rows()).isEqualTo(2);
        assertThat(probabilities.classes()).isEqualTo(2);
        assertThat(probabilities.get(0, 1)).isEqualTo(0.75f);
        assertThat(probabilities.matrix().row(1)).containsExactly(1, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.6, probabilities row 1 sums to",
        "0, 0, 'probabilities row 1 sums to 0.0, expected 1'",
        "0.99, 0, probabilities row 1 sums to",
        "1.1, -0.1, 'probabilities row 1, column 1: found -0.1, expected a finite number of at least 0'",
        "NaN, 1, 'probabilities row 1, column 0: found NaN, expected a finite number of at least 0'",
        "-Infinity, 1, 'probabilities row 1, column 0: found -Infinity, expected a finite number of at least 0'",
        "1, Infinity, probabilities row 1"
    })
    void aRowThatIsNoProbabilityVectorIsRefusedByName(float a, float b, String message) {
        Matrix matrix = Matrix.of(new float[][] {{0.5f, 0.5f}, {a, b}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Probabilities.of(matrix))
                .withMessageStartingWith(message);
    }

    @Test
    void roundingOfAThousandClassesIsNoReasonToRefuse() {
        float[] row = new float[1000];
        Arrays.fill(row, 0.001f);
        assertThat(Probabilities.of(Matrix.of(new float[][] {row})).classes()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "50, 3, 2", "9000, 5, 3", "20, 1000, 2", "3, 9000, 2"})
    void ofLogitsEqualsTheDefinition(int rows, int classes, int threads) {
        double[][] logits = Samples.gaussianRows(rows, classes, 3, 1);
        try (Probabilities probabilities = Probabilities.ofLogits(Samples.matrix(logits), threads)) {
            for (int i = 0; i < rows; i += 1 + rows / 500) {
                double[] expected = Reference.softmax(logits[i]);
                assertThat(Samples.doubles(probabilities.matrix().row(i))).containsExactly(expected, within(1e-6));
            }
            Probabilities.of(probabilities.matrix());
        }
    }

    @Test
    void ofLogitsIsBitEqualForAnyNumberOfThreads() {
        try (Probabilities one = Probabilities.ofLogits(Samples.gaussian(5000, 7, 3, 1), 1);
                Probabilities three = Probabilities.ofLogits(Samples.gaussian(5000, 7, 3, 1), 3)) {
            assertThat(three.matrix().contentEquals(one.matrix())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void logitsThatAreNotFiniteAreRefusedByRow(float bad) {
        Matrix logits = Samples.gaussian(3000, 7, 1, 1);
        logits.set(2345, 6, bad);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Probabilities.ofLogits(logits, 2))
                .withMessage("logits of row 2345 are not finite");
    }

    @Test
    void aLogitOfMinusInfinityIsAllButImpossible() {
        Matrix logits = Matrix.of(new float[][] {{0, Float.NEGATIVE_INFINITY, 0}});
        Probabilities p = Probabilities.ofLogits(logits, 1);
        assertThat(p.get(0, 1)).isBetween(0f, 2e-38f);
        assertThat(p.get(0, 0)).isEqualTo(0.5f);
    }

    @Test
    void aRowOfMinusInfinityOnlyIsRefused() {
        Matrix logits = Matrix.of(new float[][] {{0, 1}, {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}});
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Probabilities.ofLogits(logits, 1))
                .withMessage("logits of row 1 are not finite");
    }

    @Test
    void theFirstOfSeveralBadRowsIsNamed() {
        Matrix logits = Samples.gaussian(3000, 7, 1, 1);
        logits.set(17, 0, Float.NaN);
        logits.set(2500, 0, Float.NaN);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Probabilities.ofLogits(logits, 1))
                .withMessage("logits of row 17 are not finite");
    }

    @Test
    void argmaxIsTheFirstOfEquals() {
        assertThat(Probabilities.argmax(new float[] {0.2f, 0.4f, 0.4f})).isEqualTo(1);
        assertThat(Probabilities.argmax(new float[] {0.3f, 0.3f, 0.3f})).isZero();
        assertThat(Probabilities.argmax(new float[] {-3, -2, -5})).isEqualTo(1);
        assertThat(Probabilities.argmax(new float[] {7})).isZero();
        Probabilities probabilities =
                Probabilities.of(Matrix.of(new float[][] {{0.5f, 0.5f, 0}, {0.2f, 0.4f, 0.4f}, {0, 0, 1}}));
        assertThat(probabilities.argmax()).containsExactly(0, 1, 2);
    }

    @Test
    void largestEqualsAStableSortEvenWithManyTies() {
        Random random = new Random(3);
        for (int repeat = 0; repeat < 300; repeat++) {
            int n = 1 + random.nextInt(12);
            float[] values = new float[n];
            for (int j = 0; j < n; j++) {
                values[j] = random.nextInt(4);
            }
            int[] sorted = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> -values[j]))
                    .mapToInt(j -> j)
                    .toArray();
            for (int k = 0; k <= n; k++) {
                assertThat(Probabilities.largest(values, k)).containsExactly(Arrays.copyOf(sorted, k));
            }
            assertThat(Probabilities.largest(values, 1)[0]).isEqualTo(Probabilities.argmax(values));
        }
    }

    @Test
    void moreLargestThanThereAreIsRefused() {
        assertThatThrownBy(() -> Probabilities.largest(new float[] {1, 2}, 3))
                .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
    }

    @Test
    void closeFreesTheMatrix() {
        Matrix matrix = Matrix.of(new float[][] {{1}});
        Probabilities.of(matrix).close();
        assertThatThrownBy(() -> matrix.get(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    /** Against argmax of the values with one's own made the smallest; ties among three levels are frequent. */
    @Test
    void theLargestButOnesOwn() {
        assertThat(Probabilities.argmaxBut(0, new float[] {0.9f, 0.1f})).isEqualTo(1);
        assertThat(Probabilities.argmaxBut(1, new float[] {0.2f, 0.6f, 0.2f})).isZero();
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        for (int trial = 0; trial < 2000; trial++) {
            float[] values = new float[2 + random.nextInt(6)];
            for (int j = 0; j < values.length; j++) {
                values[j] = random.nextInt(3) / 2f;
            }
            int own = random.nextInt(values.length);
            float[] others = values.clone();
            others[own] = -1;
            assertThat(Probabilities.argmaxBut(own, values)).isEqualTo(Probabilities.argmax(others));
        }
    }
}
