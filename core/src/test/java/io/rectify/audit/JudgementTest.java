package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final NearestRows NONE = NearestRows.of(Matrix.zeros(1, 1), Groups.ofSingleRows(1), 1, 1);

    private final NoisyRows rows = NoisyRows.draw(1500, NoisyRows.symmetric(5, 0.15), 5, 2);
    private final OutOfSample outputs = rows.outputs();
    private final Labels given = rows.given();
    private final NoiseTransition noise = NoiseTransition.likelihood(outputs, given, 2);

    private Judgement judge(OptionalDouble flagsAt) {
        return Judgement.of(
                outputs,
                given,
                noise,
                NoiseTransition.confidentJoint(outputs, given),
                NONE,
                Groups.ofSingleRows(given.size()),
                flagsAt,
                2);
    }

    private int[] flagged(OptionalDouble flagsAt) {
        Judgement judgement = judge(flagsAt);
        return LabelIssues.of(
                        outputs,
                        given,
                        noise,
                        judgement.wrong(),
                        judgement.suspicion(),
                        judgement.flagged(),
                        Map.of(),
                        2)
                .flagged();
    }

    /** u of each row and π by the pieces that a judgement is made of. */
    private Decoys decoys() {
        Matrix logs = outputs.probabilities().logarithms(NoiseTransition.LEAST_LOG, 2);
        Matrix calibrated = Matrix.zeros(1500, 5);
        Tempering.temper(logs, Temperature.fit(logs, given, 2).inverse(), calibrated, 2);
        double shrinkage = Math.min(200, noise.shrinkage());
        Suspicion suspicion =
                new Suspicion(calibrated, given, NONE, Groups.ofSingleRows(calibrated.rows()), shrinkage, 2);
        double[] own = suspicion.ofGiven(2);
        Tempering.temper(logs, noise.inverseTemperature(), logs, 2);
        return new Decoys(logs, given, noise, suspicion, own, shrinkage, 2);
    }

    /** Of the m most suspicious labels, πN(1 − u) are wrong, u that of the last: the largest m for which 1 − πN(1 − u)/m is small enough. */
    @Test
    void flagsAtIsTheLargestPrefixThatKeepsTheRate() {
        Decoys decoys = decoys();
        double[] suspicion = judge(OptionalDouble.empty()).suspicion();
        int[] order = IntStream.range(0, 1500)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -suspicion[i]))
                .mapToInt(i -> i)
                .toArray();
        int last = 0;
        for (double rate : new double[] {0, 0.02, 0.1, 0.3, 0.6, 0.84}) {
            int largest = 0;
            for (int m = 1; m <= 1500; m++) {
                double wrong = decoys.rate() * 1500 * (1 - decoys.ranks()[order[m - 1]]);
                largest = 1 - wrong / m <= rate ? m : largest;
            }
            int[] flagged = flagged(OptionalDouble.of(rate));
            assertThat(flagged).as("at %s", rate).containsExactly(Arrays.copyOf(order, largest));
            assertThat(largest).as("more at %s", rate).isGreaterThanOrEqualTo(last);
            last = largest;
        }
        assertThat(last).isGreaterThan(300);
    }

    @Test
    void aboutSoManyFlagsAreRight() {
        for (double rate : new double[] {0.1, 0.3, 0.6}) {
            int[] flagged = flagged(OptionalDouble.of(rate));
            double right = Arrays.stream(flagged).filter(i -> !rows.wrong(i)).count() / (double) flagged.length;
            assertThat(right).isBetween(rate - 0.08, rate + 0.08);
        }
    }

    @Test
    void withoutItProbabilitiesAreThoseOfTheDecoys() {
        Decoys decoys = decoys();
        float[] wrong = judge(OptionalDouble.empty()).wrong();
        for (int i = 0; i < 1500; i++) {
            assertThat(wrong[i]).isEqualTo((float) decoys.wrong()[i]);
        }
    }
}
