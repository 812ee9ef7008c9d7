package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimilarClassesTest {
    /** Classes on a ring: 0 is nearest to 1 and 5, and so on. */
    private static SimilarClasses ring(int k) {
        double[][] rows = new double[k][k];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                int apart = Math.min(Math.floorMod(j - c, k), Math.floorMod(c - j, k));
                rows[c][j] = Math.exp(-apart) + (Math.floorMod(j - c, k) == apart ? 1e-3 : 0);
            }
        }
        try (Matrix outputs = Samples.matrix(rows)) {
            return SimilarClasses.of(Probabilities.whenRead(outputs));
        }
    }

    @Test
    void rowsAreSharesOfOtherClasses() {
        Random random = new Random(4);
        double[][] counts = new double[7][7];
        for (double[] row : counts) {
            Arrays.setAll(row, j -> random.nextInt(5));
        }
        double[][] pooled = ring(7).pooled(counts);
        for (int c = 0; c < 7; c++) {
            assertThat(pooled[c][c]).isZero();
            assertThat(Arrays.stream(pooled[c]).sum()).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(pooled[c]).min().orElseThrow()).isNotNegative();
        }
    }

    /** 600 mistakes of class 0, all to its nearest class, tell where those of class 3 go. */
    @Test
    void whatOneClassShowsIsExpectedOfTheOthers() {
        double[][] counts = new double[6][6];
        counts[0][1] = 600;
        double[][] pooled = ring(6).pooled(counts);
        assertThat(pooled[3][4]).isGreaterThan(0.99);
        assertThat(pooled[5][0]).isGreaterThan(0.99);
    }

    @Test
    void withoutMistakesAllClassesAreAlike() {
        for (double[] row : ring(5).pooled(new double[5][5])) {
            IntStream.range(0, 5)
                    .forEach(j -> assertThat(row[j] == 0 || Math.abs(row[j] - 0.25) < 1e-12)
                            .isTrue());
        }
    }

    /** By the definition: ranks 1, 2, 3–4, 5–6 share the mistakes of those ranks, and one more even one. */
    @Test
    void ranksArePooledInGrowingGroups() {
        double[][] counts = new double[7][7];
        counts[0][1] = 5;
        counts[0][6] = 3;
        counts[0][2] = 4;
        counts[0][4] = 8;
        double[][] pooled = ring(7).pooled(counts);
        double sixth = 1 / 6.0;
        assertThat(pooled[0][1]).isCloseTo((5 + sixth) / 21, within(1e-12));
        assertThat(pooled[0][6]).isCloseTo((3 + sixth) / 21, within(1e-12));
        assertThat(pooled[0][2]).isCloseTo((4 + 2 * sixth) / 2 / 21, within(1e-12));
        assertThat(pooled[0][5]).isCloseTo((4 + 2 * sixth) / 2 / 21, within(1e-12));
        assertThat(pooled[0][3]).isCloseTo((8 + 2 * sixth) / 2 / 21, within(1e-12));
    }

    @Test
    void twoClassesHaveOneWayToGo() {
        double[][] pooled = ring(2).pooled(new double[][] {{0, 9}, {1, 0}});
        assertThat(pooled[0]).containsExactly(0, 1);
        assertThat(pooled[1]).containsExactly(1, 0);
    }
}
