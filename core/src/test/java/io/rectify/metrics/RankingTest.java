package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingTest {
    /** Scores of few distinct values, so that many are tied, among them both zeros and both infinities. */
    private static double[] scores(int rows, int values, long seed) {
        Random random = new Random(seed);
        double[] few = random.doubles(values, -1, 1).toArray();
        few[0] = 0;
        few[1] = -0.0;
        few[2] = Double.POSITIVE_INFINITY;
        few[3] = Double.NEGATIVE_INFINITY;
        return random.ints(rows, 0, values).mapToDouble(v -> few[v]).toArray();
    }

    private static boolean[] positive(int rows, long seed) {
        Random random = new Random(seed);
        boolean[] positive = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            positive[i] = i == 0 || i != 1 && random.nextInt(3) == 0;
        }
        return positive;
    }

    /** Of four rows the first and third are positive: of 2·2 pairs 3 are in order; precision at them is 1/1 and 2/3. */
    @Test
    void workedExample() {
        double[] scores = {0.9, 0.8, 0.7, 0.6};
        boolean[] positive = {true, false, true, false};
        assertThat(Ranking.auroc(scores, positive)).isEqualTo(0.75);
        assertThat(Ranking.averagePrecision(scores, positive)).isCloseTo(5.0 / 6, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"2, 4", "10, 4", "60, 7", "200, 1000"})
    void aurocCountsAllPairs(int rows, int values) {
        double[] scores = scores(rows, values, rows);
        boolean[] positive = positive(rows, values);
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(Ranking.auroc(scores, positive)).isCloseTo(won / pairs, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"2, 4", "10, 4", "60, 7", "200, 1000"})
    void averagePrecisionIsItsDefinition(int rows, int values) {
        double[] scores = scores(rows, values, rows + 1);
        boolean[] positive = positive(rows, values + 1);
        double[] thresholds =
                Arrays.stream(scores).map(s -> s + 0.0).distinct().sorted().toArray();
        double sum = 0;
        double recallBefore = 0;
        for (int t = thresholds.length - 1; t >= 0; t--) {
            double found = 0;
            double taken = 0;
            double all = 0;
            for (int i = 0; i < rows; i++) {
                all += positive[i] ? 1 : 0;
                taken += scores[i] >= thresholds[t] ? 1 : 0;
                found += positive[i] && scores[i] >= thresholds[t] ? 1 : 0;
            }
            sum += (found / all - recallBefore) * (found / taken);
            recallBefore = found / all;
        }
        assertThat(Ranking.averagePrecision(scores, positive)).isCloseTo(sum, within(1e-12));
    }

    /** roc_auc_score and average_precision_score of scikit-learn 1.2.1. */
    @Test
    void equalsScikitLearn() {
        double[] scores = {0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.4, 0.3, 0.3, 0.1, -0.2};
        boolean[] positive = new boolean[12];
        for (int i : new int[] {0, 2, 3, 5, 8, 11}) {
            positive[i] = true;
        }
        assertThat(Ranking.auroc(scores, positive)).isCloseTo(0.6111111111111112, within(1e-14));
        assertThat(Ranking.averagePrecision(scores, positive)).isCloseTo(0.6646825396825398, within(1e-14));
    }

    /** The same functions on 200 rows of 37 scores from x ← (1103515245·x + 12345) mod 2³¹, x₀ = 1, bits 16 and up. */
    @Test
    void equalsScikitLearnOnManyTies() {
        long state = 1;
        double[] scores = new double[200];
        boolean[] positive = new boolean[200];
        for (int i = 0; i < scores.length; i++) {
            state = (state * 1103515245L + 12345) % (1L << 31);
            scores[i] = (state >> 16) % 37;
            state = (state * 1103515245L + 12345) % (1L << 31);
            positive[i] = (state >> 16) % 100 < 20 + scores[i];
        }
        assertThat(Ranking.auroc(scores, positive)).isCloseTo(0.6845287308805291, within(1e-13));
        assertThat(Ranking.averagePrecision(scores, positive)).isCloseTo(0.5596624161737436, within(1e-13));
    }

    @Test
    void bestWorstAndUselessScores() {
        boolean[] positive = {true, true, false, false, false};
        assertThat(Ranking.auroc(new double[] {5, 4, 3, 2, 1}, positive)).isEqualTo(1);
        assertThat(Ranking.averagePrecision(new double[] {5, 4, 3, 2, 1}, positive))
                .isEqualTo(1);
        assertThat(Ranking.auroc(new double[] {1, 2, 3, 4, 5}, positive)).isZero();
        assertThat(Ranking.averagePrecision(new double[] {1, 2, 3, 4, 5}, positive))
                .isCloseTo((1 / 4.0 + 2 / 5.0) / 2, within(1e-15));
        assertThat(Ranking.auroc(new double[5], positive)).isEqualTo(0.5);
        assertThat(Ranking.averagePrecision(new double[5], positive)).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void orderOfRowsDoesNotMatter() {
        double[] scores = scores(100, 9, 5);
        boolean[] positive = positive(100, 6);
        int[] order = Samples.permutation(100, 7);
        double[] moved = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
        boolean[] movedPositive = new boolean[100];
        for (int i = 0; i < order.length; i++) {
            movedPositive[i] = positive[order[i]];
        }
        assertThat(Ranking.auroc(moved, movedPositive)).isEqualTo(Ranking.auroc(scores, positive));
        assertThat(Ranking.averagePrecision(moved, movedPositive))
                .isEqualTo(Ranking.averagePrecision(scores, positive));
    }

    @Test
    void nanWhereAKindIsMissing() {
        double[] scores = {1, 2};
        assertThat(Ranking.auroc(scores, new boolean[] {true, true})).isNaN();
        assertThat(Ranking.auroc(scores, new boolean[] {false, false})).isNaN();
        assertThat(Ranking.auroc(new double[0], new boolean[0])).isNaN();
        assertThat(Ranking.averagePrecision(scores, new boolean[] {false, false}))
                .isNaN();
        assertThat(Ranking.averagePrecision(new double[0], new boolean[0])).isNaN();
        assertThat(Ranking.averagePrecision(scores, new boolean[] {true, true})).isEqualTo(1);
    }

    @Test
    void lengthsMustAgree() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranking.auroc(new double[3], new boolean[2]))
                .withMessageContaining("3 scores but 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranking.averagePrecision(new double[3], new boolean[2]))
                .withMessageContaining("3 scores but 2 rows");
    }
}
