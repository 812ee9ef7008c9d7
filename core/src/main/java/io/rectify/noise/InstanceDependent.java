package io.rectify.noise;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Wrong labels that depend on the features, for experiments: rows that look alike are confused alike. Row i of class y has its
 * own rate qᵢ ~ N(η, σ²) within [0, 1]; with probability qᵢ its label becomes class j ≠ y with probability
 * softmax(s·xᵢᵀw_yj/‖xᵢ‖)_j, where w_yj are standard normal vectors drawn once for each pair of classes.
 *
 * <p>The sharpness s is √D or so where pixels of unit variance are used as they come, so that nearly every row has one class it
 * is taken for; with s = 0 the noise is symmetric.
 *
 * <p>Source: Xia et al., NeurIPS 2020, arXiv 2006.07836, algorithm 2.
 *
 * @param rate η
 * @param deviation σ
 * @param sharpness s
 */
public record InstanceDependent(double rate, double deviation, double sharpness) {
    /** With σ = 0.1, as in the source, and s = 10. */
    public static InstanceDependent of(double rate) {
        return new InstanceDependent(rate, 0.1, 10);
    }

    /** @throws IllegalArgumentException if the rate is outside [0, 1], or deviation or sharpness are negative or not finite */
    public InstanceDependent {
        Rates.check(rate);
        if (!(deviation >= 0 && sharpness >= 0 && deviation + sharpness < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "deviation and sharpness must be at least 0 but are " + deviation + " and " + sharpness);
        }
    }

    /**
     * The labels after corruption, the same whenever seed, features and labels are the same. Takes O(N·D·K) time and O(D·K)
     * memory.
     *
     * @param features N×D
     * @throws IllegalArgumentException if features and labels differ in number of rows, or there is one class only
     */
    public Labels apply(RowBlocks features, Labels labels, long seed) {
        if (features.rows() != labels.size()) {
            throw new IllegalArgumentException(
                    "there are " + features.rows() + " rows of features and " + labels.size() + " labels");
        }
        if (labels.classCount() < 2) {
            throw new IllegalArgumentException("labels of one class cannot be corrupted");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] given = new int[labels.size()];
        for (int own = 0; own < labels.classCount(); own++) {
            Confusion confusion = new Confusion(own, labels.classCount(), features.columns(), random.split());
            for (int row = 0; row < given.length; row++) {
                given[row] = labels.get(row) == own ? confusion.draw(features, row) : given[row];
            }
        }
        return labels.map(row -> given[row]);
    }

    /** What the rows of one class are taken for. */
    private final class Confusion {
        private final int own;
        private final SplittableRandom random;
        /** w of each class, and that class's probability. */
        private final float[][] weights;

        private final double[] probabilities;

        Confusion(int own, int classes, int columns, SplittableRandom random) {
            this.own = own;
            this.random = random;
            this.weights = new float[classes][columns];
            this.probabilities = new double[classes];
            for (float[] weight : weights) {
                for (int d = 0; d < columns; d++) {
                    weight[d] = (float) random.nextGaussian();
                }
            }
        }

        int draw(RowBlocks features, int row) {
            double u = random.nextDouble();
            if (u >= ownRate()) {
                return own;
            }
            try (Matrix one = features.rowBlock(row, row + 1)) {
                score(one.row(0));
            }
            double left = random.nextDouble() * Arrays.stream(probabilities).sum();
            int last = own == 0 ? 1 : 0;
            for (int j = 0; j < probabilities.length; j++) {
                if (probabilities[j] > 0) {
                    last = j;
                    left -= probabilities[j];
                    if (left < 0) {
                        break;
                    }
                }
            }
            return last;
        }

        private double ownRate() {
            double q = rate + deviation * random.nextGaussian();
            while (q < 0 || q > 1) {
                q = rate + deviation * random.nextGaussian();
            }
            return q;
        }

        /** Probabilities up to a factor, the largest 1. */
        private void score(float[] x) {
            double norm = Math.sqrt(dot(x, x));
            double scale = norm > 0 ? sharpness / norm : 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < weights.length; j++) {
                probabilities[j] = j == own ? Double.NEGATIVE_INFINITY : scale * dot(x, weights[j]);
                most = Math.max(most, probabilities[j]);
            }
            for (int j = 0; j < weights.length; j++) {
                probabilities[j] = Math.exp(probabilities[j] - most);
            }
        }

        private static double dot(float[] a, float[] b) {
            double sum = 0;
            for (int d = 0; d < a.length; d++) {
                sum += (double) a[d] * b[d];
            }
            return sum;
        }
    }
}
