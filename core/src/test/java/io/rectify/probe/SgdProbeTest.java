package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Golden;
import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgdProbeTest {
    private static final SgdProbe.Options OPTIONS =
            SgdProbe.Options.DEFAULTS.withThreads(1).withPenalty(new Penalty.Lambda(0.01));

    private static double[] parameters(SoftmaxProbe probe, boolean intercept) {
        return ProbeParameters.of(probe, intercept);
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected).containsExactly(expected, within(tolerance));
    }

    private static LearningRate rate(String name) {
        return switch (name) {
            case "constant" -> new LearningRate.Constant(0.4);
            case "step" -> new LearningRate.Step(0.5, 0.3, List.of(1.5, 3.0));
            case "cosine" -> new LearningRate.Cosine(0.6);
            default -> new LearningRate.WarmUp(1.7, new LearningRate.Cosine(0.6));
        };
    }

    /**
     * One row, x = 1 with label 0, at rate ½. The first step finds outputs (½, ½), so that W = ½·(½, −½); the second finds
     * 1/(1 + exp(−.5)) = .622459 and adds ½·.377541.
     */
    @Test
    void workedExample() {
        SgdProbe.Options options = SgdProbe.Options.DEFAULTS
                .withPenalty(new Penalty.Lambda(0))
                .withRate(new LearningRate.Constant(0.5))
                .withMomentum(0, false)
                .withBatchSize(1)
                .withEpochs(2)
                .withThreads(1);
        SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(
                Matrix.of(new float[][] {{1}}), new CrossEntropy(new Targets.OneHot(Labels.of(new int[] {0}, 2))));
        assertThat(SgdProbe.fit(problem, options).probe().weights().row(0))
                .containsExactly(new float[] {0.438770f, -0.438770f}, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({
        "constant, 0,   false, 16, false, false, false",
        "constant, 0.9, false, 16, false, false, false",
        "constant, 0.9, true,  16, true,  false, false",
        "step,     0.5, false, 7,  true,  true,  false",
        "cosine,   0.9, true,  50, false, true,  true",
        "warm-up,  0.8, true,  1,  true,  false, true"
    })
    void stepsEqualThoseOfThePlainDefinition(
            String rate,
            double momentum,
            boolean nesterov,
            int batch,
            boolean intercept,
            boolean weighted,
            boolean warm) {
        int n = 50;
        int d = 4;
        int k = 3;
        double[][] x = Samples.gaussianRows(n, d, 1.5, 1);
        Targets targets = new Targets.Soft(Samples.signedTargets(n, k, 2));
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            weights[i] = weighted ? i % 4 : 1;
        }
        SgdProbe.Options options = OPTIONS.withRate(rate(rate))
                .withMomentum(momentum, nesterov)
                .withBatchSize(batch)
                .withIntercept(intercept)
                .withEpochs(4)
                .withSeed(5);
        SoftmaxProbe start = SoftmaxProbe.of(
                warm ? Samples.gaussian(d, k, 0.5, 3) : Matrix.zeros(d, k),
                warm ? new float[] {0.5f, -1, 0.25f} : new float[k]);
        SoftmaxProbe.Problem problem = new SoftmaxProbe.Problem(
                Samples.matrix(x),
                new CrossEntropy(targets),
                weighted ? Optional.of(weights) : Optional.empty(),
                warm ? Optional.of(start) : Optional.empty());
        SgdProbe.Fit fit = SgdProbe.fit(problem, options);
        double[] expected = PlainSgd.fit(
                x,
                k,
                PlainSgd.of(Reference.crossEntropy(Reference.rows(targets))),
                Samples.doubles(weights),
                0.01,
                parameters(start, intercept),
                0,
                options);
        assertClose(parameters(fit.probe(), intercept), expected, 5e-6);
        assertThat(fit.lambda()).isEqualTo(0.01);
        assertThat(fit.epochs()).hasSize(4);
        assertThat(fit.chosen()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"heavyball, false", "nesterov, true"})
    void fullBatchStepsEqualTorch(String name, boolean nesterov) {
        Golden golden = Golden.of("sgd");
        int k = golden.integer("classes");
        double[][] x = golden.rows("x", golden.integer("features"));
        double scale = Arrays.stream(golden.numbers("x")).map(v -> v * v).sum() / x.length;
        int[] y = golden.integers("y");
        SgdProbe.Options options = OPTIONS.withPenalty(new Penalty.Lambda(golden.number("decay")))
                .withRate(new LearningRate.Constant(golden.number("rate") * scale))
                .withMomentum(golden.number("momentum"), nesterov)
                .withBatchSize(x.length)
                .withEpochs(golden.integer("steps"))
                .withIntercept(true);
        SoftmaxProbe probe = SgdProbe.fit(
                        SoftmaxProbe.Problem.of(
                                Samples.matrix(x), new CrossEntropy(new Targets.OneHot(Labels.of(y, k)))),
                        options)
                .probe();
        assertClose(parameters(probe, false), golden.numbers(name + ".weights"), 2e-6);
        assertClose(Samples.doubles(probe.bias()), golden.numbers(name + ".bias"), 2e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reachesTheOptimumThatLbfgsFinds(boolean intercept) {
        Dataset data = Samples.clouds(400, 4, 6, 1.2, 1);
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(data.features(), new CrossEntropy(new Targets.OneHot(data.given())));
        SoftmaxProbe.Fit exact = SoftmaxProbe.fit(
                problem,
                SoftmaxProbe.Options.DEFAULTS
                        .withLambda(0.02)
                        .withIntercept(intercept)
                        .withTolerance(1e-6)
                        .withThreads(1),
                Lbfgs.Monitor.SILENT);
        SgdProbe.Options options = OPTIONS.withPenalty(new Penalty.Lambda(0.02))
                .withRate(new LearningRate.Cosine(0.3))
                .withBatchSize(100)
                .withEpochs(1500)
                .withIntercept(intercept);
        SgdProbe.Fit fit = SgdProbe.fit(problem, options);
        try (SoftmaxObjective f = new SoftmaxObjective(
                data.features(), (RowLoss) problem.loss(), null, new Penalty.Lambda(0.02), intercept, 1)) {
            double[] point = parameters(fit.probe(), intercept);
            double[] gradient = new double[point.length];
            assertThat(f.evaluate(point, gradient)).isCloseTo(exact.objective(), within(1e-5));
        }
        assertClose(parameters(fit.probe(), false), parameters(exact.probe(), false), 5e-3);
        assertThat(fit.summary().objective()).isCloseTo(exact.objective(), within(1e-4));
        assertThat(fit.summary().relativeGradient()).isLessThan(5e-3);
        assertThat(fit.summary().stopReason()).isEqualTo(StopReason.EPOCHS);
    }

    @Test
    void startedAtTheOptimumOfFullBatchesItStaysThere() {
        Dataset data = Samples.clouds(200, 3, 5, 1, 2);
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(data.features(), new CrossEntropy(new Targets.OneHot(data.given())));
        SoftmaxProbe optimum = SoftmaxProbe.fit(
                        problem,
                        SoftmaxProbe.Options.DEFAULTS.withLambda(0.05).withTolerance(1e-6),
                        Lbfgs.Monitor.SILENT)
                .probe();
        SgdProbe.Fit fit = SgdProbe.fit(
                problem.withStart(optimum),
                OPTIONS.withPenalty(new Penalty.Lambda(0.05)).withBatchSize(200).withEpochs(20));
        assertClose(parameters(fit.probe(), false), parameters(optimum, false), 1e-4);
        assertThat(fit.epochs().get(0).relativeGradient()).isLessThan(1e-5);
    }

    /** Half of the target is what the moving average says. */
    private record MeanTeacher(Labels labels, double decay) implements BatchLoss {
        @Override
        public int rows() {
            return labels.size();
        }

        @Override
        public int classes() {
            return labels.classCount();
        }

        @Override
        public double decay(long step) {
            return decay;
        }

        @Override
        public void residualInPlace(Batch batch, float[] logits, double[] losses) {
            int k = classes();
            for (int i = 0; i < batch.rows().length; i++) {
                double[] p = Reference.softmax(Samples.doubles(Arrays.copyOfRange(logits, i * k, (i + 1) * k)));
                double[] q = Reference.softmax(
                        Samples.doubles(Arrays.copyOfRange(batch.averageLogits(), i * k, (i + 1) * k)));
                losses[i] = 0;
                for (int j = 0; j < k; j++) {
                    double target = (q[j] + (labels.get(batch.rows()[i]) == j ? 1 : 0)) / 2;
                    losses[i] -= target * Math.log(p[j]);
                    logits[i * k + j] = (float) (p[j] - target);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.7, 0.99})
    void movingAveragesEqualThePlainDefinition(double decay) {
        int n = 40;
        int k = 3;
        double[][] x = Samples.gaussianRows(n, 4, 1, 1);
        Labels labels = Samples.labels(n, k, 2);
        SgdProbe.Options options =
                OPTIONS.withBatchSize(9).withEpochs(3).withIntercept(true).withRate(new LearningRate.Constant(1));
        SgdProbe.Fit fit =
                SgdProbe.fit(SoftmaxProbe.Problem.of(Samples.matrix(x), new MeanTeacher(labels, decay)), options);
        double[] expected = PlainSgd.fit(
                x,
                k,
                (rows, z, average, derivatives) -> {
                    for (int i = 0; i < rows.length; i++) {
                        double[] p = Reference.softmax(z[i]);
                        double[] q = Reference.softmax(average[i]);
                        for (int j = 0; j < k; j++) {
                            derivatives[i][j] = p[j] - (q[j] + (labels.get(rows[i]) == j ? 1 : 0)) / 2;
                        }
                    }
                },
                Reference.ones(n),
                0.01,
                new double[15],
                decay,
                options);
        assertClose(parameters(fit.probe(), true), expected, 5e-6);
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        Matrix x = Samples.gaussian(5000, 7, 1, 1);
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.OneHot(Samples.labels(5000, 4, 2))));
        SgdProbe.Options options = OPTIONS.withBatchSize(3000).withEpochs(5).withIntercept(true);
        SgdProbe.Fit one = SgdProbe.fit(problem, options);
        SgdProbe.Fit three = SgdProbe.fit(problem, options.withThreads(3));
        assertThat(three.probe().weights().contentEquals(one.probe().weights())).isTrue();
        assertThat(three.probe().bias()).containsExactly(one.probe().bias());
        assertThat(three.epochs()).isEqualTo(one.epochs());
        SgdProbe.Fit other = SgdProbe.fit(problem, options.withSeed(2));
        assertThat(other.probe().weights().contentEquals(one.probe().weights())).isFalse();
    }

    @Test
    void schedulesAreForRowsOfAnyScale() {
        double[][] x = Samples.gaussianRows(100, 5, 1, 1);
        double[][] large = Arrays.stream(x)
                .map(row -> Arrays.stream(row).map(v -> 64 * v).toArray())
                .toArray(double[][]::new);
        CrossEntropy loss = new CrossEntropy(new Targets.OneHot(Samples.labels(100, 3, 2)));
        SgdProbe.Options options = OPTIONS.withPenalty(new Penalty.Lambda(0)).withEpochs(5);
        Matrix small = Samples.matrix(x);
        Matrix z = SgdProbe.fit(SoftmaxProbe.Problem.of(small, loss), options)
                .probe()
                .logits(small, 1);
        Matrix big = Samples.matrix(large);
        Matrix y = SgdProbe.fit(SoftmaxProbe.Problem.of(big, loss), options)
                .probe()
                .logits(big, 1);
        for (int i = 0; i < 100; i++) {
            assertClose(Samples.doubles(y.row(i)), Samples.doubles(z.row(i)), 1e-4);
        }
    }

    private static SgdProbe.Validation validation(SgdProbe.Criterion criterion, int patience) {
        Dataset held = Samples.clouds(80, 4, 20, 4, 11);
        return new SgdProbe.Validation(held.features(), held.given(), criterion, patience);
    }

    private static SoftmaxProbe.Problem overfitting() {
        Dataset data = Samples.clouds(60, 4, 20, 4, 11);
        Dataset other = Samples.clouds(60, 4, 20, 4, 12);
        Labels noisy = data.given()
                .map(row -> row % 3 == 0 ? other.given().get(row) : data.given().get(row));
        return SoftmaxProbe.Problem.of(data.features(), new CrossEntropy(new Targets.OneHot(noisy)));
    }

    @ParameterizedTest
    @CsvSource({"LOG_LOSS, 4", "ERROR, 4", "LOG_LOSS, 100"})
    void earlyStoppingReturnsTheProbeOfTheBestEpoch(SgdProbe.Criterion criterion, int patience) {
        SgdProbe.Options options = OPTIONS.withPenalty(new Penalty.Lambda(0))
                .withRate(new LearningRate.Constant(0.5))
                .withBatchSize(20)
                .withEpochs(40);
        SgdProbe.Validation held = validation(criterion, patience);
        SgdProbe.Fit fit = SgdProbe.fit(overfitting(), options, Optional.of(held), SgdProbe.Monitor.SILENT);
        double best = fit.epochs().stream()
                .mapToDouble(epoch -> epoch.validation().orElseThrow())
                .min()
                .orElseThrow();
        assertThat(fit.epochs().get(fit.chosen() - 1).validation()).hasValue(best);
        assertThat(fit.epochs().subList(0, fit.chosen() - 1))
                .allMatch(epoch -> epoch.validation().orElseThrow() > best);
        assertThat(fit.chosen()).isBetween(2, 39);
        assertThat(fit.stoppedEarly()).isEqualTo(patience < 40);
        assertThat(fit.epochs()).hasSize(patience < 40 ? fit.chosen() + patience : 40);
        SgdProbe.Fit shorter = SgdProbe.fit(overfitting(), options.withEpochs(fit.chosen()));
        assertThat(fit.probe().weights().contentEquals(shorter.probe().weights()))
                .isTrue();
        double[][] z = Samples.doubles(fit.probe().logits(held.features(), 1));
        double logLoss = 0;
        double error = 0;
        for (int i = 0; i < z.length; i++) {
            int label = held.labels().get(i);
            logLoss += (Reference.logSumExp(z[i]) - z[i][label]) / z.length;
            error += Arrays.stream(z[i]).max().orElseThrow() > z[i][label] ? 1.0 / z.length : 0;
        }
        assertThat(best).isCloseTo(criterion == SgdProbe.Criterion.LOG_LOSS ? logLoss : error, within(1e-6));
    }

    @Test
    void everyEpochIsToldToTheMonitor() {
        List<SgdProbe.Epoch> told = new java.util.ArrayList<>();
        SgdProbe.Fit fit = SgdProbe.fit(overfitting(), OPTIONS.withEpochs(3), Optional.empty(), told::add);
        assertThat(told).isEqualTo(fit.epochs());
        assertThat(told.get(0).validation()).isEmpty();
    }

    @Test
    void otherRowLossesCanBeFitted() {
        Dataset data = Samples.clouds(100, 4, 6, 1, 3);
        Candidates candidates = Candidates.top(Samples.probabilities(100, 4, 1), 2);
        SgdProbe.Fit fit = SgdProbe.fit(
                SoftmaxProbe.Problem.of(data.features(), new GeneralizedCrossEntropy(candidates, 0.7)),
                OPTIONS.withEpochs(30).withRate(new LearningRate.Cosine(0.5)));
        assertThat(fit.epochs().get(29).objective())
                .isLessThan(fit.epochs().get(0).objective());
    }

    @Test
    void tooHighARateIsReported() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> SgdProbe.fit(overfitting(), OPTIONS.withRate(new LearningRate.Constant(1e300))))
                .withMessageContaining("the learning rate may be too high");
    }

    @Test
    void softmaxProbeFitsBatchLossesByThisSolver() {
        SoftmaxProbe.Problem problem =
                SoftmaxProbe.Problem.of(Samples.gaussian(9, 2, 1, 1), new MeanTeacher(Samples.labels(9, 3, 1), 0.9));
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS.withThreads(1);
        SoftmaxProbe.Fit chosen = SoftmaxProbe.fit(problem, options, Lbfgs.Monitor.SILENT);
        SgdProbe.Fit own = SgdProbe.fit(problem, SgdProbe.Options.like(options));
        assertThat(chosen.stopReason()).isEqualTo(StopReason.EPOCHS);
        assertThat(chosen.probe().weights().contentEquals(own.probe().weights()))
                .isTrue();
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withMomentum(1, false))
                .withMessage("momentum must lie in [0, 1) but is 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withBatchSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withEpochs(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> validation(SgdProbe.Criterion.ERROR, 0))
                .withMessage("patience must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SgdProbe.fit(
                        SoftmaxProbe.Problem.of(
                                Samples.gaussian(9, 2, 1, 1),
                                new CrossEntropy(new Targets.OneHot(Samples.labels(9, 3, 1)))),
                        OPTIONS,
                        Optional.of(validation(SgdProbe.Criterion.ERROR, 1)),
                        SgdProbe.Monitor.SILENT))
                .withMessage("validation is of 20 features and 4 classes but the problem of 2 and 3");
    }
}
