package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxProbeTest {
    private static final SoftmaxProbe.Options TIGHT =
            SoftmaxProbe.Options.DEFAULTS.withTolerance(1e-5).withLambda(0.02);

    private static SoftmaxProbe.Fit fit(SoftmaxProbe.Problem problem, SoftmaxProbe.Options options) {
        return SoftmaxProbe.fit(problem, options, Lbfgs.Monitor.SILENT);
    }

    private static Targets soft(int n, int k, long seed) {
        return new Targets.Soft(Samples.probabilities(n, k, seed).matrix());
    }

    private static double[] flat(SoftmaxProbe probe) {
        return Arrays.stream(Samples.doubles(probe.weights()))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static boolean bitEqual(SoftmaxProbe a, SoftmaxProbe b) {
        return a.weights().contentEquals(b.weights()) && Arrays.equals(a.bias(), b.bias());
    }

    /**
     * x = 1 with label 0 and x = −1 with label 1: W = (w, −w), and the optimum satisfies 1 − p = λ·w, p = 1/(1 + exp(−2w)). With λ =
     * 1/(2·ln 3) that is w = ½·ln 3, p = ¾; f = −ln ¾ + λ·w² = .287682 + .137327.
     */
    @Test
    void workedExample() {
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(
                Matrix.of(new float[][] {{1}, {-1}}),
                new Targets.OneHot(Labels.of(new int[] {0, 1}, 2)),
                TIGHT.withLambda(1 / (2 * Math.log(3))).withIntercept(false));
        assertThat(fit.probe().weights().row(0)).containsExactly(new float[] {0.549306f, -0.549306f}, within(1e-5f));
        assertThat(fit.objective()).isCloseTo(0.425009, within(1e-6));
        assertThat(fit.probe().predict(Matrix.of(new float[][] {{1}}), 1).get(0, 0))
                .isCloseTo(0.75f, within(1e-5f));
    }

    @ParameterizedTest
    @CsvSource({"30, 3, 2, false", "50, 4, 3, true", "80, 5, 4, true", "10, 6, 3, false"})
    void fitEqualsNewtonsMethodInFloat64(int n, int d, int k, boolean intercept) {
        Matrix x = Samples.gaussian(n, d, 1, n);
        for (Targets targets : List.of(
                new Targets.OneHot(Samples.labels(n, k, 2)),
                soft(n, k, 3),
                new Targets.Soft(Samples.signedTargets(n, k, 4)))) {
            double[][] t = Reference.rows(targets);
            double[] optimum = Reference.newton(Samples.doubles(x), t, Reference.ones(n), 0.02, intercept);
            double value = Reference.objective(
                    Samples.doubles(x),
                    Reference.crossEntropy(t),
                    Reference.ones(n),
                    k,
                    0.02,
                    intercept,
                    optimum,
                    new double[optimum.length]);
            SoftmaxProbe.Fit fit = SoftmaxProbe.fit(x, targets, TIGHT.withIntercept(intercept));
            assertThat(fit.stopReason()).isEqualTo(StopReason.CONVERGED);
            assertThat(fit.objective()).isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
            assertThat(flat(fit.probe())).containsExactly(Arrays.copyOf(optimum, d * k), within(2e-3));
            if (intercept) {
                assertThat(Samples.doubles(fit.probe().bias()))
                        .containsExactly(Arrays.copyOfRange(optimum, d * k, d * k + k), within(2e-3));
            } else {
                assertThat(fit.probe().bias()).containsOnly(0);
            }
        }
    }

    /** W = Xᵀ(T − P)/(Nλ). */
    @ParameterizedTest
    @CsvSource({"40, 6, 3, false", "400, 10, 5, false", "400, 10, 5, true", "30, 60, 4, false"})
    void optimumIsStationary(int n, int d, int k, boolean intercept) {
        Matrix x = Samples.gaussian(n, d, 1, 1);
        Targets targets = soft(n, k, 2);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(x, targets, TIGHT.withIntercept(intercept));
        double[][] p = Samples.doubles(fit.probe().predict(x, 1).matrix());
        double[][] t = Reference.rows(targets);
        double[][] rows = Samples.doubles(x);
        for (int j = 0; j < k; j++) {
            double bias = 0;
            for (int l = 0; l < d; l++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += rows[i][l] * (t[i][j] - p[i][j]);
                }
                assertThat((double) fit.probe().weights().get(l, j)).isCloseTo(sum / (n * fit.lambda()), within(1e-3));
            }
            for (int i = 0; i < n; i++) {
                bias += (t[i][j] - p[i][j]) / n;
            }
            if (intercept) {
                assertThat(bias).isCloseTo(0, within(1e-5));
            }
        }
    }

    /** P = softmax(G(T − P)/(Nλ)), solved by a damped iteration in float64 that never sees W. */
    @ParameterizedTest
    @CsvSource({"12, 3, 5", "12, 3, 50", "20, 5, 1", "15, 2, 20"})
    void outputsAreTheDualFixedPointOnTheGramMatrix(int n, int k, double kappa) {
        Matrix x = Samples.correlated(n, 1, 1, 0.5, 0.3, 0.3);
        Targets targets = new Targets.OneHot(Samples.labels(n, k, 2));
        double[][] t = Reference.rows(targets);
        double[][] rows = Samples.doubles(x);
        double[][] gram = Reference.multiply(rows, Reference.transpose(rows, x.columns()));
        double scale = k / kappa;
        double damping = 1 / (1 + scale * n);
        double[][] p = new double[n][k];
        double change = 1;
        for (int iteration = 0; change > 1e-14 && iteration < 200_000; iteration++) {
            change = 0;
            double[][] residual = new double[n][k];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < k; j++) {
                    residual[i][j] = scale * (t[i][j] - p[i][j]);
                }
            }
            double[][] logits = Reference.multiply(gram, residual);
            for (int i = 0; i < n; i++) {
                double[] next = Reference.softmax(logits[i]);
                for (int j = 0; j < k; j++) {
                    change = Math.max(change, Math.abs(next[j] - p[i][j]));
                    p[i][j] += damping * (next[j] - p[i][j]);
                }
            }
        }
        assertThat(change).as("the reference itself has converged").isLessThan(1e-10);
        SoftmaxProbe.Fit fit =
                SoftmaxProbe.fit(x, targets, TIGHT.withKappa(kappa).withTolerance(1e-5));
        double[][] outputs = Samples.doubles(fit.probe().predict(x, 1).matrix());
        for (int i = 0; i < n; i++) {
            assertThat(outputs[i]).containsExactly(p[i], within(2e-4));
        }
    }

    /** Two classes are binary logistic regression with w = w₁ − w₀ and penalty λ/4·‖w‖², by its own Newton iteration. */
    @Test
    void twoClassesEqualBinaryLogisticRegression() {
        int n = 60;
        int d = 3;
        double lambda = 0.05;
        double[][] x = Samples.gaussianRows(n, d, 1, 1);
        Labels labels = Samples.labels(n, 2, 2);
        double[] w = new double[d];
        for (int iteration = 0; iteration < 30; iteration++) {
            double[][] hessian = new double[d][d];
            double[] gradient = new double[d];
            for (int a = 0; a < d; a++) {
                gradient[a] = lambda / 2 * w[a];
                hessian[a][a] = lambda / 2;
            }
            for (int i = 0; i < n; i++) {
                double z = 0;
                for (int a = 0; a < d; a++) {
                    z += x[i][a] * w[a];
                }
                double p = 1 / (1 + Math.exp(-z));
                for (int a = 0; a < d; a++) {
                    gradient[a] += x[i][a] * (p - labels.get(i)) / n;
                    for (int b = 0; b < d; b++) {
                        hessian[a][b] += x[i][a] * x[i][b] * p * (1 - p) / n;
                    }
                }
            }
            double[] step = Reference.solve(hessian, gradient);
            for (int a = 0; a < d; a++) {
                w[a] -= step[a];
            }
        }
        SoftmaxProbe.Fit fit =
                SoftmaxProbe.fit(Samples.matrix(x), new Targets.OneHot(labels), TIGHT.withLambda(lambda));
        for (int a = 0; a < d; a++) {
            assertThat((double) fit.probe().weights().get(a, 1)).isCloseTo(w[a] / 2, within(1e-4));
            assertThat((double) fit.probe().weights().get(a, 0)).isCloseTo(-w[a] / 2, within(1e-4));
        }
    }

    @Test
    void rowWeightsEqualRepeatedRows() {
        int n = 50;
        Matrix x = Samples.gaussian(n, 4, 1, 1);
        Labels labels = Samples.labels(n, 3, 2);
        float[] weights = new float[n];
        List<Integer> repeated = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            weights[i] = i % 4;
            for (int r = 0; r < i % 4; r++) {
                repeated.add(i);
            }
        }
        int[] rows = repeated.stream().mapToInt(i -> i).toArray();
        SoftmaxProbe.Options options = TIGHT.withIntercept(true).withKappa(5);
        SoftmaxProbe.Fit weighted = fit(
                SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.OneHot(labels)))
                        .withRowWeights(weights),
                options);
        SoftmaxProbe.Fit explicit =
                SoftmaxProbe.fit(x.selectRows(rows), new Targets.OneHot(labels.select(rows)), options);
        assertThat(weighted.lambda()).isCloseTo(explicit.lambda(), within(1e-12));
        assertThat(weighted.objective()).isCloseTo(explicit.objective(), within(1e-6));
        assertThat(flat(weighted.probe())).containsExactly(flat(explicit.probe()), within(1e-3));
    }

    @Test
    void weightZeroRemovesARowWhateverItHolds() {
        int n = 40;
        Matrix x = Samples.gaussian(n, 3, 1, 1);
        x.setRows(n - 1, 1, new float[] {1000, -1000, 1000});
        Labels labels = Samples.labels(n, 3, 2);
        float[] weights = new float[n];
        Arrays.fill(weights, 0, n - 1, 2.5f);
        int[] kept = java.util.stream.IntStream.range(0, n - 1).toArray();
        SoftmaxProbe.Fit weighted = fit(
                SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.OneHot(labels)))
                        .withRowWeights(weights),
                TIGHT);
        SoftmaxProbe.Fit removed = SoftmaxProbe.fit(x.selectRows(kept), new Targets.OneHot(labels.select(kept)), TIGHT);
        assertThat(weighted.objective()).isCloseTo(removed.objective(), within(1e-6));
        assertThat(flat(weighted.probe())).containsExactly(flat(removed.probe()), within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void weightsAreBitEqualForAnyNumberOfThreads(int threads) {
        Dataset data = Samples.clouds(3000, 6, 12, 1.5, 1);
        for (Loss loss : List.of(
                new CrossEntropy(new Targets.OneHot(data.given())),
                new CrossEntropy(soft(3000, 6, 2)),
                new GeneralizedCrossEntropy(Candidates.top(Samples.probabilities(3000, 6, 3), 2), 0.7))) {
            SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(data.features(), loss);
            SoftmaxProbe.Fit one = fit(
                    problem, SoftmaxProbe.Options.DEFAULTS.withIntercept(true).withThreads(1));
            SoftmaxProbe.Fit many = fit(
                    problem, SoftmaxProbe.Options.DEFAULTS.withIntercept(true).withThreads(threads));
            assertThat(bitEqual(one.probe(), many.probe())).isTrue();
            assertThat(many.objective()).isEqualTo(one.objective());
            assertThat(many.evaluations()).isEqualTo(one.evaluations());
        }
    }

    @Test
    void warmStartReachesTheSameOptimum() {
        Matrix x = Samples.gaussian(100, 5, 1, 1);
        Loss loss = new CrossEntropy(new Targets.OneHot(Samples.labels(100, 4, 2)));
        SoftmaxProbe.Options options = TIGHT.withIntercept(true);
        SoftmaxProbe.Fit cold = fit(SoftmaxProbe.Problem.of(x, loss), options);
        SoftmaxProbe far = SoftmaxProbe.of(Samples.gaussian(5, 4, 2, 3), new float[] {3, -2, 1, -2});
        SoftmaxProbe.Fit warm = fit(SoftmaxProbe.Problem.of(x, loss).withStart(far), options);
        assertThat(warm.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(warm.objective()).isCloseTo(cold.objective(), within(1e-6));
        assertThat(flat(warm.probe())).containsExactly(flat(cold.probe()), within(2e-3));
        assertThat(warm.relativeGradient()).isLessThanOrEqualTo(1e-5);
    }

    @Test
    void warmStartAtTheOptimumTakesNoIterationAndCountsItsTwoEvaluations() {
        Matrix x = Samples.gaussian(100, 5, 1, 1);
        Loss loss = new CrossEntropy(new Targets.OneHot(Samples.labels(100, 4, 2)));
        SoftmaxProbe.Fit cold = fit(SoftmaxProbe.Problem.of(x, loss), TIGHT);
        SoftmaxProbe.Fit again =
                fit(SoftmaxProbe.Problem.of(x, loss).withStart(cold.probe()), TIGHT.withTolerance(1e-4));
        assertThat(again.iterations()).isZero();
        assertThat(again.evaluations()).isEqualTo(2);
        assertThat(bitEqual(again.probe(), cold.probe())).isTrue();
    }

    @Test
    void fitDoesNotChangeItsStart() {
        Matrix x = Samples.gaussian(50, 3, 1, 1);
        SoftmaxProbe start = SoftmaxProbe.of(Samples.gaussian(3, 4, 1, 3), new float[4]);
        fit(SoftmaxProbe.Problem.of(x, new CrossEntropy(soft(50, 4, 1))).withStart(start), TIGHT);
        assertThat(start.weights().contentEquals(Samples.gaussian(3, 4, 1, 3))).isTrue();
    }

    @Test
    void renamingClassesRenamesTheWeights() {
        int k = 5;
        Dataset data = Samples.clouds(200, k, 6, 1.5, 3);
        int[] renamed = Samples.permutation(k, 4);
        Labels permuted = data.given().map(row -> renamed[data.given().get(row)]);
        SoftmaxProbe.Options options = TIGHT.withIntercept(true);
        SoftmaxProbe plain = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), options)
                .probe();
        SoftmaxProbe other = SoftmaxProbe.fit(data.features(), new Targets.OneHot(permuted), options)
                .probe();
        for (int j = 0; j < k; j++) {
            assertThat(other.bias()[renamed[j]]).isCloseTo(plain.bias()[j], within(1e-3f));
            for (int l = 0; l < 6; l++) {
                assertThat(other.weights().get(l, renamed[j]))
                        .isCloseTo(plain.weights().get(l, j), within(1e-3f));
            }
        }
    }

    @Test
    void kappaIsTheSameFitAsItsLambda() {
        Dataset data = Samples.clouds(200, 5, 6, 1.5, 3);
        Targets targets = new Targets.OneHot(data.given());
        SoftmaxProbe.Fit byKappa = SoftmaxProbe.fit(data.features(), targets, TIGHT.withKappa(20));
        SoftmaxProbe.Fit byLambda = SoftmaxProbe.fit(data.features(), targets, TIGHT.withLambda(20.0 / (5 * 200)));
        assertThat(byKappa.lambda()).isEqualTo(byLambda.lambda());
        assertThat(bitEqual(byKappa.probe(), byLambda.probe())).isTrue();
    }

    @Test
    void aLargePenaltyShrinksTheWeightsToNearlyNothing() {
        Dataset data = Samples.clouds(200, 5, 6, 1.5, 3);
        SoftmaxProbe.Fit fit =
                SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), TIGHT.withLambda(1e6));
        assertThat(Arrays.stream(flat(fit.probe())).map(Math::abs).max().orElseThrow())
                .isLessThan(1e-5);
        assertThat(fit.objective()).isCloseTo(Math.log(5), within(1e-5));
    }

    @Test
    void iterationLimitIsReportedWithTheHonestGradient() {
        Dataset data = Samples.clouds(200, 5, 6, 1.5, 3);
        SoftmaxProbe.Fit fit =
                SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), TIGHT.withMaxIterations(1));
        assertThat(fit.stopReason()).isEqualTo(StopReason.ITERATION_LIMIT);
        assertThat(fit.iterations()).isEqualTo(1);
        assertThat(fit.relativeGradient()).isGreaterThan(1e-3);
    }

    @Test
    void diagnosticsAreThoseOfTheResult() {
        int n = 150;
        Dataset data = Samples.clouds(n, 4, 5, 1.5, 3);
        Targets targets = new Targets.OneHot(data.given());
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(
                data.features(), targets, TIGHT.withTolerance(1e-3).withMaxIterations(4));
        double[] gradient = new double[20];
        double[] atZero = new double[20];
        double[][] x = Samples.doubles(data.features());
        Reference.RowLoss loss = Reference.crossEntropy(Reference.rows(targets));
        Reference.objective(x, loss, Reference.ones(n), 4, fit.lambda(), false, new double[20], atZero);
        double value =
                Reference.objective(x, loss, Reference.ones(n), 4, fit.lambda(), false, flat(fit.probe()), gradient);
        assertThat(fit.objective()).isCloseTo(value, within(1e-6));
        double relative = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum()
                / Arrays.stream(atZero).map(g -> g * g).sum());
        assertThat(fit.relativeGradient()).isCloseTo(relative, within(1e-4 * relative + 1e-6));
        assertThat(fit.evaluations()).isGreaterThan(fit.iterations());
    }

    @Test
    void theLastFigureTheMonitorHearsIsTheFitsOwn() {
        Dataset data = Samples.clouds(150, 4, 5, 1.5, 3);
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(data.features(), new CrossEntropy(new Targets.OneHot(data.given())));
        double[] last = new double[2];
        int[] calls = {0};
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(problem, TIGHT, (iteration, value, norm) -> {
            calls[0]++;
            last[0] = value;
            last[1] = norm;
        });
        assertThat(calls[0]).isEqualTo(fit.iterations());
        assertThat(last[0]).isEqualTo(fit.objective());
    }

    @ParameterizedTest
    @ValueSource(floats = {1e10f, 1e18f, 1e19f, 1e30f, 3e38f})
    void hugeFeaturesEndInAnArithmeticExceptionOrAnHonestResult(float size) {
        double[][] x = Samples.gaussianRows(60, 3, 0.3, 1);
        for (double[] row : x) {
            Arrays.setAll(row, j -> Math.max(-1, Math.min(1, row[j])) * size);
        }
        Targets targets = new Targets.OneHot(Samples.labels(60, 3, 2));
        try {
            SoftmaxProbe.Fit fit =
                    SoftmaxProbe.fit(Samples.matrix(x), targets, SoftmaxProbe.Options.DEFAULTS.withLambda(0.01));
            assertThat(fit.objective()).isFinite().isLessThanOrEqualTo(Math.log(3) + 1e-4);
            assertThat(fit.relativeGradient()).isNotNegative().isFinite();
            for (double w : flat(fit.probe())) {
                assertThat(w).isFinite();
            }
            if (fit.stopReason() == StopReason.CONVERGED) {
                assertThat(fit.relativeGradient()).isLessThanOrEqualTo(1e-3);
            }
        } catch (ArithmeticException e) {
            assertThat(e).hasMessageContaining("must be finite");
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void featuresThatAreNotFiniteEndInAnArithmeticException(float bad) {
        Matrix x = Samples.gaussian(500, 3, 1, 1);
        x.set(321, 1, bad);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> SoftmaxProbe.fit(x, new Targets.OneHot(Samples.labels(500, 3, 2)), TIGHT))
                .withMessageContaining("must be finite");
    }

    @Test
    void generalizedCrossEntropyOfSmallQReachesTheCrossEntropysOptimum() {
        int n = 80;
        Matrix x = Samples.gaussian(n, 4, 1, 1);
        Candidates candidates = Candidates.top(Samples.probabilities(n, 3, 2), 1);
        int[] classes = new int[n];
        Arrays.setAll(classes, i -> candidates.get(i, 0));
        SoftmaxProbe.Fit cross = SoftmaxProbe.fit(x, new Targets.OneHot(Labels.of(classes, 3)), TIGHT);
        for (double q : new double[] {1e-2, 1e-4, 1e-6}) {
            SoftmaxProbe.Fit generalized =
                    fit(SoftmaxProbe.Problem.of(x, new GeneralizedCrossEntropy(candidates, q)), TIGHT);
            assertThat(flat(generalized.probe())).containsExactly(flat(cross.probe()), within(20 * q + 2e-3));
        }
    }

    @Test
    void generalizedCrossEntropyEndsAtAStationaryPointOfItsDefinition() {
        int n = 80;
        Matrix x = Samples.gaussian(n, 4, 1, 1);
        Candidates candidates = Candidates.top(Samples.probabilities(n, 5, 2), 2);
        SoftmaxProbe.Fit fit = fit(SoftmaxProbe.Problem.of(x, new GeneralizedCrossEntropy(candidates, 0.7)), TIGHT);
        double[] gradient = new double[20];
        double[] atZero = new double[20];
        Reference.RowLoss loss = Reference.generalized(candidates, 0.7);
        Reference.objective(Samples.doubles(x), loss, Reference.ones(n), 5, 0.02, false, new double[20], atZero);
        Reference.objective(Samples.doubles(x), loss, Reference.ones(n), 5, 0.02, false, flat(fit.probe()), gradient);
        double scale = Math.sqrt(Arrays.stream(atZero).map(g -> g * g).sum());
        assertThat(gradient).containsExactly(new double[20], within(3e-5 * scale));
    }

    @Test
    void aThousandClassesFiftyRowsAndOneFeatureWork() {
        int n = 50;
        Matrix x = Samples.gaussian(n, 1, 1, 1);
        Labels labels = Samples.labels(n, 1000, 2);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(x, new Targets.OneHot(labels), TIGHT.withLambda(1e-4));
        assertThat(fit.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(fit.objective()).isLessThan(Math.log(1000));
        double[][] p = Samples.doubles(fit.probe().predict(x, 2).matrix());
        for (int j = 0; j < 1000; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += x.get(i, 0) * ((labels.get(i) == j ? 1 : 0) - p[i][j]);
            }
            double w = sum / (n * fit.lambda());
            assertThat((double) fit.probe().weights().get(0, j)).isCloseTo(w, within(0.05));
        }
    }

    @Test
    void aSingleRowIsFitted() {
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(
                Matrix.of(new float[][] {{1, 2}}), new Targets.OneHot(Labels.of(new int[] {1}, 3)), TIGHT);
        assertThat(fit.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(fit.probe().predict(Matrix.of(new float[][] {{1, 2}}), 1).argmax())
                .containsExactly(1);
    }

    @Test
    void uniformTargetsKeepAColdProbeAtZero() {
        Targets uniform =
                new Targets.Soft(Samples.matrix(new double[][] {{0.25, 0.25, 0.25, 0.25}, {0.25, 0.25, 0.25, 0.25}}));
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(Samples.gaussian(2, 3, 1, 1), uniform, TIGHT);
        assertThat(fit.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(flat(fit.probe())).containsOnly(0);
    }

    /** The gradient at zero, to which the tolerance is relative, vanishes here: the stop reason must still be honest. */
    @Test
    void uniformTargetsPullAWarmProbeToZeroAndSaySo() {
        int n = 100;
        double[][] t = new double[n][4];
        for (double[] row : t) {
            Arrays.fill(row, 0.25);
        }
        Matrix x = Samples.gaussian(n, 5, 1, 1);
        SoftmaxProbe start = SoftmaxProbe.of(Samples.gaussian(5, 4, 1, 3), new float[4]);
        SoftmaxProbe.Fit fit = fit(
                SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.Soft(Samples.matrix(t))))
                        .withStart(start),
                SoftmaxProbe.Options.DEFAULTS.withLambda(0.02));
        assertThat(fit.objective()).isCloseTo(Math.log(4), within(1e-5));
        assertThat(fit.evaluations()).isLessThan(500);
        assertThat(fit.stopReason()).isNotEqualTo(StopReason.ITERATION_LIMIT);
    }

    @Test
    void aFitCutOffWhereTheGradientAtZeroVanishesDoesNotReportAGradientOfZero() {
        double[][] t = new double[50][4];
        for (double[] row : t) {
            Arrays.fill(row, 0.25);
        }
        SoftmaxProbe start = SoftmaxProbe.of(Samples.gaussian(5, 4, 1, 3), new float[4]);
        SoftmaxProbe.Fit fit = fit(
                SoftmaxProbe.Problem.of(
                                Samples.gaussian(50, 5, 1, 1), new CrossEntropy(new Targets.Soft(Samples.matrix(t))))
                        .withStart(start),
                TIGHT.withMaxIterations(1));
        assertThat(fit.stopReason()).isEqualTo(StopReason.ITERATION_LIMIT);
        assertThat(fit.relativeGradient()).isPositive();
    }

    @Test
    void logitsEqualTheDefinition() {
        for (boolean biased : new boolean[] {false, true}) {
            Matrix w = Samples.gaussian(6, 4, 1, 1);
            float[] b = biased ? new float[] {1, -2, 0, 3} : new float[4];
            Matrix x = Samples.gaussian(2100, 6, 1, 2);
            SoftmaxProbe probe = SoftmaxProbe.of(w, b);
            Matrix logits = probe.logits(x, 2);
            Matrix outputs = probe.predict(x, 2).matrix();
            double[][] products = Reference.multiply(Samples.doubles(x), Samples.doubles(w));
            for (int i = 0; i < 2100; i++) {
                double[] z = products[i];
                Arrays.setAll(z, j -> z[j] + b[j]);
                assertThat(Samples.doubles(logits.row(i))).containsExactly(z, within(1e-5));
                assertThat(Samples.doubles(outputs.row(i))).containsExactly(Reference.softmax(z), within(1e-5));
            }
        }
    }

    @Test
    void predictionsAreBitEqualForAnyNumberOfThreads() {
        Matrix x = Samples.gaussian(5000, 6, 1, 2);
        SoftmaxProbe probe = SoftmaxProbe.of(Samples.gaussian(6, 4, 1, 1), new float[] {1, -2, 0, 3});
        try (Probabilities one = probe.predict(x, 1);
                Probabilities three = probe.predict(x, 3)) {
            assertThat(three.matrix().contentEquals(one.matrix())).isTrue();
        }
    }

    @Test
    void anotherNumberOfFeaturesIsRefused() {
        SoftmaxProbe probe = SoftmaxProbe.of(Samples.gaussian(6, 4, 1, 1), new float[4]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> probe.logits(Matrix.zeros(3, 5), 1))
                .withMessage("features have 5 columns but the probe expects 6");
    }

    @Test
    void ofRefusesPartsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.of(Matrix.zeros(3, 4), new float[5]))
                .withMessage("weights are for 4 classes but bias is for 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.of(Matrix.zeros(0, 4), new float[4]))
                .withMessage("a probe needs a feature and two classes but weights are 0 x 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.of(Matrix.zeros(3, 1), new float[1]))
                .withMessage("a probe needs a feature and two classes but weights are 3 x 1");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void ofRefusesValuesThatAreNotFinite(float bad) {
        Matrix weights = Matrix.zeros(3, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.of(weights, new float[] {0, bad}))
                .withMessage("bias must be finite but hold " + bad);
        weights.set(2, 1, bad);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.of(weights, new float[2]))
                .withMessage("weights of feature 2 must be finite but hold " + bad);
    }

    @Test
    void biasIsCopied() {
        float[] bias = {1, 2};
        SoftmaxProbe probe = SoftmaxProbe.of(Matrix.zeros(3, 2), bias);
        bias[0] = 9;
        probe.bias()[1] = 9;
        assertThat(probe.bias()).containsExactly(1, 2);
        assertThat(probe.features()).isEqualTo(3);
        assertThat(probe.classes()).isEqualTo(2);
    }

    @Test
    void problemsThatDoNotFitAreRefused() {
        Matrix x = Matrix.zeros(4, 3);
        Loss loss = new CrossEntropy(new Targets.OneHot(Samples.labels(5, 2, 1)));
        Loss fitting = new CrossEntropy(new Targets.OneHot(Samples.labels(4, 2, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.Problem.of(x, loss))
                .withMessage("features has 4 rows but targets has 5");
        SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(x, fitting);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem.withRowWeights(new float[3]))
                .withMessage("features has 4 rows but row weights has 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem.withRowWeights(new float[4]))
                .withMessage("all row weights are 0: there is nothing to fit to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem.withRowWeights(new float[] {1, 1, -1, 1}))
                .withMessage("weight of row 2 must be a finite number of at least 0 but is -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem.withRowWeights(new float[] {1, Float.NaN, 1, 1}))
                .withMessage("weight of row 1 must be a finite number of at least 0 but is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> problem.withStart(SoftmaxProbe.of(Matrix.zeros(3, 4), new float[4])))
                .withMessage("starting probe is 3 x 4 but the problem is 3 x 2");
    }

    @Test
    void aProblemWithoutRowsIsRefusedInWordsThatSaySo() {
        Targets none = new Targets.OneHot(Labels.of(new int[0], 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.Problem.of(Matrix.zeros(0, 3), new CrossEntropy(none)))
                .withMessageContaining("no row");
    }

    @Test
    void rowWeightsAreCopied() {
        float[] weights = {1, 2};
        SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(
                        Matrix.zeros(2, 1), new CrossEntropy(new Targets.OneHot(Samples.labels(2, 2, 1))))
                .withRowWeights(weights);
        weights[0] = 9;
        assertThat(problem.rowWeights().orElseThrow()).containsExactly(1, 2);
        assertThat(problem.start()).isEqualTo(Optional.empty());
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        SoftmaxProbe.Options d = SoftmaxProbe.Options.DEFAULTS;
        for (double tolerance : new double[] {0, -1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> d.withTolerance(tolerance))
                    .withMessage("tolerance must be positive but is " + tolerance);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> d.withMaxIterations(0))
                .withMessageStartingWith("iterations, memory and threads must be at least 1 but are 0, 10 and ");
        assertThatIllegalArgumentException().isThrownBy(() -> d.withThreads(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SoftmaxProbe.Options(d.penalty(), false, false, 1e-3, 10, 0, 1));
    }

    @Test
    void eachWithChangesOneOption() {
        SoftmaxProbe.Options d = SoftmaxProbe.Options.DEFAULTS;
        SoftmaxProbe.Options changed = d.withLambda(3)
                .withIntercept(true)
                .withAdjusted(true)
                .withTolerance(0.5)
                .withMaxIterations(7)
                .withThreads(2);
        assertThat(changed)
                .isEqualTo(new SoftmaxProbe.Options(new Penalty.Lambda(3), true, true, 0.5, 7, d.memory(), 2));
        assertThat(d.withKappa(4).penalty()).isEqualTo(new Penalty.Kappa(4));
        assertThat(d.withKappa(4).withPenalty(d.penalty())).isEqualTo(d);
    }

    @Test
    void scalingMultipliesLogits() {
        SoftmaxProbe probe = SoftmaxProbe.of(Samples.gaussian(5, 3, 1, 2), new float[] {0.5f, 0, -2});
        Matrix rows = Samples.gaussian(9, 5, 1, 3);
        try (Matrix plain = probe.logits(rows, 1);
                Matrix scaled = probe.scaled(2.5).logits(rows, 1)) {
            for (int i = 0; i < 9; i++) {
                for (int k = 0; k < 3; k++) {
                    assertThat((double) scaled.get(i, k)).isCloseTo(2.5 * plain.get(i, k), within(1e-5));
                }
            }
        }
    }
}
