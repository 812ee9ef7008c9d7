package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartingCurvatureTest {
    private static final int K = 4;

    private static SoftmaxObjective objective(Matrix x, Labels labels, double kappa, boolean intercept) {
        return new SoftmaxObjective(
                x, new CrossEntropy(new Targets.OneHot(labels)), null, new Penalty.Kappa(kappa), intercept, 1);
    }

    private static Labels labels(int rows) {
        SplittableRandom random = new SplittableRandom(7);
        return Labels.of(random.ints(rows, 0, K).toArray(), K);
    }

    /**
     * Central differences of the gradient along a direction, which undo what the inverse did: H·(H₀·g) = g, with moments so much smaller that
     * K^(−3/4) of them is 1/K of all.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void undoesTheSecondDerivativesAtZero(boolean intercept) {
        Matrix x = Samples.gaussian(40, 5, 1, 3);
        try (BandSums sums = new BandSums(x, new CrossEntropy(new Targets.OneHot(labels(40))), null, 1);
                SoftmaxObjective objective = objective(x, labels(40), 3, intercept);
                StartingCurvature curvature = new StartingCurvature(
                        scaled(sums.moments(intercept).orElseThrow(), Math.pow(K, -0.25)),
                        K,
                        objective.lambda(),
                        intercept)) {
            double[] gradient = new double[objective.parameters()];
            objective.evaluate(new double[gradient.length], gradient);
            double[] direction = curvature.times(gradient);
            double step = 1e-2;
            double[] ahead = new double[gradient.length];
            double[] behind = new double[gradient.length];
            objective.evaluate(scaled(direction, step), ahead);
            objective.evaluate(scaled(direction, -step), behind);
            for (int j = 0; j < gradient.length; j++) {
                assertThat((ahead[j] - behind[j]) / (2 * step)).isCloseTo(gradient[j], within(2e-4));
            }
        }
    }

    private static double[] scaled(double[] vector, double factor) {
        return Arrays.stream(vector).map(v -> factor * v).toArray();
    }

    /** The same optimum as without, in fewer steps, where features are far from alike in size. */
    @Test
    void reachesTheSameOptimumSooner() {
        int rows = 400;
        int features = 20;
        float[][] values = new float[rows][features];
        Matrix even = Samples.gaussian(rows, features, 1, 5);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < features; j++) {
                values[i][j] = (float) (even.get(i, j) * Math.pow(0.75, j) * 3);
            }
        }
        Matrix x = Matrix.of(values);
        Labels labels = labels(rows);
        SoftmaxProbe.Options options =
                SoftmaxProbe.Options.DEFAULTS.withKappa(0.1).withTolerance(1e-4).withThreads(1);
        SoftmaxProbe.Fit with = SoftmaxProbe.fit(x, new Targets.OneHot(labels), options);
        try (SoftmaxObjective objective = objective(x, labels, 0.1, false)) {
            Lbfgs.Result without = Lbfgs.minimise(
                    objective,
                    new double[objective.parameters()],
                    new Lbfgs.Options(0, 1e-4, 1000, 10),
                    Lbfgs.Monitor.SILENT);
            assertThat(with.objective()).isCloseTo(without.value(), within(1e-6));
            assertThat(with.evaluations()).isLessThan(without.evaluations() / 2);
        }
    }

    /** Rows twice, or with weight 2, are the same to the curvature and so to every step. */
    @Test
    void rowsTwiceAreRowsOfTwiceTheWeight() {
        Matrix x = Samples.gaussian(15, 4, 1, 9);
        Labels labels = labels(15);
        int[] twice = new int[30];
        Arrays.setAll(twice, i -> i / 2);
        float[] weights = new float[15];
        Arrays.fill(weights, 2);
        try (BandSums doubled = new BandSums(
                        x.selectRows(twice), new CrossEntropy(new Targets.OneHot(labels.select(twice))), null, 1);
                BandSums weighted = new BandSums(x, new CrossEntropy(new Targets.OneHot(labels)), weights, 1)) {
            assertThat(weighted.moments(true).orElseThrow())
                    .containsExactly(doubled.moments(true).orElseThrow(), within(1e-6));
        }
    }

    /** The 24 rows that are 1,000 apart. */
    @Test
    void evenlySpacedRowsStandForAll() {
        double[][] rows = Samples.gaussianRows(24_000, 3, 1, 11);
        try (BandSums sums =
                new BandSums(Samples.matrix(rows), new CrossEntropy(new Targets.OneHot(labels(24_000))), null, 2)) {
            double[] moments = sums.moments(false).orElseThrow();
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    double expected = 0;
                    for (int row = 0; row < 24; row++) {
                        expected += rows[1000 * row][i] * rows[1000 * row][j] / 24;
                    }
                    assertThat(moments[3 * i + j]).isCloseTo(expected, within(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"30, 4000, false", "60, 4, true"})
    void noneWhereItWouldCostMoreThanItSpares(int rows, int features, boolean worthwhile) {
        try (BandSums sums = new BandSums(
                Samples.gaussian(rows, features, 1, 1), new CrossEntropy(new Targets.OneHot(labels(rows))), null, 1)) {
            assertThat(sums.moments(false).isPresent()).isEqualTo(worthwhile);
        }
    }

    @Test
    void nothingCurvesWhereFeaturesAndPenaltyAreZero() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> new StartingCurvature(new double[9], K, 0, false))
                .withMessageContaining("not positive definite");
    }

    /** Without a penalty and with all features zero a fit ends where it starts, as without a preconditioner. */
    @Test
    void aFitToNothingEndsAtZero() {
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(
                SoftmaxProbe.Problem.of(Matrix.zeros(60, 2), new CrossEntropy(new Targets.OneHot(labels(60)))),
                SoftmaxProbe.Options.DEFAULTS.withLambda(0),
                Lbfgs.Monitor.SILENT);
        assertThat(fit.objective()).isCloseTo(Math.log(K), within(1e-12));
        assertThat(fit.evaluations()).isEqualTo(1);
        assertThat(Optional.of(fit.stopReason())).contains(StopReason.CONVERGED);
    }
}
