package io.rectify.data;

import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of a table parted in two: those that have a label, to which everything is fitted, and those that have none, for which it is
 * foretold.
 *
 * @param labelled ascending; copied by the constructor, shared by the accessor
 * @param unlabelled the others, ascending; likewise
 */
public record RowParts(int[] labelled, int[] unlabelled) {
    /**
     * @throws IllegalArgumentException if the parts are not ascending, or do not make up 0 … N−1
     */
    public RowParts {
        labelled = labelled.clone();
        unlabelled = unlabelled.clone();
        boolean[] seen = new boolean[labelled.length + unlabelled.length];
        for (int[] part : new int[][] {labelled, unlabelled}) {
            for (int i = 0; i < part.length; i++) {
                if (part[i] < 0 || part[i] >= seen.length || seen[part[i]] || (i > 0 && part[i] <= part[i - 1])) {
                    throw new IllegalArgumentException("two parts must hold each row once, ascending");
                }
                seen[part[i]] = true;
            }
        }
    }

    /** All of N rows have a label. */
    public static RowParts whole(int rows) {
        return new RowParts(IntStream.range(0, rows).toArray(), new int[0]);
    }

    /** Number of rows, N. */
    public int size() {
        return labelled.length + unlabelled.length;
    }

    /** Whether every row has a label. */
    public boolean isWhole() {
        return unlabelled.length == 0;
    }

    /**
     * Outputs of all rows in their order.
     *
     * @param first a row for each that has a label
     * @param second a row for each other
     * @return a new matrix, N rows
     * @throws IllegalArgumentException if they differ in columns, or have other numbers of rows than the parts
     */
    public Matrix joined(Matrix first, Matrix second) {
        if (first.rows() != labelled.length
                || second.rows() != unlabelled.length
                || first.columns() != second.columns()) {
            throw new IllegalArgumentException(
                    "outputs must be " + labelled.length + " and " + unlabelled.length + " rows of as many columns");
        }
        Matrix joined = Matrix.zeros(size(), first.columns());
        put(joined, labelled, first);
        put(joined, unlabelled, second);
        return joined;
    }

    private static void put(Matrix joined, int[] rows, Matrix part) {
        for (int i = 0; i < rows.length; i++) {
            joined.setRows(rows[i], 1, part.row(i));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowParts that
                && Arrays.equals(labelled, that.labelled)
                && Arrays.equals(unlabelled, that.unlabelled);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(labelled) + Arrays.hashCode(unlabelled);
    }

    @Override
    public String toString() {
        return labelled.length + " rows with a label and " + unlabelled.length + " without";
    }
}
