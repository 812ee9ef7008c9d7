package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.GeneralizedCrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import io.rectify.smooth.LabelSmoothing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistillationTest {
    private static final SoftmaxProbe.Options OPTIONS =
            SoftmaxProbe.Options.DEFAULTS.withKappa(10).withThreads(2).withIntercept(true);

    private static final Set<Method> TEACHERLESS = Set.of(
            Method.LABEL_SMOOTHING, Method.BETA_SMOOTHING, Method.ENTROPY_REGULARISATION, Method.HAND_MADE_TEACHER);

    /** Clouds with 30 % wrong labels, preprocessed. */
    private static Prepared noisy(int rows, long seed) {
        Dataset clean = Samples.clouds(rows, 5, 12, 1.2, seed);
        Preprocessing preprocessing = Preprocessing.fit(clean.features(), Preprocessing.Scheme.CENTRE_NORMALISE, 1);
        return Prepared.asIs(new Dataset(
                preprocessing.apply(clean.features(), 1),
                new Corruption.Symmetric(0.3).apply(clean.given(), seed),
                clean.trueLabels(),
                Optional.empty()));
    }

    static List<Method> methods() {
        return Method.all();
    }

    private static Distillation.Result run(Prepared data, List<Refinement> plan) {
        return Distillation.run(data, plan, OPTIONS, Distillation.Monitor.SILENT);
    }

    private static void bitEqual(SoftmaxProbe actual, SoftmaxProbe expected) {
        assertThat(actual.weights().contentEquals(expected.weights())).isTrue();
        assertThat(actual.bias()).containsExactly(expected.bias());
    }

    /**
     * x = 1 with label 0 and x = −1 with label 1 at λ = 1/(2·ln 3). The teacher satisfies 1 − p = λ·½·ln(p/(1−p)): p = ¾. Its student
     * satisfies ¾ − p = λ·½·ln(p/(1−p)): p = .62944, since .75 − .62944 = .12056 = .22756·.52980.
     */
    @Test
    void workedExample() {
        Dataset data = Dataset.of(Matrix.of(new float[][] {{1}, {-1}}), Labels.of(new int[] {0, 1}, 2));
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withLambda(1 / (2 * Math.log(3)))
                .withTolerance(1e-7)
                .withThreads(1);
        Distillation.Result result = Distillation.run(
                Prepared.asIs(data), List.of(new Refinement.Soften(1)), options, Distillation.Monitor.SILENT);
        List<Float> outputs = result.steps().stream()
                .map(step -> step.fit().probe().predict(data.features(), 1).get(0, 0))
                .toList();
        assertThat(outputs.get(0)).isCloseTo(0.75f, within(1e-5f));
        assertThat(outputs.get(1)).isCloseTo(0.62944f, within(1e-5f));
    }

    @Test
    void anEmptyPlanIsTheProbeAlone() {
        Prepared data = noisy(300, 1);
        Distillation.Result result = run(data, List.of());
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), OPTIONS);
        assertThat(result.steps()).hasSize(1);
        bitEqual(result.last().fit().probe(), fit.probe());
        assertThat(result.last().fit().objective()).isEqualTo(fit.objective());
        assertThat(result.outputs()
                        .matrix()
                        .contentEquals(fit.probe().predict(data.features(), 1).matrix()))
                .isTrue();
        assertThat(result.last().number()).isEqualTo(1);
        assertThat(result.last().refinement()).isEmpty();
        assertThat(result.last().changed()).isZero();
    }

    /** The loop written out: targets made by hand from the teacher's outputs, warm start by hand. */
    @Test
    void eachStepIsAnExplicitFitToExplicitTargetsFromThePredecessorsWeights() {
        Prepared data = noisy(300, 2);
        Matrix x = (Matrix) data.features();
        List<Refinement> plan = List.of(
                new Refinement.Soften(1),
                new Refinement.Harden(),
                new Refinement.TopKCandidates(2, 0.7),
                new Refinement.Consensus());
        Distillation.Result result = run(data, plan);
        assertThat(result.steps()).hasSize(5);

        SoftmaxProbe probe =
                SoftmaxProbe.fit(x, new Targets.OneHot(data.given()), OPTIONS).probe();
        bitEqual(result.steps().get(0).fit().probe(), probe);

        probe = explicit(
                x, new CrossEntropy(new Targets.Soft(probe.predict(x, 1).matrix())), Optional.empty(), probe);
        bitEqual(result.steps().get(1).fit().probe(), probe);

        Labels pseudo = Labels.of(probe.predict(x, 1).argmax(), 5);
        probe = explicit(x, new CrossEntropy(new Targets.OneHot(pseudo)), Optional.empty(), probe);
        bitEqual(result.steps().get(2).fit().probe(), probe);

        Candidates candidates = Candidates.top(probe.predict(x, 1), 2);
        probe = explicit(x, new GeneralizedCrossEntropy(candidates, 0.7), Optional.empty(), probe);
        bitEqual(result.steps().get(3).fit().probe(), probe);

        int[] best = probe.predict(x, 1).argmax();
        float[] weights = new float[300];
        for (int i = 0; i < 300; i++) {
            weights[i] = best[i] == data.given().get(i) ? 1 : 0;
        }
        probe = explicit(x, new CrossEntropy(new Targets.OneHot(data.given())), Optional.of(weights), probe);
        bitEqual(result.steps().get(4).fit().probe(), probe);
        assertThat(result.outputs().matrix().contentEquals(probe.predict(x, 2).matrix()))
                .isTrue();
    }

    private static SoftmaxProbe explicit(Matrix x, Loss loss, Optional<float[]> weights, SoftmaxProbe start) {
        return SoftmaxProbe.fit(
                        new SoftmaxProbe.Problem(x, loss, weights, Optional.of(start)),
                        OPTIONS.withThreads(1),
                        Lbfgs.Monitor.SILENT)
                .probe();
    }

    /** The one step of a smoothing of labels alone is the probe fitted to its targets, by the students' options. */
    @Test
    void smoothingOfLabelsAloneHasNoTeacher() {
        Prepared data = noisy(250, 3);
        LabelSmoothing smoothing = new LabelSmoothing(0.3, LabelSmoothing.Spread.ALL);
        SoftmaxProbe.Options students = OPTIONS.withKappa(20);
        Distillation.Result result = Distillation.run(
                data,
                List.of(new Refinement.Smoothed(smoothing)),
                OPTIONS.withKappa(2),
                students,
                Distillation.Monitor.SILENT);
        SoftmaxProbe.Fit alone = SoftmaxProbe.fit(data.features(), smoothing.targets(data.given()), students);
        assertThat(result.steps()).hasSize(1);
        bitEqual(result.last().fit().probe(), alone.probe());
        assertThat(result.last().changed()).isZero();
    }

    /** What follows it is its student: here the labels that it suggests. */
    @Test
    void aSmoothedProbeTeachesWhatFollows() {
        Prepared data = noisy(250, 3);
        Refinement smoothed = new Refinement.Smoothed(new LabelSmoothing(0.3, LabelSmoothing.Spread.ALL));
        Distillation.Result first = run(data, List.of(smoothed));
        Distillation.Result both = run(data, List.of(smoothed, new Refinement.Harden()));
        SoftmaxProbe.Fit hardened = SoftmaxProbe.fit(
                data.features(),
                new Targets.OneHot(
                        Labels.of(first.outputs().argmax(), data.given().names())),
                OPTIONS);
        assertThat(both.steps()).hasSize(2);
        assertThat(both.last().fit().objective()).isCloseTo(hardened.objective(), within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theTraceOfEveryMethodIsWhatItSays(Method method) {
        Prepared data = noisy(250, 3);
        List<Refinement> plan = method.plan();
        boolean teacherless = TEACHERLESS.contains(method);
        Distillation.Result result = run(data, plan);
        assertThat(result.steps()).hasSize(teacherless ? 1 : plan.size() + 1);
        int[] before = {};
        for (int s = 0; s < result.steps().size(); s++) {
            Distillation.Step step = result.steps().get(s);
            int[] predicted = step.fit().probe().predict(data.features(), 1).argmax();
            assertThat(step.number()).isEqualTo(s + 1);
            int at = teacherless ? s : s - 1;
            assertThat(step.refinement()).isEqualTo(at < 0 ? Optional.empty() : Optional.of(plan.get(at)));
            assertThat(step.agreement()).isCloseTo(share(predicted, data.given().toArray()), within(1e-12));
            assertThat(step.accuracy().orElseThrow())
                    .isCloseTo(share(predicted, data.trueLabels().orElseThrow().toArray()), within(1e-12));
            assertThat(step.changed()).isCloseTo(s == 0 ? 0 : 1 - share(predicted, before), within(1e-12));
            assertThat(step.seconds()).isNotNegative();
            assertThat(step.fit().stopReason())
                    .isEqualTo(method.is(Method.BETA_SMOOTHING) ? StopReason.EPOCHS : StopReason.CONVERGED);
            before = predicted;
        }
    }

    private static double share(int[] a, int[] b) {
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return (double) equal / a.length;
    }

    @Test
    void withoutTrueLabelsThereIsNoAccuracy() {
        Prepared data = noisy(100, 4);
        Distillation.Result result =
                run(Prepared.asIs(data.features(), data.given()), List.of(new Refinement.Harden()));
        for (Distillation.Step step : result.steps()) {
            assertThat(step.accuracy()).isEmpty();
        }
    }

    @Test
    void trueLabelsChangeNothingButTheAccuracy() {
        Prepared data = noisy(150, 5);
        List<Refinement> plan = Method.SD.plan();
        bitEqual(
                run(Prepared.asIs(data.features(), data.given()), plan)
                        .last()
                        .fit()
                        .probe(),
                run(data, plan).last().fit().probe());
    }

    @Test
    void monitorHearsEachStepOnceAfterTheIterationsOfItsFit() {
        List<String> heard = new ArrayList<>();
        List<Distillation.Step> steps = new ArrayList<>();
        Distillation.Result result = Distillation.run(
                noisy(150, 6),
                List.of(new Refinement.Soften(1), new Refinement.Harden()),
                OPTIONS,
                new Distillation.Monitor() {
                    @Override
                    public Lbfgs.Monitor fit(int step) {
                        heard.add("fit " + step);
                        return (iteration, value, norm) -> heard.add("iteration of " + step);
                    }

                    @Override
                    public void step(Distillation.Step step) {
                        heard.add("step " + step.number());
                        steps.add(step);
                    }
                });
        List<String> expected = new ArrayList<>();
        for (Distillation.Step step : result.steps()) {
            expected.add("fit " + step.number());
            expected.addAll(Collections.nCopies(step.fit().iterations(), "iteration of " + step.number()));
            expected.add("step " + step.number());
        }
        assertThat(heard).isEqualTo(expected);
        assertThat(steps).isEqualTo(result.steps());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void resultsAreBitEqualForAnyNumberOfThreads(int threads) {
        Prepared data = noisy(2500, 7);
        List<Refinement> plan = List.of(new Refinement.Soften(1), new Refinement.TopKCandidates(2, 0.7));
        Distillation.Result one = run(data, plan);
        Distillation.Result other =
                Distillation.run(data, plan, OPTIONS.withThreads(threads), Distillation.Monitor.SILENT);
        bitEqual(other.last().fit().probe(), one.last().fit().probe());
        assertThat(other.outputs().matrix().contentEquals(one.outputs().matrix()))
                .isTrue();
    }

    @Test
    void mixAtZeroGivesTheTeacherAgain() {
        Distillation.Result result = run(noisy(200, 8), List.of(new Refinement.Mix(0)));
        assertThat(result.last().fit().iterations()).isZero();
        assertThat(result.last().changed()).isZero();
        bitEqual(result.last().fit().probe(), result.steps().get(0).fit().probe());
    }

    @Test
    void aStudentOnAllClassesIsUniformAndItsStopReasonHonest() {
        Prepared data = noisy(200, 9);
        Distillation.Result result = run(data, List.of(new Refinement.TopK(5)));
        Probabilities outputs = result.outputs();
        for (int i = 0; i < 200; i++) {
            assertThat(outputs.matrix().row(i))
                    .containsExactly(new float[] {0.2f, 0.2f, 0.2f, 0.2f, 0.2f}, within(2e-3f));
        }
        assertThat(result.last().fit().evaluations()).isLessThan(500);
    }

    @Test
    void aRefinementThatDoesNotFitTheDataIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(noisy(100, 1), List.of(new Refinement.TopK(6))))
                .withMessage("k is 6 but there are only 5 classes");
    }

    @Test
    void theDatasetStaysOpenAndUnchanged() {
        Prepared data = noisy(100, 1);
        run(data, Method.SD.plan());
        assertThat(((Matrix) data.features())
                        .contentEquals((Matrix) noisy(100, 1).features()))
                .isTrue();
    }

    @Test
    void outputsBelongToTheCallerAndCanBeClosed() {
        Distillation.Result result = run(noisy(100, 1), List.of(new Refinement.Soften(1)));
        result.outputs().close();
        assertThatThrownBy(() -> result.outputs().get(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    /** Classes of 60 rows, exactly 24 of them right and 12 wrong in each other class of their superclass of four. */
    private static Prepared corruptedInsideSuperclasses() {
        int classes = 8;
        int perClass = 60;
        Labels trueLabels = Samples.blocks(classes, perClass);
        Labels given = trueLabels.map(row -> {
            int k = row / perClass;
            int r = row % perClass;
            int shift = r < 24 ? 0 : 1 + (r - 24) / 12;
            return 4 * (k / 4) + (k + shift) % 4;
        });
        Matrix x = Samples.correlated(classes, perClass, 4, 0.4, 0.2, 0.1);
        return Prepared.asIs(new Dataset(x, given, Optional.of(trueLabels), Optional.empty()));
    }

    /** Section 4 of the design, η = 0.6: the softmax fixed point's training accuracy at steps 1, 2 and 3. */
    @ParameterizedTest
    @CsvSource({"1, 0.4, 0.4, 0.4", "5, -1, 1, 1", "20, 1, 1, 1"})
    void trainingAccuracyFollowsTheConditionsOfTheDesign(double kappa, double first, double second, double third) {
        SoftmaxProbe.Options options =
                SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withTolerance(1e-4);
        Distillation.Result result = Distillation.run(
                corruptedInsideSuperclasses(),
                Collections.nCopies(2, new Refinement.Soften(1)),
                options,
                Distillation.Monitor.SILENT);
        double[] expected = {first, second, third};
        for (int s = 0; s < 3; s++) {
            double accuracy = result.steps().get(s).accuracy().orElseThrow();
            if (expected[s] < 0) {
                assertThat(accuracy).isLessThan(0.999);
            } else {
                assertThat(accuracy).isCloseTo(expected[s], within(1e-9));
            }
        }
    }

    /** The paper's point: at a small penalty the teacher learns the wrong labels and its students unlearn them. */
    @Test
    void selfDistillationUnlearnsWrongLabelsThatTheTeacherHasLearnt() {
        Matrix x = Samples.correlated(10, 60, 5, 0.4, 0.15, 0.1);
        Labels trueLabels = Samples.blocks(10, 60);
        Prepared data = Prepared.asIs(new Dataset(
                x, new Corruption.Symmetric(0.4).apply(trueLabels, 1), Optional.of(trueLabels), Optional.empty()));
        Distillation.Result result = Distillation.run(
                data,
                Collections.nCopies(6, new Refinement.Soften(1)),
                SoftmaxProbe.Options.DEFAULTS.withKappa(2),
                Distillation.Monitor.SILENT);
        double[] accuracy = result.steps().stream()
                .mapToDouble(step -> step.accuracy().orElseThrow())
                .toArray();
        assertThat(accuracy[0]).as("the teacher fits the noise").isLessThan(0.75);
        assertThat(accuracy[6]).as("%s", Arrays.toString(accuracy)).isGreaterThan(accuracy[0] + 0.2);
        for (int s = 1; s < accuracy.length; s++) {
            assertThat(accuracy[s]).isGreaterThanOrEqualTo(accuracy[s - 1]);
        }
    }

    @Test
    void oneStudentOnTheTopTwoUnlearnsThemInOneRound() {
        Distillation.Result result = Distillation.run(
                corruptedInsideSuperclasses(),
                List.of(new Refinement.TopK(2)),
                SoftmaxProbe.Options.DEFAULTS.withKappa(1).withTolerance(1e-4),
                Distillation.Monitor.SILENT);
        assertThat(result.steps().get(0).accuracy().orElseThrow()).isCloseTo(0.4, within(1e-9));
        assertThat(result.last().accuracy().orElseThrow()).isGreaterThan(0.9);
    }
}
