package io.rectify.data;

import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;

/**
 * Sums of the rows of each class, in float64: all that linear methods need to know of one-hot labels.
 *
 * @param sums K×D, row k = Σ of the rows xᵢ with label k; close it when done
 * @param squares K values, Σ ‖xᵢ‖² of the rows with label k
 * @param counts K values, number of rows with label k
 */
public record ClassSums(DoubleMatrix sums, double[] squares, int[] counts) implements AutoCloseable {
    private static final int BAND = 2048;

    public ClassSums {
        squares = squares.clone();
        counts = counts.clone();
    }

    @Override
    public double[] squares() {
        return squares.clone();
    }

    @Override
    public int[] counts() {
        return counts.clone();
    }

    /**
     * Sums the rows class by class, reading them once.
     *
     * @throws IllegalArgumentException if the numbers of rows differ
     */
    public static ClassSums of(RowBlocks features, Labels labels, int threads) {
        if (features.rows() != labels.size()) {
            throw new IllegalArgumentException(
                    "features has " + features.rows() + " rows but labels has " + labels.size());
        }
        int k = labels.classCount();
        int d = features.columns();
        if ((long) k * (d + 1) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("sums of " + k + " classes of " + d + " features are too large");
        }
        double[] total = new double[k * (d + 1)];
        Parallel.sumOrdered(
                features.rows(),
                BAND,
                threads,
                total,
                () -> new Band(k, d),
                (band, from, to) -> band.sum(features, labels, from, to));
        double[] squares = new double[k];
        double[] sums = new double[k * d];
        for (int c = 0; c < k; c++) {
            System.arraycopy(total, c * (d + 1), sums, c * d, d);
            squares[c] = total[c * (d + 1) + d];
        }
        return new ClassSums(DoubleMatrix.of(sums, k, d), squares, labels.counts());
    }

    /** The sums of one band of rows: for each class D sums and then the sum of squares. */
    private static final class Band implements Parallel.Partial {
        private final double[] sums;
        private final float[] row;

        Band(int k, int d) {
            sums = new double[k * (d + 1)];
            row = new float[d];
        }

        void sum(RowBlocks features, Labels labels, int from, int to) {
            Arrays.fill(sums, 0);
            try (Matrix block = features.rowBlock(from, to)) {
                for (int i = from; i < to; i++) {
                    block.getRows(i - from, 1, row);
                    add(labels.get(i) * (row.length + 1));
                }
            }
        }

        private void add(int at) {
            double square = 0;
            for (int j = 0; j < row.length; j++) {
                sums[at + j] += row[j];
                square += (double) row[j] * row[j];
            }
            sums[at + row.length] += square;
        }

        @Override
        public void addTo(double[] total) {
            for (int j = 0; j < sums.length; j++) {
                total[j] += sums[j];
            }
        }
    }

    @Override
    public void close() {
        sums.close();
    }
}
