package io.rectify.linalg;

import java.util.Arrays;

/** Euclidean norms of rows, in float64. */
public final class RowNorms {
    private static final int BAND = 1024;

    private RowNorms() {}

    /** ‖xᵢ‖² of each row. */
    public static double[] squared(RowBlocks x, int threads) {
        double[] squares = new double[x.rows()];
        Parallel.forEachBand(x.rows(), BAND, threads, (from, to) -> {
            float[] row = new float[x.columns()];
            try (Matrix block = x.rowBlock(from, to)) {
                for (int i = from; i < to; i++) {
                    block.getRows(i - from, 1, row);
                    double sum = 0;
                    for (float value : row) {
                        sum += (double) value * value;
                    }
                    squares[i] = sum;
                }
            }
        });
        return squares;
    }

    /** Mean of ‖xᵢ‖² over the rows. */
    public static double meanSquared(RowBlocks x, int threads) {
        return Arrays.stream(squared(x, threads)).sum() / x.rows();
    }
}
