package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewSampleTest {
    private static int[] shuffled(int rows, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order.stream().mapToInt(i -> i).toArray();
    }

    /**
     * Of 100 rows the strata end at 2, 5, 10, 20, 40, 100, so that they have 2, 3, 5, 10, 20 and 60. Of twenty rows each stratum gets
     * three, but the first has only two; the three rows left over go to the three largest: 2, 3, 3, 4, 4, 4, with inclusions 1, 1, .6, .4, .2 and 1/15.
     */
    @Test
    void byHand() {
        assertThat(ReviewSample.sizes(100)).containsExactly(2, 3, 5, 10, 20, 60);
        int[] drawn = new int[ReviewSample.STRATA];
        double[] inclusion = {1, 1, 0.6, 0.4, 0.2, 1.0 / 15};
        for (ReviewSample.Row row : ReviewSample.draw(IntStream.range(0, 100).toArray(), 20, 1)) {
            drawn[row.stratum()]++;
            assertThat(row.inclusion()).isCloseTo(inclusion[row.stratum()], within(1e-15));
        }
        assertThat(drawn).containsExactly(2, 3, 3, 4, 4, 4);
    }

    @ParameterizedTest
    @CsvSource({"1000,200", "1000,50", "77,60", "7,3", "20011,400", "100,99", "1,1"})
    void distinctRowsInTheirStrataAndWeightsThatSumToAllRows(int rows, int count) {
        int[] ranking = shuffled(rows, 3);
        int[] strata = ReviewSample.strata(ranking);
        int[] sizes = ReviewSample.sizes(rows);
        List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, count, 5);
        assertThat(drawn).hasSize(count).extracting(ReviewSample.Row::row).doesNotHaveDuplicates();
        double weights = 0;
        int covered = 0;
        for (int h = 0; h < sizes.length; h++) {
            int stratum = h;
            covered += drawn.stream().anyMatch(row -> row.stratum() == stratum) ? sizes[h] : 0;
        }
        for (ReviewSample.Row row : drawn) {
            assertThat(strata[row.row()]).isEqualTo(row.stratum());
            weights += 1 / row.inclusion();
        }
        assertThat(weights).isCloseTo(covered, within(1e-9 * rows));
        assertThat(covered).isEqualTo(count >= ReviewSample.STRATA ? rows : covered);
    }

    @Test
    void strataAreRanksFromTheTop() {
        int[] ranking = shuffled(50, 11);
        int[] strata = ReviewSample.strata(ranking);
        int[] ends = {1, 3, 5, 10, 20, 50};
        for (int i = 0; i < 50; i++) {
            int expected = 0;
            while (i >= ends[expected]) {
                expected++;
            }
            assertThat(strata[ranking[i]]).isEqualTo(expected);
        }
    }

    /** Over many seeds each row is drawn as often as its inclusion says: the counts are binomial. */
    @Test
    void inclusionIsTheShareOfSeedsThatDrawARow() {
        int[] ranking = shuffled(60, 2);
        int seeds = 4000;
        int[] times = new int[60];
        double[] inclusion = new double[60];
        for (int seed = 0; seed < seeds; seed++) {
            for (ReviewSample.Row row : ReviewSample.draw(ranking, 24, seed)) {
                times[row.row()]++;
                inclusion[row.row()] = row.inclusion();
            }
        }
        for (int i = 0; i < 60; i++) {
            double p = inclusion[i];
            assertThat((double) times[i] / seeds).isCloseTo(p, within(1e-12 + 4.5 * Math.sqrt(p * (1 - p) / seeds)));
        }
    }

    /** Were the order that of suspicion, the mean place of the most suspicious stratum would be low. */
    @Test
    void theOrderTellsNothing() {
        int[] ranking = shuffled(1000, 1);
        double sum = 0;
        int count = 0;
        for (int seed = 0; seed < 300; seed++) {
            List<ReviewSample.Row> rows = ReviewSample.draw(ranking, 60, seed);
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).stratum() == 0) {
                    sum += i;
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(3000);
        assertThat(sum / count).isCloseTo(29.5, within(1.4));
    }

    @Test
    void allRowsIfAsManyAreAskedFor() {
        int[] ranking = shuffled(40, 1);
        assertThat(ReviewSample.draw(ranking, 41, 9))
                .hasSize(40)
                .allMatch(row -> row.inclusion() == 1)
                .extracting(ReviewSample.Row::row)
                .doesNotHaveDuplicates();
    }

    @Test
    void theSeedAloneDecides() {
        int[] ranking = shuffled(500, 1);
        assertThat(ReviewSample.draw(ranking, 50, 9)).isEqualTo(ReviewSample.draw(ranking.clone(), 50, 9));
        assertThat(ReviewSample.draw(ranking, 50, 9)).isNotEqualTo(ReviewSample.draw(ranking, 50, 10));
    }

    @Test
    void whatIsNoRankingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReviewSample.draw(new int[] {0, 2, 2}, 1, 1))
                .withMessageContaining("row 2 is there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReviewSample.strata(new int[] {0, 3, 1}))
                .withMessageContaining("row 3 is not among them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReviewSample.draw(new int[] {0, 1}, 0, 1))
                .withMessageContaining("at least 1");
    }
}
