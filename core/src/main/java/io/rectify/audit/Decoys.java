package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.Optional;
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
 * each class's shrunk towards what {@link SimilarClasses} tells of all. Where rows times classes are very many, decoys are those of {@link
 * SomeRows}; where classes are more than {@link NoiseTransition#MOST_CLASSES}, wrong labels go to all others alike.
 *
 * <p>It rests on wrong labels going where T° says whatever the row; where mistakes follow the features, π(ℓ) falls in ℓ.
 */
final class Decoys {
    /** π is the mean over these ℓ. */
    private static final double[] LEVELS = {0.25, 0.3, 0.35};

    private static final int ROUNDS = 5;
    private static final double RANGE = 80;
    private static final int BINS = 1 << 16;

    private static final long SEED = 10;

    private final RowBlocks outputs;
    private final Labels given;
    private final double[] own;
    private final double shrinkage;
    private final int threads;
    private final int k;
    private final Optional<SimilarClasses> similar;
    /** Rows whose decoys count. */
    private final int[] compared;

    private final int bandRows;
    /** How suspicious each decoy of a band of them is, in bins. */
    private final char[][] places;

    /** T° by class; none where it is even. */
    private double[][] spread;

    /** T by label, then class; none where it is even. */
    private float[][] mixed = {};

    private double[] below = {};
    private double[] u = {};
    private double[] wrong = {};
    private double rate;

    /**
     * @param outputs at the temperature that T was estimated at, N×K
     * @param noise T, for a start
     * @param own suspicion of each given label
     * @param shrinkage rows by which T° is shrunk towards mistakes that go by the similarity of classes
     */
    Decoys(
            RowBlocks outputs,
            Labels given,
            NoiseTransition noise,
            Suspicion suspicion,
            double[] own,
            double shrinkage,
            int threads) {
        this.outputs = outputs;
        this.given = given;
        this.own = own;
        this.shrinkage = shrinkage;
        this.threads = threads;
        this.k = given.classCount();
        this.compared = SomeRows.of(given, SEED);
        this.bandRows = suspicion.bandRows();
        this.places = new char[(compared.length + bandRows - 1) / bandRows][];
        this.rate = Double.isNaN(noise.rate()) ? 0 : noise.rate();
        double[][] transitions = noise.transitions();
        this.spread = transitions.length > 0 ? TransitionRows.offDiagonal(transitions) : transitions;
        this.similar = transitions.length > 0 ? Optional.of(similar()) : Optional.empty();
        if (transitions.length > 0) {
            mixed = TransitionRows.byLabel(transitions);
        }
        Parallel.forEachBand(compared.length, bandRows, threads, (from, to) -> {
            float[] scores = suspicion.of(Arrays.copyOfRange(compared, from, to));
            char[] band = new char[scores.length];
            for (int j = 0; j < band.length; j++) {
                band[j] = (char) place(scores[j]);
            }
            places[from / bandRows] = band;
        });
        for (int round = 0; round < ROUNDS; round++) {
            compare();
            estimate();
            if (transitions.length > 0) {
                respread();
            }
        }
    }

    private SimilarClasses similar() {
        if (compared.length == given.size()) {
            return SimilarClasses.of(Probabilities.whenRead(outputs));
        }
        try (Probabilities some = Probabilities.whenRead(outputs.selectRows(compared))) {
            return SimilarClasses.of(some);
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

    /** T°, K×K, rows sum to 1; empty where it is even. */
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

    /** The weight of decoys by their suspicion, and the rank of each given label among them. */
    private void compare() {
        double[] weights = new double[BINS];
        try (Matrix steps = Matrix.zeros(spread.length, spread.length)) {
            float[] row = new float[spread.length];
            for (int c = 0; c < spread.length; c++) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = (float) spread[c][j];
                }
                steps.setRows(c, 1, row);
            }
            Parallel.sumOrdered(
                    compared.length,
                    bandRows,
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
        int[] sure = TransitionEm.byLabel(
                given, IntStream.range(0, u.length).filter(i -> wrong[i] > 0.05).toArray());
        double[] column = new double[k];
        double[] summed = new double[k];
        float[] row = new float[k];
        int pieces = Math.max(1, BINS * 16 / k);
        for (int from = 0; from < sure.length; from += pieces) {
            int[] piece = Arrays.copyOfRange(sure, from, Math.min(sure.length, from + pieces));
            try (Matrix block = outputs.selectRows(piece)) {
                for (int i = 0; i < piece.length; i++) {
                    int label = given.get(piece[i]);
                    if (i == 0 || label != given.get(piece[i - 1])) {
                        for (int c = 0; c < k; c++) {
                            column[c] = spread[c][label];
                            summed[c] = counts[c][label];
                        }
                    }
                    block.getRows(i, 1, row);
                    add(row, column, label, wrong[piece[i]], summed);
                    if (i + 1 == piece.length || label != given.get(piece[i + 1])) {
                        for (int c = 0; c < k; c++) {
                            counts[c][label] = summed[c];
                        }
                    }
                }
            }
        }
        double[][] pooled = similar.orElseThrow().pooled(counts);
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                counts[c][j] += shrinkage * pooled[c][j];
            }
        }
        spread = TransitionRows.offDiagonal(counts);
        for (int c = 0; c < k; c++) {
            for (int j = 0; j < k; j++) {
                mixed[j][c] = (float) (c == j ? 1 - rate : rate * spread[c][j]);
            }
        }
    }

    /** Adds where a label comes from that is so probably wrong. */
    private static void add(float[] row, double[] column, int label, double wrong, double[] summed) {
        double sum = 0;
        for (int c = 0; c < row.length; c++) {
            sum += c == label ? 0 : row[c] * column[c];
        }
        for (int c = 0; c < row.length && sum > 0; c++) {
            summed[c] += c == label ? 0 : row[c] * column[c] / sum * wrong;
        }
    }

    /** Weight of the decoys of a band of rows by suspicion. */
    private final class Histogram implements Parallel.Partial {
        private final double[] sums = new double[BINS];

        void of(Matrix steps, int from, int to) {
            Arrays.fill(sums, 0);
            int rows = to - from;
            float[] posterior = new float[rows * k];
            int[] piece = Arrays.copyOfRange(compared, from, to);
            try (Matrix block = outputs.selectRows(piece)) {
                block.getRows(0, rows, posterior);
            }
            for (int i = 0; i < rows; i++) {
                posterior(posterior, i * k, given.get(piece[i]));
            }
            float[] weights = mixed.length > 0 ? weights(steps, posterior) : evenWeights(posterior);
            char[] band = places[from / bandRows];
            for (int j = 0; j < weights.length; j++) {
                sums[band[j]] += weights[j];
            }
        }

        /** Outputs of a row become the probabilities of its true class. */
        private void posterior(float[] values, int at, int label) {
            double sum = 0;
            float even = (float) (rate / (k - 1));
            for (int c = 0; c < k; c++) {
                values[at + c] *= mixed.length > 0 ? mixed[label][c] : c == label ? (float) (1 - rate) : even;
                sum += values[at + c];
            }
            float scale = (float) (1 / Math.max(sum, Float.MIN_NORMAL));
            for (int c = 0; c < k; c++) {
                values[at + c] *= scale;
            }
        }

        private float[] weights(Matrix steps, float[] posterior) {
            int rows = posterior.length / k;
            float[] weights = new float[posterior.length];
            try (Matrix r = Matrix.zeros(rows, k);
                    Matrix w = Matrix.zeros(rows, k)) {
                r.setRows(0, rows, posterior);
                Blas.multiply(1, r, steps, 0, w, 1);
                w.getRows(0, rows, weights);
            }
            return weights;
        }

        private float[] evenWeights(float[] posterior) {
            for (int j = 0; j < posterior.length; j++) {
                posterior[j] = (1 - posterior[j]) / (k - 1);
            }
            return posterior;
        }

        @Override
        public void addTo(double[] total) {
            for (int b = 0; b < BINS; b++) {
                total[b] += sums[b];
            }
        }
    }
}
