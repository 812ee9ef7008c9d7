package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.SpectralFilter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final ThreeLevelModel MODEL = ThreeLevelModel.balanced(8, 25, 4, 0.4, 0.2, 0.1);

    private static double[][] gram(ThreeLevelModel model, double jitter, long seed, int threads) {
        try (Simulation simulation = Simulation.of(model, jitter, seed, threads)) {
            return ExplicitModel.rows(simulation.gram());
        }
    }

    /** Whether elimination of G + 1e-10·I meets no negative pivot. */
    private static boolean isPositiveSemidefinite(double[][] gram) {
        double[][] a = Arrays.stream(gram).map(double[]::clone).toArray(double[][]::new);
        int n = a.length;
        for (int c = 0; c < n; c++) {
            a[c][c] += 1e-10;
        }
        for (int c = 0; c < n; c++) {
            if (!(a[c][c] > 0)) {
                return false;
            }
            for (int i = c + 1; i < n; i++) {
                double factor = a[i][c] / a[c][c];
                for (int j = c; j < n; j++) {
                    a[i][j] -= factor * a[c][j];
                }
            }
        }
        return true;
    }

    /** Two classes of two rows, .5 within and .1 between; of (1, 1, 1, 1), (1, 1, −1, −1) and within: 1.7, 1.3, .5, .5. */
    @Test
    void workedExample() {
        try (Simulation simulation = Simulation.of(ThreeLevelModel.balanced(2, 2, 2, 0.5, 0.1, 0.1), 0, 1, 1)) {
            assertThat(simulation.gram().row(0)).containsExactly(new double[] {1, 0.5, 0.1, 0.1}, within(1e-12));
            assertThat(simulation.eigenvalues()).containsExactly(new double[] {1.7, 1.3, 0.5, 0.5}, within(1e-12));
            assertThat(simulation.truth().toArray()).containsExactly(0, 0, 1, 1);
            assertThat(simulation
                            .exactLabels(new double[][] {{0.5, 0.5}, {0, 1}})
                            .counts())
                    .containsExactly(1, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.03, 0.1, 0.5})
    void gramIsSymmetricOfUnitDiagonalAndPositiveSemidefinite(double jitter) {
        double[][] gram = gram(MODEL, jitter, 3, 2);
        for (int i = 0; i < gram.length; i++) {
            assertThat(gram[i][i]).isEqualTo(1);
            for (int j = 0; j < i; j++) {
                assertThat(gram[i][j]).isCloseTo(gram[j][i], within(1e-15));
            }
        }
        assertThat(isPositiveSemidefinite(gram)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0.03, 1", "0.1, 2", "0.1, 3", "0.3, 4"})
    void scatterHasTheStatedDeviationAboutEachLevel(double jitter, long seed) {
        double[][] gram = gram(MODEL, jitter, seed, 2);
        double[][] levels = ExplicitModel.threeLevel(8, 25, 4, 0.4, 0.2, 0.1).gram();
        double[] count = new double[3];
        double[] sum = new double[3];
        double[] squares = new double[3];
        for (int i = 0; i < gram.length; i++) {
            for (int j = 0; j < i; j++) {
                int level = i / 25 == j / 25 ? 0 : i / 100 == j / 100 ? 1 : 2;
                double off = gram[i][j] - levels[i][j];
                count[level]++;
                sum[level] += off;
                squares[level] += off * off;
            }
        }
        double deviation = jitter / Math.sqrt(3);
        for (int level = 0; level < 3; level++) {
            double mean = sum[level] / count[level];
            assertThat(mean).isCloseTo(0, within(5 * deviation / Math.sqrt(count[level])));
            // dimensions are rounded to a whole number; five standard errors of a standard deviation, and a margin
            assertThat(Math.sqrt(squares[level] / count[level]))
                    .isCloseTo(deviation, within(deviation * (0.03 + 5 / Math.sqrt(2 * count[level]))));
        }
    }

    @Test
    void sameSeedSameMatrixOnAnyNumberOfThreads() {
        double[][] first = gram(MODEL, 0.1, 5, 1);
        for (int threads : new int[] {1, 2, 3, 7}) {
            assertThat(gram(MODEL, 0.1, 5, threads)).isDeepEqualTo(first);
        }
        assertThat(ExplicitModel.largestDifference(gram(MODEL, 0.1, 6, 1), first))
                .isGreaterThan(0.05);
    }

    @Test
    void outputsDoNotDependOnThreads() {
        Labels given = io.rectify.Samples.labels(200, 8, 1);
        try (Simulation one = Simulation.of(MODEL, 0.1, 5, 1);
                Simulation three = Simulation.of(MODEL, 0.1, 5, 3);
                DoubleMatrix targets = Simulation.matrix(new Targets.OneHot(given))) {
            assertThat(three.eigenvalues()).containsExactly(one.eigenvalues());
            SpectralFilter filter = new SpectralFilter(1, 3);
            assertThat(three.linear(targets, filter, 3).toArray())
                    .containsExactly(one.linear(targets, filter, 1).toArray());
        }
    }

    /** With scatter there is no block structure left to lean on. */
    @Test
    void linearEqualsEliminationOnTheScatteredMatrix() {
        Random random = new Random(3);
        try (Simulation simulation = Simulation.of(ThreeLevelModel.balanced(4, 10, 2, 0.4, 0.2, 0.1), 0.2, 5, 2)) {
            double[][] gram = ExplicitModel.rows(simulation.gram());
            double[][] targets = new double[40][4];
            for (double[] row : targets) {
                Arrays.setAll(row, j -> random.nextGaussian());
                double rest = 1 - Arrays.stream(row).sum();
                row[0] += rest;
            }
            for (int step = 1; step <= 4; step++) {
                try (DoubleMatrix t = ExplicitModel.matrix(targets);
                        DoubleMatrix outputs = simulation.linear(t, new SpectralFilter(0.7, step), 2)) {
                    assertThat(ExplicitModel.largestDifference(
                                    ExplicitModel.rows(outputs),
                                    ExplicitModel.of(gram, 4).outputs(targets, 0.7, step)))
                            .isLessThan(1e-12);
                }
            }
        }
    }

    @Test
    void truthIsClassAfterClass() {
        try (Simulation simulation = Simulation.of(MODEL, 0, 1, 1)) {
            int[] expected = new int[200];
            Arrays.setAll(expected, i -> i / 25);
            assertThat(simulation.truth().toArray()).containsExactly(expected);
            assertThat(simulation.truth().classCount()).isEqualTo(8);
        }
    }

    @Test
    void exactLabelsHaveExactlyTheProportions() {
        Random random = new Random(1);
        int[] counts = new int[8];
        Arrays.fill(counts, 25);
        try (Simulation simulation = Simulation.of(MODEL, 0, 1, 1)) {
            for (int trial = 0; trial < 20; trial++) {
                int[][] expected = ExplicitModel.anyLabels(counts, 0.5, random);
                Labels given = simulation.exactLabels(ExplicitModel.corruption(expected));
                int[][] found = new int[8][8];
                for (int i = 0; i < 200; i++) {
                    found[i / 25][given.get(i)]++;
                }
                assertThat(found).isDeepEqualTo(expected);
            }
        }
    }

    @Test
    void proportionsThatAreNoWholeRowsAreRefused() {
        ThreeLevelModel model = ThreeLevelModel.balanced(2, 4, 1, 0.4, 0.2, 0.1);
        try (Simulation simulation = Simulation.of(model, 0, 1, 1)) {
            double[][][] bad = {
                {{0.7, 0.3}, {0, 1}},
                {{0.75, 0}, {0, 1}},
                {{0.75, 0.5}, {0, 1}},
                {{1, 0}, {0, 1.25}},
                {{1.25, -0.25}, {0, 1}},
                {{Double.NaN, 1}, {0, 1}},
                {{0.5, 0, 0.5}, {0, 1, 0}},
            };
            for (double[][] matrix : bad) {
                assertThatIllegalArgumentException()
                        .as(Arrays.deepToString(matrix))
                        .isThrownBy(() -> simulation.exactLabels(matrix));
            }
        }
    }

    @Test
    void exactLabelsOfAnotherNumberOfClassesAreRefused() {
        ThreeLevelModel model = ThreeLevelModel.balanced(2, 4, 1, 0.4, 0.2, 0.1);
        try (Simulation simulation = Simulation.of(model, 0, 1, 1)) {
            assertThatIllegalArgumentException().isThrownBy(() -> simulation.exactLabels(new double[][] {{1, 0}}));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> simulation.exactLabels(new double[][] {{1, 0}, {0, 1}, {0, 1}}));
        }
    }

    @Test
    void accuracyOfCleanNoisyAndAllRows() {
        ThreeLevelModel model = ThreeLevelModel.balanced(2, 3, 1, 0.4, 0.2, 0.1);
        try (Simulation simulation = Simulation.of(model, 0, 1, 1);
                DoubleMatrix outputs = ExplicitModel.matrix(
                        new double[][] {{.6, .4}, {.3, .7}, {.9, .1}, {.2, .8}, {.7, .3}, {.1, .9}})) {
            Labels given = Labels.of(new int[] {0, 0, 1, 1, 1, 0}, 2);
            Simulation.Accuracy accuracy = simulation.accuracy(outputs, given);
            assertThat(accuracy.clean()).isEqualTo(2.0 / 4);
            assertThat(accuracy.noisy()).isEqualTo(2.0 / 2);
            assertThat(accuracy.all()).isEqualTo(4.0 / 6);
            Simulation.Accuracy clean = simulation.accuracy(outputs, simulation.truth());
            assertThat(clean.clean()).isEqualTo(4.0 / 6);
            assertThat(clean.noisy()).isNaN();
            Simulation.Accuracy noisy = simulation.accuracy(outputs, Labels.of(new int[] {1, 1, 1, 0, 0, 0}, 2));
            assertThat(noisy.clean()).isNaN();
            assertThat(noisy.noisy()).isEqualTo(4.0 / 6);
        }
    }

    @Test
    void topTwoGivesHalfToEachOfTheTwoLargest() {
        try (DoubleMatrix outputs = ExplicitModel.matrix(
                        new double[][] {{.1, .5, .4}, {.3, .3, .4}, {.4, .4, .2}, {-.5, -.1, -.2}, {0, 0, 0}, {1, 2, 3}
                        });
                DoubleMatrix two = Simulation.topTwo(outputs)) {
            assertThat(ExplicitModel.rows(two)).isDeepEqualTo(new double[][] {
                {0, .5, .5}, {0, .5, .5}, {.5, .5, 0}, {0, .5, .5}, {.5, .5, 0}, {0, .5, .5}
            });
        }
    }

    @Test
    void rowsThatTieForTheSecondPlaceTakeTurns() {
        double[][] equal = new double[8][];
        java.util.Arrays.fill(equal, new double[] {.7, .1, .1 + 1e-15, -.1, .1});
        try (DoubleMatrix outputs = ExplicitModel.matrix(equal);
                DoubleMatrix two = Simulation.topTwo(outputs)) {
            double[] sums = new double[5];
            for (double[] row : ExplicitModel.rows(two)) {
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += row[j];
                }
            }
            assertThat(sums[0]).isEqualTo(4);
            assertThat(sums[3]).isZero();
            assertThat(new double[] {sums[1], sums[2], sums[4]}).containsExactlyInAnyOrder(1.5, 1.5, 1);
        }
    }

    @Test
    void matrixHoldsHardAndSoftTargets() {
        try (DoubleMatrix hard = Simulation.matrix(new Targets.OneHot(Labels.of(new int[] {1, 0}, 3)));
                Targets.Soft targets = new Targets.Soft(Matrix.of(new float[][] {{.25f, .75f}, {1.5f, -.5f}}));
                DoubleMatrix soft = Simulation.matrix(targets)) {
            assertThat(hard.toArray()).containsExactly(0, 1, 0, 1, 0, 0);
            assertThat(soft.toArray()).containsExactly(.25, .75, 1.5, -.5);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, 1e-9})
    void jitterThatCannotBeIsRefused(double jitter) {
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(MODEL, jitter, 1, 1));
    }

    /** The Javadoc promises it: scatter leaves too little for s₄ < s₁, and the matrix would not be positive semidefinite. */
    @Test
    void negativeCorrelationWithScatterIsRefused() {
        ThreeLevelModel negative = ThreeLevelModel.balanced(4, 5, 2, 0.3, 0.1, -0.26);
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(negative, 0.6, 1, 1));
    }

    /** No unit vectors scatter so far about c: the stated deviation cannot be had. */
    @Test
    void scatterWiderThanUnitVectorsAllowIsRefused() {
        ThreeLevelModel narrow = ThreeLevelModel.balanced(2, 10, 1, 0.9, 0.2, 0.1);
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(narrow, 0.5, 1, 1));
    }

    @Test
    void negativeCorrelationWithoutScatterIsSimulated() {
        ThreeLevelModel negative = ThreeLevelModel.balanced(2, 30, 1, 0.9, 0.1, -0.8);
        assertThat(isPositiveSemidefinite(gram(negative, 0, 1, 1))).isTrue();
    }

    @Test
    void noStepWithinTheLimitIsEmpty() {
        try (Simulation simulation = Simulation.of(MODEL, 0, 1, 1)) {
            assertThat(simulation.firstPerfectStep(simulation.truth(), 1, 0, 1)).isEmpty();
            assertThat(simulation.firstPerfectStep(simulation.truth(), 1, 1, 1)).hasValue(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> simulation.firstPerfectStep(simulation.truth(), 0, 1, 1));
        }
    }
}
