package io.rectify.probe;

import io.rectify.data.ClassShares;
import java.util.Optional;

/**
 * A loss of logits to which the logarithms of class shares are added: ℓ(z + log π). Fitted to it, z leaves out how common each class is
 * among the targets, so that softmax(z) is what a row says of its class where all are equally common; a class that is rare, or that
 * wrong labels made common, is predicted as readily as the others.
 *
 * <p>π are the {@link ClassShares} of the weight that the targets give to each class.
 *
 * <p>Source: Menon, Jayasumana, Rawat, Jain, Veit &amp; Kumar (2021), "Long-tail learning via logit adjustment", arXiv 2007.07314, with
 * τ = 1; the same as the balanced softmax of Ren et al. (2020), arXiv 2007.10740.
 *
 * @param logShares log π, K values; not copied, being written by nobody
 */
record AdjustedLoss(RowLoss loss, float[] logShares) implements RowLoss {
    /** By the shares of the classes among the loss's own targets. */
    static AdjustedLoss of(RowLoss loss, Optional<float[]> rowWeights) {
        double[] counts = new double[loss.classes()];
        loss.addTargets(rowWeights, counts);
        return of(loss, counts);
    }

    static AdjustedLoss of(RowLoss loss, double[] counts) {
        return new AdjustedLoss(loss, ClassShares.logarithms(counts));
    }

    @Override
    public int rows() {
        return loss.rows();
    }

    @Override
    public int classes() {
        return loss.classes();
    }

    @Override
    public void addTargets(Optional<float[]> rowWeights, double[] sums) {
        loss.addTargets(rowWeights, sums);
    }

    @Override
    public void residualRowsInPlace(int firstRow, int count, float[] logits, double[] losses, float[] scratch) {
        int k = logShares.length;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < k; j++) {
                logits[i * k + j] += logShares[j];
            }
        }
        loss.residualRowsInPlace(firstRow, count, logits, losses, scratch);
    }
}
