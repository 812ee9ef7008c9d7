package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
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
        int[] countsAs = countsAs(outputs, given, usual(outputs, given));
        return counts.length > NoiseTransition.MOST_CLASSES
                ? shares(countsAs, given)
                : scaled(joint(countsAs, given), counts);
    }

    /** The mean output for a class over the rows that are given it. */
    private static double[] usual(Probabilities p, Labels given) {
        int[] counts = given.counts();
        double[] usual = new double[counts.length];
        p.forEachRow((i, row) -> usual[given.get(i)] += row[given.get(i)]);
        for (int c = 0; c < usual.length; c++) {
            usual[c] = usual[c] / Math.max(1, counts[c]) - ROUNDING;
        }
        return usual;
    }

    /** The class that each row counts as; −1 for none. */
    private static int[] countsAs(Probabilities p, Labels given, double[] usual) {
        int[] counts = given.counts();
        int[] countsAs = new int[given.size()];
        p.forEachRow((i, row) -> {
            int best = -1;
            for (int c = 0; c < row.length; c++) {
                if (counts[c] > 0 && row[c] >= usual[c] && (best < 0 || row[c] > row[best])) {
                    best = c;
                }
            }
            countsAs[i] = best;
        });
        return countsAs;
    }

    /** Rows by the class they count as and the label they are given. */
    private static double[][] joint(int[] countsAs, Labels given) {
        int k = given.classCount();
        double[][] joint = new double[k][k];
        for (int i = 0; i < countsAs.length; i++) {
            if (countsAs[i] >= 0) {
                joint[countsAs[i]][given.get(i)]++;
            }
        }
        return joint;
    }

    /** What {@link #scaled} says of priors and rate, without a matrix of K². */
    private static NoiseTransition shares(int[] countsAs, Labels given) {
        int[] counts = given.counts();
        int n = given.size();
        int[] counted = new int[counts.length];
        for (int i = 0; i < n; i++) {
            counted[given.get(i)] += countsAs[i] >= 0 ? 1 : 0;
        }
        double[] priors = new double[counts.length];
        double right = 0;
        for (int i = 0; i < n; i++) {
            int label = given.get(i);
            int as = counted[label] == 0 ? label : countsAs[i];
            if (as >= 0) {
                double share =
                        counts[label] / (double) Math.max(1, counted[label] == 0 ? counts[label] : counted[label]) / n;
                priors[as] += share;
                right += as == label ? share : 0;
            }
        }
        return estimate(new double[0][], priors, right, n);
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
        return estimate(joint, priors, right, n);
    }

    private static NoiseTransition estimate(double[][] joint, double[] priors, double right, int n) {
        double error = NoiseTransition.QUANTILE * Math.sqrt(right * (1 - right) / n);
        return new NoiseTransition(
                joint, priors, 1 - right, Math.max(0, 1 - right - error), Math.min(1, 1 - right + error), 1, 0);
    }
}
