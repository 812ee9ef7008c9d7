package io.rectify.probe;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.LogSumExp;
import java.util.Optional;

/**
 * Cross-entropy with targets t that sum to 1: ℓ = logsumexp(z) − ⟨t, z⟩, with ∂ℓ/∂z = softmax(z) − t. Entries of t may be
 * negative.
 *
 * @param targets N×K
 */
public record CrossEntropy(Targets targets) implements RowLoss {
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
    public void residualRowsInPlace(int firstRow, int count, float[] logits, double[] losses, float[] scratch) {
        if (targets instanceof Targets.OneHot oneHot) {
            oneHot(oneHot.labels(), firstRow, count, logits, losses, scratch);
        } else if (targets instanceof Targets.Soft soft) {
            soft.matrix().getRows(firstRow, count, scratch);
            soft(count, logits, losses, scratch);
        }
    }

    private static void oneHot(
            Labels labels, int firstRow, int count, float[] logits, double[] losses, float[] ownLogits) {
        int k = labels.classCount();
        for (int i = 0; i < count; i++) {
            ownLogits[i] = logits[i * k + labels.get(firstRow + i)];
        }
        LogSumExp.softmaxRowsInPlace(logits, count, k, losses);
        for (int i = 0; i < count; i++) {
            losses[i] -= ownLogits[i];
            logits[i * k + labels.get(firstRow + i)] -= 1;
        }
    }

    private void soft(int count, float[] logits, double[] losses, float[] block) {
        int k = classes();
        double[] products = new double[count];
        for (int i = 0; i < count; i++) {
            products[i] = dot(logits, block, i * k, k);
        }
        LogSumExp.softmaxRowsInPlace(logits, count, k, losses);
        for (int i = 0; i < count; i++) {
            losses[i] -= products[i];
        }
        for (int j = 0; j < count * k; j++) {
            logits[j] -= block[j];
        }
    }

    /** Four chains, so that no addition waits for the one before; products are rounded to float32 like the logits. */
    private static double dot(float[] a, float[] b, int from, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = from + length;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
