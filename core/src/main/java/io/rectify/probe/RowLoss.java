package io.rectify.probe;

/**
 * A loss whose rows do not know of each other: a function of each row's logits z. Implementations hold the targets of all
 * N rows and are safe to call from several threads.
 */
public sealed interface RowLoss extends Loss permits CrossEntropy, GeneralizedCrossEntropy, ConfidencePenalty {
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
