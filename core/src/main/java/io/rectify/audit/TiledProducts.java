package io.rectify.audit;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;

/** Inner products of a band of rows with many others, a thousand at a time, so that they are looked at while they are in the cache. */
final class TiledProducts {
    private static final int TILE = 1024;

    private TiledProducts() {}

    /** Told of the products of one row of the band with others {@code start … end−1}; the first of them is {@code products[0]}. */
    @FunctionalInterface
    interface Visitor {
        void row(int row, int start, int end, float[] products);
    }

    /** @param count others that are compared, the first ones */
    static void forEach(Matrix band, Matrix others, int count, Visitor visitor) {
        float[] products = new float[TILE];
        try (Matrix whole = Matrix.zeros(band.rows(), TILE);
                Matrix last = Matrix.zeros(band.rows(), count % TILE)) {
            for (int start = 0; start < count; start += TILE) {
                int end = Math.min(count, start + TILE);
                Matrix tile = end - start == TILE ? whole : last;
                Blas.multiplyTransposedB(1, band, others.rowBlock(start, end), 0, tile, 1);
                for (int row = 0; row < band.rows(); row++) {
                    tile.getRows(row, 1, products);
                    visitor.row(row, start, end, products);
                }
            }
        }
    }
}
