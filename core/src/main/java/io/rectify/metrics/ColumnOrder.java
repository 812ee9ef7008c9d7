package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Arrays;

/**
 * Which order of the columns of probabilities fits labels best: the π that makes |{i : argmaxⱼ pᵢⱼ = π(gᵢ)}| largest, an assignment of
 * classes to columns, found exactly in O(K³). Where the columns were in the order that is assumed, no other fits far better.
 *
 * <p>Source: H. W. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly 2 (1955), by shortest
 * augmenting paths.
 *
 * @param best the column of each class
 * @param assumedHits rows whose most probable column is that of their class in the order that is assumed
 * @param bestHits the same in the best order
 * @param rows N
 */
public record ColumnOrder(int[] best, int assumedHits, int bestHits, int rows) {
    private static final int MOST_CLASSES = 3000;

    /** A share of rows by which no order is better by chance, and that a few confused classes do not come to. */
    private static final double FAR = 0.1;

    /**
     * @throws IllegalArgumentException if rows or classes differ
     */
    public static ColumnOrder of(Probabilities probabilities, Labels labels) {
        if (probabilities.rows() != labels.size() || probabilities.classes() != labels.classCount()) {
            throw new IllegalArgumentException(labels + " cannot be compared with " + probabilities.rows() + " rows of "
                    + probabilities.classes() + " classes");
        }
        int k = labels.classCount();
        int[] argmax = probabilities.argmax();
        int[] identity = new int[k];
        Arrays.setAll(identity, c -> c);
        if (k > MOST_CLASSES) {
            int hits = hits(argmax, labels, identity);
            return new ColumnOrder(identity, hits, hits, argmax.length);
        }
        double[][] cost = new double[k][k];
        for (int i = 0; i < argmax.length; i++) {
            cost[labels.get(i)][argmax[i]]--;
        }
        for (int c = 0; c < k; c++) {
            cost[c][c] -= 0.5 / k;
        }
        int[] best = assign(cost);
        return new ColumnOrder(best, hits(argmax, labels, identity), hits(argmax, labels, best), argmax.length);
    }

    private static int hits(int[] argmax, Labels labels, int[] column) {
        int hits = 0;
        for (int i = 0; i < argmax.length; i++) {
            hits += argmax[i] == column[labels.get(i)] ? 1 : 0;
        }
        return hits;
    }

    /** Whether the best order fits so much better that the one assumed is probably not that of the columns. */
    public boolean isFarBetter() {
        return bestHits - assumedHits > FAR * rows + 3 * Math.sqrt(rows);
    }

    /** The assignment of least cost: for each row of the square matrix its column. */
    static int[] assign(double[][] cost) {
        int n = cost.length;
        double[] rowPrice = new double[n + 1];
        double[] columnPrice = new double[n + 1];
        int[] rowOf = new int[n + 1];
        int[] previous = new int[n + 1];
        for (int row = 1; row <= n; row++) {
            double[] slack = new double[n + 1];
            Arrays.fill(slack, Double.POSITIVE_INFINITY);
            boolean[] used = new boolean[n + 1];
            rowOf[0] = row;
            int column = 0;
            do {
                used[column] = true;
                int at = rowOf[column];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= n; j++) {
                    if (!used[j]) {
                        double reduced = cost[at - 1][j - 1] - rowPrice[at] - columnPrice[j];
                        if (reduced < slack[j]) {
                            slack[j] = reduced;
                            previous[j] = column;
                        }
                        if (slack[j] < delta) {
                            delta = slack[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= n; j++) {
                    if (used[j]) {
                        rowPrice[rowOf[j]] += delta;
                        columnPrice[j] -= delta;
                    } else {
                        slack[j] -= delta;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            for (; column != 0; column = previous[column]) {
                rowOf[column] = rowOf[previous[column]];
            }
        }
        int[] columnOf = new int[n];
        for (int j = 1; j <= n; j++) {
            columnOf[rowOf[j] - 1] = j - 1;
        }
        return columnOf;
    }
}
