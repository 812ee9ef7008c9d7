package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;

/**
 * How well predicted probabilities P fit labels y over N rows.
 *
 * @param rows N
 * @param accuracy share of rows whose most probable class (the first of equals) is the label
 * @param logLoss −(1/N) Σ ln P_iy, in nats; infinite if a label was given probability 0
 * @param brier (1/N) Σᵢ Σⱼ (P_ij − [j = yᵢ])², from 0 to 2
 * @param ece expected calibration error with 20 equal-width bins, see {@link Calibration}
 * @param uncertainty predictive uncertainty: the mean entropy of P, in nats (Zhang &amp; Sabuncu 2020)
 */
public record Evaluation(int rows, double accuracy, double logLoss, double brier, double ece, double uncertainty) {
    /** Bins of {@link #ece}, as in Zhang &amp; Sabuncu 2020. */
    public static final int ECE_BINS = 20;

    /**
     * Compares predictions with labels.
     *
     * @throws IllegalArgumentException if the shapes differ or there is no row
     */
    public static Evaluation of(Probabilities predicted, Labels labels) {
        checkShapes(predicted, labels);
        int n = labels.size();
        int correct = 0;
        double logLoss = 0;
        double brier = 0;
        double entropy = 0;
        float[] row = new float[labels.classCount()];
        for (int i = 0; i < n; i++) {
            predicted.matrix().getRows(i, 1, row);
            int label = labels.get(i);
            correct += Probabilities.argmax(row) == label ? 1 : 0;
            logLoss -= Math.log(row[label]);
            for (int j = 0; j < row.length; j++) {
                double difference = j == label ? row[j] - 1.0 : row[j];
                brier += difference * difference;
                entropy -= row[j] > 0 ? row[j] * Math.log(row[j]) : 0;
            }
        }
        double ece = Calibration.expectedError(predicted, labels, ECE_BINS, Calibration.Binning.EQUAL_WIDTH);
        return new Evaluation(n, (double) correct / n, logLoss / n, brier / n, ece, entropy / n);
    }

    static void checkShapes(Probabilities predicted, Labels labels) {
        if (predicted.rows() != labels.size()) {
            throw new IllegalArgumentException(
                    "predictions have " + predicted.rows() + " rows but labels has " + labels.size());
        }
        if (predicted.classes() != labels.classCount()) {
            throw new IllegalArgumentException(
                    "predictions are over " + predicted.classes() + " classes but labels over " + labels.classCount());
        }
        if (labels.size() == 0) {
            throw new IllegalArgumentException("there is no row to evaluate");
        }
    }
}
