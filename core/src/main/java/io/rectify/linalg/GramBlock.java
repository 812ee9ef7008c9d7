package io.rectify.linalg;

/** Buffers of one thread for {@link Blas#gram}: a float64 copy of a row block, and its Gram matrix. */
final class GramBlock implements Parallel.Partial {
    /** Rows converted to float64 at a time. */
    private static final int CONVERTED_ROWS = 16;

    private final int d;
    private final float[] single;
    private final double[] wide;
    private final DoubleMatrix rows;
    private final DoubleMatrix product;

    /** @param band rows that come at a time, at most */
    GramBlock(int band, int d) {
        this.d = d;
        this.single = new float[Math.multiplyExact(CONVERTED_ROWS, d)];
        this.wide = new double[single.length];
        this.rows = DoubleMatrix.zeros(band, d);
        this.product = DoubleMatrix.zeros(d, d);
    }

    void gram(RowBlocks x, int from, int to) {
        if (d == 0) {
            return;
        }
        try (Matrix block = x.rowBlock(from, to)) {
            for (int i = 0; i < to - from; i += CONVERTED_ROWS) {
                int count = Math.min(CONVERTED_ROWS, to - from - i);
                block.getRows(i, count, single);
                for (int j = 0; j < count * d; j++) {
                    wide[j] = single[j];
                }
                rows.setRows(i, count, wide);
            }
        }
        Blas.gramOfRows(rows, to - from, product);
    }

    @Override
    public void addTo(double[] total) {
        double[] row = new double[d];
        for (int i = 0; i < d; i++) {
            product.getRows(i, 1, row);
            for (int j = 0; j <= i; j++) {
                total[i * d + j] += row[j];
            }
        }
    }

    @Override
    public void close() {
        rows.close();
        product.close();
    }
}
