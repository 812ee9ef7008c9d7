package io.rectify.data;

import io.rectify.linalg.Matrix;
import java.util.Optional;

/**
 * What a probe is fitted to: T, N×K, every row summing to 1. Entries may be negative (a mix with ξ &gt; 1); the
 * cross-entropy is linear in T.
 */
public sealed interface Targets {
    /** Number of rows, N. */
    int rows();

    /** Number of classes, K. */
    int classes();

    /** Copies row i of T. */
    void getRow(int row, float[] target);

    /**
     * Adds up the rows: Σᵢ wᵢ·T_ik.
     *
     * @param rowWeights N weights; none means 1 each
     * @param sums K values, added to
     */
    default void addTo(Optional<float[]> rowWeights, double[] sums) {
        float[] row = new float[classes()];
        for (int i = 0; i < rows(); i++) {
            getRow(i, row);
            double weight = rowWeights.isPresent() ? rowWeights.get()[i] : 1;
            for (int k = 0; k < row.length; k++) {
                sums[k] += weight * row[k];
            }
        }
    }

    /** One class with weight 1 in each row, kept as N indices. */
    record OneHot(Labels labels) implements Targets {
        @Override
        public int rows() {
            return labels.size();
        }

        @Override
        public int classes() {
            return labels.classCount();
        }

        @Override
        public void getRow(int row, float[] target) {
            java.util.Arrays.fill(target, 0, classes(), 0);
            target[labels.get(row)] = 1;
        }

        @Override
        public void addTo(Optional<float[]> rowWeights, double[] sums) {
            for (int i = 0; i < rows(); i++) {
                sums[labels.get(i)] += rowWeights.isPresent() ? rowWeights.get()[i] : 1;
            }
        }
    }

    /** Any rows that sum to 1. */
    final class Soft implements Targets, AutoCloseable {
        private static final double TOLERANCE = 1e-3;

        private final Matrix matrix;

        /**
         * Takes the matrix over; the caller must not change it any more.
         *
         * @throws IllegalArgumentException naming the first row that is not finite or does not sum to 1
         */
        public Soft(Matrix matrix) {
            RowSums.check(matrix, false, TOLERANCE, "targets");
            this.matrix = matrix;
        }

        @Override
        public int rows() {
            return matrix.rows();
        }

        @Override
        public int classes() {
            return matrix.columns();
        }

        @Override
        public void getRow(int row, float[] target) {
            matrix.getRows(row, 1, target);
        }

        public Matrix matrix() {
            return matrix;
        }

        @Override
        public void close() {
            matrix.close();
        }
    }
}
