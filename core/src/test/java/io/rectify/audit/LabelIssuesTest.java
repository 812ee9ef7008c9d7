package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.SpectralFilter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelIssuesTest {
    private static final double[][] UNEVEN = {
        {0.7, 0.2, 0.1, 0}, {0.05, 0.9, 0.05, 0}, {0.3, 0.1, 0.5, 0.1}, {0, 0, 0.25, 0.75}
    };

    private static NoiseTransition known(double[][] transitions, double beta) {
        double[] priors = new double[transitions.length];
        Arrays.fill(priors, 1.0 / priors.length);
        return new NoiseTransition(transitions, priors, 0.2, 0.1, 0.3, beta, 50);
    }

    private static LabelIssues audit(NoisyRows rows) {
        return audit(rows.outputs(), rows.given(), known(rows.transitions(), 1), 2);
    }

    /** With the probability of being wrong by Bayes' rule in plain double loops, and −ln p as suspicion. */
    private static LabelIssues audit(OutOfSample outputs, Labels given, NoiseTransition noise, int threads) {
        int n = given.size();
        float[] wrong = new float[n];
        double[] suspicion = new double[n];
        for (int i = 0; i < n; i++) {
            int label = given.get(i);
            double[] posterior =
                    posterior(Samples.doubles(outputs.probabilities().matrix().row(i)), label, noise);
            wrong[i] = (float) (1 - posterior[label]);
            suspicion[i] = -Math.log(Math.max(1e-30, outputs.probabilities().get(i, label)));
        }
        return LabelIssues.of(outputs, given, noise, wrong, suspicion, probable(wrong), Map.of(), threads);
    }

    private static int[] probable(float[] wrong) {
        return IntStream.range(0, wrong.length).filter(i -> wrong[i] > 0.5).toArray();
    }

    private static double[] posterior(double[] p, int label, NoiseTransition noise) {
        double[][] t = noise.transitions();
        double[] weights = new double[p.length];
        for (int c = 0; c < p.length; c++) {
            weights[c] = Math.pow(Math.max(1e-30, p[c]), noise.inverseTemperature()) * t[c][label];
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /**
     * Outputs (.6, .1, .3) for a row given 1, where one label in five is wrong: (.6·.1, .1·.8, .3·.1) = (.06, .08, .03). Judged wrong with
     * probability .7, the label keeps .3 and the others share .7 as .06 to .03: (.4667, .3, .2333). So class 0 is suggested.
     */
    @Test
    void workedExample() {
        NoiseTransition noise = known(NoisyRows.symmetric(3, 0.2), 1);
        OutOfSample outputs = OutOfSample.stated(Probabilities.of(Matrix.of(new float[][] {{0.6f, 0.1f, 0.3f}})), "");
        LabelIssues issues = LabelIssues.of(
                outputs,
                Labels.of(new int[] {1}, 3),
                noise,
                new float[] {0.7f},
                new double[] {-2.5},
                new int[] {0},
                Map.of(),
                1);
        assertThat(issues.softLabels().matrix().row(0))
                .containsExactly(new float[] {0.466667f, 0.3f, 0.233333f}, within(1e-6f));
        assertThat(issues.suggested().toArray()).containsExactly(0);
        assertThat(issues.confidence()[0]).isCloseTo(0.466667f, within(1e-6f));
        assertThat(issues.flagged()).containsExactly(0);
        assertThat(issues.wrong()).containsExactly(0.7f);
        assertThat(issues.suspicion()).containsExactly(-2.5);
    }

    /**
     * Three rows like that of the example, given 1, all judged wrong with probability .7 and flagged but the last. Of the first a person says
     * class 2, which is the least probable one; of the last that its label is right.
     */
    @Test
    void whatAPersonSaidIsSuggested() {
        NoiseTransition noise = known(NoisyRows.symmetric(3, 0.2), 1);
        float[] p = {0.6f, 0.1f, 0.3f};
        LabelIssues issues = LabelIssues.of(
                OutOfSample.stated(Probabilities.of(Matrix.of(new float[][] {p, p, p})), ""),
                Labels.of(new int[] {1, 1, 1}, 3),
                noise,
                new float[] {1, 0.7f, 0},
                new double[] {3, 0, -3},
                new int[] {0, 1},
                Map.of(0, 2, 2, 1),
                1);
        assertThat(issues.suggested().toArray()).containsExactly(2, 0, 1);
        assertThat(issues.confidence()[0]).isEqualTo(1);
        assertThat(issues.confidence()[2]).isEqualTo(1);
        assertThat(issues.softLabels().matrix().row(0)).containsExactly(0, 0, 1);
        assertThat(issues.softLabels().matrix().row(2)).containsExactly(0, 1, 0);
        assertThat(issues.confusions())
                .as("one row is of class 2 for certain, and .7 of another is shared as .4667 and .2333")
                .anySatisfy(c -> {
                    assertThat(c.truth()).isEqualTo(2);
                    assertThat(c.given()).isEqualTo(1);
                    assertThat(c.rows()).isCloseTo(1.2333, within(1e-4));
                });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2.8})
    void softLabelsAreBayesRuleWhereWrongIs(double beta) {
        NoisyRows rows = NoisyRows.draw(300, UNEVEN, 2, 1);
        LabelIssues issues = audit(rows.outputs(), rows.given(), known(UNEVEN, beta), 2);
        for (int i = 0; i < 300; i++) {
            int label = rows.labels()[i];
            double[] posterior = new double[4];
            for (int c = 0; c < 4; c++) {
                posterior[c] = Math.pow(rows.posteriors()[i][c], beta) * UNEVEN[c][label];
            }
            double sum = Arrays.stream(posterior).sum();
            boolean flagged = posterior[label] < sum / 2;
            int best = flagged && label == 0 ? 1 : 0;
            for (int c = 0; c < 4; c++) {
                boolean may = !flagged || c != label;
                best = may && posterior[c] > posterior[best] ? c : best;
                assertThat(issues.softLabels().get(i, c)).isCloseTo((float) (posterior[c] / sum), within(1e-6f));
            }
            assertThat(issues.suggested().get(i)).isEqualTo(best);
            assertThat(issues.confidence()[i]).isCloseTo((float) (posterior[best] / sum), within(1e-6f));
            assertThat(issues.wrong()[i]).isCloseTo((float) (1 - posterior[label] / sum), within(2e-6f));
        }
        assertThat(issues.suggested().names()).isEqualTo(rows.given().names());
        assertThat(issues.given()).isEqualTo(rows.given());
    }

    /** Whatever the probability of being wrong: the label keeps the rest, the other classes share it as by Bayes' rule. */
    @Test
    void otherClassesShareTheProbabilityOfBeingWrong() {
        NoisyRows rows = NoisyRows.draw(300, UNEVEN, 2, 7);
        NoiseTransition noise = known(UNEVEN, 1.4);
        float[] wrong = new float[300];
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            wrong[i] = random.nextFloat();
        }
        LabelIssues issues = LabelIssues.of(
                rows.outputs(), rows.given(), noise, wrong, new double[300], probable(wrong), Map.of(), 2);
        for (int i = 0; i < 300; i++) {
            int label = rows.labels()[i];
            double[] posterior = posterior(rows.posteriors()[i], label, noise);
            for (int c = 0; c < 4; c++) {
                double others = 1 - posterior[label];
                double expected = c == label ? 1 - wrong[i] : wrong[i] * posterior[c] / others;
                assertThat(issues.softLabels().get(i, c)).isCloseTo((float) expected, within(1e-5f));
            }
            assertThat(issues.suggested().get(i) == label)
                    .isEqualTo(wrong[i] <= 0.5 && issues.confidence()[i] == 1 - wrong[i]);
        }
        assertThat(issues.flagged())
                .containsExactly(
                        IntStream.range(0, 300).filter(i -> wrong[i] > 0.5).toArray());
    }

    @Test
    void flaggedAreThoseMoreProbablyWrongThanRightMostSuspiciousFirst() {
        NoisyRows rows = NoisyRows.draw(2000, UNEVEN, 2, 2);
        LabelIssues issues = audit(rows);
        int[] expected = IntStream.range(0, 2000)
                .filter(i -> issues.wrong()[i] > 0.5)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> issues.suspicion()[i])
                        .reversed()
                        .thenComparingInt(i -> i))
                .mapToInt(i -> i)
                .toArray();
        assertThat(issues.flagged()).hasSizeBetween(100, 1900).containsExactly(expected);
        int[] all = issues.ranking();
        assertThat(all).containsExactlyInAnyOrder(IntStream.range(0, 2000).toArray());
        for (int i = 1; i < all.length; i++) {
            assertThat(issues.suspicion()[all[i - 1]]).isGreaterThanOrEqualTo(issues.suspicion()[all[i]]);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0.2", "4, 0.1", "4, 0.4", "10, 0.3"})
    void expectedWrongIsHowManyAre(int classes, double rate) {
        NoisyRows rows = NoisyRows.draw(40_000, NoisyRows.symmetric(classes, rate), 3, 3);
        LabelIssues issues = audit(rows);
        double wrong = IntStream.range(0, 40_000).filter(rows::wrong).count();
        assertThat(issues.expectedWrong() / wrong).isBetween(0.96, 1.04);
    }

    @Test
    void summariesAddUpToWhatIsExpectedWrong() {
        NoisyRows rows = NoisyRows.draw(3000, UNEVEN, 2, 5);
        LabelIssues issues = audit(rows);
        List<LabelIssues.Confusion> confusions = issues.confusions();
        assertThat(confusions.stream().mapToDouble(LabelIssues.Confusion::rows).sum())
                .isCloseTo(issues.expectedWrong(), within(1e-2));
        assertThat(issues.classes().stream()
                        .mapToDouble(LabelIssues.ClassSummary::wrong)
                        .sum())
                .isCloseTo(issues.expectedWrong(), within(1e-2));
        for (LabelIssues.ClassSummary summary : issues.classes()) {
            List<LabelIssues.Confusion> own = confusions.stream()
                    .filter(confusion -> confusion.given() == summary.label())
                    .toList();
            assertThat(summary.rows()).isEqualTo(rows.given().counts()[summary.label()]);
            assertThat(own.stream().mapToDouble(LabelIssues.Confusion::rows).sum())
                    .isCloseTo(summary.wrong(), within(1e-6));
            assertThat(own.get(0).truth()).isEqualTo(summary.mostOften());
        }
        assertThat(confusions).isSortedAccordingTo(Comparator.comparingDouble(c -> -c.rows()));
        LabelIssues.Confusion first = confusions.get(0);
        double expected = 0;
        for (int i = 0; i < 3000; i++) {
            expected += rows.labels()[i] == first.given() ? issues.softLabels().get(i, first.truth()) : 0;
        }
        assertThat(first.rows()).isCloseTo(expected, within(1e-6));
    }

    /** Of 40 classes there are 1,560 pairs; whatever the threads, the largest 1,000 are kept. */
    @Test
    void theLargestPairsAreKept() {
        int k = 40;
        int n = 400;
        SplittableRandom random = new SplittableRandom(7);
        float[][] soft = new float[n][k];
        int[] given = new int[n];
        double[][] expected = new double[k][k];
        for (int i = 0; i < n; i++) {
            given[i] = i % k;
            double[] row = random.doubles(k).toArray();
            double sum = Arrays.stream(row).sum();
            for (int c = 0; c < k; c++) {
                soft[i][c] = (float) (row[c] / sum);
                expected[given[i]][c] += soft[i][c];
            }
        }
        double[] sorted = IntStream.range(0, k * k)
                .filter(pair -> pair / k != pair % k)
                .mapToDouble(pair -> -expected[pair / k][pair % k])
                .sorted()
                .limit(ExpectedConfusions.MOST)
                .map(rows -> -rows)
                .toArray();
        Probabilities outputs = Probabilities.of(Matrix.of(soft));
        Labels labels = Labels.of(given, k);
        ExpectedConfusions found = ExpectedConfusions.of(outputs, labels, 1);
        assertThat(found.largest().stream()
                        .mapToDouble(LabelIssues.Confusion::rows)
                        .toArray())
                .containsExactly(sorted, within(1e-12));
        assertThat(ExpectedConfusions.of(outputs, labels, 3)).isEqualTo(found);
    }

    @Test
    void aClassThatWasNotGivenHasNoSummaryButMayBeSuggested() {
        Probabilities p = Probabilities.of(Samples.matrix(new double[][] {{0.1, 0.1, 0.8}, {0.9, 0.05, 0.05}}));
        Labels given = Labels.of(new int[] {0, 1}, 3);
        LabelIssues issues = audit(OutOfSample.stated(p, ""), given, known(NoisyRows.symmetric(3, 0.4), 1), 1);
        assertThat(issues.suggested().toArray()).containsExactly(2, 0);
        assertThat(issues.classes()).extracting(LabelIssues.ClassSummary::label).containsExactly(0, 1);
        assertThat(issues.classes())
                .extracting(LabelIssues.ClassSummary::mostOften)
                .containsExactly(2, 0);
        assertThat(issues.flagged()).containsExactly(1, 0);
    }

    @Test
    void withoutNoiseNothingIsWrong() {
        NoisyRows rows = NoisyRows.draw(100, NoisyRows.symmetric(3, 0), 2, 6);
        LabelIssues issues = audit(rows);
        assertThat(issues.expectedWrong()).isZero();
        assertThat(issues.flagged()).isEmpty();
        assertThat(issues.confusions()).isEmpty();
        assertThat(issues.suggested()).isEqualTo(rows.given());
    }

    /** More rows than one band. */
    @Test
    void threadsDoNotMatter() {
        Dataset data = Samples.clouds(70_000, 3, 2, 1.5, 3);
        try (OutOfSample outputs = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(1, 2), 2)) {
            NoiseTransition noise = known(NoisyRows.symmetric(3, 0.1), 1.4);
            LabelIssues one = audit(outputs, data.given(), noise, 1);
            LabelIssues three = audit(outputs, data.given(), noise, 3);
            assertThat(three.softLabels()
                            .matrix()
                            .contentEquals(one.softLabels().matrix()))
                    .isTrue();
            assertThat(three.suggested()).isEqualTo(one.suggested());
            assertThat(three.confidence()).isEqualTo(one.confidence());
            assertThat(three.flagged()).isEqualTo(one.flagged());
            assertThat(one.flagged()).isNotEmpty();
        }
    }

    /** The output of the given label and of all others that could have become it may be 0. */
    @Test
    void outputsOfZeroGiveAPosterior() {
        Probabilities p = Probabilities.of(Samples.matrix(new double[][] {{1, 0, 0}, {0, 1, 0}}));
        LabelIssues issues = audit(
                OutOfSample.stated(p, ""), Labels.of(new int[] {2, 1}, 3), known(NoisyRows.symmetric(3, 0), 2.8), 2);
        assertThat(issues.softLabels().matrix().row(0)).containsExactly(0, 0, 1);
        assertThat(issues.confidence()).containsExactly(1, 1);
    }
}
