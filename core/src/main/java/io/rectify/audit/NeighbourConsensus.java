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

    private NeighbourConsensus() {}

    /** Share of labels that are wrong; NaN where two nearest rows are not known. */
    static double rate(Labels given, NearestRows nearest) {
        if (nearest.count() < 2) {
            return Double.NaN;
        }
        int n = given.size();
        int k = given.classCount();
        double[] priors =
                Arrays.stream(given.counts()).mapToDouble(c -> c / (double) n).toArray();
        double[][] t = new double[k][k];
        for (int c = 0; c < k; c++) {
            Arrays.fill(t[c], (1 - START) / (k - 1));
            t[c][c] = START;
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[][] counts = new double[k][k];
            double[] rows = new double[k];
            double[] r = new double[k];
            for (int i = 0; i < n; i++) {
                int a = given.get(i);
                int b = given.get(nearest.get(i, 0));
                int d = given.get(nearest.get(i, 1));
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    r[c] = priors[c] * t[c][a] * t[c][b] * t[c][d];
                    sum += r[c];
                }
                for (int c = 0; c < k && sum > 0; c++) {
                    double share = r[c] / sum;
                    rows[c] += share;
                    counts[c][a] += share;
                    counts[c][b] += share;
                    counts[c][d] += share;
                }
            }
            for (int c = 0; c < k; c++) {
                priors[c] = rows[c] / n;
                double all = Arrays.stream(counts[c]).sum();
                for (int j = 0; j < k; j++) {
                    t[c][j] = Math.max(LEAST, all > 0 ? counts[c][j] / all : t[c][j]);
                }
            }
        }
        double rate = 0;
        for (int c = 0; c < k; c++) {
            rate += priors[c] * (1 - t[c][c]);
        }
        return Math.min(1, rate);
    }
}
