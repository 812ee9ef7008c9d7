package io.rectify.probe;

import java.util.SplittableRandom;

/**
 * A loss that depends on which rows share a mini-batch and on a moving average of the probe being fitted, so that only
 * {@link SgdProbe} can minimise it. Average and draws are held fixed where it is differentiated.
 */
public non-sealed interface BatchLoss extends Loss {
    /**
     * Share of the old average that is kept when the parameters of step s = 1, 2, … join it. The average starts as the
     * parameters before the first step.
     */
    double decay(long step);

    /**
     * Replaces logits by the derivatives of each row's loss with respect to them.
     *
     * @param logits n·K logits of the batch's n rows, row-major; overwritten with ∂ℓ/∂z
     * @param losses receives the n losses
     */
    void residualInPlace(Batch batch, float[] logits, double[] losses);

    /**
     * A mini-batch. It lends the buffers of the fit, which are filled again for the next: copies would cost as much as the loss.
     *
     * @param rows indices of its n rows among the N
     * @param averageLogits n·K logits of the moving average, row-major; may be overwritten
     * @param random where draws come from, in the order of the batches
     */
    record Batch(int[] rows, float[] averageLogits, SplittableRandom random) {}
}
