package io.rectify.probe;

import io.rectify.data.Targets;
import io.rectify.linalg.LogSumExp;
import java.util.Optional;

/**
 * Cross-entropy less β times the entropy of the output: ℓ = logsumexp(z) − ⟨t, z⟩ − β·H(p) with p = softmax(z), and
 * ∂ℓ/∂z_k = p_k − t_k + β·p_k·(ln p_k + H). β = 0 is the cross-entropy. For β &gt; 0 it is not convex in z, so the result
 * may depend on the start.
 *
 * <p>Source: Pereyra, Tucker, Chorowski, Kaiser &amp; Hinton (2017), "Regularizing neural networks by penalizing confident
 * output distributions", arXiv 1701.06548.
 *
 * @param targets N×K
 * @param beta β, at least 0
 */
public record ConfidencePenalty(Targets targets, double beta) implements RowLoss {
    /** @throws IllegalArgumentException if β is negative or not finite */
    public ConfidencePenalty {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta must be a finite number of at least 0 but is " + beta);
        }
    }

    @Override
    public int rows() {
        return targets.rows();
    }

    @Override
    public int classes() {
        return targets.classes();
    }

    @Override
    public void addTargets(Optional<float[]> rowWeights, double[] sums) {
        targets.addTo(rowWeights, sums);
    }

    @Override
    public void residualRowsInPlace(int firstRow, int count, float[] logits, double[] losses, float[] kept) {
        int k = classes();
        System.arraycopy(logits, 0, kept, 0, count * k);
        LogSumExp.softmaxRowsInPlace(logits, count, k, losses);
        float[] target = new float[k];
        for (int i = 0; i < count; i++) {
            targets.getRow(firstRow + i, target);
            losses[i] = row(logits, kept, i * k, losses[i], target);
        }
    }

    private double row(float[] p, float[] z, int from, double logSumExp, float[] target) {
        double entropy = 0;
        double crossEntropy = 0;
        for (int j = 0; j < target.length; j++) {
            double logarithm = z[from + j] - logSumExp;
            entropy -= p[from + j] * logarithm;
            crossEntropy -= target[j] * logarithm;
        }
        for (int j = 0; j < target.length; j++) {
            double logarithm = z[from + j] - logSumExp;
            p[from + j] += (float) (beta * p[from + j] * (logarithm + entropy) - target[j]);
        }
        return crossEntropy - beta * entropy;
    }
}
