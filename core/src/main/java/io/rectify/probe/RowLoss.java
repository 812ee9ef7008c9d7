package io.rectify.probe;

import java.util.Optional;

/**
 * A loss whose rows do not know of each other: a function of each row's logits z. Implementations hold the targets of all
 * N rows and are safe to call from several threads.
 */
public sealed interface RowLoss extends Loss
        permits CrossEntropy, GeneralizedCrossEntropy, ConfidencePenalty, AdjustedLoss {
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

    /**
     * Adds up how much of the rows' targets each class has: Σᵢ wᵢ·t_ik.
     *
     * @param rowWeights N weights; none means 1 each
     * @param sums K values, added to
     */
    void addTargets(Optional<float[]> rowWeights, double[] sums);

    /**
     * The loss of logits to which the logarithms of class shares are added: ℓ(z + log π), so that z leaves out how common each class is.
     *
     * @param counts rows of each of the K classes among all targets, or their weight
     */
    default RowLoss adjusted(double[] counts) {
        return AdjustedLoss.of(this, counts);
    }
}
