package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NeighbourConsensusTest {
    /** Rows in threes along a direction of their own, so that the two nearest of each are the other two. */
    private static NearestRows threes(int count) {
        double[][] directions = Samples.gaussianRows(count, 8, 1, 7);
        double[][] rows = new double[3 * count][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = directions[i / 3];
        }
        NearestRows nearest = NearestRows.of(Samples.matrix(rows), Groups.ofSingleRows(rows.length), 2, 2);
        for (int i = 0; i < rows.length; i++) {
            assertThat(nearest.get(i, 0) / 3).isEqualTo(i / 3);
            assertThat(nearest.get(i, 1) / 3).isEqualTo(i / 3);
        }
        return nearest;
    }

    /**
     * Two classes alike, one label in e wrong: three labels are equal with probability (1 − e)³ + e³ = 1 − 3e(1 − e). Of 200 threes 146 are
     * equal, half of them of each class, and 27 have one odd label among those of each class: 3e(1 − e) = .27, e = .1.
     */
    @Test
    void workedExample() {
        int[] labels = new int[600];
        for (int three = 0; three < 200; three++) {
            int most = three % 2;
            for (int i = 0; i < 3; i++) {
                labels[3 * three + i] = three >= 146 && i == three % 3 ? 1 - most : most;
            }
        }
        assertThat(NeighbourConsensus.rate(Labels.of(labels, 2), threes(200))).isCloseTo(0.1, within(1e-6));
    }

    static Stream<Arguments> known() {
        return Stream.of(
                Arguments.of("symmetric", NoisyRows.symmetric(4, 0.2), 0.015),
                Arguments.of("many classes", NoisyRows.symmetric(10, 0.05), 0.01),
                Arguments.of("flips", NoisyRows.flips(5, 0.3), 0.02),
                Arguments.of("two classes", new double[][] {{0.9, 0.1}, {0.3, 0.7}}, 0.03),
                Arguments.of("none", NoisyRows.symmetric(4, 0), 1e-6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("known")
    void ratesAreRecoveredWhereNeighboursAreOfOneClass(String name, double[][] transitions, double tolerance) {
        int k = transitions.length;
        Random random = new Random(3);
        int[] labels = new int[6000];
        double wrong = 0;
        for (int i = 0; i < labels.length; i++) {
            int truth = i / 3 % k;
            double uniform = random.nextDouble();
            int label = 0;
            for (double sum = transitions[truth][0];
                    uniform >= sum && label < k - 1;
                    sum += transitions[truth][label]) {
                label++;
            }
            labels[i] = label;
            wrong += label == truth ? 0 : 1.0 / labels.length;
        }
        assertThat(NeighbourConsensus.rate(Labels.of(labels, k), threes(2000))).isCloseTo(wrong, within(tolerance));
    }

    @Test
    void nothingWithoutTwoNeighbours() {
        NearestRows one = NearestRows.of(Samples.gaussian(2, 3, 1, 1), Groups.ofSingleRows(2), 2, 1);
        assertThat(one.count()).isEqualTo(1);
        assertThat(NeighbourConsensus.rate(Labels.of(new int[] {0, 1}, 2), one)).isNaN();
    }
}
