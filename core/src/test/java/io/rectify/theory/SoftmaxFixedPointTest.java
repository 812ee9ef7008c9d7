package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxFixedPointTest {
    private static final SoftmaxFixedPoint.Options OPTIONS = new SoftmaxFixedPoint.Options(1e-10, 200, 2);

    private static SoftmaxFixedPoint.Result solve(double[][] gram, double[][] targets, double mu) {
        return SoftmaxFixedPoint.solve(
                ExplicitModel.matrix(gram), ExplicitModel.matrix(targets), mu, Optional.empty(), OPTIONS);
    }

    private static double[][] outputs(SoftmaxFixedPoint.Result result) {
        return ExplicitModel.rows(result.outputs());
    }

    private static double[][] gramOf(double[][] x) {
        return Reference.multiply(x, Reference.transpose(x, x[0].length));
    }

    /** softmax((K/μ)·G·(T − P)) in plain loops. */
    private static double[][] image(double[][] gram, double[][] targets, double[][] p, double mu) {
        int k = targets[0].length;
        double[][] a = new double[p.length][k];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < k; j++) {
                a[i][j] = (targets[i][j] - p[i][j]) * k / mu;
            }
        }
        return Arrays.stream(Reference.multiply(gram, a))
                .map(Reference::softmax)
                .toArray(double[][]::new);
    }

    private static void isSolution(double[][] gram, double[][] targets, double mu) {
        SoftmaxFixedPoint.Result result = solve(gram, targets, mu);
        double[][] p = outputs(result);
        assertThat(result.converged()).as("mu %s", mu).isTrue();
        assertThat(result.residual()).isLessThanOrEqualTo(1e-10);
        assertThat(result.products()).isGreaterThan(0);
        // rounding of the logits is that of K/μ·G
        double rounding = 1e-14 * gram.length / mu;
        assertThat(ExplicitModel.largestDifference(p, image(gram, targets, p, mu)))
                .as("mu %s", mu)
                .isLessThan(1.1e-10 + rounding);
        for (double[] row : p) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-9));
        }
    }

    private static double[][] targets(String kind, int rows, int classes) {
        double[][] targets = switch (kind) {
            case "hard" -> Reference.rows(new Targets.OneHot(Samples.labels(rows, classes, 4)));
            case "soft" ->
                Samples.doubles(Samples.probabilities(rows, classes, 5).matrix());
            default -> Samples.doubles(Samples.signedTargets(rows, classes, 6));
        };
        // float32 rows sum to 1 within 1e-7 only
        return Arrays.stream(targets)
                .map(row -> {
                    double sum = Arrays.stream(row).sum();
                    return Arrays.stream(row).map(v -> v / sum).toArray();
                })
                .toArray(double[][]::new);
    }

    /** One row with T = (1, 0), K = μ = 2: P = (¾, ¼) needs G·((1 − ¾) − (0 − ¼)) = ln(¾ : ¼), so G = 2·ln 3. */
    @Test
    void workedExample() {
        double[][] p = outputs(solve(new double[][] {{2 * Math.log(3)}}, new double[][] {{1, 0}}, 2));
        assertThat(p[0]).containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"hard, 5", "hard, 40", "soft, 5", "soft, 40", "signed, 5", "signed, 40"})
    void theResidualRecomputedIsSmallForEveryMu(String kind, int features) {
        double[][] gram = gramOf(Samples.gaussianRows(30, features, 1, 1));
        for (double mu : new double[] {0.1, 1, 15, 500, 1e5}) {
            isSolution(gram, targets(kind, 30, 4), mu);
        }
    }

    private static double[][] unitRows(int features) {
        return Arrays.stream(Samples.gaussianRows(30, features, 1, 1))
                .map(row -> {
                    double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
                    return Arrays.stream(row).map(v -> v / norm).toArray();
                })
                .toArray(double[][]::new);
    }

    @ParameterizedTest
    @CsvSource({"hard, 5", "hard, 50", "soft, 5", "soft, 50"})
    void verySmallMuConvergesOnUnitRows(String kind, int features) {
        isSolution(gramOf(unitRows(features)), targets(kind, 30, 4), 1e-3);
    }

    @Test
    void verySmallMuConvergesOnTheThreeLevelModel() {
        isSolution(ExplicitModel.threeLevel(6, 10, 3, .4, .2, .1).gram(), targets("hard", 60, 6), 1e-3);
    }

    @ParameterizedTest
    @CsvSource({"hard, 0.5", "hard, 10", "soft, 0.5", "soft, 10", "signed, 10"})
    void equalsNewtonOnTheWeights(String kind, double mu) {
        double[][] x = Samples.gaussianRows(25, 4, 1, 2);
        double[][] t = targets(kind, 25, 3);
        double[] w = Reference.newton(x, t, Reference.ones(25), mu / (3 * 25), false);
        double[][] expected = Arrays.stream(x)
                .map(row -> Reference.softmax(Reference.logits(row, w, 3, false)))
                .toArray(double[][]::new);
        assertThat(ExplicitModel.largestDifference(outputs(solve(gramOf(x), t, mu)), expected))
                .isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"hard, 1", "hard, 15", "hard, 200", "soft, 1", "soft, 15", "soft, 200"})
    void equalsTheProbeFittedToTheRows(String kind, double kappa) {
        double[][] rows = Samples.gaussianRows(40, 6, 0.5, 3);
        double[][] t = targets(kind, 40, 5);
        try (Matrix x = Samples.matrix(rows)) {
            Targets targets = kind.equals("hard")
                    ? new Targets.OneHot(Samples.labels(40, 5, 4))
                    : new Targets.Soft(Samples.matrix(t));
            SoftmaxProbe.Fit fit = SoftmaxProbe.fit(
                    x,
                    targets,
                    SoftmaxProbe.Options.DEFAULTS
                            .withKappa(kappa)
                            .withTolerance(1e-7)
                            .withThreads(2));
            double[][] probe = Samples.doubles(fit.probe().predict(x, 2).matrix());
            assertThat(ExplicitModel.largestDifference(outputs(solve(gramOf(rows), t, kappa)), probe))
                    .isLessThan(2e-6);
        }
    }

    /**
     * For large μ, with V = G(T − 1/K): softmax((K/μ)V) = 1/K + V/μ + (K/2μ²)(V² − mean of V² over the row) + O(μ⁻³), and
     * the linear model has the first two terms, so μ² times the difference tends to (K/2)(V² − mean).
     */
    @Test
    void differenceFromTheLinearModelFallsWithTheSquareOfMu() {
        ExplicitModel explicit = ExplicitModel.threeLevel(4, 5, 2, 0.5, 0.3, 0.1);
        int[] given = {0, 0, 1, 0, 2, 1, 1, 1, 0, 3, 2, 2, 2, 3, 3, 3, 3, 3, 2, 2};
        double[][] t = explicit.oneHot(given);
        double[][] centred = Arrays.stream(t)
                .map(row -> Arrays.stream(row).map(v -> v - 0.25).toArray())
                .toArray(double[][]::new);
        double[][] limit = Arrays.stream(Reference.multiply(explicit.gram(), centred))
                .map(row -> {
                    double mean = Arrays.stream(row).map(v -> v * v).sum() / 4;
                    return Arrays.stream(row).map(v -> 2 * (v * v - mean)).toArray();
                })
                .toArray(double[][]::new);
        double scale = ExplicitModel.scale(limit);
        double before = Double.POSITIVE_INFINITY;
        for (double mu : new double[] {1e3, 1e4}) {
            SoftmaxFixedPoint.Result result = SoftmaxFixedPoint.solve(
                    ExplicitModel.matrix(explicit.gram()),
                    ExplicitModel.matrix(t),
                    mu,
                    Optional.empty(),
                    new SoftmaxFixedPoint.Options(1e-14, 200, 1));
            double[][] softmax = outputs(result);
            double[][] linear = explicit.outputs(t, mu, 1);
            double[][] difference = new double[20][4];
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < 4; j++) {
                    difference[i][j] = mu * mu * (softmax[i][j] - linear[i][j]);
                }
            }
            double error = ExplicitModel.largestDifference(difference, limit) / scale;
            assertThat(error).as("mu %s", mu).isLessThan(100 / mu);
            assertThat(error).isLessThan(before / 5);
            before = error;
        }
    }

    private static double bisect(DoubleUnaryOperator increasing) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (increasing.applyAsDouble(middle) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Orthogonal rows of norm² g: p = 1/(1 + (K−1)·exp(−(K/μ)·g·(1−p)·K/(K−1))) for the label, the rest shared. */
    @ParameterizedTest
    @CsvSource({"2, 0.01", "2, 0.5", "2, 20", "3, 1", "10, 0.05", "10, 30"})
    void orthogonalRowsSolveOneScalarEquationEach(int classes, double mu) {
        double[] squares = {1, 0.3, 7, 0, 2.5};
        double[][] gram = new double[5][5];
        double[][] targets = new double[5][classes];
        for (int i = 0; i < 5; i++) {
            gram[i][i] = squares[i];
            targets[i][i % classes] = 1;
        }
        double[][] p = outputs(solve(gram, targets, mu));
        for (int i = 0; i < 5; i++) {
            double square = squares[i];
            double k = classes;
            double expected = bisect(v -> v - 1 / (1 + (k - 1) * Math.exp(-k / mu * square * (1 - v) * k / (k - 1))));
            for (int j = 0; j < classes; j++) {
                assertThat(p[i][j])
                        .as("row %d, class %d", i, j)
                        .isCloseTo(j == i % classes ? expected : (1 - expected) / (k - 1), within(3e-10));
            }
        }
    }

    /** One row, two classes, any target: logit difference z = (2g/μ)·2·(t − σ(z)). */
    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.3", "1, 3, 0.9", "4, 0.01, 0.5", "2, 1, 1.5", "0.5, 1, -0.2"})
    void oneRowOfTwoClasses(double square, double mu, double target) {
        double[][] p = outputs(solve(new double[][] {{square}}, new double[][] {{target, 1 - target}}, mu));
        double expected = bisect(v -> v - 1 / (1 + Math.exp(-4 * square / mu * (target - v))));
        assertThat(p[0][0]).isCloseTo(expected, within(2e-10));
    }

    @Test
    void aWarmStartEndsAtTheSameSolutionSooner() {
        double[][] gram = gramOf(Samples.gaussianRows(30, 8, 1, 1));
        double[][] t = targets("hard", 30, 4);
        try (DoubleMatrix g = ExplicitModel.matrix(gram);
                DoubleMatrix targets = ExplicitModel.matrix(t)) {
            SoftmaxFixedPoint.Result cold = SoftmaxFixedPoint.solve(g, targets, 2, Optional.empty(), OPTIONS);
            SoftmaxFixedPoint.Result again =
                    SoftmaxFixedPoint.solve(g, targets, 2, Optional.of(cold.outputs()), OPTIONS);
            assertThat(again.steps()).isZero();
            assertThat(again.converged()).isTrue();
            assertThat(ExplicitModel.largestDifference(outputs(again), outputs(cold)))
                    .isLessThan(1e-15);
            DoubleMatrix far = ExplicitModel.matrix(Samples.gaussianRows(30, 4, 3, 9));
            SoftmaxFixedPoint.Result elsewhere = SoftmaxFixedPoint.solve(g, targets, 2, Optional.of(far), OPTIONS);
            assertThat(elsewhere.converged()).isTrue();
            assertThat(ExplicitModel.largestDifference(outputs(elsewhere), outputs(cold)))
                    .isLessThan(1e-8);
            SoftmaxFixedPoint.Result near =
                    SoftmaxFixedPoint.solve(g, targets, 2.02, Optional.of(cold.outputs()), OPTIONS);
            SoftmaxFixedPoint.Result nearCold = SoftmaxFixedPoint.solve(g, targets, 2.02, Optional.empty(), OPTIONS);
            assertThat(near.steps()).isLessThan(nearCold.steps());
            assertThat(targets.toArray())
                    .containsExactly(ExplicitModel.matrix(t).toArray());
            assertThat(g.toArray()).containsExactly(ExplicitModel.matrix(gram).toArray());
        }
    }

    @Test
    void duplicateRowsGetTheSameOutputsWhateverTheirLabels() {
        double[][] x = new double[20][];
        double[][] distinct = Samples.gaussianRows(5, 3, 1, 1);
        Arrays.setAll(x, i -> distinct[i % 5]);
        double[][] t = targets("hard", 20, 4);
        for (double mu : new double[] {0.01, 1, 100}) {
            isSolution(gramOf(x), t, mu);
            double[][] p = outputs(solve(gramOf(x), t, mu));
            for (int i = 5; i < 20; i++) {
                assertThat(p[i]).containsExactly(p[i % 5], within(3e-10));
            }
        }
    }

    @Test
    void zeroGramGivesEvenOutputs() {
        double[][] p = outputs(solve(new double[6][6], targets("signed", 6, 4), 1));
        for (double[] row : p) {
            assertThat(row).containsExactly(new double[] {.25, .25, .25, .25}, within(1e-10));
        }
    }

    @Test
    void evenTargetsStayEven() {
        double[][] even = new double[10][5];
        Arrays.stream(even).forEach(row -> Arrays.fill(row, 0.2));
        double[][] p = outputs(solve(gramOf(Samples.gaussianRows(10, 3, 1, 1)), even, 0.5));
        assertThat(ExplicitModel.largestDifference(p, even)).isLessThan(1e-10);
    }

    @Test
    void stoppingEarlyIsReportedWithTheTrueResidual() {
        double[][] gram = gramOf(Samples.gaussianRows(30, 8, 1, 1));
        double[][] t = targets("hard", 30, 4);
        SoftmaxFixedPoint.Result result = SoftmaxFixedPoint.solve(
                ExplicitModel.matrix(gram),
                ExplicitModel.matrix(t),
                0.5,
                Optional.empty(),
                new SoftmaxFixedPoint.Options(1e-10, 1, 1));
        double[][] p = outputs(result);
        assertThat(result.converged()).isFalse();
        assertThat(result.steps()).isEqualTo(1);
        assertThat(result.residual()).isGreaterThan(1e-10);
        assertThat(ExplicitModel.largestDifference(p, image(gram, t, p, 0.5)))
                .isCloseTo(result.residual(), within(1e-10));
    }

    @Test
    void aToleranceBelowRoundingIsReportedAndNotWaitedFor() {
        SoftmaxFixedPoint.Result result = SoftmaxFixedPoint.solve(
                ExplicitModel.matrix(gramOf(Samples.gaussianRows(30, 8, 1, 1))),
                ExplicitModel.matrix(targets("hard", 30, 4)),
                0.5,
                Optional.empty(),
                new SoftmaxFixedPoint.Options(1e-300, 60, 1));
        assertThat(result.converged()).isFalse();
        assertThat(result.residual()).isLessThan(1e-11);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void threadsDoNotMatter(int threads) {
        DoubleMatrix gram = ExplicitModel.matrix(gramOf(Samples.gaussianRows(300, 8, 1, 1)));
        DoubleMatrix t = ExplicitModel.matrix(targets("hard", 300, 4));
        double[][] one = outputs(
                SoftmaxFixedPoint.solve(gram, t, 5, Optional.empty(), new SoftmaxFixedPoint.Options(1e-10, 200, 1)));
        double[][] many = outputs(SoftmaxFixedPoint.solve(
                gram, t, 5, Optional.empty(), new SoftmaxFixedPoint.Options(1e-10, 200, threads)));
        assertThat(many).isDeepEqualTo(one);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        double[][][] grams = {new double[3][4], new double[4][4]};
        for (double[][] gram : grams) {
            assertThatIllegalArgumentException().isThrownBy(() -> solve(gram, new double[3][2], 1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> solve(new double[3][3], new double[3][1], 1));
    }

    /** The Javadoc promises it "if the shapes do not fit": a start is N×K. */
    @ParameterizedTest
    @CsvSource({"3, 3", "2, 2", "4, 2", "2, 3"})
    void startsOfAnotherShapeAreRefused(int rows, int columns) {
        try (DoubleMatrix gram = DoubleMatrix.zeros(3, 3);
                DoubleMatrix targets = DoubleMatrix.zeros(3, 2);
                DoubleMatrix start = DoubleMatrix.zeros(rows, columns)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SoftmaxFixedPoint.solve(gram, targets, 1, Optional.of(start), OPTIONS));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void muThatIsNoneIsRefused(double mu) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> solve(new double[3][3], new double[3][2], mu))
                .withMessage("mu must be a positive number but is " + mu);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SoftmaxFixedPoint.Options(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SoftmaxFixedPoint.Options(Double.NaN, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SoftmaxFixedPoint.Options(1e-3, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SoftmaxFixedPoint.Options(1e-3, 1, 0));
    }

    @Test
    void numbersThatAreNoneNeverCountAsConverged() {
        double[][] gram = gramOf(Samples.gaussianRows(4, 2, 1, 1));
        gram[1][2] = Double.NaN;
        assertThat(solve(gram, targets("hard", 4, 2), 1).converged()).isFalse();
    }
}
