package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.audit.Audit;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.StreamedRows;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The front door does what the rooms behind it do, whatever rows and labels come as. */
class RectifyTest {
    private static final AutoOptions SEARCH =
            AutoOptions.DEFAULTS.withThreads(2).withKappas(List.of(5.0, 50.0)).withRounds(1);

    private final Dataset clean = Samples.clouds(300, 3, 6, 0.9, 4);
    private final Dataset data = clean.withGiven(new Corruption.Symmetric(0.2).apply(clean.given(), 9));

    private static float[][] arrays(Matrix matrix) {
        float[][] rows = new float[matrix.rows()][];
        Arrays.setAll(rows, matrix::row);
        return rows;
    }

    /** Four rows on a line, ±1 and ±2: the sign is the class, one label of six is wrong, and the rows around it outvote it. */
    @Test
    void aWrongLabelByHand() {
        float[][] features = {{-2, 0}, {-1, 0}, {-1.5f, 0}, {1, 0}, {2, 0}, {1.5f, 0}};
        List<String> labels = List.of("left", "left", "right", "right", "right", "right");
        TrainOptions teacher =
                TrainOptions.DEFAULTS.withRecipe(Recipe.of(Method.TEACHER).withKappa(5));
        try (Matrix x = Matrix.of(features);
                Fitted fitted = Rectify.train(Dataset.of(x, Labels.of(labels)), teacher, Monitor.SILENT)) {
            assertThat(fitted.labels().toList()).containsExactly("left", "left", "left", "right", "right", "right");
            assertThat(fitted.changed()).containsExactly(2);
            assertThat(fitted.model().predict(new float[][] {{-3, 0}, {3, 0}}).labels())
                    .containsExactly("left", "right");
            assertThat(fitted).hasToString("teacher, kappa 5.000: 1 of 6 labels differ from what it suggests");
        }
    }

    @Test
    void everyKindOfRowsAndLabelsGivesTheSame() {
        List<String> texts = data.given().toList();
        Labels named = Labels.of(texts);
        float[][] rows = arrays((Matrix) data.features());
        List<Fitted> fitted = List.of(
                Rectify.train(rows, texts),
                Rectify.train(rows, named),
                Rectify.train(data.features(), texts),
                Rectify.train(new StreamedRows((Matrix) data.features()), named));
        List<LabelAudit> audits = List.of(
                Rectify.audit(rows, texts),
                Rectify.audit(rows, named),
                Rectify.audit(data.features(), texts),
                Rectify.audit(new StreamedRows((Matrix) data.features()), named));
        for (Fitted one : fitted) {
            assertThat(one.softLabels()
                            .matrix()
                            .contentEquals(fitted.get(0).softLabels().matrix()))
                    .isTrue();
            assertThat(one.labels()).isEqualTo(fitted.get(0).labels());
            assertThat(one.toString())
                    .isEqualTo(fitted.get(0).toString())
                    .contains("of 300 labels differ from what it suggests; ");
        }
        for (LabelAudit one : audits) {
            assertThat(one.issues()).isNotEmpty().isEqualTo(audits.get(0).issues());
            assertThat(one.noise()).isEqualTo(audits.get(0).noise());
        }
        fitted.forEach(Fitted::close);
        audits.forEach(LabelAudit::close);
        assertThat(data.features().rowBlock(0, 1).get(0, 0))
                .as("rows stay open")
                .isFinite();
    }

    /** Two normal clouds, one of 1,900 rows and one of 100, whose centres are 3.5 apart: Bayes' rule is right about 98.6 % of the rows. */
    private static Dataset rare(double wrong) {
        double[][] x = Samples.gaussianRows(2000, 10, 1, 21);
        Labels clean =
                Labels.of(IntStream.range(0, 2000).map(i -> i % 20 == 0 ? 1 : 0).toArray(), 2);
        for (int i = 0; i < 2000; i += 20) {
            x[i][0] += 3.5;
        }
        Labels given = new Corruption.Symmetric(wrong).apply(clean, 5);
        return new Dataset(Samples.matrix(x), given, Optional.of(clean), Optional.empty());
    }

    /** Outputs of probes without intercept say little of how common classes are; taken as they are, half of the common class looked wrong. */
    @Test
    void aRareClassIsNoReasonToFlagTheCommonOne() {
        try (LabelAudit audit = Rectify.audit(rare(0), AuditOptions.DEFAULTS, Monitor.SILENT)) {
            assertThat(audit.issues()).hasSizeLessThan(20);
            assertThat(audit.noise().low()).isLessThan(0.005);
        }
    }

    @Test
    void wrongLabelsAreFoundBesideARareClass() {
        Dataset rows = rare(0.1);
        Labels truth = rows.trueLabels().orElseThrow();
        int wrong = 2000 - rows.given().agreements(truth);
        try (LabelAudit audit = Rectify.audit(rows, AuditOptions.DEFAULTS, Monitor.SILENT)) {
            long found = Arrays.stream(audit.ranking(), 0, wrong)
                    .filter(i -> rows.given().get(i) != truth.get(i))
                    .count();
            assertThat(found / (double) wrong).isGreaterThan(0.85);
        }
    }

    @Test
    void trainingIsTheSearchAndThenItsRecipe() {
        try (Fitted fitted = Rectify.train(data, TrainOptions.DEFAULTS.withSearch(SEARCH), Monitor.SILENT);
                AutoDistill.Result expected = AutoDistill.run(data, SEARCH, AutoDistill.Monitor.SILENT)) {
            assertThat(fitted.choice()).contains(expected.choice());
            assertThat(fitted.recipe()).isEqualTo(expected.choice().chosen());
            assertThat(fitted.training()
                            .outputs()
                            .matrix()
                            .contentEquals(expected.training().outputs().matrix()))
                    .isTrue();
            Labels suggested = Labels.of(
                    expected.training().outputs().argmax(), data.given().names());
            assertThat(fitted.labels()).isEqualTo(suggested);
            assertThat(fitted.changed())
                    .containsExactlyElementsOf(IntStream.range(0, 300)
                            .filter(i -> suggested.get(i) != data.given().get(i))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void aThoroughAuditIsCrossFittedAndExplainedOnTheChosenRows() {
        try (LabelAudit audit =
                Rectify.audit(data, AuditOptions.DEFAULTS.withThorough(true).withSearch(SEARCH), Monitor.SILENT)) {
            Recipe chosen = audit.choice().orElseThrow().chosen();
            SoftmaxProbe.Options judged = SEARCH.probe().withTolerance(SEARCH.searchTolerance());
            OutOfSample outputs = OutOfSample.crossFitted(data, chosen, 5, 1, judged, OutOfSample.Monitor.SILENT);
            try (Prepared prepared = Prepared.of(data, chosen.preprocessing(), 1)) {
                Audit expected = Audit.of(prepared, outputs, Audit.Options.DEFAULTS);
                assertThat(audit.issues())
                        .extracting(LabelAudit.Issue::row)
                        .containsExactlyElementsOf(
                                IntStream.of(expected.issues().flagged())
                                        .boxed()
                                        .toList());
                assertThat(audit.details().neighbours()).isEqualTo(expected.neighbours());
                assertThat(audit.noise()).isEqualTo(expected.evidence());
            }
        }
    }

    /** Found by a new user: raw rows with a constant offset once hid everything. */
    @Test
    void anOffsetOfAllFeaturesHidesNothing() {
        float[][] moved = arrays((Matrix) data.features());
        for (float[] row : moved) {
            for (int j = 0; j < row.length; j++) {
                row[j] += 64;
            }
        }
        AuditOptions options = AuditOptions.DEFAULTS;
        try (Matrix far = Matrix.of(moved);
                LabelAudit plain = Rectify.audit(data, options, Monitor.SILENT);
                LabelAudit offset = Rectify.audit(data.withFeatures(far), options, Monitor.SILENT)) {
            List<Integer> rows =
                    plain.issues().stream().map(LabelAudit.Issue::row).toList();
            List<Integer> movedRows =
                    offset.issues().stream().map(LabelAudit.Issue::row).toList();
            assertThat(rows).hasSizeGreaterThan(10);
            List<Integer> both = rows.stream().filter(movedRows::contains).toList();
            assertThat(movedRows).hasSizeBetween(rows.size() - 2, rows.size() + 2);
            assertThat(both).as("float32 keeps 17 bits behind an offset of 64").hasSizeGreaterThan(rows.size() - 3);
        }
    }

    @Test
    void anAuditIsQuickUnlessItIsToBeThorough() {
        AuditOptions options = AuditOptions.DEFAULTS.withNeighbours(2).withThreads(2);
        try (LabelAudit audit = Rectify.audit(data, options, Monitor.SILENT);
                OutOfSample outputs = OutOfSample.quick(
                        data,
                        data.given(),
                        Preprocessing.Scheme.CENTRE_NORMALISE,
                        Groups.ofSingleRows(300),
                        5,
                        1,
                        SoftmaxProbe.Options.DEFAULTS.withThreads(1),
                        FitLog.NONE,
                        OutOfSample.Monitor.SILENT)) {
            assertThat(audit.outputs()
                            .probabilities()
                            .matrix()
                            .contentEquals(outputs.probabilities().matrix()))
                    .isTrue();
            assertThat(audit.choice()).isEmpty();
            assertThat(audit.issues()).allMatch(issue -> issue.neighbours().size() == 2);
        }
        try (LabelAudit audit = Rectify.audit(data, options.withAnomalies(false), Monitor.SILENT);
                LabelAudit whole = Rectify.audit(data, options, Monitor.SILENT)) {
            assertThat(audit.details().anomalies().duplicates()).isEmpty();
            assertThat(audit.issues()).isEqualTo(whole.issues());
        }
    }

    @Test
    void anIssueSaysWhatIsWrongWithWhatAndWho() {
        List<String> texts = IntStream.range(0, 300).mapToObj(i -> "text " + i).toList();
        AuditOptions options = AuditOptions.DEFAULTS.withTexts(texts);
        try (LabelAudit audit = Rectify.audit(data, options, Monitor.SILENT)) {
            LabelAudit.Issue first = audit.issues().get(0);
            assertThat(first.row()).isEqualTo(audit.ranking()[0]);
            assertThat(first.text()).contains("text " + first.row());
            assertThat(first.given()).isEqualTo(data.given().name(first.row()));
            assertThat(first.suggested()).isNotEqualTo(first.given());
            assertThat(first.probability()).isBetween(0.5, 1.0);
            for (LabelAudit.Neighbour neighbour : first.neighbours()) {
                assertThat(neighbour.given()).isEqualTo(data.given().name(neighbour.row()));
                assertThat(neighbour.row()).isNotEqualTo(first.row());
            }
            assertThat(first.toString())
                    .matches("row \\d+: given \\d, probably \\d \\(wrong with probability [01]\\.\\d{3}\\): text \\d+");
            assertThat(audit.toString())
                    .startsWith(audit.issues().size() + " of 300 labels are probably wrong; " + audit.noise()
                            + "; judged by")
                    .contains("5-fold cross-fitted outputs of harden");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.audit(data, options.withTexts(List.of("one")), Monitor.SILENT))
                .withMessage("1 texts for 300 rows");
    }

    @Test
    void flagsAtFlagsTheFirstOfTheRankingAndMoreAtMore() {
        int last = 0;
        for (double rate : new double[] {0.02, 0.2, 0.5, 0.8}) {
            try (LabelAudit audit = Rectify.audit(data, AuditOptions.DEFAULTS.withFlagsAt(rate), Monitor.SILENT)) {
                List<Integer> rows =
                        audit.issues().stream().map(LabelAudit.Issue::row).toList();
                assertThat(rows)
                        .isEqualTo(IntStream.of(audit.ranking())
                                .limit(rows.size())
                                .boxed()
                                .toList())
                        .hasSizeGreaterThanOrEqualTo(last);
                last = rows.size();
            }
        }
        assertThat(last).isGreaterThan(100);
    }

    /** Each of the first 50 rows is there twice, under the same label: held out apart, either would vouch for the other. */
    @Test
    void copiesAreHeldOutTogetherUnlessNotLookedFor() {
        int[] twice = IntStream.range(0, 350).map(i -> i % 300).toArray();
        Dataset copied =
                Dataset.of(data.features().selectRows(twice), data.given().select(twice));
        try (LabelAudit audit = Rectify.audit(copied, AuditOptions.DEFAULTS, Monitor.SILENT);
                LabelAudit apart = Rectify.audit(copied, AuditOptions.DEFAULTS.withCopies(1.5), Monitor.SILENT)) {
            assertThat(audit.copies().groups().count()).isEqualTo(300);
            assertThat(apart.copies().groups().count()).isEqualTo(350);
            assertThat(audit.outputs().origin()).endsWith("copies held out together");
            assertThat(apart.outputs().origin()).doesNotContain("copies");
            for (int i = 0; i < 50; i++) {
                assertThat(audit.outputs().probabilities().matrix().row(300 + i))
                        .containsExactly(
                                audit.outputs().probabilities().matrix().row(i), within(1e-6f));
            }
        }
    }

    @Test
    void statedOutputsAreJudgedByAsTheyAre() {
        Probabilities stated = Samples.probabilities(300, 3, 8);
        AuditOptions options = AuditOptions.DEFAULTS.withOutputs(OutOfSample.stated(stated, "from elsewhere"));
        try (LabelAudit audit = Rectify.audit(data, options, Monitor.SILENT)) {
            assertThat(audit.outputs().probabilities()).isSameAs(stated);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditOptions.DEFAULTS.withNeighbours(-1))
                .withMessage("neighbours must be at least 0 but are -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withThorough(true))
                .withMessage("outputs of one's own leave nothing to search for");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withFlagsAt(1))
                .withMessage("share of false flags must lie in [0, 1) but is 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withCopies(0))
                .withMessage("cosine of copies must be positive but is 0.0");
    }

    @Test
    void theMonitorHearsOfEveryStage() {
        List<String> heard = new ArrayList<>();
        Monitor monitor = new Monitor() {
            @Override
            public AutoDistill.Monitor search() {
                return (candidate, fold, agreement) -> heard.add("tried");
            }

            @Override
            public Distillation.Monitor training(Recipe recipe) {
                heard.add("training " + recipe.method().name());
                return Distillation.Monitor.SILENT;
            }

            @Override
            public OutOfSample.Monitor judging(Recipe recipe) {
                return (part, parts) -> heard.add(part + " of " + parts);
            }

            @Override
            public void begins(String what) {
                heard.add(what);
            }
        };
        Rectify.train(data, TrainOptions.DEFAULTS.withMethod(Method.HARDEN), monitor)
                .close();
        assertThat(heard).containsExactly("training harden");
        heard.clear();
        Rectify.audit(data, AuditOptions.DEFAULTS.withThorough(true).withSearch(SEARCH), monitor)
                .close();
        assertThat(heard).contains("tried").endsWith("5 of 5", "estimating the noise and naming neighbours");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.train(new float[3][2], List.of("a", "b")))
                .withMessage("features has 3 rows but labels has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.audit(new float[2][2], List.of("a", "a")))
                .withMessageContaining("labels name only one class, 'a'");
    }

    @Test
    void resultsOutliveTheirSoftLabels() {
        Fitted fitted = Rectify.train(
                data, TrainOptions.DEFAULTS.withMethod(Method.TEACHER).withThreads(1), Monitor.SILENT);
        fitted.close();
        assertThat(fitted.labels().size()).isEqualTo(300);
        assertThat(fitted.model().predict(new float[1][6]).size()).isEqualTo(1);
        assertThat(fitted.softLabels().matrix().toString()).contains("closed");
        assertThat(fitted.training()
                        .last()
                        .fit()
                        .map(SoftmaxProbe.Fit::evaluations)
                        .orElse(0))
                .isPositive();
        assertThat(Optional.of(fitted.recipe().toString())).contains("teacher, kappa 15.00");
    }

    private Reviewed reviewed(int every) {
        return Reviewed.ofList(
                300,
                IntStream.range(0, 300)
                        .filter(i -> i % every == 0)
                        .boxed()
                        .collect(Collectors.toMap(i -> i, i -> clean.given().get(i))));
    }

    @Test
    void reviewedRowsAreFittedToAsRightAndNeverDoubted() {
        Reviewed answers = reviewed(3);
        Labels taught = data.given()
                .map(i -> i % 3 == 0 ? clean.given().get(i) : data.given().get(i));
        TrainOptions options = TrainOptions.DEFAULTS.withRecipe(Recipe.of(Method.TEACHER));
        try (Fitted fitted = Rectify.train(data, options.withReviewed(answers), Monitor.SILENT);
                Fitted byHand = Rectify.train(data.withGiven(taught), options, Monitor.SILENT)) {
            assertThat(fitted.softLabels()
                            .matrix()
                            .contentEquals(byHand.softLabels().matrix()))
                    .isTrue();
            assertThat(fitted.reviewed()).isEqualTo(100);
            for (int i = 0; i < 300; i++) {
                assertThat(fitted.labels().get(i))
                        .isEqualTo(
                                i % 3 == 0
                                        ? clean.given().get(i)
                                        : byHand.labels().get(i));
            }
            assertThat(fitted.changed()).isNotEmpty().allMatch(i -> i % 3 != 0);
        }
    }

    /** Where the way of training was chosen, probabilities are at the temperature that makes them as sure as the classifier is right. */
    @Test
    void aChosenClassifierIsAsSureAsItIsRight() {
        try (Fitted fitted = Rectify.train(data, TrainOptions.DEFAULTS.withSearch(SEARCH), Monitor.SILENT);
                Probabilities outputs = fitted.model().predict(data.features(), 1);
                Probabilities plain =
                        fitted.training().model(data.given().names()).predict(data.features(), 1)) {
            double beta = fitted.accuracy().orElseThrow().inverseTemperature();
            assertThat(beta).isPositive();
            for (int i = 0; i < 300; i++) {
                float[] row = plain.matrix().row(i);
                double sum = 0;
                for (float p : row) {
                    sum += Math.pow(p, beta);
                }
                for (int k = 0; k < row.length; k++) {
                    assertThat((double) outputs.matrix().get(i, k))
                            .isCloseTo(Math.pow(row[k], beta) / sum, within(1e-4));
                    assertThat((double) fitted.softLabels().matrix().get(i, k))
                            .isCloseTo(outputs.matrix().get(i, k), within(1e-4));
                }
            }
            List<Evaluation> steps = fitted.evaluations(data.features(), clean.given(), 1);
            assertThat(steps).hasSize(fitted.training().steps().size());
            assertThat(steps.get(steps.size() - 1).logLoss())
                    .isCloseTo(Evaluation.of(outputs, clean.given()).logLoss(), within(1e-12));
            assertThat(fitted.audit().orElseThrow().ranking()).hasSize(300);
            assertThat(fitted.toString())
                    .contains(fitted.accuracy().orElseThrow().toString());
        }
        try (Fitted named = Rectify.train(
                data, TrainOptions.DEFAULTS.withMethod(Method.TEACHER).withSearch(SEARCH), Monitor.SILENT)) {
            assertThat(named.accuracy()).isEmpty();
            assertThat(named.audit()).isEmpty();
        }
    }

    /**
     * Given labels tell one of two bits of the truth, and features tell both, the one that was given the better: what agrees most is wrong for
     * every other row. Twelve rows that were reviewed see that, and say how often the choice is right.
     */
    @Test
    void reviewedRowsOfASampleDecide() {
        int n = 1200;
        SplittableRandom random = new SplittableRandom(4);
        float[][] x = new float[n][];
        int[] truth = new int[n];
        int[] given = new int[n];
        for (int i = 0; i < n; i++) {
            truth[i] = random.nextInt(2);
            boolean mistaken = random.nextDouble() < 0.35;
            given[i] = mistaken ? 1 - truth[i] : truth[i];
            // Two columns for what is true; for what is given a column of its own for every word that misleads.
            x[i] = new float[42];
            x[i][0] = (float) (2 * truth[i] - 1 + 0.9 * random.nextGaussian());
            x[i][1] = (float) (2 * truth[i] - 1 + 0.9 * random.nextGaussian());
            int word = random.nextInt(20);
            x[i][2 + (mistaken ? 20 : 0) + word] = mistaken ? 4f * (2 * given[i] - 1) : 0.5f;
        }
        Labels labels = Labels.of(given, List.of("no", "yes"));
        Labels right = Labels.of(truth, List.of("no", "yes"));
        Dataset rows = Dataset.of(Matrix.of(x), labels);
        int[] ranking;
        try (LabelAudit audit = Rectify.audit(rows, AuditOptions.DEFAULTS.withThreads(2), Monitor.SILENT)) {
            ranking = audit.ranking();
        }
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, 150, 1);
        Reviewed answers = Reviewed.ofSample(
                n, drawn, drawn.stream().collect(Collectors.toMap(ReviewSample.Row::row, row -> truth[row.row()])));
        TrainOptions options = TrainOptions.DEFAULTS.withThreads(2);
        try (Fitted plain = Rectify.train(rows, options, Monitor.SILENT);
                Fitted taught = Rectify.train(rows, options.withReviewed(answers), Monitor.SILENT)) {
            StatedAccuracy stated = taught.accuracy().orElseThrow();
            assertThat(stated.reviewed()).isEqualTo(150);
            assertThat(stated.toString()).contains("by 150 reviewed rows");
            assertThat(taught.choice().orElseThrow().trials()).anyMatch(Trial::refuted);
            assertThat(taught.labels().agreement(right))
                    .isGreaterThan(plain.labels().agreement(right));
        }
    }

    /** All rows reviewed: the search fits to right labels, and still tells that a fifth of those given are wrong. */
    @Test
    void heldOutEstimatesSpeakOfTheLabelsAsTheyWereGiven() {
        double right = clean.given().agreement(data.given());
        TrainOptions options = TrainOptions.DEFAULTS.withSearch(SEARCH).withReviewed(reviewed(1));
        try (Fitted fitted = Rectify.train(data, options, Monitor.SILENT);
                Fitted plain = Rectify.train(data, TrainOptions.DEFAULTS.withSearch(SEARCH), Monitor.SILENT)) {
            double wrong = fitted.audit().orElseThrow().details().noise().rate();
            assertThat(1 - wrong).isCloseTo(right, within(0.08)).isLessThan(0.9);
            assertThat(fitted.changed()).isEmpty();
            assertThat(fitted.labels()).isEqualTo(clean.given());
            assertThat(fitted.training().last().agreement())
                    .isGreaterThan(plain.training().last().agreement());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.train(
                        data, options.withReviewed(Reviewed.ofList(9, java.util.Map.of())), Monitor.SILENT))
                .withMessageContaining("300 rows but rows were reviewed of 9");
    }

    @Test
    void oneRowIsTooFewToJudge() {
        try (Matrix x = Matrix.of(new float[][] {{1, 2}})) {
            Dataset one = Dataset.of(x, Labels.of(new int[] {0}, 2));
            OutOfSample outputs =
                    OutOfSample.stated(Probabilities.of(Matrix.of(new float[][] {{0.25f, 0.75f}})), "mine");
            for (AuditOptions options : List.of(AuditOptions.DEFAULTS, AuditOptions.DEFAULTS.withOutputs(outputs))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Rectify.audit(one, options, Monitor.SILENT))
                        .withMessage("too few rows to judge: a label is judged by other rows but there are none");
            }
        }
    }
}
