package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Metric;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AutoDistillTest {
    private static final AutoOptions OPTIONS = AutoOptions.DEFAULTS
            .withPreprocessings(List.of(Preprocessing.Scheme.RAW))
            .withThreads(2)
            .withSeed(3);

    private static Dataset noisy(int n, int k, int d, double rate, long seed) {
        Dataset clean = Samples.clouds(n, k, d, 0.8, seed);
        return clean.withGiven(new Corruption.Symmetric(rate).apply(clean.given(), seed));
    }

    private static Trial trial(Method method, int rounds, double agreement, double behind, double error) {
        Recipe candidate =
                Recipe.of(rounds > 0 ? method.withRounds(rounds) : method).withKappa(5);
        Comparison given = new Comparison(100, agreement, 0.01, behind, error);
        return new Trial(candidate, given, given, Optional.empty(), 1);
    }

    @Test
    void tiesGoToTheSimplerWithinTheStandardError() {
        List<Trial> trials = List.of(
                trial(Method.SD, 3, 0.5, 0, 0),
                trial(Method.HARDEN, 0, 0.496, 0.004, 0.005),
                trial(Method.TEACHER, 0, 0.49, 0.01, 0.005));
        assertThat(AutoDistill.choose(trials, 0).method()).isEqualTo(Method.SD.withRounds(3));
        assertThat(AutoDistill.choose(trials, 1).method()).isEqualTo(Method.HARDEN);
        assertThat(AutoDistill.choose(trials, 2).method()).isEqualTo(Method.TEACHER);
    }

    @Test
    void everyTrialIsWhatItsCandidateDoesOnTheHeldOutRows() {
        Dataset data = noisy(300, 4, 6, 0.3, 1);
        AutoOptions options = OPTIONS.withKappas(List.of(5.0, 50.0))
                .withRounds(2)
                .withFolds(4)
                .withSeed(7)
                .withMetric(Metric.ACCURACY)
                .withSearchTolerance(1e-6);
        Choice choice = AutoDistill.choose(data, options, AutoDistill.Monitor.SILENT);
        List<Split> folds = Split.folds(data.given(), 4, 7);
        double unit = Arrays.stream(Samples.doubles(data.features()))
                .mapToDouble(row -> Arrays.stream(row).map(v -> v * v).sum())
                .average()
                .orElseThrow();
        assertThat(choice.heldOut()).isEqualTo(300);
        assertThat(choice.complete()).isTrue();
        for (Trial trial : choice.trials()) {
            Recipe candidate = trial.candidate();
            assertThat(candidate.teacher().kappa(4, 300) / unit)
                    .satisfiesAnyOf(
                            kappa -> assertThat(kappa).isCloseTo(5, within(1e-4)),
                            kappa -> assertThat(kappa).isCloseTo(50, within(1e-3)));
            int judged = trial.rows() / 75;
            assertThat(trial.rows()).isEqualTo(75 * judged);
            if (!candidate.method().closedForm()) {
                double expected = folds.subList(0, judged).stream()
                        .mapToDouble(split -> agreement(data, split, candidate))
                        .average()
                        .orElseThrow();
                assertThat(trial.agreement()).as("%s", candidate).isCloseTo(expected, within(1.5 / trial.rows()));
            }
        }
        assertThat(choice.trials().stream().map(Trial::candidate)).doesNotHaveDuplicates();
        assertThat(choice.trials().stream().map(Trial::rows).distinct().count()).isGreaterThan(1);
        assertThat(choice.trials().stream()
                        .filter(trial -> trial.candidate().equals(choice.chosen()))
                        .map(Trial::rows))
                .containsExactly(300);
    }

    /** By the loop of Distillation, from zero. */
    private static double agreement(Dataset data, Split split, Recipe candidate) {
        SoftmaxProbe.Options options = OPTIONS.probe().withTolerance(1e-6).withAdjusted(candidate.adjusted());
        Distillation.Result result = Distillation.run(
                Prepared.asIs(data.select(split.train())),
                candidate.method().plan(),
                options.withPenalty(candidate.teacher()),
                options.withPenalty(candidate.students()),
                Distillation.Monitor.SILENT);
        Dataset held = data.select(split.test());
        Labels predicted = Labels.of(
                result.last().fit().probe().predict(held.features(), 1).argmax(),
                data.given().names());
        return predicted.agreement(held.given());
    }

    @Test
    void theChoiceIsFittedToAllRowsAndTheModelTakesRowsAsTheyCome() {
        Dataset data = noisy(200, 3, 5, 0.4, 2);
        AutoOptions options = OPTIONS.withPreprocessings(List.of(Preprocessing.Scheme.STANDARDISE));
        AutoDistill.Result result = AutoDistill.run(data, options, AutoDistill.Monitor.SILENT);
        Recipe chosen = result.choice().chosen();
        assertThat(chosen.preprocessing()).isEqualTo(Preprocessing.Scheme.STANDARDISE);
        assertThat(result.choice().trials().stream().map(Trial::candidate)).contains(chosen);
        assertThat(chosen.method().closedForm()).isFalse();
        Matrix prepared =
                Preprocessing.fit(data.features(), chosen.preprocessing(), 1).apply(data.features(), 1);
        Distillation.Result again = Distillation.run(
                Prepared.asIs(data.withFeatures(prepared)),
                chosen.method().plan(),
                OPTIONS.probe().withAdjusted(true).withPenalty(chosen.teacher()),
                OPTIONS.probe().withAdjusted(true).withPenalty(chosen.students()),
                Distillation.Monitor.SILENT);
        assertThat(result.training()
                        .outputs()
                        .matrix()
                        .contentEquals(again.outputs().matrix()))
                .isTrue();
        assertThat(result.training()
                        .model(data.given().names())
                        .predict(data.features(), 1)
                        .matrix()
                        .contentEquals(result.training().outputs().matrix()))
                .isTrue();
    }

    /** On right labels of many classes students of three classes are far behind, and left half fitted; the teacher's rounds are not. */
    @Test
    void studentsOfFewClassesAreLeftHalfFittedWhereTheyAreFarBehind() {
        Set<String> named = new HashSet<>();
        FitLog log = (name, making) -> {
            named.add(name.replaceAll("; from .*", ""));
            return making.get();
        };
        Dataset data = noisy(900, 12, 20, 0, 4);
        Choice choice = AutoDistill.choose(
                data,
                OPTIONS.withKappas(List.of(5.0, 50.0)).withMetric(Metric.ACCURACY),
                log,
                AutoDistill.Monitor.SILENT);
        List<String> rough = named.stream()
                .filter(name -> name.contains("part 1") && name.contains("tolerance 0.3,"))
                .toList();
        List<String> left = rough.stream()
                .filter(name -> !named.contains(name.replace("tolerance 0.3,", "tolerance 0.01,")))
                .toList();
        assertThat(rough).isNotEmpty().allMatch(name -> name.contains("TopK"));
        assertThat(left).isNotEmpty();
        assertThat(choice.trials().stream()
                        .map(Trial::candidate)
                        .filter(candidate -> candidate.method().has("top-k")))
                .hasSizeGreaterThanOrEqualTo(left.size());
        assertThat(choice.chosen().method().has("top-k")).isFalse();
    }

    @Test
    void thePreprocessingThatServesIsChosen() {
        Dataset clean = Samples.clouds(400, 4, 6, 0.8, 11);
        Matrix shouting = Matrix.zeros(400, 7);
        for (int i = 0; i < 400; i++) {
            float[] row = Arrays.copyOf(clean.features().rowBlock(i, i + 1).row(0), 7);
            row[6] = 1e4f * (float) Math.sin(i * i);
            shouting.setRows(i, 1, row);
        }
        Dataset data = clean.withFeatures(shouting);
        List<Preprocessing.Scheme> all =
                List.of(Preprocessing.Scheme.CENTRE_NORMALISE, Preprocessing.Scheme.STANDARDISE);
        assertThat(AutoDistill.choose(data, OPTIONS.withPreprocessings(all), AutoDistill.Monitor.SILENT)
                        .chosen()
                        .preprocessing())
                .isEqualTo(Preprocessing.Scheme.STANDARDISE);
    }

    @Test
    void anInterceptIsTakenWhereOneClassIsMostOfTheRows() {
        Dataset clouds = Samples.clouds(1200, 3, 8, 1.5, 21);
        int[] rows = IntStream.range(0, 1200)
                .filter(i -> clouds.given().get(i) == 0 || i % 12 == 0)
                .toArray();
        AutoOptions accuracy = OPTIONS.withMetric(Metric.ACCURACY);
        assertThat(AutoDistill.choose(clouds.select(rows), accuracy, AutoDistill.Monitor.SILENT)
                        .trials())
                .anyMatch(trial -> trial.candidate().intercept());
        assertThat(AutoDistill.choose(clouds, accuracy, AutoDistill.Monitor.SILENT)
                        .trials())
                .noneMatch(trial -> trial.candidate().intercept());
    }

    /** An intercept learns how frequent labels are, which is worth nothing where every class counts alike. */
    @Test
    void whereClassesCountAlikeFrequentLabelsAreNotFavoured() {
        Dataset clouds = Samples.clouds(1200, 3, 8, 1.5, 21);
        int[] rows = IntStream.range(0, 1200)
                .filter(i -> clouds.given().get(i) == 0 || i % 12 == 0)
                .toArray();
        Choice choice = AutoDistill.choose(
                clouds.select(rows), OPTIONS.withMetric(Metric.BALANCED), AutoDistill.Monitor.SILENT);
        assertThat(choice.chosen().intercept()).isFalse();
        assertThat(choice.metric()).isEqualTo(Metric.BALANCED);
        assertThat(choice.mostFrequent(clouds.select(rows).given())).isLessThan(0.5);
    }

    @Test
    void anInterceptLeavesOutTheClosedForm() {
        AutoOptions options = OPTIONS.withProbe(OPTIONS.probe().withIntercept(true));
        Choice choice = AutoDistill.choose(noisy(200, 3, 5, 0.4, 2), options, AutoDistill.Monitor.SILENT);
        assertThat(choice.trials())
                .noneMatch(trial -> trial.candidate().method().closedForm());
        assertThat(choice.trials()).anyMatch(trial -> trial.candidate().method().is(Method.HARDEN));
    }

    @Test
    void aChoiceFromNoisyLabelsBeatsAnUntunedTeacher() {
        double auto = 0;
        double teacher = 0;
        for (int seed = 1; seed <= 3; seed++) {
            Dataset clean = Samples.clouds(600, 4, 12, 1.2, seed);
            Dataset data = clean.withGiven(new Corruption.Symmetric(0.6).apply(clean.given(), seed));
            AutoDistill.Result result = AutoDistill.run(data, OPTIONS, AutoDistill.Monitor.SILENT);
            auto += accuracy(result.training().outputs(), clean.given());
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
        return Labels.of(outputs.argmax(), truth.names()).agreement(truth);
    }

    @Test
    void aBudgetEndsTheSearchButNotTheRun() {
        AutoDistill.Result result = AutoDistill.run(
                noisy(200, 3, 5, 0.2, 4),
                OPTIONS.withBudget(SearchBudget.ofTime(Duration.ofNanos(1))),
                AutoDistill.Monitor.SILENT);
        assertThat(result.choice().complete()).isFalse();
        assertThat(result.choice().trials()).hasSize(1);
        assertThat(result.choice().chosen().method()).isEqualTo(Method.TEACHER);
    }

    @Test
    void aBudgetOfEvaluationsIsKeptAndRepeatable() {
        Dataset data = noisy(300, 4, 6, 0.5, 4);
        Choice all = AutoDistill.choose(data, OPTIONS, AutoDistill.Monitor.SILENT);
        AutoOptions options = OPTIONS.withBudget(SearchBudget.ofEvaluations(all.evaluations() / 3));
        Choice third = AutoDistill.choose(data, options, AutoDistill.Monitor.SILENT);
        assertThat(third.complete()).isFalse();
        assertThat(third.evaluations()).isBetween(all.evaluations() / 3, all.evaluations() / 2);
        assertThat(third.trials().size()).isLessThan(all.trials().size());
        int considered = all.trials().size() + all.skipped().size();
        assertThat(third.trials().size() + third.skipped().size())
                .as("all but mixes of a share that only the closed form knows")
                .isBetween(considered - 5, considered);
        assertThat(AutoDistill.choose(data, options, AutoDistill.Monitor.SILENT).trials())
                .isEqualTo(third.trials());
        assertThatIllegalArgumentException().isThrownBy(() -> SearchBudget.ofEvaluations(-1));
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
                            .training()
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
    void aThousandClassesOfFewRowsAndAClassOfOneRow() {
        int[] classes = IntStream.range(0, 2001).map(i -> i / 2).toArray();
        try (Matrix x = Samples.gaussian(2001, 16, 1, 12)) {
            AutoOptions options =
                    OPTIONS.withKappas(List.of(50.0)).withRounds(1).withFolds(3);
            Choice choice =
                    AutoDistill.choose(Dataset.of(x, Labels.of(classes, 1001)), options, AutoDistill.Monitor.SILENT);
            assertThat(choice.trials()).isNotEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AutoDistill.choose(
                            Dataset.of(x, Labels.of(IntStream.range(0, 2001).toArray(), 2001)),
                            OPTIONS,
                            AutoDistill.Monitor.SILENT))
                    .withMessageContaining("no class has two rows");
        }
    }

    @Test
    void badOptionsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withKappas(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withKappas(List.of(-1.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withFolds(1));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withRounds(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withPreprocessings(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipe.of(Method.SPECTRAL).withStudents(new Penalty.Kappa(2)));
    }

    /** Every trial is judged on whole groups: by the folds of groups, and by those of rows where there are none. */
    @Test
    void groupsShareAFold() {
        Dataset once = noisy(150, 3, 20, 0.5, 4);
        int[] index = IntStream.range(0, 600).map(i -> i % 150).toArray();
        Dataset data = once.select(index);
        AutoOptions options = OPTIONS.withKappas(List.of(0.1)).withRounds(0).withSearchTolerance(1e-6);
        Choice apart = AutoDistill.choose(data, options, AutoDistill.Monitor.SILENT);
        Choice single =
                AutoDistill.choose(data, Groups.ofSingleRows(600), options, FitLog.NONE, AutoDistill.Monitor.SILENT);
        Choice together = AutoDistill.choose(data, Groups.of(index), options, FitLog.NONE, AutoDistill.Monitor.SILENT);
        assertThat(single).isEqualTo(apart);
        double unit = meanSquare(Samples.doubles(data.features()));
        Trial teacher = teacher(together);
        int agreements = 0;
        int rows = 0;
        for (Split split : Split.folds(data.given(), Groups.of(index), options.folds(), options.seed())) {
            if (rows == teacher.rows()) {
                break;
            }
            rows += split.test().length;
            Dataset train = data.select(split.train());
            Dataset held = data.select(split.test());
            int[] predicted = SoftmaxProbe.fit(
                            train.features(),
                            new Targets.OneHot(train.given()),
                            options.probe()
                                    .withAdjusted(true)
                                    .withKappa(0.1 * unit)
                                    .withTolerance(1e-6))
                    .probe()
                    .predict(held.features(), 1)
                    .argmax();
            agreements += Labels.of(predicted, held.given().names()).agreements(held.given());
        }
        assertThat(teacher.rows()).isEqualTo(rows);
        assertThat(teacher.agreement()).isCloseTo(agreements / (double) rows, within(0.01));
        assertThat(teacher(apart).agreement()).isGreaterThan(teacher.agreement() + 0.1);
    }

    private static double meanSquare(double[][] x) {
        return Arrays.stream(x)
                .mapToDouble(row -> Arrays.stream(row).map(v -> v * v).sum())
                .average()
                .orElseThrow();
    }

    private static Trial teacher(Choice choice) {
        return choice.trials().stream()
                .filter(trial -> trial.candidate().method().is(Method.TEACHER)
                        && !trial.candidate().intercept())
                .findFirst()
                .orElseThrow();
    }

    /** A class of two rows among 900 has no share in 300 of them; the search knows it all the same. */
    @Test
    void aSampleOfTheRowsHasEveryClass() {
        Dataset clouds = noisy(900, 3, 4, 0.1, 5);
        int[] classes = clouds.given().toArray();
        classes[10] = 3;
        classes[20] = 3;
        Dataset data = Dataset.of(clouds.features(), Labels.of(classes, 4));
        AutoOptions options = OPTIONS.withKappas(List.of(5.0)).withRounds(0);
        int[] drawn = Split.sample(data.given(), 300 / 900.0, options.seed());
        assertThat(data.given().select(drawn).counts()[3]).isEqualTo(1);
        Choice sampled = AutoDistill.choose(data, options.withSearchRows(300), AutoDistill.Monitor.SILENT);
        Choice byHand = AutoDistill.choose(data.select(drawn), options, AutoDistill.Monitor.SILENT);
        assertThat(sampled).isEqualTo(byHand);
    }
}
