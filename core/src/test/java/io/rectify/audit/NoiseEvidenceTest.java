package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.Samples;
import io.rectify.audit.NoiseEvidence.Assumption;
import io.rectify.audit.NoiseEvidence.Verdict;
import io.rectify.audit.NoiseEvidence.View;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseEvidenceTest {
    private static final int ROWS = 1000;
    private static final NearestRows NONE = NearestRows.of(Matrix.zeros(1, 1), Groups.ofSingleRows(1), 1, 1);

    private record Judged(NoiseEvidence evidence, int[] flagged) {
        static Judged of(OutOfSample outputs, Labels given) {
            NoiseTransition noise = NoiseTransition.likelihood(outputs, given, 2);
            NoiseTransition counted = NoiseTransition.confidentJoint(outputs, given);
            Judgement judgement = Judgement.of(
                    outputs, given, noise, counted, NONE, Groups.ofSingleRows(given.size()), OptionalDouble.empty(), 2);
            int[] flagged = LabelIssues.of(
                            outputs,
                            given,
                            noise,
                            judgement.wrong(),
                            judgement.suspicion(),
                            judgement.flagged(),
                            Map.of(),
                            2)
                    .flagged();
            return new Judged(judgement.evidence(flagged), flagged);
        }
    }

    /**
     * Decoys say .10 (.09 to .11), the noise matrix .11 (.10 to .125), disagreement .20 (.18 to .22). As a single number: .10, between .09 and .125,
     * the ends of the two that rest on the class alone. As a bound: from .09 to .22, the end of all.
     */
    @Test
    void workedExample() {
        List<View> views = List.of(
                new View(Assumption.DECOYS, 0.10, 0.09, 0.11),
                new View(Assumption.CLASSES, 0.11, 0.10, 0.125),
                new View(Assumption.CLEAR, 0.20, 0.18, 0.22));
        NoiseEvidence single = new NoiseEvidence(Verdict.SINGLE, views, List.of(), 5, 0.1, 0, 0.2);
        assertThat(single.rate()).isEqualTo(0.10);
        assertThat(single.low()).isEqualTo(0.09);
        assertThat(single.high()).isEqualTo(0.125);
        assertThat(single)
                .hasToString(
                        "about 10.0 % of the labels are wrong (9.0 to 12.5), if mistakes depend on the class alone");
        NoiseEvidence bound = new NoiseEvidence(Verdict.AT_LEAST, views, List.of(), 5, 0.1, 0, 0.2);
        assertThat(bound.rate()).isNaN();
        assertThat(bound.low()).isEqualTo(0.09);
        assertThat(bound.high()).isEqualTo(0.22);
        NoiseEvidence nothing = NoiseEvidence.unknown(views);
        assertThat(nothing.low()).isZero();
        assertThat(nothing.high()).isEqualTo(1);
        assertThat(nothing.view(Assumption.CLEAR)).contains(views.get(2));
        assertThat(nothing.view(Assumption.COUNTING)).isEmpty();
    }

    /** Intervals of 95 % hold in at least 36 of 40 draws: the rate's, and that of the share of flags that are right after all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mistakesThatDependOnTheClassAreCounted(boolean pairs) {
        double[][] transitions = pairs ? NoisyRows.flips(6, 0.15) : NoisyRows.symmetric(6, 0.15);
        int stated = 0;
        int held = 0;
        int discoveries = 0;
        for (int seed = 0; seed < 40; seed++) {
            NoisyRows rows = NoisyRows.draw(ROWS, transitions, 12, seed);
            Judged judged = Judged.of(rows.outputs(), rows.given());
            NoiseEvidence evidence = judged.evidence();
            stated += evidence.verdict() == Verdict.SINGLE || evidence.verdict() == Verdict.AT_LEAST ? 1 : 0;
            double wrong = IntStream.range(0, ROWS).filter(rows::wrong).count() / (double) ROWS;
            held += evidence.low() <= wrong && wrong <= evidence.high() ? 1 : 0;
            assertThat(evidence.low()).isGreaterThan(0.05);
            assertThat(evidence.flagged()).isEqualTo(judged.flagged().length).isPositive();
            double right =
                    Arrays.stream(judged.flagged()).filter(i -> !rows.wrong(i)).count()
                            / (double) judged.flagged().length;
            discoveries += evidence.falseDiscoveryLow() <= right && right <= evidence.falseDiscoveryHigh() ? 1 : 0;
        }
        assertThat(stated).as("verdicts").isGreaterThanOrEqualTo(36);
        assertThat(held).as("rates inside").isGreaterThanOrEqualTo(36);
        assertThat(discoveries).as("false discoveries inside").isGreaterThanOrEqualTo(36);
    }

    private static int[] byProbability(double[] p) {
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -p[c]))
                .mapToInt(c -> c)
                .toArray();
    }

    /** The true class is the most probable one, the label is drawn from the probabilities: the less clear a row, the more often it is wrong. */
    @Test
    void mistakesOfUnclearRowsFollowTheFeatures() {
        int found = 0;
        for (int seed = 0; seed < 20; seed++) {
            NoisyRows rows = NoisyRows.draw(ROWS, NoisyRows.symmetric(4, 0), 4, seed);
            NoiseEvidence evidence = Judged.of(rows.outputs(), rows.given()).evidence();
            found += evidence.verdict() == Verdict.FOLLOWS_FEATURES ? 1 : 0;
            double wrong = 0;
            for (int i = 0; i < ROWS; i++) {
                wrong += byProbability(rows.posteriors()[i])[0] == rows.labels()[i] ? 0 : 1.0 / ROWS;
            }
            assertThat(evidence.low()).isLessThan(wrong);
            assertThat(evidence.high()).isEqualTo(1);
            assertThat(evidence.rate()).isNaN();
            assertThat(evidence.falseDiscoveryRate()).isNaN();
            List<NoiseEvidence.Point> curve = evidence.curve();
            assertThat(curve.get(6).rate()).as("falls").isLessThan(curve.get(0).rate() / 1.25);
        }
        assertThat(found).isGreaterThanOrEqualTo(18);
    }

    /** The most ambiguous tenth was given its runner-up: such mistakes leave no trace beyond ℓ, so that nothing may be stated. */
    @Test
    void mistakesThatFollowTheFeaturesExactlyAreNotDenied() {
        for (int seed = 0; seed < 10; seed++) {
            NoisyRows rows = NoisyRows.draw(ROWS, NoisyRows.symmetric(4, 0), 6, seed);
            int[] labels = new int[ROWS];
            double[] margins = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                double[] p = rows.posteriors()[i];
                int[] order = byProbability(p);
                margins[i] = p[order[0]] - p[order[1]];
            }
            double cut = Arrays.stream(margins).sorted().toArray()[ROWS / 10];
            for (int i = 0; i < ROWS; i++) {
                labels[i] = byProbability(rows.posteriors()[i])[margins[i] < cut ? 1 : 0];
            }
            NoiseEvidence evidence =
                    Judged.of(rows.outputs(), Labels.of(labels, 4)).evidence();
            assertThat(evidence.verdict()).isIn(Verdict.FOLLOWS_FEATURES, Verdict.UNKNOWN);
            assertThat(evidence.low()).isLessThanOrEqualTo(0.1);
            assertThat(evidence.high()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsKnownByUselessOutputs() {
        for (int seed = 0; seed < 10; seed++) {
            OutOfSample outputs = OutOfSample.stated(Samples.probabilities(ROWS, 4, seed), "");
            Judged judged = Judged.of(outputs, Samples.labels(ROWS, 4, 100 + seed));
            assertThat(judged.evidence().verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(judged.flagged()).isEmpty();
            assertThat(judged.evidence()).hasToString("how many labels are wrong cannot be told");
        }
    }
}
