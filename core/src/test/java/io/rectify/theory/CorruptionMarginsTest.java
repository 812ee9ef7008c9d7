package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptionMarginsTest {
    private static double[][] random(int k, long seed) {
        Random random = new Random(seed);
        int[] counts = new int[k];
        java.util.Arrays.setAll(counts, i -> 1 + random.nextInt(20));
        return ExplicitModel.corruption(ExplicitModel.anyLabels(counts, 0.6, random));
    }

    /** .5 − .25; nothing to be mistaken for; .375 − .625. Of the leads the second is 1 − 0. */
    @Test
    void knownMatrix() {
        CorruptionMargins margins = CorruptionMargins.of(new double[][] {{.5, .25, .25}, {0, 1, 0}, {.625, 0, .375}});
        assertThat(margins.deltas()).containsExactly(.25, Double.POSITIVE_INFINITY, -.25);
        assertThat(margins.leads()).containsExactly(.25, 1, -.25);
        assertThat(margins.delta()).isEqualTo(-.25);
        assertThat(margins.topTwo()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 20})
    void deltasAndLeadsFollowTheirDefinitions(int k) {
        for (int seed = 0; seed < 20; seed++) {
            double[][] c = random(k, seed);
            CorruptionMargins margins = CorruptionMargins.of(c);
            double all = Double.POSITIVE_INFINITY;
            boolean topTwo = true;
            for (int i = 0; i < k; i++) {
                double largestGiven = Double.NEGATIVE_INFINITY;
                double largestOther = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < k; j++) {
                    largestOther = j == i ? largestOther : Math.max(largestOther, c[i][j]);
                    largestGiven = j == i || c[i][j] == 0 ? largestGiven : Math.max(largestGiven, c[i][j]);
                }
                assertThat(margins.deltas()[i]).isEqualTo(c[i][i] - largestGiven);
                assertThat(margins.leads()[i]).isEqualTo(c[i][i] - largestOther);
                all = Math.min(all, margins.deltas()[i]);
                topTwo &= c[i][i] > largestOther;
            }
            assertThat(margins.delta()).isEqualTo(all);
            assertThat(margins.topTwo()).isEqualTo(topTwo);
        }
    }

    @Test
    void cleanLabelsHaveInfiniteDelta() {
        CorruptionMargins margins = CorruptionMargins.of(new double[][] {{1, 0}, {0, 1}});
        assertThat(margins.delta()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(margins.topTwo()).isTrue();
        assertThat(margins.multiRound(1.5, 1)).containsExactly(true, true);
        assertThat(margins.multiRound(1, 1)).containsExactly(true, true);
    }

    @Test
    void aTieIsNoLead() {
        CorruptionMargins margins = CorruptionMargins.of(new double[][] {{.5, .5}, {0, 1}});
        assertThat(margins.topTwo()).isFalse();
        assertThat(margins.multiRound(100, 50)).containsExactly(false, true);
    }

    /** A class is right from the smallest step of its own margin on, and not before. */
    @Test
    void multiRoundTurnsTrueAtTheSmallestStepOfEachClass() {
        Random random = new Random(1);
        int compared = 0;
        for (int trial = 0; trial < 200; trial++) {
            CorruptionMargins margins = CorruptionMargins.of(random(2 + random.nextInt(6), 100 + trial));
            double d = 0.5 * random.nextDouble();
            double c = d + 0.4 * random.nextDouble();
            ThreeLevelModel model = ThreeLevelModel.balanced(6, 2 + random.nextInt(50), 3, c, d, d / 2);
            double mu = Math.exp(-2 + 6 * random.nextDouble());
            double ratio = model.ratio(mu);
            for (int k = 0; k < margins.deltas().length; k++) {
                int step = model.minimalStep(margins.deltas()[k], mu).orElse(Integer.MAX_VALUE);
                for (int t = 1; t <= 30; t++) {
                    double product = margins.deltas()[k] * (Math.pow(ratio, t) - 1);
                    if (Math.abs(product - 1) > 1e-10) {
                        assertThat(margins.multiRound(ratio, t)[k])
                                .as("delta %s, ratio %s, step %d", margins.deltas()[k], ratio, t)
                                .isEqualTo(t >= step);
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(20_000);
    }

    @Test
    void ratiosThatAreNoneMendNothing() {
        CorruptionMargins margins = CorruptionMargins.of(new double[][] {{.7, .3}, {.2, .8}});
        assertThat(margins.multiRound(1, 5)).containsExactly(false, false);
        assertThat(margins.multiRound(0.5, 5)).containsExactly(false, false);
        assertThat(margins.multiRound(Double.NaN, 5)).containsExactly(false, false);
        assertThat(margins.multiRound(Double.POSITIVE_INFINITY, 1)).containsExactly(true, true);
    }

    @Test
    void matricesThatAreNoCorruptionAreRefused() {
        double[][][] bad = {
            {{1, 0}, {0.5, 0.6}},
            {{1.5, -0.5}, {0, 1}},
            {{1, 0}, {Double.NaN, 1}},
            {{1, 0}, {Double.POSITIVE_INFINITY, 0}},
            {{1, 0, 0}, {0, 1, 0}},
            {{1, 0}, {1}},
            {{0, 0}, {0, 1}},
        };
        for (double[][] matrix : bad) {
            assertThatIllegalArgumentException().isThrownBy(() -> CorruptionMargins.of(matrix));
        }
        assertThat(CorruptionMargins.of(new double[][] {{0.5, 0.5 + 9e-7}, {0, 1}})
                        .topTwo())
                .isFalse();
    }
}
