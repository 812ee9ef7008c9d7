package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against pairs counted one by one, values worked out by hand and the mean under random permutations. */
class AdjustedRandTest {
    private static int[] random(Random random, int n, int clusters) {
        return random.ints(n, 0, clusters).toArray();
    }

    /** Of all pairs, those together in both, in the first and in the second. */
    private static double byPairs(int[] first, int[] second) {
        double both = 0;
        double inFirst = 0;
        double inSecond = 0;
        double all = 0;
        for (int i = 0; i < first.length; i++) {
            for (int j = 0; j < i; j++) {
                boolean a = first[i] == first[j];
                boolean b = second[i] == second[j];
                both += a && b ? 1 : 0;
                inFirst += a ? 1 : 0;
                inSecond += b ? 1 : 0;
                all++;
            }
        }
        double expected = inFirst * inSecond / all;
        return (both - expected) / ((inFirst + inSecond) / 2 - expected);
    }

    /**
     * Pairs together: 2 of 6 and 1 of 6, 1 in both and 2·1/6 by chance: (1 − 1/3)/(3/2 − 1/3) = 4/7. Then 2 and 2 of 6, none in both and
     * 2·2/6 by chance: (0 − 2/3)/(2 − 2/3) = −½.
     */
    @Test
    void smallOnesByHand() {
        assertThat(AdjustedRand.of(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2}))
                .isCloseTo(4.0 / 7, within(1e-15));
        assertThat(AdjustedRand.of(new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}))
                .isCloseTo(-0.5, within(1e-15));
    }

    @Test
    void equalsTheDefinitionByPairs() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            int[] first = random(random, 40, 2 + trial % 6);
            int[] second = random(random, 40, 2 + trial % 4);
            assertThat(AdjustedRand.of(first, second)).isCloseTo(byPairs(first, second), within(1e-12));
        }
    }

    @Test
    void equalPartitionsUnderOtherNamesAgreeFully() {
        assertThat(AdjustedRand.of(new int[] {2, 0, 0, 5, 2}, new int[] {0, 1, 1, 2, 0}))
                .isEqualTo(1);
        assertThat(AdjustedRand.of(new int[] {0, 1, 2}, new int[] {2, 1, 0})).isEqualTo(1);
        assertThat(AdjustedRand.of(new int[] {0, 0}, new int[] {3, 3})).isEqualTo(1);
        assertThat(AdjustedRand.of(new int[0], new int[0])).isEqualTo(1);
    }

    @Test
    void chanceIsZeroOnAverage() {
        Random random = new Random(2);
        int[] first = random(random, 60, 5);
        int[] second = random(random, 60, 4);
        double sum = 0;
        int trials = 4000;
        for (int trial = 0; trial < trials; trial++) {
            for (int i = 59; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int kept = second[i];
                second[i] = second[j];
                second[j] = kept;
            }
            sum += AdjustedRand.of(first, second);
        }
        assertThat(sum / trials).isCloseTo(0, within(0.003));
    }

    @Test
    void unequalLengthsAndNegativeClustersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedRand.of(new int[2], new int[3]))
                .withMessage("partitions are of 2 and 3 things");
        assertThatIllegalArgumentException().isThrownBy(() -> AdjustedRand.of(new int[] {-1}, new int[1]));
    }
}
