package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.noise.Corruption;

/** The corruption of the peer programs (common.py), label for label: NumPy's {@code choice(k, p=row)} for each row. */
public final class PeerCorruption {
    private PeerCorruption() {}

    public static Labels apply(Corruption corruption, Labels labels, long seed) {
        double[][] transitions = corruption.transitions(labels.classCount());
        double[][] cumulative = new double[transitions.length][];
        for (int i = 0; i < transitions.length; i++) {
            cumulative[i] = cumulative(transitions[i], i);
        }
        NumpyRandom random = new NumpyRandom(seed);
        return labels.map(row -> firstAbove(cumulative[labels.get(row)], random.nextDouble()));
    }

    /** The diagonal is what the other entries leave, as common.py computes it. */
    private static double[] cumulative(double[] probabilities, int diagonal) {
        double[] p = probabilities.clone();
        p[diagonal] = 0;
        p[diagonal] = 1 - pairwiseSum(p, 0, p.length);
        double[] cumulative = new double[p.length];
        double sum = 0;
        for (int j = 0; j < p.length; j++) {
            sum += p[j];
            cumulative[j] = sum;
        }
        for (int j = 0; j < p.length; j++) {
            cumulative[j] /= sum;
        }
        return cumulative;
    }

    /** NumPy's order of summation, so that even the last bit of the diagonal agrees. */
    private static double pairwiseSum(double[] x, int from, int n) {
        if (n < 8) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += x[from + i];
            }
            return sum;
        }
        if (n > 128) {
            int half = n / 2 - n / 2 % 8;
            return pairwiseSum(x, from, half) + pairwiseSum(x, from + half, n - half);
        }
        double[] r = new double[8];
        System.arraycopy(x, from, r, 0, 8);
        int i = 8;
        for (; i < n - n % 8; i += 8) {
            for (int j = 0; j < 8; j++) {
                r[j] += x[from + i + j];
            }
        }
        double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; i++) {
            sum += x[from + i];
        }
        return sum;
    }

    private static int firstAbove(double[] cumulative, double u) {
        int j = 0;
        while (j < cumulative.length - 1 && cumulative[j] <= u) {
            j++;
        }
        return j;
    }
}
