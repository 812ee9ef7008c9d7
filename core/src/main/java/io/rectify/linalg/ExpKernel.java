package io.rectify.linalg;

/**
 * The exponential function over a float array, for arguments that are not positive, and the softmax made of it.
 *
 * <p>Bound: for every float x ≤ 0, |result − eˣ| ≤ 2·10⁻⁷·eˣ + 2·10⁻³⁸. Both implementations consist of IEEE
 * operations only, so their results are the same on every machine, and the bound was proved for each of them by trying
 * every float from −110 to −0 (ExpKernelTest with {@code -Drectify.exhaustive=true}); the everyday tests try every 61st.
 */
interface ExpKernel {
    /** x[i] ← exp(x[i]) for 0 ≤ i &lt; length. */
    void expInPlace(float[] x, int length);

    /**
     * {@link LogSumExp#softmaxRowsInPlace}: subtracts and scales row by row, but takes all exponentials at once, so that
     * short rows cost no more than long ones.
     */
    default void softmaxRowsInPlace(float[] logits, int rows, int columns, double[] logSumExp) {
        for (int i = 0; i < rows; i++) {
            int from = i * columns;
            float largest = RowScan.largest(logits, from, columns);
            logSumExp[i] = largest;
            for (int j = from; j < from + columns; j++) {
                logits[j] -= largest;
            }
        }
        expInPlace(logits, rows * columns);
        for (int i = 0; i < rows; i++) {
            int from = i * columns;
            double sum = RowScan.sum(logits, from, columns);
            logSumExp[i] += Math.log(sum);
            float scale = (float) (1 / sum);
            for (int j = from; j < from + columns; j++) {
                logits[j] *= scale;
            }
        }
    }

    /** The Vector API's kernel where the JDK was started with its module, the plain one otherwise. */
    static ExpKernel best() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VectorExp.create() : new PlainExp();
    }
}
