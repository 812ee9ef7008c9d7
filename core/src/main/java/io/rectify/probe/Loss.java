package io.rectify.probe;

/**
 * What a probe minimises over its rows, as a function of each row's logits z. Implementations hold the targets of all N
 * rows and are safe to call from several threads.
 */
public sealed interface Loss permits CrossEntropy, GeneralizedCrossEntropy {
    /** Number of rows, N. */
    int rows();

    /** Number of classes, K. */
    int classes();

    /**
     * Replaces logits by the derivatives of each row's loss with respect to them.
     *
     * @param firstRow index of the first row among the N
     * @param count number of rows in the block
     * @param logits count·K logits, row-major; overwritten with ∂ℓ/∂z
     * @param losses receives the count losses
     * @param scratch at least count·K floats to work in
     */
    void residualRowsInPlace(int firstRow, int count, float[] logits, double[] losses, float[] scratch);
}
