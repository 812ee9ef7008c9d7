package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.probe.SoftmaxProbe;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AutoDistillTest {
    private static final AutoDistill.Options OPTIONS =
            AutoDistill.Options.DEFAULTS.withThreads(2).withSeed(3);

    private static Dataset noisy(int n, int k, int d, double rate, long seed) {
        Dataset clean = Samples.clouds(n, k, d, 0.8, seed);
        return clean.withGiven(new Corruption.Symmetric(rate).apply(clean.given(), seed));
    }

    private static AutoDistill.Trial trial(Method method, int rounds, double agreement, double behind, double error) {
        Candidate candidate = new Candidate(method, Method.Parameters.DEFAULTS.withRounds(rounds), 5, 5);
        return new AutoDistill.Trial(candidate, agreement, 0.01, behind, error, 1);
    }

    @Test
    void tiesGoToTheSimplerWithinTheStandardError() {
        List<AutoDistill.Trial> trials = List.of(
                trial(Method.SD, 3, 0.5, 0, 0),
                trial(Method.HARDEN, 0, 0.496, 0.004, 0.005),
                trial(Method.TEACHER, 0, 0.49, 0.01, 0.005));
        assertThat(AutoDistill.choose(trials, 0).method()).isEqualTo(Method.SD);
        assertThat(AutoDistill.choose(trials, 1).method()).isEqualTo(Method.HARDEN);
        assertThat(AutoDistill.choose(trials, 2).method()).isEqualTo(Method.TEACHER);
    }

    @Test
    void everyTrialIsWhatItsCandidateDoesOnTheHeldOutRows() {
        Dataset data = noisy(300, 4, 6, 0.3, 1);
        AutoDistill.Options options = new AutoDistill.Options(
                List.of(5.0, 50.0), 2, 0.25, 0.5, java.util.Optional.empty(), 7, 1e-6, OPTIONS.probe());
        AutoDistill.Result result = AutoDistill.run(data, options, AutoDistill.Monitor.SILENT);
        Split split = Split.stratified(data.given(), 0.25, 7);
        assertThat(result.choice().heldOut()).isEqualTo(split.test().length);
        assertThat(result.choice().complete()).isTrue();
        double best = result.choice().trials().stream()
                .mapToDouble(AutoDistill.Trial::agreement)
                .max()
                .orElseThrow();
        for (AutoDistill.Trial trial : result.choice().trials()) {
            assertThat(trial.behind()).isCloseTo(best - trial.agreement(), within(1e-12));
            if (!trial.candidate().method().closedForm()) {
                assertThat(trial.agreement())
                        .as("%s", trial.candidate())
                        .isCloseTo(agreement(data, split, trial.candidate()), within(1.5 / split.test().length));
            }
        }
        assertThat(result.choice().trials().stream().map(AutoDistill.Trial::candidate))
                .doesNotHaveDuplicates();
    }

    /** By the loop of Distillation, from zero. */
    private static double agreement(Dataset data, Split split, Candidate candidate) {
        SoftmaxProbe.Options options = OPTIONS.probe().withTolerance(1e-6);
        Distillation.Result result = Distillation.run(
                data.select(split.train()),
                candidate.plan(),
                options.withKappa(candidate.teacherKappa()),
                options.withKappa(candidate.studentKappa()),
                Distillation.Monitor.SILENT);
        Dataset held = data.select(split.test());
        Labels predicted = Labels.of(
                result.last().fit().probe().predict(held.features(), 1).argmax(),
                data.given().names());
        return (double) predicted.agreements(held.given()) / predicted.size();
    }

    @Test
    void theChoiceIsFittedToAllRows() {
        Dataset data = noisy(200, 3, 5, 0.4, 2);
        AutoDistill.Result result = AutoDistill.run(data, OPTIONS, AutoDistill.Monitor.SILENT);
        assertThat(result.outputs().rows()).isEqualTo(200);
        assertThat(result.choice().trials().stream().map(AutoDistill.Trial::candidate))
                .contains(result.choice().chosen());
        if (!result.choice().chosen().method().closedForm()) {
            Distillation.Result again = Distillation.run(
                    data,
                    result.choice().chosen().plan(),
                    OPTIONS.probe().withKappa(result.choice().chosen().teacherKappa()),
                    OPTIONS.probe().withKappa(result.choice().chosen().studentKappa()),
                    Distillation.Monitor.SILENT);
            assertThat(result.outputs().matrix().contentEquals(again.outputs().matrix()))
                    .isTrue();
        }
    }

    @Test
    void aChoiceFromNoisyLabelsBeatsAnUntunedTeacher() {
        double auto = 0;
        double teacher = 0;
        for (int seed = 1; seed <= 3; seed++) {
            Dataset clean = Samples.clouds(600, 4, 12, 1.2, seed);
            Dataset data = clean.withGiven(new Corruption.Symmetric(0.6).apply(clean.given(), seed));
            AutoDistill.Result result = AutoDistill.run(data, OPTIONS, AutoDistill.Monitor.SILENT);
            auto += accuracy(result.outputs(), clean.given());
            SoftmaxProbe untuned = SoftmaxProbe.fit(
                            data.features(),
                            new Targets.OneHot(data.given()),
                            OPTIONS.probe().withKappa(0.01))
                    .probe();
            teacher += accuracy(untuned.predict(data.features(), 1), clean.given());
        }
        assertThat(auto).isGreaterThan(teacher + 0.3);
    }

    private static double accuracy(Probabilities outputs, Labels truth) {
        return (double) Labels.of(outputs.argmax(), truth.names()).agreements(truth) / truth.size();
    }

    @Test
    void aBudgetEndsTheSearchButNotTheRun() {
        AutoDistill.Result result = AutoDistill.run(
                noisy(200, 3, 5, 0.2, 4), OPTIONS.withBudget(Duration.ofNanos(1)), AutoDistill.Monitor.SILENT);
        assertThat(result.choice().complete()).isFalse();
        assertThat(result.choice().trials()).hasSize(1);
        assertThat(result.choice().chosen().method()).isEqualTo(Method.TEACHER);
    }

    @Test
    void theSameSeedChoosesTheSameOnAnyNumberOfThreads() {
        Dataset data = noisy(150, 3, 4, 0.5, 5);
        AutoDistill.Result one = AutoDistill.run(data, OPTIONS.withThreads(1), AutoDistill.Monitor.SILENT);
        AutoDistill.Result two = AutoDistill.run(data, OPTIONS.withThreads(2), AutoDistill.Monitor.SILENT);
        assertThat(one.choice().trials()).isEqualTo(two.choice().trials());
        assertThat(one.choice().chosen()).isEqualTo(two.choice().chosen());
    }

    @Test
    void edgesOfTheData() {
        assertThat(AutoDistill.run(noisy(50, 2, 1, 0.2, 6), OPTIONS, AutoDistill.Monitor.SILENT)
                        .choice()
                        .trials())
                .isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AutoDistill.run(noisy(18, 9, 4, 0.1, 7), OPTIONS, AutoDistill.Monitor.SILENT))
                .withMessageContaining("can be held out to choose by");
        int[] rare = IntStream.range(0, 120)
                .map(i -> i < 114 ? 0 : 1 + (i - 114) / 2)
                .toArray();
        try (Matrix x = Samples.gaussian(120, 5, 1, 8)) {
            assertThat(AutoDistill.run(Dataset.of(x, Labels.of(rare, 4)), OPTIONS, AutoDistill.Monitor.SILENT)
                            .outputs()
                            .rows())
                    .isEqualTo(120);
        }
        try (Matrix zeros = Matrix.zeros(100, 3)) {
            assertThat(AutoDistill.run(
                                    Dataset.of(zeros, Samples.labels(100, 3, 9)), OPTIONS, AutoDistill.Monitor.SILENT)
                            .choice()
                            .trials())
                    .isNotEmpty();
        }
    }

    @Test
    void badOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoDistill.Options(
                        List.of(), 1, 0.2, 1, java.util.Optional.empty(), 1, 1e-3, OPTIONS.probe()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AutoDistill.Options(
                        List.of(-1.0), 1, 0.2, 1, java.util.Optional.empty(), 1, 1e-3, OPTIONS.probe()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Candidate(Method.SPECTRAL, Method.Parameters.DEFAULTS, 1, 2));
    }
}
