package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Parameter;

/**
 * 1−ε on the label; the r-th most probable of the other classes, by some model's outputs, gets ε·r^(−s)/Σ_{q&lt;K} q^(−s), as by
 * Zipf's law. Only the order of the outputs counts; equals are ranked by their index. s = 0 is label smoothing.
 *
 * <p>Source of the idea: Liang, Li, Bing, Zhao, Tang, Lin &amp; Fan, ECCV 2022, arXiv 2207.12980, who rank by the network being
 * trained.
 *
 * @param epsilon ε, from 0 to 1
 * @param exponent s, at least 0
 */
public record RankSmoothing(
        @Parameter(name = "epsilon", description = "what is taken from the label, from 0 to 1")
        double epsilon,

        @Parameter(name = "rank-exponent", description = "S of a share in proportion to 1/r^S for the class of rank r")
        double exponent) {
    /** @throws IllegalArgumentException if ε is outside [0, 1], or s negative or not finite */
    public RankSmoothing {
        Shares.check(epsilon, "epsilon");
        if (!(exponent >= 0) || Double.isInfinite(exponent)) {
            throw new IllegalArgumentException("exponent must be a finite number of at least 0 but is " + exponent);
        }
    }

    /** What it is, in a few words for tables. */
    public String description() {
        return "rank smoothing, epsilon = " + epsilon + ", exponent " + exponent;
    }

    /**
     * T, a new N×K matrix.
     *
     * @param outputs N×K
     * @param given N labels of the same classes
     */
    public Targets.Soft targets(Probabilities outputs, Labels given) {
        int k = given.classCount();
        float[] weights = weights(k);
        Matrix targets = Matrix.zeros(given.size(), k);
        float[] row = new float[k];
        for (int i = 0; i < given.size(); i++) {
            outputs.matrix().getRows(i, 1, row);
            int rank = 0;
            for (int j : Probabilities.largest(row, k)) {
                row[j] = j == given.get(i) ? (float) (1 - epsilon) : weights[rank++];
            }
            targets.setRows(i, 1, row);
        }
        return new Targets.Soft(targets);
    }

    private float[] weights(int k) {
        double sum = 0;
        for (int r = 1; r < k; r++) {
            sum += Math.pow(r, -exponent);
        }
        float[] weights = new float[k - 1];
        for (int r = 1; r < k; r++) {
            weights[r - 1] = (float) (epsilon * Math.pow(r, -exponent) / sum);
        }
        return weights;
    }
}
