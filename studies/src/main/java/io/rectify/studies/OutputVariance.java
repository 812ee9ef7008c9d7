package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;

/**
 * How far outputs of rows of one class lie together: (1/N)·Σᵢ‖pᵢ − p̄ₖ‖² about the mean of the row's true class k, and between the
 * classes (1/N)·Σₖ nₖ·‖p̄ₖ − p̄‖². They sum to the variance of all rows.
 */
record OutputVariance(double within, double between) {
    /** @throws IllegalArgumentException if there are not as many outputs as labels */
    static OutputVariance of(Matrix outputs, Labels truth) {
        if (outputs.rows() != truth.size()) {
            throw new IllegalArgumentException(outputs.rows() + " rows of outputs but " + truth.size() + " of labels");
        }
        int n = outputs.rows();
        int columns = outputs.columns();
        int[] counts = truth.counts();
        double[][] means = new double[truth.classCount()][columns];
        double[] all = new double[columns];
        for (int i = 0; i < n; i++) {
            float[] row = outputs.row(i);
            for (int j = 0; j < columns; j++) {
                means[truth.get(i)][j] += row[j] / (double) counts[truth.get(i)];
                all[j] += row[j] / (double) n;
            }
        }
        double within = 0;
        double between = 0;
        for (int i = 0; i < n; i++) {
            float[] row = outputs.row(i);
            double[] mean = means[truth.get(i)];
            for (int j = 0; j < columns; j++) {
                within += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
                between += (mean[j] - all[j]) * (mean[j] - all[j]) / n;
            }
        }
        return new OutputVariance(within, between);
    }

    /** The part of all variance that is within classes: 0 where the outputs of a class are equal. */
    double shareWithin() {
        return within / (within + between);
    }
}
