package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import java.util.Arrays;
import java.util.stream.IntStream;

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
    /** Rows of one label at a time, at most: float32 sums of so many hold. */
    private static final int PIECE = 1024;

    /** Parts that a pass over the rows is cut into: few, since each waits for the one before it. */
    private static final int TASKS = 16;

    /** Outputs so few that a thread more would cost more than it spares. */
    private static final int LITTLE = 1 << 18;

    /** Likelihoods are not taken for less, so that weights over them stay finite. */
    private static final float LEAST = 1e-30f;

    /** Rows that the pooled rate counts for in each class. */
    private static final double POOLED_ROWS = 100;

    private final Matrix outputs;
    private final Labels given;
    private final double shrinkage;
    private final int threads;
    private final int k;
    private final int[] order;
    private final int[] pieces;
    /** T by given label, then class: all that is done to it goes along labels. */
    private final double[][] byGiven;

    private final double[] priors;
    private double rate = 0.2;
    private double logLikelihood;

    /** @param outputs at their temperature; an iteration is quickest where rows of one label lie together */
    TransitionEm(Matrix outputs, Labels given, double shrinkage, int threads) {
        this.outputs = outputs;
        this.given = given;
        this.shrinkage = shrinkage;
        this.threads = threads;
        this.k = given.classCount();
        this.order = byLabel(given, IntStream.range(0, given.size()).toArray());
        this.pieces = pieces(given);
        this.byGiven = new double[k][k];
        this.priors = new double[k];
        for (int j = 0; j < k; j++) {
            Arrays.fill(byGiven[j], rate / (k - 1));
            byGiven[j][j] = 1 - rate;
        }
    }

    /** T, K×K, of the last iteration; a new array. */
    double[][] transitions() {
        double[][] transitions = new double[k][k];
        for (int j = 0; j < k; j++) {
            for (int c = 0; c < k; c++) {
                transitions[c][j] = byGiven[j][c];
            }
        }
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

    /** Σ_i w_i·r_ik by given label g (row) and class k (column), the likelihood last; an empty array of weights means 1 each. */
    double[] expect(float[] rowWeights) {
        double[] total = new double[k * k + 1];
        try (Matrix columns = Matrix.zeros(k, k)) {
            float[] row = new float[k];
            for (int j = 0; j < k; j++) {
                for (int c = 0; c < k; c++) {
                    row[c] = (float) byGiven[j][c];
                }
                columns.setRows(j, 1, row);
            }
            int piecesAtATime = Math.max(1, (pieces.length - 1 + TASKS - 1) / TASKS);
            boolean little = (long) outputs.rows() * k < LITTLE;
            Parallel.sumOrdered(
                    pieces.length - 1,
                    piecesAtATime,
                    little ? 1 : threads,
                    total,
                    () -> new Counts(piecesAtATime),
                    (counts, from, to) -> counts.of(from, to, columns, rowWeights));
        }
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
        double[] own = new double[k];
        for (int c = 0; c < k; c++) {
            priors[c] = rows[c] / all;
            own[c] = (wrong[c] + POOLED_ROWS * rate) / (rows[c] + POOLED_ROWS);
        }
        for (int j = 0; j < k; j++) {
            double[] column = byGiven[j];
            for (int c = 0; c < k; c++) {
                column[c] = own[c] * (counts[j * k + c] + shrinkage / (k - 1)) / (wrong[c] + shrinkage);
            }
            column[j] = 1 - own[j];
        }
    }

    /**
     * What some pieces add. For rows Q of one given label, with t its column of T, the likelihoods are Q·t and the sums of r are
     * t ∘ Qᵀ(w / Q·t).
     */
    private final class Counts implements Parallel.Partial {
        private final Matrix likelihoods = Matrix.zeros(1, PIECE);
        private final Matrix product = Matrix.zeros(1, k);
        private final float[] values = new float[PIECE];
        private final float[] summed = new float[k];
        private final float[] factors = new float[k];
        private final double[] sums;
        private final int[] labels;
        private int count;
        private double logs;

        /** @param most pieces at a time */
        Counts(int most) {
            this.sums = new double[most * k];
            this.labels = new int[most];
        }

        void of(int from, int to, Matrix columns, float[] rowWeights) {
            count = to - from;
            logs = 0;
            for (int piece = from; piece < to; piece++) {
                add(piece, piece - from, columns, rowWeights);
            }
        }

        private void add(int piece, int place, Matrix columns, float[] rowWeights) {
            int first = pieces[piece];
            int n = pieces[piece + 1] - first;
            int label = given.get(order[first]);
            labels[place] = label;
            try (Matrix rows = rows(first, n);
                    Matrix column = columns.rowBlock(label, label + 1)) {
                column.getRows(0, 1, factors);
                Blas.multiplyVector(false, rows, column, likelihoods);
                likelihoods.getRows(0, 1, values);
                for (int i = 0; i < n; i++) {
                    float weight = rowWeights.length == 0 ? 1 : rowWeights[order[first + i]];
                    float likelihood = Math.max(values[i], LEAST);
                    logs += weight == 0 ? 0 : weight * Math.log(likelihood);
                    values[i] = weight / likelihood;
                }
                likelihoods.setRows(0, 1, values);
                Blas.multiplyVector(true, rows, likelihoods, product);
                product.getRows(0, 1, summed);
            }
            for (int c = 0; c < k; c++) {
                sums[place * k + c] = (double) factors[c] * summed[c];
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int place = 0; place < count; place++) {
                for (int c = 0; c < k; c++) {
                    total[labels[place] * k + c] += sums[place * k + c];
                }
            }
            total[k * k] += logs;
        }

        @Override
        public void close() {
            likelihoods.close();
            product.close();
        }
    }

    /** Rows from a place of the order on; where they lie one after another, not a copy. */
    private Matrix rows(int from, int count) {
        int first = order[from];
        return order[from + count - 1] - first == count - 1
                ? outputs.rowBlock(first, first + count)
                : outputs.selectRows(Arrays.copyOfRange(order, from, from + count));
    }

    /** Some rows by their given labels, and within one in their order. */
    static int[] byLabel(Labels given, int[] rows) {
        int[] next = starts(given.select(rows));
        int[] order = new int[rows.length];
        for (int row : rows) {
            order[next[given.get(row)]++] = row;
        }
        return order;
    }

    /** Where the rows of each label begin when they are in order, and the number of rows. */
    static int[] starts(Labels given) {
        int[] counts = given.counts();
        int[] starts = new int[counts.length + 1];
        for (int c = 0; c < counts.length; c++) {
            starts[c + 1] = starts[c] + counts[c];
        }
        return starts;
    }

    /** The starts of pieces of one label each, in the order, and the number of rows. */
    private static int[] pieces(Labels given) {
        int[] starts = starts(given);
        IntStream.Builder pieces = IntStream.builder();
        for (int c = 0; c + 1 < starts.length; c++) {
            for (int from = starts[c]; from < starts[c + 1]; from += PIECE) {
                pieces.add(from);
            }
        }
        return pieces.add(given.size()).build().toArray();
    }
}
