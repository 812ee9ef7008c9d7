package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowScan;
import java.util.Arrays;

/**
 * A noise matrix T by maximum likelihood, from outputs at one temperature and under one shrinkage. EM alternates between
 *
 * <p>r_ik ∝ q_ik·T_k,g, the probability that row i with outputs q_i and given label g is of class k, and
 *
 * <p>T_kj = τ_k·(n_kj + s/(K−1))/(n_k − n_kk + s) for j ≠ k, n_kj = Σ r_ik [g_i = j], n_k = Σ_j n_kj, where the rate of class k,
 * τ_k = (n_k − n_kk + 100·τ)/(n_k + 100), is shrunk towards the rate τ of all rows as if by 100 rows, and where its wrong labels
 * go, towards all other classes alike as if by s rows.
 */
final class TransitionEm {
    private static final int TILE = 8192;

    /** Rows that the pooled rate counts for in each class. */
    private static final double POOLED_ROWS = 100;

    private final Matrix outputs;
    private final Labels given;
    private final double shrinkage;
    private final int threads;
    private final int k;
    private final double[][] transitions;
    private final double[] priors;
    private double rate = 0.2;
    private double logLikelihood;

    /** @param outputs at their temperature */
    TransitionEm(Matrix outputs, Labels given, double shrinkage, int threads) {
        this.outputs = outputs;
        this.given = given;
        this.shrinkage = shrinkage;
        this.threads = threads;
        this.k = given.classCount();
        this.transitions = new double[k][k];
        this.priors = new double[k];
        for (int c = 0; c < k; c++) {
            Arrays.fill(transitions[c], rate / (k - 1));
            transitions[c][c] = 1 - rate;
        }
    }

    /** T, K×K, of the last iteration. */
    double[][] transitions() {
        return transitions;
    }

    /** Share of each true class. */
    double[] priors() {
        return priors;
    }

    /** Share of given labels that are wrong. */
    double rate() {
        return rate;
    }

    /** That of the rows of the last expectation, by their weights. */
    double logLikelihood() {
        return logLikelihood;
    }

    /** @param rowWeights one for each row; none means 1 each */
    void run(int iterations, float[] rowWeights) {
        for (int i = 0; i < iterations; i++) {
            maximise(expect(rowWeights));
        }
    }

    /** Σ_i w_i·r_ik by given label g (row) and class k (column); an empty array of weights means 1 each. */
    double[] expect(float[] rowWeights) {
        float[] byGiven = new float[k * k];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                byGiven[j * k + c] = (float) transitions[c][j];
            }
        }
        double[] total = new double[k * k + 1];
        int band = Math.max(256, Math.min(1 << 16, 4 * k));
        Parallel.sumOrdered(
                outputs.rows(),
                band,
                threads,
                total,
                Counts::new,
                (counts, from, to) -> counts.of(from, to, byGiven, rowWeights));
        logLikelihood = total[k * k];
        return total;
    }

    private void maximise(double[] counts) {
        double[] rows = new double[k];
        double[] wrong = new double[k];
        for (int j = 0; j < k; j++) {
            for (int c = 0; c < k; c++) {
                rows[c] += counts[j * k + c];
                wrong[c] += j == c ? 0 : counts[j * k + c];
            }
        }
        double all = Arrays.stream(rows).sum();
        rate = Arrays.stream(wrong).sum() / all;
        for (int c = 0; c < k; c++) {
            priors[c] = rows[c] / all;
            double own = (wrong[c] + POOLED_ROWS * rate) / (rows[c] + POOLED_ROWS);
            for (int j = 0; j < k; j++) {
                transitions[c][j] =
                        j == c ? 1 - own : own * (counts[j * k + c] + shrinkage / (k - 1)) / (wrong[c] + shrinkage);
            }
        }
    }

    /** What one band of rows adds. */
    private final class Counts implements Parallel.Partial {
        private final int tileRows = Math.max(1, TILE / k);
        private final float[] tile = new float[tileRows * k];
        private final double[] sums = new double[k * k + 1];

        void of(int from, int to, float[] byGiven, float[] rowWeights) {
            Arrays.fill(sums, 0);
            for (int start = from; start < to; start += tileRows) {
                int count = Math.min(tileRows, to - start);
                outputs.getRows(start, count, tile);
                for (int i = 0; i < count; i++) {
                    row(i * k, given.get(start + i) * k, byGiven, weight(rowWeights, start + i));
                }
            }
        }

        private double weight(float[] rowWeights, int row) {
            return rowWeights.length == 0 ? 1 : rowWeights[row];
        }

        private void row(int from, int label, float[] byGiven, double weight) {
            if (weight == 0) {
                return;
            }
            for (int c = 0; c < k; c++) {
                tile[from + c] *= byGiven[label + c];
            }
            double sum = Math.max(RowScan.sum(tile, from, k), Float.MIN_NORMAL);
            sums[k * k] += weight * Math.log(sum);
            double scale = weight / sum;
            for (int c = 0; c < k; c++) {
                sums[label + c] += scale * tile[from + c];
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int j = 0; j < total.length; j++) {
                total[j] += sums[j];
            }
        }
    }
}
