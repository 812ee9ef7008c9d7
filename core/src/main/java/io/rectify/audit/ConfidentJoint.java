package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;

/**
 * A noise matrix by counting: a row counts as of class k if its output for k is at least what it usually is for rows given k, the
 * most probable such class.
 *
 * <p>Source: the confident joint of Northcutt, Jiang &amp; Chuang 2021, JAIR, arXiv 1911.00068.
 */
final class ConfidentJoint {
    /** What a mean of float32 values may be off by. */
    private static final double ROUNDING = 1e-9;

    private ConfidentJoint() {}

    static NoiseTransition estimate(Probabilities outputs, Labels given) {
        int[] counts = given.counts();
        return scaled(joint(outputs.matrix(), given, usual(outputs.matrix(), given)), counts);
    }

    /** The mean output for a class over the rows that are given it. */
    private static double[] usual(Matrix p, Labels given) {
        int[] counts = given.counts();
        double[] usual = new double[counts.length];
        for (int i = 0; i < given.size(); i++) {
            usual[given.get(i)] += p.get(i, given.get(i));
        }
        for (int c = 0; c < usual.length; c++) {
            usual[c] = usual[c] / Math.max(1, counts[c]) - ROUNDING;
        }
        return usual;
    }

    /** Rows by the class they count as and the label they are given. */
    private static double[][] joint(Matrix p, Labels given, double[] usual) {
        int[] counts = given.counts();
        int k = counts.length;
        double[][] joint = new double[k][k];
        float[] row = new float[k];
        for (int i = 0; i < given.size(); i++) {
            p.getRows(i, 1, row);
            int best = -1;
            for (int c = 0; c < k; c++) {
                if (counts[c] > 0 && row[c] >= usual[c] && (best < 0 || row[c] > row[best])) {
                    best = c;
                }
            }
            if (best >= 0) {
                joint[best][given.get(i)]++;
            }
        }
        return joint;
    }

    /** Columns scaled so that given classes have their sizes, then rows to probabilities. */
    private static NoiseTransition scaled(double[][] joint, int[] counts) {
        int k = counts.length;
        int n = Arrays.stream(counts).sum();
        double[] priors = new double[k];
        double right = 0;
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int c = 0; c < k; c++) {
                sum += joint[c][j];
            }
            for (int c = 0; c < k; c++) {
                joint[c][j] = sum > 0 ? joint[c][j] / sum * counts[j] : c == j ? counts[j] : 0;
                priors[c] += joint[c][j] / n;
            }
            right += joint[j][j] / n;
        }
        for (int c = 0; c < k; c++) {
            double sum = Arrays.stream(joint[c]).sum();
            for (int j = 0; j < k; j++) {
                joint[c][j] = sum > 0 ? joint[c][j] / sum : c == j ? 1 : 0;
            }
        }
        double error = NoiseTransition.QUANTILE * Math.sqrt(right * (1 - right) / n);
        return new NoiseTransition(
                joint, priors, 1 - right, Math.max(0, 1 - right - error), Math.min(1, 1 - right + error), 1, 0);
    }
}
