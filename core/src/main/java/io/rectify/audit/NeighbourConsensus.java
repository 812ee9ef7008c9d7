package io.rectify.audit;

import io.rectify.data.Labels;
import java.util.Arrays;

/**
 * The share of wrong labels from how often a row and its two nearest rows are given the same ones, if all three are of one class: a
 * latent class c with probability π_c and labels drawn independently from one noise matrix T, by EM.
 *
 * <p>Source: Zhu, Song &amp; Liu 2021, ICML, arXiv 2102.05291, in the form of Dawid &amp; Skene 1979.
 */
final class NeighbourConsensus {
    private static final int ITERATIONS = 60;
    private static final double START = 0.8;
    private static final double LEAST = 1e-9;

    private static final long SEED = 5;

    private NeighbourConsensus() {}

    /** Share of labels that are wrong, by {@link SomeRows}; NaN where two nearest rows are not known. */
    static double rate(Labels given, NearestRows nearest) {
        if (nearest.count() < 2) {
            return Double.NaN;
        }
        int k = given.classCount();
        int[] judged = SomeRows.of(given, SEED);
        int n = judged.length;
        double[] priors = Arrays.stream(given.counts())
                .mapToDouble(c -> c / (double) given.size())
                .toArray();
        // By label, then class: what a row needs of T and adds to the counts lies together.
        double[][] t = new double[k][k];
        for (int j = 0; j < k; j++) {
            Arrays.fill(t[j], (1 - START) / (k - 1));
            t[j][j] = START;
        }
        double[][] counts = new double[k][k];
        double[] r = new double[k];
        double[] column = new double[k];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            for (double[] count : counts) {
                Arrays.fill(count, 0);
            }
            double[] rows = new double[k];
            for (int i : judged) {
                int a = given.get(i);
                int b = given.get(nearest.get(i, 0));
                int d = given.get(nearest.get(i, 1));
                double sum = shares(priors, t[a], t[b], t[d], r);
                if (sum > 0) {
                    add(r, sum, rows, counts[a], counts[b], counts[d]);
                }
            }
            for (int c = 0; c < k; c++) {
                priors[c] = rows[c] / n;
                for (int j = 0; j < k; j++) {
                    column[j] = counts[j][c];
                }
                double all = Arrays.stream(column).sum();
                for (int j = 0; j < k; j++) {
                    t[j][c] = Math.max(LEAST, all > 0 ? column[j] / all : t[j][c]);
                }
            }
        }
        double rate = 0;
        for (int c = 0; c < k; c++) {
            rate += priors[c] * (1 - t[c][c]);
        }
        return Math.min(1, rate);
    }

    /** π_c·T_ca·T_cb·T_cd of every class, and their sum. */
    private static double shares(double[] priors, double[] a, double[] b, double[] d, double[] r) {
        double sum = 0;
        for (int c = 0; c < r.length; c++) {
            r[c] = priors[c] * a[c] * b[c] * d[c];
            sum += r[c];
        }
        return sum;
    }

    private static void add(double[] r, double sum, double[] rows, double[] a, double[] b, double[] d) {
        for (int c = 0; c < r.length; c++) {
            double share = r[c] / sum;
            rows[c] += share;
            a[c] += share;
            b[c] += share;
            d[c] += share;
        }
    }
}
