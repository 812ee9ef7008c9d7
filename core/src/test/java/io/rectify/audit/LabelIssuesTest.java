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
        return new NoiseTransition(transitions, priors, 0.2, 0.1, 0.3, beta);
    }

    private static LabelIssues audit(NoisyRows rows) {
        return LabelIssues.of(rows.outputs(), rows.given(), known(rows.transitions(), 1), 2);
    }

    /**
     * Outputs (.9, .1) for a row given 1, where one label in five is wrong: (.9·.2, .1·.8) = (.18, .08), so that the label is wrong with
     * probability .18/.26, and class 0 is suggested. The output for the label, .1, gives the suspicion −ln .1.
     */
    @Test
    void workedExample() {
        NoiseTransition noise = known(new double[][] {{0.8, 0.2}, {0.2, 0.8}}, 1);
        OutOfSample outputs = OutOfSample.stated(Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}})), "");
        LabelIssues issues = LabelIssues.of(outputs, Labels.of(new int[] {1}, 2), noise, 1);
        assertThat(issues.wrong()[0]).isCloseTo(0.692308f, within(1e-6f));
        assertThat(issues.suggested().toArray()).containsExactly(0);
        assertThat(issues.flagged()).containsExactly(0);
        assertThat(issues.suspicion()[0]).isCloseTo(2.302585, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2.8})
    void posteriorIsBayesRule(double beta) {
        NoisyRows rows = NoisyRows.draw(300, UNEVEN, 2, 1);
        LabelIssues issues = LabelIssues.of(rows.outputs(), rows.given(), known(UNEVEN, beta), 2);
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
            assertThat(issues.suspicion()[i]).isCloseTo(-Math.log(rows.posteriors()[i][label]), within(1e-5));
        }
        assertThat(issues.suggested().names()).isEqualTo(rows.given().names());
        assertThat(issues.given()).isEqualTo(rows.given());
    }

    @Test
    void linearScoresAreRankedByTheRootOfTheirOutputs() {
        Dataset data = Samples.clouds(60, 3, 4, 1, 5);
        try (OutOfSample outputs = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(1, 2), 2)) {
            LabelIssues issues = LabelIssues.of(outputs, data.given(), known(NoisyRows.symmetric(3, 0.1), 1), 2);
            for (int i = 0; i < 60; i++) {
                double sum = 0;
                for (int c = 0; c < 3; c++) {
                    sum += Math.sqrt(outputs.probabilities().get(i, c));
                }
                double share =
                        Math.sqrt(outputs.probabilities().get(i, data.given().get(i))) / sum;
                assertThat(issues.suspicion()[i]).isCloseTo(-Math.log(share), within(1e-5));
            }
        }
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
    void statedRatesAreTheTrueOnes(int classes, double rate) {
        NoisyRows rows = NoisyRows.draw(40_000, NoisyRows.symmetric(classes, rate), 3, 3);
        LabelIssues issues = audit(rows);
        double wrong = IntStream.range(0, 40_000).filter(rows::wrong).count();
        assertThat(issues.expectedWrong() / wrong).isBetween(0.96, 1.04);
        assertThat(issues.falseDiscoveryRate()).isCloseTo(right(rows, issues.flagged()), within(0.025));
        int[] few = issues.flaggedAt(0.1);
        assertThat(few).hasSizeGreaterThan(100);
        assertThat(right(rows, few)).isCloseTo(0.1, within(0.03));
    }

    /** The share of these rows whose labels are right. */
    private static double right(NoisyRows rows, int[] which) {
        return Arrays.stream(which).filter(i -> !rows.wrong(i)).count() / (double) which.length;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 0.05, 0.1, 0.3, 0.6, 1})
    void flaggedAtIsTheLargestPrefixThatKeepsTheRate(double rate) {
        LabelIssues issues = audit(NoisyRows.draw(400, UNEVEN, 2, 4));
        int[] ranking = issues.ranking();
        int largest = 0;
        for (int count = 1; count <= ranking.length; count++) {
            double right = Arrays.stream(ranking, 0, count)
                    .mapToDouble(i -> 1 - issues.wrong()[i])
                    .sum();
            largest = right / count <= rate ? count : largest;
        }
        assertThat(issues.flaggedAt(rate)).containsExactly(Arrays.copyOf(ranking, largest));
    }

    @Test
    void summariesAddUpToWhatIsExpectedWrong() {
        NoisyRows rows = NoisyRows.draw(3000, UNEVEN, 2, 5);
        LabelIssues issues = audit(rows);
        List<LabelIssues.Confusion> confusions = issues.confusions(Integer.MAX_VALUE);
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
        assertThat(issues.confusions(3)).isEqualTo(confusions.subList(0, 3));
        assertThat(issues.confusions(0)).isEmpty();
        LabelIssues.Confusion first = confusions.get(0);
        double expected = 0;
        for (int i = 0; i < 3000; i++) {
            expected += rows.labels()[i] == first.given() ? issues.softLabels().get(i, first.truth()) : 0;
        }
        assertThat(first.rows()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aClassThatWasNotGivenHasNoSummaryButMayBeSuggested() {
        Probabilities p = Probabilities.of(Samples.matrix(new double[][] {{0.1, 0.1, 0.8}, {0.9, 0.05, 0.05}}));
        Labels given = Labels.of(new int[] {0, 1}, 3);
        LabelIssues issues = LabelIssues.of(OutOfSample.stated(p, ""), given, known(NoisyRows.symmetric(3, 0.4), 1), 1);
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
        assertThat(issues.falseDiscoveryRate()).isZero();
        assertThat(issues.flaggedAt(0.99)).isEmpty();
        assertThat(issues.confusions(5)).isEmpty();
        assertThat(issues.suggested()).isEqualTo(rows.given());
    }

    /** More rows than one band. */
    @Test
    void threadsDoNotMatter() {
        Dataset data = Samples.clouds(70_000, 3, 2, 1.5, 3);
        try (OutOfSample outputs = OutOfSample.leavingOwnLabelOut(Prepared.asIs(data), new SpectralFilter(1, 2), 2)) {
            NoiseTransition noise = known(NoisyRows.symmetric(3, 0.1), 1.4);
            LabelIssues one = LabelIssues.of(outputs, data.given(), noise, 1);
            LabelIssues three = LabelIssues.of(outputs, data.given(), noise, 3);
            assertThat(three.softLabels()
                            .matrix()
                            .contentEquals(one.softLabels().matrix()))
                    .isTrue();
            assertThat(three.suspicion()).isEqualTo(one.suspicion());
            assertThat(three.flagged()).isEqualTo(one.flagged());
            assertThat(one.flagged()).isNotEmpty();
        }
    }

    /** The output of the given label and of all others that could have become it may be 0. */
    @Test
    void outputsOfZeroGiveAPosterior() {
        Probabilities p = Probabilities.of(Samples.matrix(new double[][] {{1, 0, 0}, {0, 1, 0}}));
        LabelIssues issues = LabelIssues.of(
                OutOfSample.stated(p, ""), Labels.of(new int[] {2, 1}, 3), known(NoisyRows.symmetric(3, 0), 2.8), 2);
        assertThat(issues.softLabels().matrix().row(0)).containsExactly(0, 0, 1);
        assertThat(issues.suspicion()[0]).isFinite().isGreaterThan(80);
    }
}
