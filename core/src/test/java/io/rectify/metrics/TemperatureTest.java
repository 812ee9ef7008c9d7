package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {
    /** Labels drawn from softmax(β·s). */
    private static Labels drawn(double[][] scores, double beta, long seed) {
        Random random = new Random(seed);
        int[] labels = new int[scores.length];
        for (int i = 0; i < labels.length; i++) {
            double[] p = Reference.softmax(
                    Arrays.stream(scores[i]).map(s -> beta * s).toArray());
            double left = random.nextDouble();
            while (labels[i] < p.length - 1 && left >= p[labels[i]]) {
                left -= p[labels[i]++];
            }
        }
        return Labels.of(labels, scores[0].length);
    }

    /** −Σ ln softmax(β·s)[y] in float64. */
    private static double loss(double[][] scores, Labels labels, double beta) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] z = Arrays.stream(scores[i]).map(s -> beta * s).toArray();
            sum += Reference.logSumExp(z) - z[labels.get(i)];
        }
        return sum;
    }

    /** The derivative of {@link #loss} by β. */
    private static double slope(double[][] scores, Labels labels, double beta) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] row = scores[i];
            double[] p = Reference.softmax(Arrays.stream(row).map(s -> beta * s).toArray());
            for (int c = 0; c < p.length; c++) {
                sum += p[c] * (row[c] - row[labels.get(i)]);
            }
        }
        return sum;
    }

    /** The zero of the slope by bisection. */
    private static double bestBeta(double[][] scores, Labels labels, double most) {
        double low = 0;
        double high = most;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (slope(scores, labels, middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Ten rows with scores ln (.7, .2, .1), of which 7, 2 and 1 have the labels 0, 1 and 2: β = 1 is the maximum likelihood. */
    @Test
    void knownSolution() {
        float[][] scores = new float[10][];
        Arrays.fill(scores, new float[] {(float) Math.log(0.7), (float) Math.log(0.2), (float) Math.log(0.1)});
        Labels labels = Labels.of(new int[] {0, 0, 1, 0, 0, 2, 0, 1, 0, 0}, 3);
        assertThat(Temperature.fit(Matrix.of(scores), labels, 1).inverse()).isCloseTo(1, within(2e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 3, 1, 1",
        "400, 3, 1, 0.05",
        "300, 10, 0.01, 120",
        "300, 2, 50, 0.02",
        "1000, 4, 1, 6",
        "255, 7, 0.3, 3",
        "256, 7, 0.3, 3",
        "257, 7, 0.3, 3",
        "40, 100, 0.02, 40",
        "300, 5, 1e-6, 1e6",
        "300, 5, 1e6, 1e-6"
    })
    void theLogLossIsSmallest(int n, int k, double deviation, double beta) {
        double[][] scores = Samples.doubles(Samples.gaussian(n, k, deviation, 1));
        Labels labels = drawn(scores, beta, 2);
        double fitted = Temperature.fit(Samples.matrix(scores), labels, 2).inverse();
        assertThat(fitted).isCloseTo(bestBeta(scores, labels, 10 * beta), within(3e-6 * beta));
        double smallest = loss(scores, labels, fitted);
        for (double factor : new double[] {0, 0.1, 0.9, 0.99, 1.01, 1.1, 10}) {
            assertThat(smallest).isLessThan(loss(scores, labels, fitted * factor));
        }
    }

    @Test
    void scoresThatSeparatePerfectlyAreGivenAFiniteButSharpTemperature() {
        double[][] scores = Samples.gaussianRows(300, 4, 0.01, 1);
        Labels labels = Samples.labels(300, 4, 2);
        for (int i = 0; i < 300; i++) {
            scores[i][labels.get(i)] = 0.2;
        }
        Matrix matrix = Samples.matrix(scores);
        Temperature temperature = Temperature.fit(matrix, labels, 2);
        assertThat(temperature.inverse()).isBetween(100.0, 1e6);
        for (int i = 0; i < 300; i++) {
            assertThat(temperature.apply(matrix, 2).get(i, labels.get(i))).isGreaterThan(0.999f);
        }
    }

    @Test
    void aSingleRightRowIsSeparated() {
        Matrix scores = Matrix.of(new float[][] {{0.3f, 0.5f}});
        assertThat(Temperature.fit(scores, Labels.of(new int[] {1}, 2), 1)
                        .apply(scores, 1)
                        .get(0, 1))
                .isGreaterThan(0.999f);
        assertThat(Temperature.fit(scores, Labels.of(new int[] {0}, 2), 1).inverse())
                .isZero();
    }

    @Test
    void scoresThatPointTheWrongWayAreIgnored() {
        double[][] scores = Samples.gaussianRows(200, 3, 1, 1);
        Labels labels = drawn(scores, -2, 2);
        Temperature temperature = Temperature.fit(Samples.matrix(scores), labels, 2);
        assertThat(temperature.inverse()).isZero();
        for (double[] row :
                Samples.doubles(temperature.apply(Samples.matrix(scores), 2).matrix())) {
            assertThat(row).containsOnly(1 / 3f);
        }
    }

    @Test
    void equalScoresAreIgnored() {
        Matrix scores = Matrix.zeros(5, 3);
        assertThat(Temperature.fit(scores, Samples.labels(5, 3, 1), 1).inverse())
                .isZero();
        for (int i = 0; i < 5; i++) {
            scores.setRows(i, 1, new float[] {i, i, i});
        }
        assertThat(Temperature.fit(scores, Samples.labels(5, 3, 1), 1).inverse())
                .isZero();
    }

    @Test
    void oneClassHasNothingToScale() {
        assertThat(Temperature.fit(Samples.gaussian(4, 1, 1, 1), Labels.of(new int[4], 1), 1)
                        .inverse())
                .isZero();
    }

    private static Matrix shifted(double[][] scores, double deviation) {
        double[][] shifts = Samples.gaussianRows(scores.length, 1, deviation, 7);
        double[][] shifted = new double[scores.length][];
        for (int i = 0; i < scores.length; i++) {
            double shift = Math.rint(shifts[i][0]);
            shifted[i] = Arrays.stream(scores[i]).map(s -> s + shift).toArray();
        }
        return Samples.matrix(shifted);
    }

    /** Whole multiples of 2⁻¹⁰, so that shifts by whole numbers are exact in float32. */
    private static double[][] coarse(int n, int k, double deviation, long seed) {
        double[][] scores = Samples.gaussianRows(n, k, deviation, seed);
        for (double[] row : scores) {
            Arrays.setAll(row, j -> Math.rint(row[j] * 1024) / 1024);
        }
        return scores;
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 100})
    void shiftingScoresByAConstantPerRowChangesNothing(double deviation) {
        double[][] scores = coarse(400, 4, 0.5, 1);
        Labels labels = drawn(scores, 2, 2);
        double fitted = Temperature.fit(Samples.matrix(scores), labels, 2).inverse();
        assertThat(Temperature.fit(shifted(scores, deviation), labels, 2).inverse() / fitted)
                .isCloseTo(1, within(2e-3));
    }

    /** The sharpest temperature allowed must not depend on where the rows lie, only on how far their scores are apart. */
    @Test
    void shiftingRowsFarApartChangesNothing() {
        shiftingScoresByAConstantPerRowChangesNothing(1000);
    }

    @Test
    void shiftingSmallScoresFarApartChangesNothing() {
        double[][] scores = coarse(400, 4, 0.02, 1);
        Labels labels = drawn(scores, 80, 2);
        double fitted = Temperature.fit(Samples.matrix(scores), labels, 2).inverse();
        assertThat(Temperature.fit(shifted(scores, 1000), labels, 2).inverse() / fitted)
                .isCloseTo(1, within(0.05));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 0.125, 3, 4096, 1e6})
    void scalingScoresDividesTheInverseTemperature(double factor) {
        double[][] scores = Samples.gaussianRows(400, 5, 0.4, 1);
        Labels labels = drawn(scores, 3, 2);
        double fitted = Temperature.fit(Samples.matrix(scores), labels, 1).inverse();
        double[][] scaled = Arrays.stream(scores)
                .map(row -> Arrays.stream(row).map(s -> s * factor).toArray())
                .toArray(double[][]::new);
        assertThat(Temperature.fit(Samples.matrix(scaled), labels, 1).inverse() * factor / fitted)
                .isCloseTo(1, within(1e-5));
    }

    @Test
    void permutingClassesOrRowsChangesNothing() {
        double[][] scores = Samples.gaussianRows(500, 5, 1, 1);
        Labels labels = drawn(scores, 1.5, 2);
        double fitted = Temperature.fit(Samples.matrix(scores), labels, 1).inverse();
        int[] classes = Samples.permutation(5, 3);
        int[] rows = Samples.permutation(500, 4);
        double[][] moved = new double[500][5];
        for (int i = 0; i < 500; i++) {
            for (int c = 0; c < 5; c++) {
                moved[i][classes[c]] = scores[rows[i]][c];
            }
        }
        Labels selected = labels.select(rows);
        assertThat(Temperature.fit(Samples.matrix(moved), selected.map(i -> classes[selected.get(i)]), 1)
                                .inverse()
                        / fitted)
                .isCloseTo(1, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void threadsChangeNoBit(int threads) {
        double[][] scores = Samples.gaussianRows(3000, 6, 1, 1);
        Labels labels = drawn(scores, 0.7, 2);
        Matrix matrix = Samples.matrix(scores);
        Temperature one = Temperature.fit(matrix, labels, 1);
        assertThat(Temperature.fit(matrix, labels, threads)).isEqualTo(one);
        assertThat(one.apply(matrix, threads)
                        .matrix()
                        .contentEquals(one.apply(matrix, 1).matrix()))
                .isTrue();
    }

    @Test
    void applyEqualsSoftmaxOfScaledScoresAndLeavesTheScoresAlone() {
        double[][] scores = Samples.gaussianRows(50, 6, 1, 1);
        Matrix matrix = Samples.matrix(scores);
        Probabilities p = new Temperature(2.5).apply(matrix, 2);
        for (int i = 0; i < 50; i++) {
            double[] expected =
                    Reference.softmax(Arrays.stream(scores[i]).map(s -> 2.5 * s).toArray());
            assertThat(Samples.doubles(p.matrix().row(i))).containsExactly(expected, within(1e-6));
        }
        assertThat(matrix.contentEquals(Samples.matrix(scores))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNegativeOrInfiniteInverseIsRefused(double inverse) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Temperature(inverse))
                .withMessage("inverse temperature must be a number of at least 0 but is " + inverse);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Temperature.fit(Matrix.zeros(3, 2), Samples.labels(4, 2, 1), 1))
                .withMessage("scores are 3 x 2 but labels has 4 rows of 2 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Temperature.fit(Matrix.zeros(3, 2), Samples.labels(3, 3, 1), 1))
                .withMessage("scores are 3 x 2 but labels has 3 rows of 3 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Temperature.fit(Matrix.zeros(0, 2), Labels.of(new int[0], 2), 1))
                .withMessage("there is no row to fit a temperature to");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void scoresThatAreNotFiniteAreRefused(float bad) {
        Matrix scores = Samples.gaussian(5, 3, 1, 1);
        scores.set(4, 2, bad);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Temperature.fit(scores, Samples.labels(5, 3, 1), 1))
                .withMessage("scores must be finite");
    }

    /** Mean of the largest of two outputs, 1/(1 + exp(−β·d)), by the definition. */
    @Test
    void matchingFindsTheMeanConfidence() {
        double[][] scores = {{0, 1}, {3, 0}, {0.5, 0}, {-2, -2.25}};
        for (double wanted : new double[] {0.55, 0.7, 0.9, 0.99}) {
            double beta =
                    Temperature.matching(Samples.matrix(scores), wanted, 1).inverse();
            double sum = 0;
            for (double[] row : scores) {
                sum += 1 / (1 + Math.exp(-beta * Math.abs(row[0] - row[1])));
            }
            assertThat(sum / 4).isCloseTo(wanted, within(1e-5));
        }
    }

    @Test
    void matchingEndsWhereNoTemperatureFits() {
        double[][] scores = {{0, 1}, {3, 0}};
        assertThat(Temperature.matching(Samples.matrix(scores), 0.4, 1).inverse())
                .isLessThan(1e-3);
        assertThat(Temperature.matching(Samples.matrix(scores), 1, 1).inverse()).isGreaterThan(30);
        assertThat(Temperature.matching(Samples.matrix(new double[][] {{1, 1}}), 0.9, 1)
                        .inverse())
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Temperature.matching(Samples.matrix(scores), 1.5, 1))
                .withMessageContaining("1.5");
    }
}
