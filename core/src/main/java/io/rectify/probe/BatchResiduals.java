package io.rectify.probe;

import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A loss as descent on mini-batches meets it: logits of any rows become wᵢ·∂ℓᵢ/∂z, whatever model the logits are of. Weights
 * are scaled to a mean of 1. For one thread.
 */
public final class BatchResiduals {
    private final Loss loss;
    private final float @Nullable [] rowWeights;
    private final double weightSum;
    private final float[] row;
    private final float[] scratch;

    /**
     * @param rowWeights one per row, at least 0 and not all 0; none means 1 each
     * @throws IllegalArgumentException if there are not as many weights as rows
     */
    public BatchResiduals(Loss loss, Optional<float[]> rowWeights) {
        this.loss = loss;
        this.weightSum = rowWeights.map(BatchResiduals::sum).orElse((double) loss.rows());
        this.rowWeights =
                rowWeights.map(given -> scaled(given, loss.rows(), weightSum)).orElse(null);
        this.row = new float[loss.classes()];
        this.scratch = new float[loss.classes()];
    }

    private static double sum(float[] weights) {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    private static float[] scaled(float[] given, int rows, double sum) {
        if (given.length != rows) {
            throw new IllegalArgumentException("loss has " + rows + " rows but row weights has " + given.length);
        }
        float[] scaled = new float[rows];
        for (int i = 0; i < rows; i++) {
            scaled[i] = (float) (given[i] * rows / sum);
        }
        return scaled;
    }

    /** Σwᵢ as given, N without weights. */
    public double weightSum() {
        return weightSum;
    }

    /** Whether the loss looks at the logits of a moving average of the model. */
    public boolean needAverage() {
        return loss instanceof BatchLoss;
    }

    /**
     * Replaces the logits of a batch's n rows by the derivatives of its losses with respect to them.
     *
     * @param rows their indices among the N
     * @param logits n·K, row-major; overwritten
     * @param averageLogits n·K of the moving average, overwritten, if it is needed
     * @param random where a {@link BatchLoss} draws from
     * @return the sum of the weighted losses
     */
    public double residualInPlace(int[] rows, float[] logits, float[] averageLogits, SplittableRandom random) {
        double[] losses = new double[rows.length];
        if (loss instanceof BatchLoss batchLoss) {
            batchLoss.residualInPlace(new BatchLoss.Batch(rows, averageLogits, random), logits, losses);
        } else if (loss instanceof RowLoss rowLoss) {
            residual(rowLoss, rows, logits, losses);
        }
        return weigh(rows, logits, losses);
    }

    /** Row by row, since the rows of a batch are no neighbours. */
    private void residual(RowLoss rowLoss, int[] rows, float[] logits, double[] losses) {
        int k = row.length;
        double[] one = new double[1];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(logits, i * k, row, 0, k);
            rowLoss.residualRowsInPlace(rows[i], 1, row, one, scratch);
            System.arraycopy(row, 0, logits, i * k, k);
            losses[i] = one[0];
        }
    }

    private double weigh(int[] rows, float[] residuals, double[] losses) {
        int k = row.length;
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rowWeights != null) {
                float weight = rowWeights[rows[i]];
                losses[i] *= weight;
                for (int j = i * k; j < (i + 1) * k; j++) {
                    residuals[j] *= weight;
                }
            }
            sum += losses[i];
        }
        return sum;
    }
}
