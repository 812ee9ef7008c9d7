package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many labels are wrong, by labels that certainly are: outputs that never saw a row's label can score any label as if it had
 * been given. With r_i the probabilities of row i's true class and T° where wrong labels go, label j of row i is a decoy of weight
 * w_ij = Σ_c r_ic T°_cj. The share u_i of all decoys that are less suspicious than row i's label is uniform for wrong labels, and
 * small for right ones, so that
 *
 * <p>π(ℓ) = #{u_i &gt; ℓ}/(N·(1 − ℓ))
 *
 * <p>estimates the share of wrong labels for any ℓ beyond which hardly any right label lies (Storey 2002, for p-values 1 − u); p(wrong) =
 * min(1, π/f(u)), f the decreasing density of u ({@link Grenander}). T° is estimated anew from labels that are probably wrong, five times,
 * each class's shrunk towards what {@link SimilarClasses} tells of all.
 *
 * <p>It rests on wrong labels going where T° says whatever the row; where mistakes follow the features, π(ℓ) falls in ℓ.
 */
final class Decoys {
    /** π is the mean over these ℓ. */
    private static final double[] LEVELS = {0.25, 0.3, 0.35};

    private static final int ROUNDS = 5;
    private static final double RANGE = 80;
    private static final int BINS = 1 << 16;

    private final Matrix outputs;
    private final Labels given;
    private final Suspicion suspicion;
    private final double[] own;
    private final double shrinkage;
    private final int threads;
    private final int k;
    private final SimilarClasses similar;
    private double[][] spread;
    private double[][] mixed;
    private double[] below = {};
    private double[] u = {};
    private double[] wrong = {};
    private double rate;

    /**
     * @param outputs at the temperature that T was estimated at, N×K
     * @param transitions T, for a start
     * @param own suspicion of each given label
     * @param shrinkage rows by which T° is shrunk towards mistakes that go by the similarity of classes
     */
    Decoys(
            Matrix outputs,
            Labels given,
            double[][] transitions,
            Suspicion suspicion,
            double[] own,
            double shrinkage,
            int threads) {
        this.outputs = outputs;
        this.given = given;
        this.suspicion = suspicion;
        this.own = own;
        this.shrinkage = shrinkage;
        this.threads = threads;
        this.k = given.classCount();
        this.similar = SimilarClasses.of(outputs);
        this.mixed = transitions;
        this.spread = offDiagonal(transitions);
        for (int round = 0; round < ROUNDS; round++) {
            compare();
            estimate();
            respread();
        }
    }

    /** π, the mean over the levels. */
    double rate() {
        return rate;
    }

    /** u of each row. */
    double[] ranks() {
        return u;
    }

    /** The least u of these rows; 1 of none. */
    double leastRank(int[] rows) {
        return Arrays.stream(rows).mapToDouble(i -> u[i]).min().orElse(1);
    }

    /** p(wrong) of each row. */
    double[] wrong() {
        return wrong;
    }

    /** T°, K×K, rows sum to 1. */
    double[][] spread() {
        return spread;
    }

    /** π(ℓ). */
    double rateBeyond(double level) {
        return beyond(level) / (double) u.length / (1 - level);
    }

    long beyond(double level) {
        return Arrays.stream(u).filter(value -> value > level).count();
    }

    private static double[][] offDiagonal(double[][] transitions) {
        double[][] rows = new double[transitions.length][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = transitions[c].clone();
            rows[c][c] = 0;
            double sum = Arrays.stream(rows[c]).sum();
            for (int j = 0; j < rows.length; j++) {
                rows[c][j] = sum > 0 ? rows[c][j] / sum : j == c ? 0 : 1.0 / (rows.length - 1);
            }
        }
        return rows;
    }

    /** The weight of decoys by their suspicion, and the rank of each given label among them. */
    private void compare() {
        double[] weights = new double[BINS];
        try (Matrix steps = Matrix.zeros(k, k)) {
            for (int c = 0; c < k; c++) {
                float[] row = new float[k];
                for (int j = 0; j < k; j++) {
                    row[j] = (float) spread[c][j];
                }
                steps.setRows(c, 1, row);
            }
            Parallel.sumOrdered(
                    given.size(),
                    suspicion.bandRows(),
                    threads,
                    weights,
                    Histogram::new,
                    (histogram, from, to) -> histogram.of(steps, from, to));
        }
        below = new double[BINS + 1];
        for (int b = 0; b < BINS; b++) {
            below[b + 1] = below[b] + weights[b];
        }
        u = Arrays.stream(own).map(this::rank).toArray();
    }

    private static double place(double score) {
        return Math.max(0, Math.min(BINS - 1e-6, (score + RANGE) * (BINS / (2 * RANGE))));
    }

    /** Share of decoys that are less suspicious. */
    private double rank(double score) {
        double place = place(score);
        int bin = (int) place;
        return (below[bin] + (place - bin) * (below[bin + 1] - below[bin])) / below[BINS];
    }

    private void estimate() {
        rate = Arrays.stream(LEVELS).map(this::rateBeyond).average().orElseThrow();
        Grenander density = Grenander.of(u);
        wrong = Arrays.stream(u)
                .map(value -> Math.min(1, rate / Math.max(1e-12, density.at(value))))
                .toArray();
    }

    /** T° from labels that are probably wrong, and T with it and the rate. */
    private void respread() {
        double[][] counts = new double[k][k];
        float[] row = new float[k];
        int[] sure = IntStream.range(0, u.length).filter(i -> wrong[i] > 0.05).toArray();
        for (int i : sure) {
            int label = given.get(i);
            outputs.getRows(i, 1, row);
            double sum = 0;
            for (int c = 0; c < k; c++) {
                sum += c == label ? 0 : row[c] * spread[c][label];
            }
            for (int c = 0; c < k && sum > 0; c++) {
                counts[c][label] += c == label ? 0 : row[c] * spread[c][label] / sum * wrong[i];
            }
        }
        double[][] pooled = similar.pooled(counts);
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                counts[c][j] += shrinkage * pooled[c][j];
            }
        }
        spread = offDiagonal(counts);
        mixed = new double[k][k];
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                mixed[c][j] = c == j ? 1 - rate : rate * spread[c][j];
            }
        }
    }

    /** Weight of the decoys of a band of rows by suspicion. */
    private final class Histogram implements Parallel.Partial {
        private final double[] sums = new double[BINS];

        void of(Matrix steps, int from, int to) {
            Arrays.fill(sums, 0);
            int rows = to - from;
            float[] posterior = new float[rows * k];
            outputs.getRows(from, rows, posterior);
            for (int i = 0; i < rows; i++) {
                int label = given.get(from + i);
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    posterior[i * k + c] *= (float) mixed[c][label];
                    sum += posterior[i * k + c];
                }
                float scale = (float) (1 / Math.max(sum, Float.MIN_NORMAL));
                for (int c = 0; c < k; c++) {
                    posterior[i * k + c] *= scale;
                }
            }
            float[] weights = new float[rows * k];
            try (Matrix r = Matrix.zeros(rows, k);
                    Matrix w = Matrix.zeros(rows, k)) {
                r.setRows(0, rows, posterior);
                Blas.multiply(1, r, steps, 0, w, 1);
                w.getRows(0, rows, weights);
            }
            float[] scores = suspicion.of(from, to);
            for (int j = 0; j < scores.length; j++) {
                sums[(int) place(scores[j])] += weights[j];
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int b = 0; b < BINS; b++) {
                total[b] += sums[b];
            }
        }
    }
}
