package io.rectify.probe;

import io.rectify.data.Candidates;
import io.rectify.linalg.LogSumExp;
import java.util.Optional;

/**
 * Generalised cross-entropy averaged over each row's candidate classes: ℓ = (1/|C|) Σ_{c∈C} (1 − p_c^q)/q with
 * p = softmax(z), and ∂ℓ/∂z_k = p_k·S − [k∈C]·p_k^q/|C| where S = (1/|C|) Σ_{c∈C} p_c^q.
 *
 * <p>Source: Zhang &amp; Sabuncu (2018), "Generalized cross entropy loss for training deep neural networks with noisy
 * labels", for one label; Jeong &amp; Chung (2025), section 5, for candidate sets. It is not convex: the result depends on the
 * start, which should be the teacher.
 *
 * @param candidates N sets of classes
 * @param q in (0, 1]; q → 0 is the cross-entropy, q = 1 the mean absolute error
 */
public record GeneralizedCrossEntropy(Candidates candidates, double q) implements RowLoss {
    /** @throws IllegalArgumentException if q is outside (0, 1] */
    public GeneralizedCrossEntropy {
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("q of the generalised cross-entropy must lie in (0, 1] but is " + q);
        }
    }

    @Override
    public int rows() {
        return candidates.rows();
    }

    @Override
    public int classes() {
        return candidates.classes();
    }

    @Override
    public void addTargets(Optional<float[]> rowWeights, double[] sums) {
        for (int i = 0; i < candidates.rows(); i++) {
            double weight = rowWeights.isPresent() ? rowWeights.get()[i] : 1;
            for (int c = 0; c < candidates.size(); c++) {
                sums[candidates.get(i, c)] += weight / candidates.size();
            }
        }
    }

    @Override
    public void residualRowsInPlace(int firstRow, int count, float[] logits, double[] losses, float[] ownLogits) {
        int k = candidates.classes();
        int size = candidates.size();
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < size; c++) {
                ownLogits[i * size + c] = logits[i * k + candidates.get(firstRow + i, c)];
            }
        }
        LogSumExp.softmaxRowsInPlace(logits, count, k, losses);
        double[] powers = new double[size];
        for (int i = 0; i < count; i++) {
            double meanLess = 0;
            for (int c = 0; c < size; c++) {
                double less = Math.expm1(q * (ownLogits[i * size + c] - losses[i]));
                powers[c] = 1 + less;
                meanLess += less / size;
            }
            losses[i] = -meanLess / q;
            float factor = (float) (1 + meanLess);
            for (int j = i * k; j < (i + 1) * k; j++) {
                logits[j] *= factor;
            }
            for (int c = 0; c < size; c++) {
                logits[i * k + candidates.get(firstRow + i, c)] -= (float) (powers[c] / size);
            }
        }
    }
}
