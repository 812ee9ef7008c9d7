package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * By hand: labels 0, 0, 1, 2 with most probable columns 1, 1, 2, 0: none in the order assumed, all four where class 0 has column 1, class 1
 * column 2 and class 2 column 0.
 */
class ColumnOrderTest {
    private static Probabilities oneHot(int classes, int... columns) {
        float[][] rows = new float[columns.length][classes];
        for (int i = 0; i < columns.length; i++) {
            rows[i][columns[i]] = 1;
        }
        return Probabilities.of(Matrix.of(rows));
    }

    @Test
    void handExample() {
        try (Probabilities p = oneHot(3, 1, 1, 2, 0)) {
            ColumnOrder order = ColumnOrder.of(p, Labels.of(new int[] {0, 0, 1, 2}, 3));
            assertThat(order.best()).containsExactly(1, 2, 0);
            assertThat(order.assumedHits()).isZero();
            assertThat(order.bestHits()).isEqualTo(4);
        }
    }

    /** Beside all permutations of five. */
    @Test
    void leastCostIsThatOfTheBestPermutation() {
        Random random = new Random(2);
        for (int trial = 0; trial < 50; trial++) {
            double[][] cost = new double[5][5];
            Arrays.stream(cost).forEach(row -> Arrays.setAll(row, j -> random.nextInt(7) - 3));
            int[] assigned = ColumnOrder.assign(cost);
            assertThat(Arrays.stream(assigned).sorted()).containsExactly(0, 1, 2, 3, 4);
            assertThat(cost(cost, assigned)).isEqualTo(least(cost, new int[5], 0));
        }
    }

    private static double cost(double[][] cost, int[] columns) {
        return IntStream.range(0, columns.length)
                .mapToDouble(i -> cost[i][columns[i]])
                .sum();
    }

    private static double least(double[][] cost, int[] columns, int row) {
        if (row == columns.length) {
            return cost(cost, columns);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < columns.length; j++) {
            int column = j;
            if (Arrays.stream(columns, 0, row).noneMatch(taken -> taken == column)) {
                columns[row] = j;
                least = Math.min(least, least(cost, columns, row + 1));
            }
        }
        return least;
    }

    /** Wrong labels, and outputs of no use, are no other order; a turned order is. */
    @Test
    void onlyAnotherOrderIsFarBetter() {
        Random random = new Random(3);
        int rows = 300;
        int[] given = random.ints(rows, 0, 6).toArray();
        int[] noisy = Arrays.stream(given)
                .map(k -> random.nextInt(10) < 4 ? random.nextInt(6) : k)
                .toArray();
        int[] useless = random.ints(rows, 0, 6).toArray();
        int[] turned = Arrays.stream(given).map(k -> (k + 1) % 6).toArray();
        Labels labels = Labels.of(given, 6);
        try (Probabilities same = oneHot(6, given);
                Probabilities some = oneHot(6, noisy);
                Probabilities none = oneHot(6, useless);
                Probabilities other = oneHot(6, turned)) {
            assertThat(ColumnOrder.of(same, labels).isFarBetter()).isFalse();
            assertThat(ColumnOrder.of(some, labels).isFarBetter()).isFalse();
            assertThat(ColumnOrder.of(some, labels).best()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(ColumnOrder.of(none, labels).isFarBetter()).isFalse();
            assertThat(ColumnOrder.of(other, labels).isFarBetter()).isTrue();
            assertThat(ColumnOrder.of(other, labels).best()).containsExactly(1, 2, 3, 4, 5, 0);
        }
    }
}
