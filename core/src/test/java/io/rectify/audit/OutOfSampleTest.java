package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
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
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfSampleTest {
    private static final SoftmaxProbe.Options PROBE = SoftmaxProbe.Options.DEFAULTS.withThreads(2);

    /** A spread of 1.5 leaves the classes overlapping, so that a temperature exists. */
    private static Dataset data(int rows, int classes) {
        return Samples.clouds(rows, classes, 5, 1.5, 11);
    }

    private static Recipe recipe(Method method, int rounds) {
        return Recipe.of(method.has(Method.ROUNDS) ? method.withRounds(rounds) : method)
                .withKappa(2);
    }

    private static OutOfSample crossFitted(Dataset data, Recipe candidate, int folds, long seed) {
        return OutOfSample.crossFitted(data, candidate, folds, seed, PROBE, OutOfSample.Monitor.SILENT);
    }

    /** x·(XᵀX + μ)⁻¹·Xᵀ(Y − 1/K) for each query x: the linearised probe fitted to rows X with labels Y. */
    private static double[][] ridge(double[][] x, int[] labels, int k, double mu, double[][] queries) {
        int d = x[0].length;
        double[][] gram = Reference.multiply(Reference.transpose(x, d), x);
        double[][] weights = new double[k][];
        for (int j = 0; j < d; j++) {
            gram[j][j] += mu;
        }
        for (int c = 0; c < k; c++) {
            double[] right = new double[d];
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < d; j++) {
                    right[j] += x[i][j] * ((labels[i] == c ? 1 : 0) - 1.0 / k);
                }
            }
            weights[c] = Reference.solve(gram, right);
        }
        return Reference.multiply(queries, Reference.transpose(weights, d));
    }

    /** The one β for which ln p = β·s + constant in every row, asserted to exist. */
    private static double inverseTemperature(double[][] logs, double[][] scores) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < logs.length; i++) {
            for (int j = 1; j < logs[i].length; j++) {
                product += (logs[i][j] - logs[i][0]) * (scores[i][j] - scores[i][0]);
                squares += (scores[i][j] - scores[i][0]) * (scores[i][j] - scores[i][0]);
            }
        }
        double beta = product / squares;
        for (int i = 0; i < logs.length; i++) {
            for (int j = 1; j < logs[i].length; j++) {
                assertThat(logs[i][j] - logs[i][0])
                        .as("row %d, class %d", i, j)
                        .isCloseTo(beta * (scores[i][j] - scores[i][0]), within(2e-5));
            }
        }
        return beta;
    }

    private static double[][] logs(OutOfSample outputs) {
        return Arrays.stream(Samples.doubles(outputs.probabilities().matrix()))
                .map(row -> Arrays.stream(row).map(Math::log).toArray())
                .toArray(double[][]::new);
    }

    private static double logLoss(double[][] scores, Labels labels, double beta) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] logits = Arrays.stream(scores[i]).map(v -> beta * v).toArray();
            sum += Reference.logSumExp(logits) - logits[labels.get(i)];
        }
        return sum;
    }

    /**
     * x = 1, 2, −1, 1 with labels 0, 0, 1, 1, so s = 7; with μ = 1 row l weighs x·xₗ/8, the own label 1/8, 4/8, 1/8 and 1/8. Others' labels
     * give class 0 the scores (2/16 + 1/16 − 1/16)/(7/8) = 1/7, (2/16 + 2/16 − 2/16)/(4/8) = 1/4, −1/7 and 2/7. A temperature
     * common to all turns them into log-odds.
     */
    @Test
    void workedExample() {
        Dataset rows = Dataset.of(Matrix.of(new float[][] {{1}, {2}, {-1}, {1}}), Labels.of(new int[] {0, 0, 1, 1}, 2));
        try (OutOfSample outputs = OutOfSample.leavingOwnLabelOut(Prepared.asIs(rows), new SpectralFilter(1, 1), 1)) {
            double[] odds = new double[4];
            for (int i = 0; i < 4; i++) {
                odds[i] = Math.log((double) outputs.probabilities().get(i, 0)
                        / outputs.probabilities().get(i, 1));
            }
            assertThat(odds[0]).isPositive();
            assertThat(odds[1] / odds[0]).isCloseTo(7.0 / 4, within(1e-4));
            assertThat(odds[2] / odds[0]).isCloseTo(-1, within(1e-4));
            assertThat(odds[3] / odds[0]).isCloseTo(2, within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void leavingOwnLabelOutEqualsRefittingWithoutTheRow(int classes) {
        Dataset data = data(60, classes);
        double[][] x = Samples.doubles(data.features());
        double[][] scores = new double[60][];
        for (int i = 0; i < 60; i++) {
            int row = i;
            int[] others = IntStream.range(0, 60).filter(l -> l != row).toArray();
            double[][] rest = Arrays.stream(others).mapToObj(l -> x[l]).toArray(double[][]::new);
            scores[i] = ridge(rest, data.given().select(others).toArray(), classes, 3, new double[][] {x[i]})[0];
        }
        try (OutOfSample outputs = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(3, 1), 2)) {
            double beta = inverseTemperature(logs(outputs), scores);
            assertThat(beta).isPositive();
            assertThat(logLoss(scores, data.given(), beta))
                    .isLessThan(logLoss(scores, data.given(), beta * 1.02))
                    .isLessThan(logLoss(scores, data.given(), beta / 1.02));
        }
    }

    /** Labels averaged with the weights [G(G+μ)⁻¹]ᵗ of the other rows over the rest of the own weight. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void leavingOwnLabelOutAveragesTheOtherLabels(int step) {
        int n = 40;
        Dataset data = data(n, 3);
        double[][] x = Samples.doubles(data.features());
        double[][] gram = Reference.multiply(x, Reference.transpose(x, 5));
        double[][] shifted = Arrays.stream(gram).map(double[]::clone).toArray(double[][]::new);
        double[][] once = new double[n][];
        for (int i = 0; i < n; i++) {
            shifted[i][i] += 3;
        }
        for (int i = 0; i < n; i++) {
            once[i] = Reference.solve(shifted, gram[i]);
        }
        double[][] weights = once;
        for (int t = 1; t < step; t++) {
            weights = Reference.multiply(weights, once);
        }
        double[][] scores = new double[n][3];
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < n; l++) {
                for (int c = 0; c < 3 && l != i; c++) {
                    scores[i][c] +=
                            weights[i][l] * ((data.given().get(l) == c ? 1 : 0) - 1.0 / 3) / (1 - weights[i][i]);
                }
            }
        }
        try (OutOfSample outputs =
                OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(3, step), 2)) {
            assertThat(inverseTemperature(logs(outputs), scores)).isPositive();
        }
    }

    /** Another label for row 7 multiplies its log odds by the change of the temperature that all rows share. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void ownLabelChangesNothingButTheSharedTemperature(int step) {
        Dataset data = data(60, 3);
        SpectralFilter filter = new SpectralFilter(3, step);
        Dataset changed = data.withGiven(data.given()
                .map(i -> i == 7 ? (data.given().get(i) + 1) % 3 : data.given().get(i)));
        try (OutOfSample before = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), filter, 1);
                OutOfSample after = OutOfSample.leavingOwnLabelOut(Prepared.asIs(changed), filter, 2)) {
            double ratio = inverseTemperature(new double[][] {logs(after)[7]}, new double[][] {logs(before)[7]});
            assertThat(ratio).isBetween(0.5, 2.0);
            assertThat(Probabilities.argmax(after.probabilities().matrix().row(7)))
                    .isEqualTo(
                            Probabilities.argmax(before.probabilities().matrix().row(7)));
        }
    }

    @Test
    void featuresOfZerosTeachNothing() {
        Dataset zeros = Dataset.of(Matrix.zeros(6, 3), Samples.labels(6, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutOfSample.leavingOwnLabelOut(Prepared.asIs(zeros), new SpectralFilter(1, 1), 1))
                .withMessageContaining("all features are 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutOfSample.leavingOneOut(Prepared.asIs(zeros), 1))
                .withMessageContaining("all features are 0");
    }

    /** Nλ = mean ‖x‖²: κ = K·‖x‖², here with 3 classes and all rows of length 10. */
    @Test
    void leavingOneOutMeasuresThePenaltyByTheFeatures() {
        Dataset data = data(200, 3);
        double[][] rows = Samples.doubles(data.features());
        for (double[] row : rows) {
            double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
            Arrays.setAll(row, j -> 10 * row[j] / norm);
        }
        try (OutOfSample outputs =
                OutOfSample.leavingOneOut(Prepared.asIs(data.withFeatures(Samples.matrix(rows))), 2)) {
            assertThat(outputs.origin()).contains("kappa 300");
        }
    }

    @Test
    void leavingOneOutRefusesTheSpectrumOfOtherFeatures() {
        Dataset data = data(60, 3);
        GramSpectrum other = GramSpectrum.of(data(61, 3).features(), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutOfSample.leavingOneOut(Prepared.asIs(data), other, 1))
                .withMessageContaining("spectrum is of 61 x");
        try (OutOfSample outputs = OutOfSample.leavingOneOut(Prepared.asIs(data), 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Audit.of(
                            Prepared.asIs(data), other, outputs, Groups.ofSingleRows(60), Audit.Options.DEFAULTS))
                    .withMessageContaining("spectrum is of 61 x");
        }
    }

    private static OutOfSample quick(Dataset data, Groups groups) {
        return OutOfSample.quick(
                data,
                data.given(),
                Preprocessing.Scheme.CENTRE_NORMALISE,
                groups,
                4,
                3,
                PROBE,
                FitLog.NONE,
                OutOfSample.Monitor.SILENT);
    }

    @Test
    void quickIsAStudentAtOneOfAFewPenalties() {
        Dataset data = data(200, 3);
        int equal = 0;
        try (OutOfSample quick = quick(data, Groups.ofSingleRows(200))) {
            for (double kappa : new double[] {50, 15, 5}) {
                Recipe student = Recipe.of(Method.HARDEN)
                        .withPreprocessing(Preprocessing.Scheme.CENTRE_NORMALISE)
                        .withAdjusted(true)
                        .withKappa(kappa);
                try (OutOfSample expected = OutOfSample.crossFitted(
                        data, student, 4, 3, PROBE.withTolerance(QuickRecipe.TOLERANCE), OutOfSample.Monitor.SILENT)) {
                    equal += quick.probabilities()
                                    .matrix()
                                    .contentEquals(expected.probabilities().matrix())
                            ? 1
                            : 0;
                }
            }
        }
        assertThat(equal).isEqualTo(1);
    }

    /** At the temperature of the greatest likelihood, with every class as common as among given labels, neither may be moved. */
    @Test
    void adjustedOutputsAreToldHowCommonClassesAre() {
        Dataset clean = Samples.clouds(240, 3, 4, 1.2, 9);
        int[] keep = IntStream.range(0, 240)
                .filter(i -> clean.given().get(i) == 0 || i % 4 == 0)
                .toArray();
        Dataset data =
                Dataset.of(clean.features().selectRows(keep), clean.given().select(keep));
        Recipe plain = Recipe.of(Method.TEACHER).withKappa(5);
        try (OutOfSample adjusted = OutOfSample.crossFitted(
                        data, plain.withAdjusted(true), 4, 3, PROBE, OutOfSample.Monitor.SILENT);
                OutOfSample other = OutOfSample.crossFitted(data, plain, 4, 3, PROBE, OutOfSample.Monitor.SILENT)) {
            assertThat(other.asTrained()).isSameAs(other.probabilities());
            int n = keep.length;
            int[] counts = data.given().counts();
            double best = Double.POSITIVE_INFINITY;
            double at = 0;
            for (double beta = 0.2; beta < 5; beta += 0.01) {
                double loss = 0;
                for (int i = 0; i < n; i++) {
                    loss -= Math.log(shared(adjusted.asTrained().matrix().row(i), counts, beta)[
                            data.given().get(i)]);
                }
                if (loss < best) {
                    best = loss;
                    at = beta;
                }
            }
            for (int i = 0; i < n; i++) {
                double[] expected = shared(adjusted.asTrained().matrix().row(i), counts, at);
                for (int k = 0; k < 3; k++) {
                    assertThat((double) adjusted.probabilities().matrix().get(i, k))
                            .isCloseTo(expected[k], within(0.01));
                }
            }
        }
    }

    private static double[] shared(float[] p, int[] counts, double beta) {
        double[] result = new double[p.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            result[k] = Math.pow(p[k], beta) * (counts[k] + 0.5);
            sum += result[k];
        }
        for (int k = 0; k < p.length; k++) {
            result[k] /= sum;
        }
        return result;
    }

    /** Labels were drawn at random. With every row there twice, outputs repeat them, unless the two are held out together. */
    @Test
    void quickDoesNotRepeatRandomLabelsNotEvenThoseOfCopies() {
        double[][] half = Samples.gaussianRows(150, 400, 1, 2);
        Labels labels = Samples.labels(150, 2, 3);
        double[][] rows = new double[300][];
        int[] twice = new int[300];
        int[] keys = new int[300];
        for (int i = 0; i < 300; i++) {
            rows[i] = half[i % 150];
            twice[i] = labels.get(i % 150);
            keys[i] = i % 150;
        }
        assertThat(quickAgreement(
                        Dataset.of(Samples.gaussian(300, 100, 1, 2), Samples.labels(300, 2, 3)),
                        Groups.ofSingleRows(300)))
                .isBetween(0.4, 0.6);
        Dataset copied = Dataset.of(Samples.matrix(rows), Labels.of(twice, 2));
        assertThat(quickAgreement(copied, Groups.of(keys))).isBetween(0.35, 0.65);
        assertThat(quickAgreement(copied, Groups.ofSingleRows(300))).isGreaterThan(0.7);
    }

    private static double quickAgreement(Dataset data, Groups groups) {
        try (OutOfSample outputs = quick(data, groups)) {
            return data.given()
                    .agreement(Labels.of(
                            outputs.probabilities().argmax(), data.given().names()));
        }
    }

    /** Labels that were drawn at random say nothing of the row they belong to; in-sample outputs would favour them. */
    @Test
    void leavingOneOutDoesNotRepeatRandomLabels() {
        Dataset data = Dataset.of(Samples.gaussian(300, 100, 1, 2), Samples.labels(300, 2, 3));
        try (OutOfSample outputs = OutOfSample.leavingOneOut(Prepared.asIs(data), 2)) {
            double agreement = data.given()
                            .agreements(Labels.of(
                                    outputs.probabilities().argmax(),
                                    data.given().names()))
                    / 300.0;
            assertThat(agreement).isBetween(0.4, 0.6);
        }
    }

    @Test
    void threadsDoNotMatter() {
        Dataset data = data(3000, 3);
        try (OutOfSample one = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(3, 2), 1);
                OutOfSample two = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(3, 2), 2)) {
            assertThat(two.probabilities()
                            .matrix()
                            .contentEquals(one.probabilities().matrix()))
                    .isTrue();
        }
    }

    /** The teacher, refitted by hand to all folds but one. */
    @ParameterizedTest
    @CsvSource({"2, 2", "3, 5"})
    void crossFittedTeacherEqualsRefittingForEachFold(int classes, int folds) {
        Dataset data = data(90, classes);
        Preprocessing preprocessing = Preprocessing.fit(data.features(), Preprocessing.Scheme.CENTRE_NORMALISE, 1);
        try (Matrix x = preprocessing.apply(data.features(), 1);
                OutOfSample outputs = crossFitted(data, recipe(Method.TEACHER, 0), folds, 5)) {
            for (Split split : Split.folds(data.given(), folds, 5)) {
                Labels labels = data.given().select(split.train());
                SoftmaxProbe.Fit fit =
                        SoftmaxProbe.fit(x.selectRows(split.train()), new Targets.OneHot(labels), PROBE.withKappa(2));
                Probabilities held = fit.probe().predict(x.selectRows(split.test()), 1);
                for (int i = 0; i < split.test().length; i++) {
                    assertThat(outputs.probabilities().matrix().row(split.test()[i]))
                            .containsExactly(held.matrix().row(i));
                }
            }
        }
    }

    /** Every row three times, some copies with labels of their own. */
    private static Dataset copies(int rows, int classes) {
        Dataset once = data(rows, classes);
        int[] index = IntStream.range(0, 3 * rows).map(i -> i % rows).toArray();
        Dataset all = once.select(index);
        return all.withGiven(all.given()
                .map(i -> i % 7 == 3
                        ? (all.given().get(i) + 1) % classes
                        : all.given().get(i)));
    }

    private static Groups groups(int rows) {
        return Groups.of(IntStream.range(0, 3 * rows).map(i -> i % rows).toArray());
    }

    private static OutOfSample crossFitted(Dataset data, Groups groups) {
        return OutOfSample.crossFitted(
                data, recipe(Method.TEACHER, 0), groups, 5, 4, PROBE, FitLog.NONE, OutOfSample.Monitor.SILENT);
    }

    @Test
    void crossFittedGroupsEqualRefittingForEachFoldOfGroups() {
        Dataset data = copies(40, 3);
        Preprocessing preprocessing = Preprocessing.fit(data.features(), Preprocessing.Scheme.CENTRE_NORMALISE, 1);
        try (Matrix x = preprocessing.apply(data.features(), 1);
                OutOfSample outputs = crossFitted(data, groups(40))) {
            for (Split split : Split.folds(data.given(), groups(40), 5, 4)) {
                assertThat(Arrays.stream(split.test()).map(i -> i % 40).distinct())
                        .hasSize(split.test().length / 3);
                Labels labels = data.given().select(split.train());
                SoftmaxProbe.Fit fit =
                        SoftmaxProbe.fit(x.selectRows(split.train()), new Targets.OneHot(labels), PROBE.withKappa(2));
                Probabilities held = fit.probe().predict(x.selectRows(split.test()), 1);
                for (int i = 0; i < split.test().length; i++) {
                    assertThat(outputs.probabilities().matrix().row(split.test()[i]))
                            .containsExactly(held.matrix().row(i));
                }
            }
            assertThat(outputs.origin()).endsWith(", copies held out together");
        }
    }

    /** Three times the rows at three times the penalty are one problem, and all copies of a row are left out of it. */
    @Test
    void leavingOutEveryRowThreeTimesIsLeavingOutEveryRow() {
        Dataset once = data(80, 3);
        Dataset noisy = once.withGiven(once.given()
                .map(i -> i % 6 == 0
                        ? (once.given().get(i) + 1) % 3
                        : once.given().get(i)));
        int[] index = IntStream.range(0, 240).map(i -> i % 80).toArray();
        Prepared rows = Prepared.asIs(noisy.select(index));
        GramSpectrum spectrum = GramSpectrum.of(rows.features(), 1);
        try (OutOfSample single = OutOfSample.leavingOneOut(Prepared.asIs(noisy), 1);
                OutOfSample copied = OutOfSample.leavingOneOut(rows, spectrum, Groups.of(index), 1)) {
            for (int i = 0; i < 240; i++) {
                double[] expected =
                        Samples.doubles(single.probabilities().matrix().row(i % 80));
                assertThat(Samples.doubles(copied.probabilities().matrix().row(i)))
                        .containsExactly(expected, within(2e-4));
            }
        }
    }

    @Test
    void withoutGroupsOutputsAndTheirOriginAreAsEver() {
        Dataset data = data(90, 3);
        Prepared rows = Prepared.asIs(data);
        GramSpectrum spectrum = GramSpectrum.of(data.features(), 1);
        try (OutOfSample plain = crossFitted(data, recipe(Method.TEACHER, 0), 5, 4);
                OutOfSample single = crossFitted(data, Groups.ofSingleRows(90));
                OutOfSample instant = OutOfSample.leavingOneOut(rows, 1);
                OutOfSample alone = OutOfSample.leavingOneOut(rows, spectrum, Groups.ofSingleRows(90), 1)) {
            assertThat(single.origin()).isEqualTo(plain.origin());
            assertThat(single.probabilities()
                            .matrix()
                            .contentEquals(plain.probabilities().matrix()))
                    .isTrue();
            assertThat(alone.origin()).isEqualTo(instant.origin()).startsWith("one softmax fit with each row left out");
            assertThat(alone.probabilities()
                            .matrix()
                            .contentEquals(instant.probabilities().matrix()))
                    .isTrue();
        }
    }

    @Test
    void groupsOfAnotherNumberOfRowsAreRefused() {
        Prepared rows = Prepared.asIs(data(30, 2));
        GramSpectrum spectrum = GramSpectrum.of(rows.features(), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutOfSample.leavingOneOut(rows, spectrum, Groups.ofSingleRows(29), 1))
                .withMessage("groups are of 29 rows but there are 30");
        assertThatIllegalArgumentException().isThrownBy(() -> crossFitted(data(30, 2), Groups.ofSingleRows(29)));
    }

    /** Random labels that all copies share: alone a row is judged by its copies, which know; together nothing is left to know it by. */
    @Test
    void leavingGroupsOutDoesNotRepeatRandomLabelsOfCopies() {
        Matrix once = Samples.gaussian(150, 140, 1, 1);
        int[] index = IntStream.range(0, 450).map(i -> i % 150).toArray();
        Labels labels = Samples.labels(150, 2, 8).select(index);
        Prepared rows = Prepared.asIs(once.selectRows(index), labels);
        GramSpectrum spectrum = GramSpectrum.of(rows.features(), 1);
        try (OutOfSample alone = OutOfSample.leavingOneOut(rows, spectrum, 1);
                OutOfSample together = OutOfSample.leavingOneOut(rows, spectrum, Groups.of(index), 2)) {
            assertThat(Labels.of(alone.probabilities().argmax(), labels.names()).agreement(labels))
                    .isGreaterThan(0.75);
            assertThat(Labels.of(together.probabilities().argmax(), labels.names())
                            .agreement(labels))
                    .isLessThan(0.62);
            assertThat(together.origin()).startsWith("one softmax fit with each row and its copies left out");
        }
    }

    /** Students are fitted to the teacher of the same fold. */
    @Test
    void crossFittedStudentsEqualDistillingForEachFold() {
        Dataset data = data(90, 3);
        Recipe candidate = recipe(Method.SD, 2);
        try (Matrix x = Preprocessing.fit(data.features(), candidate.preprocessing(), 1)
                        .apply(data.features(), 1);
                OutOfSample outputs = crossFitted(data, candidate, 3, 5)) {
            for (Split split : Split.folds(data.given(), 3, 5)) {
                Prepared train = Prepared.asIs(data.withFeatures(x).select(split.train()));
                Distillation.Result result = Distillation.run(
                        train,
                        candidate.method().plan(),
                        PROBE.withKappa(2),
                        PROBE.withKappa(2),
                        Distillation.Monitor.SILENT);
                Probabilities held = result.last().fit().probe().predict(x.selectRows(split.test()), 1);
                for (int i = 0; i < split.test().length; i++) {
                    assertThat(outputs.probabilities().matrix().row(split.test()[i]))
                            .containsExactly(held.matrix().row(i));
                }
            }
        }
    }

    /** No round is one ridge fit, at one temperature for each fold. */
    @Test
    void crossFittedClosedFormEqualsRidgeFits() {
        Dataset data = data(90, 3);
        double[][] x = Samples.doubles(Preprocessing.fit(data.features(), Preprocessing.Scheme.CENTRE_NORMALISE, 1)
                .apply(data.features(), 1));
        try (OutOfSample outputs = crossFitted(data, recipe(Method.SPECTRAL, 0), 3, 5)) {
            double[][] logs = logs(outputs);
            for (Split split : Split.folds(data.given(), 3, 5)) {
                double[][] train =
                        Arrays.stream(split.train()).mapToObj(i -> x[i]).toArray(double[][]::new);
                double[][] held =
                        Arrays.stream(split.test()).mapToObj(i -> x[i]).toArray(double[][]::new);
                double[][] scores =
                        ridge(train, data.given().select(split.train()).toArray(), 3, 2, held);
                double[][] found =
                        Arrays.stream(split.test()).mapToObj(i -> logs[i]).toArray(double[][]::new);
                assertThat(inverseTemperature(found, scores)).isPositive();
            }
        }
    }

    /** A row and a label for it are sought that leave every row in its fold; then the row's output may not change at all. */
    @ParameterizedTest
    @ValueSource(strings = {"teacher", "top2", "consensus", "spectral"})
    void crossFittedDoesNotDependOnTheOwnLabel(Method method) {
        double[][] x = Samples.gaussianRows(24, 4, 1, 3);
        int[] classes = new int[24];
        Arrays.setAll(classes, i -> i < 2 ? 0 : i < 5 ? 1 : 2);
        for (int i = 0; i < 24; i++) {
            x[i][classes[i]] += 2;
        }
        Labels given = Labels.of(classes, 3);
        int changes = 0;
        for (long seed = 0; seed < 200 && changes < 3; seed++) {
            List<Split> folds = Split.folds(given, 3, seed);
            for (int row = 0; row < 2; row++) {
                int changed = row;
                Labels other = given.map(i -> i == changed ? 1 : given.get(i));
                if (!same(folds, Split.folds(other, 3, seed))) {
                    continue;
                }
                changes++;
                try (OutOfSample before =
                                crossFitted(Dataset.of(Samples.matrix(x), given), recipe(method, 1), 3, seed);
                        OutOfSample after =
                                crossFitted(Dataset.of(Samples.matrix(x), other), recipe(method, 1), 3, seed)) {
                    assertThat(after.probabilities().matrix().row(row))
                            .containsExactly(before.probabilities().matrix().row(row));
                    assertThat(after.probabilities()
                                    .matrix()
                                    .contentEquals(before.probabilities().matrix()))
                            .as("other rows do depend on it")
                            .isFalse();
                }
            }
        }
        assertThat(changes).isGreaterThanOrEqualTo(3);
    }

    private static boolean same(List<Split> a, List<Split> b) {
        return IntStream.range(0, a.size())
                .allMatch(f -> Arrays.equals(a.get(f).test(), b.get(f).test()));
    }

    /** A class of one row is missing where that row is held out. */
    @ParameterizedTest
    @ValueSource(strings = {"teacher", "spectral"})
    void classesOfOneRowAndOfNone(Method method) {
        Labels given =
                Labels.of(IntStream.range(0, 12).map(i -> i == 0 ? 2 : i % 2).toArray(), 4);
        try (OutOfSample outputs =
                crossFitted(Dataset.of(Samples.gaussian(12, 3, 1, 5), given), recipe(method, 1), 3, 1)) {
            for (double[] row : Samples.doubles(outputs.probabilities().matrix())) {
                assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void heldOutStepsCountRowsOfFoldsDistilledOneByOne() {
        Dataset noisy = Samples.clouds(90, 3, 4, 1, 5);
        int[] truth = noisy.given().toArray();
        for (int i = 0; i < truth.length; i += 4) {
            truth[i] = (truth[i] + 1) % 3;
        }
        Dataset data = new Dataset(
                noisy.features(),
                noisy.given(),
                Optional.of(Labels.of(truth, noisy.given().names())),
                Optional.empty());
        Recipe candidate = recipe(Method.SD, 2);
        int[] asGiven = new int[3];
        int[] asTrue = new int[3];
        for (Split split : Split.folds(data.given(), 3, 5)) {
            Preprocessing preprocessing = Preprocessing.fit(data.features(), candidate.preprocessing(), 1);
            Dataset prepared = data.withFeatures(preprocessing.apply(data.features(), 1));
            Dataset held = prepared.select(split.test());
            for (int rounds = 0; rounds < 3; rounds++) {
                Recipe shorter = recipe(Method.SD, rounds);
                int[] predicted = Distillation.run(
                                Prepared.asIs(prepared.select(split.train())),
                                shorter.method().plan(),
                                PROBE.withKappa(2),
                                PROBE.withKappa(2),
                                Distillation.Monitor.SILENT)
                        .last()
                        .fit()
                        .probe()
                        .predict(held.features(), 1)
                        .argmax();
                for (int i = 0; i < predicted.length; i++) {
                    asGiven[rounds] += predicted[i] == data.given().get(split.test()[i]) ? 1 : 0;
                    asTrue[rounds] += predicted[i] == truth[split.test()[i]] ? 1 : 0;
                }
            }
        }
        try (OutOfSample outputs = crossFitted(data, candidate, 3, 5)) {
            assertThat(outputs.steps()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                OutOfSample.HeldOutStep step = outputs.steps().get(i);
                assertThat(step.number()).isEqualTo(i + 1);
                assertThat(step.refinement().isPresent()).isEqualTo(i > 0);
                assertThat(step.agreement()).isEqualTo(asGiven[i] / 90.0);
                assertThat(step.accuracy()).hasValue(asTrue[i] / 90.0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd", "harden", "spectral"})
    void theFirstHeldOutStepIsTheTeacherAndTheLastGivesTheOutputs(Method method) {
        Dataset data = Dataset.of(data(60, 3).features(), data(60, 3).given());
        try (OutOfSample outputs = crossFitted(data, recipe(method, 1), 3, 5);
                OutOfSample teacher = crossFitted(data, recipe(first(method), 0), 3, 5)) {
            List<OutOfSample.HeldOutStep> steps = outputs.steps();
            assertThat(steps).hasSize(2);
            assertThat(teacher.steps()).containsExactly(steps.get(0));
            int[] predicted = outputs.probabilities().argmax();
            int agreements = Labels.of(predicted, data.given().names()).agreements(data.given());
            assertThat(steps.get(1).agreement()).isEqualTo(agreements / 60.0);
            assertThat(steps.get(1).accuracy()).isEmpty();
        }
    }

    private static Method first(Method method) {
        return method.is(Method.SPECTRAL) ? Method.SPECTRAL : Method.TEACHER;
    }

    @Test
    void monitorHearsOfEveryPart() {
        List<String> heard = new ArrayList<>();
        OutOfSample.crossFitted(
                        data(30, 2),
                        recipe(Method.TEACHER, 0),
                        3,
                        1,
                        PROBE,
                        (part, parts) -> heard.add(part + "/" + parts))
                .close();
        assertThat(heard).containsExactly("1/3", "2/3", "3/3");
    }

    @Test
    void statedKeepsWhatItIsGiven() {
        Probabilities probabilities = Samples.probabilities(5, 3, 1);
        OutOfSample outputs = OutOfSample.stated(probabilities, "from elsewhere");
        assertThat(outputs.probabilities()).isSameAs(probabilities);
        assertThat(outputs.origin()).isEqualTo("from elsewhere");
        outputs.close();
        assertThat(probabilities.matrix().toString()).contains("closed");
    }
}
