package io.rectify.metrics;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a classifier is to be good at, as weights of rows: Σ_i w_i [right_i] / Σ_i w_i, with w_i the weight of the row's class.
 *
 * <p>Where labels are wrong, the shares of the given classes are wrong too, and a classifier that learns them agrees with more labels
 * and is right less often; {@link #BALANCED} gives it nothing for that.
 */
public enum Metric {
    /** Every row counts alike: w = 1. */
    ACCURACY,
    /** Every class counts alike, but for classes of few rows, which count less: w_k = 1/(n_k + 10), n_k the rows of class k. */
    BALANCED;

    /** Rows that a class needs to count half as much as a large one. */
    private static final double FEW = 10;

    /**
     * w of each class, scaled so that the mean over all rows is 1.
     *
     * @param counts rows of each class, at least one in all
     */
    public double[] weights(int[] counts) {
        double[] weights = new double[counts.length];
        double sum = 0;
        double rows = 0;
        for (int k = 0; k < counts.length; k++) {
            weights[k] = this == ACCURACY ? 1 : 1 / (counts[k] + FEW);
            sum += counts[k] * weights[k];
            rows += counts[k];
        }
        double scale = rows / sum;
        return Arrays.stream(weights).map(weight -> weight * scale).toArray();
    }

    /** As options name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
