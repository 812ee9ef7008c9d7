package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Ranking;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Noise of more classes than a noise matrix is made for. */
class EvenNoiseTest {
    private static final int CLASSES = NoiseTransition.MOST_CLASSES + 1;
    private static final int ROWS = 6000;

    /** Classes that have rows, so that each has about ten: labels of fewer than three are not judged. */
    private static final int USED = 600;

    /**
     * Two rows of three classes, outputs 1 and 0 for their labels: the first label is right for certain and the second wrong, so that half are
     * wrong. With outputs 1 and ⅓, likelihood (1 − τ)·((1 − τ)/3 + τ/3) = (1 − τ)/3 is largest at τ = 0.
     */
    @Test
    void workedExample() {
        assertThat(EvenNoise.rate(new double[] {1, 0}, 3)).isCloseTo(0.5, within(1e-6));
        assertThat(EvenNoise.rate(new double[] {1, 1 / 3.0}, 3)).isCloseTo(0, within(1e-3));
    }

    @Test
    void theRateIsTheLikeliestOfAll() {
        SplittableRandom random = new SplittableRandom(1);
        double[] own = random.doubles(500).map(Math::sqrt).toArray();
        double rate = EvenNoise.rate(own, 40);
        double best = logLikelihood(own, rate, 40);
        for (int i = 0; i < 1000; i++) {
            assertThat(logLikelihood(own, i / 1000.0, 40)).isLessThanOrEqualTo(best + 1e-6);
        }
    }

    private static double logLikelihood(double[] own, double rate, int k) {
        return Arrays.stream(own)
                .map(q -> Math.log((1 - rate) * q + rate * (1 - q) / (k - 1)))
                .sum();
    }

    /** Rows whose true class is one of two that their outputs name, by the probabilities that these give. */
    private record Drawn(Probabilities outputs, Labels given, int[] truth) {
        static Drawn with(double rate) {
            SplittableRandom random = new SplittableRandom(3);
            Matrix outputs = Matrix.zeros(ROWS, CLASSES);
            int[] truth = new int[ROWS];
            int[] labels = new int[ROWS];
            for (int i = 0; i < ROWS; i++) {
                float[] row = new float[CLASSES];
                Arrays.fill(row, 1e-3f / CLASSES);
                int first = random.nextInt(USED);
                int second = other(first, random);
                float share = (float) (0.6 + 0.35 * random.nextDouble());
                row[first] += share;
                row[second] += 0.999f - share;
                outputs.setRows(i, 1, row);
                truth[i] = random.nextDouble() < share ? first : second;
                labels[i] = random.nextDouble() < rate ? other(truth[i], random) : truth[i];
            }
            return new Drawn(Probabilities.of(outputs), Labels.of(labels, CLASSES), truth);
        }

        private static int other(int one, SplittableRandom random) {
            return (one + 1 + random.nextInt(USED - 1)) % USED;
        }
    }

    @Test
    void theRateIsFound() {
        Drawn drawn = Drawn.with(0.2);
        NoiseTransition noise = NoiseTransition.likelihood(OutOfSample.stated(drawn.outputs(), ""), drawn.given(), 2);
        assertThat(noise.transitions()).isEmpty();
        assertThat(noise.rate()).isCloseTo(0.2, within(0.02));
        assertThat(noise.low()).isLessThan(0.2);
        assertThat(noise.high()).isGreaterThan(0.2);
        assertThat(Arrays.stream(noise.priors()).sum()).isCloseTo(1, within(1e-9));
        NoiseTransition counted =
                NoiseTransition.confidentJoint(OutOfSample.stated(drawn.outputs(), ""), drawn.given());
        assertThat(Arrays.stream(counted.priors()).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void anAuditFindsWrongLabels() {
        Drawn drawn = Drawn.with(0.2);
        Matrix features = Matrix.zeros(ROWS, 4);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < ROWS; i++) {
            features.setRows(i, 1, new float[] {random.nextInt(9), random.nextInt(9), random.nextInt(9), 1});
        }
        Audit audit = Audit.of(
                Prepared.asIs(Dataset.of(features, drawn.given())),
                OutOfSample.stated(drawn.outputs(), ""),
                Audit.Options.DEFAULTS.withThreads(2).withAnomalies(false));
        boolean[] wrong = new boolean[ROWS];
        for (int i = 0; i < ROWS; i++) {
            wrong[i] = drawn.given().get(i) != drawn.truth()[i];
        }
        assertThat(Ranking.auroc(audit.issues().suspicion(), wrong)).isGreaterThan(0.93);
        assertThat(audit.evidence()
                        .view(NoiseEvidence.Assumption.DECOYS)
                        .orElseThrow()
                        .rate())
                .isCloseTo(0.2, within(0.04));
        int found = (int)
                Arrays.stream(audit.issues().flagged()).filter(i -> wrong[i]).count();
        assertThat(found / (double) audit.issues().flagged().length).isGreaterThan(0.85);
    }

    /** r_k ∝ p_k·T_k,g with T of .8 on the diagonal and .1 beside it, by hand: .5·.8, .3·.1 and .2·.1 over .45. */
    @Test
    void posteriorWithoutMatrix() {
        float[] row = {0.5f, 0.3f, 0.2f};
        NoiseTransition.Posterior.even(0.2, 3, 1).inPlace(row, 0);
        assertThat(row).containsExactly(new float[] {0.4f / 0.45f, 0.03f / 0.45f, 0.02f / 0.45f}, within(1e-6f));
    }
}
