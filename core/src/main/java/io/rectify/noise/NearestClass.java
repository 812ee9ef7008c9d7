package io.rectify.noise;

import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.Vectors;

/**
 * The class that each class is most easily taken for: the one whose mean of centred, normalised rows has the largest cosine with its
 * own.
 */
public final class NearestClass {
    private NearestClass() {}

    /**
     * For each class the nearest other, the first of equals. A class without rows is nearest to itself and to no other; so is a class
     * that no other class has rows beside.
     *
     * @param features N×D, as they come
     * @param labels N labels, the right ones
     * @throws IllegalArgumentException if the numbers of rows differ
     */
    public static int[] of(RowBlocks features, Labels labels, int threads) {
        RowBlocks rows = Preprocessing.fit(features, Preprocessing.Scheme.CENTRE_NORMALISE, threads)
                .lazily(features);
        try (ClassSums classes = ClassSums.of(rows, labels, threads)) {
            double[][] directions = new double[labels.classCount()][];
            for (int k = 0; k < directions.length; k++) {
                directions[k] = unit(classes.sums().row(k));
            }
            return nearest(directions, labels.counts());
        }
    }

    private static int[] nearest(double[][] directions, int[] counts) {
        int[] nearest = new int[directions.length];
        for (int k = 0; k < nearest.length; k++) {
            nearest[k] = k;
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < nearest.length; j++) {
                if (j != k && counts[k] > 0 && counts[j] > 0) {
                    double cosine = Vectors.dot(directions[k], directions[j]);
                    if (cosine > largest) {
                        largest = cosine;
                        nearest[k] = j;
                    }
                }
            }
        }
        return nearest;
    }

    private static double[] unit(double[] sum) {
        double norm = Vectors.norm(sum);
        double[] unit = new double[sum.length];
        for (int j = 0; j < unit.length && norm > 0; j++) {
            unit[j] = sum[j] / norm;
        }
        return unit;
    }
}
