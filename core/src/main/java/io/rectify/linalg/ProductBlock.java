package io.rectify.linalg;

/** Buffers of one thread for {@link Blas#multiplyTransposedA}: the product of one band. */
final class ProductBlock implements Parallel.Partial {
    private final Matrix product;
    private final float[] row;

    ProductBlock(Matrix c) {
        product = Matrix.zeros(c.rows(), c.columns());
        row = new float[c.columns()];
    }

    void multiply(Matrix a, Matrix b) {
        Blas.multiplyTransposedA(a, b, product);
    }

    @Override
    public void addTo(double[] total) {
        for (int i = 0; i < product.rows(); i++) {
            product.getRows(i, 1, row);
            for (int j = 0; j < row.length; j++) {
                total[i * row.length + j] += row[j];
            }
        }
    }

    @Override
    public void close() {
        product.close();
    }
}
