package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How suspicious it would be of each row to be given each label j:
 *
 * <p>s_ij = ln((Σ_c q_ic T_cj − q_ij T_jj)/(q_ij T_jj)) − ½·ln((v_ij + ½)/(m + K/2)),
 *
 * <p>the log odds of j being wrong by calibrated outputs q and the noise matrix T, and half of what the labels of the m nearest
 * rows say, v_ij of which are j. The score of a row is that of its given label. The row's own label is in none of it, so that
 * scores of labels that it was not given are comparable.
 *
 * <p>Odds gain where some given classes deserve less trust than others, votes nearly everywhere: average precision over ten data
 * sets .690 by self-confidence, .707 by this.
 */
final class Suspicion {
    private static final int BAND = 1 << 16;
    private static final double VOTES = 0.5;
    /** Share of every class's labels that are taken for mistakes, to whatever class, though none was found: no class is trusted entirely. */
    private static final double UNTRUSTED = 0.01;

    private static final long SEED = 7;
    private static final int ITERATIONS = 20;
    private static final float LEAST = 1e-30f;

    private final RowBlocks calibrated;
    /** T of either half; none where mistakes of so many classes go to all others alike. */
    private final Matrix[] transitions;

    /** The share of wrong labels of either half; none where there is T. */
    private final double[] rates;

    private final Labels given;
    /** Labels of the rows that are named as nearest. */
    private final Labels voters;

    private final NearestRows nearest;
    private final Groups copies;
    private final int k;

    /**
     * @param calibrated q, N×K
     * @param copies rows of one group judge none of each other
     * @param shrinkage rows by which T is shrunk towards even mistakes
     */
    Suspicion(RowBlocks calibrated, Labels given, NearestRows nearest, Groups copies, double shrinkage, int threads) {
        this.calibrated = calibrated;
        this.given = given;
        this.voters = given;
        this.nearest = nearest;
        this.copies = copies;
        this.k = given.classCount();
        boolean even = k > NoiseTransition.MOST_CLASSES;
        this.transitions = even
                ? new Matrix[0]
                : new Matrix[] {
                    transitions(calibrated, given, half(1), shrinkage, threads),
                    transitions(calibrated, given, half(0), shrinkage, threads)
                };
        this.rates = even ? new double[] {rate(half(1), threads), rate(half(0), threads)} : new double[0];
    }

    private double rate(int[] rows, int threads) {
        double wrong = EvenNoise.rate(EvenNoise.ofGiven(calibrated, given, rows, threads), k);
        return UNTRUSTED + (1 - UNTRUSTED) * wrong;
    }

    /**
     * Of rows that have no part in T.
     *
     * @param transitions T of others, as {@link #transitions} gives it
     * @param nearest of those others
     * @param voters labels of those others
     */
    Suspicion(RowBlocks calibrated, Labels given, NearestRows nearest, Labels voters, Matrix transitions) {
        this.calibrated = calibrated;
        this.given = given;
        this.voters = voters;
        this.nearest = nearest;
        this.copies = Groups.ofSingleRows(given.size());
        this.k = given.classCount();
        this.transitions = new Matrix[] {transitions, transitions};
        this.rates = new double[0];
    }

    /** Every other group of rows. */
    private int[] half(int which) {
        return IntStream.range(0, given.size())
                .filter(i -> copies.get(i) % 2 == which)
                .toArray();
    }

    /**
     * T of some rows, such as one half for judging the other half: the label of a row that is not among them, and its copies', has no part in
     * it, not by a bit. Of more numbers than half of what may be held, some of the rows.
     */
    static Matrix transitions(RowBlocks calibrated, Labels given, int[] rows, double shrinkage, int threads) {
        int k = given.classCount();
        int[] some = Arrays.stream(SomeRows.of(rows.length, SomeRows.MOST_HELD / 2 / k, SEED))
                .map(i -> rows[i])
                .toArray();
        int[] sorted = TransitionEm.byLabel(given, some);
        TransitionEm em;
        try (Matrix chosen = calibrated.selectRows(sorted)) {
            em = new TransitionEm(chosen, given.select(sorted), shrinkage, threads);
            em.run(ITERATIONS, new float[0]);
        }
        Matrix matrix = Matrix.zeros(k, k);
        double[][] t = em.transitions();
        for (int c = 0; c < k; c++) {
            float[] row = new float[k];
            for (int j = 0; j < k; j++) {
                row[j] = (float) ((1 - UNTRUSTED) * t[c][j] + (j == c ? 0 : UNTRUSTED / (k - 1)));
            }
            matrix.setRows(c, 1, row);
        }
        return matrix;
    }

    /** Rows that are scored at a time. */
    int bandRows() {
        return Math.max(1, BAND / k);
    }

    /** s of some rows under every label, row-major; by one thread. */
    float[] of(int[] rows) {
        try (Matrix block = calibrated.selectRows(rows)) {
            float[] q = new float[rows.length * k];
            block.getRows(0, rows.length, q);
            float[][] wrong = new float[2][];
            float[][] right = new float[2][k];
            for (int half = 0; half < 2; half++) {
                wrong[half] = others(block, q, half, right[half]);
            }
            return scores(rows, q, wrong, right);
        }
    }

    /**
     * Σ_c q_ic T_cj over c ≠ j, of rows under every label.
     *
     * @param right overwritten with T_jj
     */
    private float[] others(Matrix block, float[] q, int half, float[] right) {
        float[] sums = new float[q.length];
        if (rates.length > 0) {
            Arrays.fill(right, (float) (1 - rates[half]));
            float even = (float) (rates[half] / (k - 1));
            for (int j = 0; j < q.length; j++) {
                sums[j] = (1 - q[j]) * even;
            }
            return sums;
        }
        try (Matrix products = Matrix.zeros(block.rows(), k)) {
            Blas.multiply(1, block, transitions[half], 0, products, 1);
            products.getRows(0, block.rows(), sums);
        }
        for (int j = 0; j < k; j++) {
            right[j] = transitions[half].get(j, j);
        }
        for (int at = 0; at < sums.length; at += k) {
            for (int j = 0; j < k; j++) {
                sums[at + j] -= q[at + j] * right[j];
            }
        }
        return sums;
    }

    private float[] scores(int[] rows, float[] q, float[][] others, float[][] right) {
        float[] scores = new float[q.length];
        double[] byVotes = byVotes();
        int[] votes = new int[k];
        for (int i = 0; i < rows.length; i++) {
            nearest.votes(rows[i], voters, votes);
            int at = i * k;
            int half = copies.get(rows[i]) % 2;
            for (int j = 0; j < k; j++) {
                scores[at + j] = score(q[at + j] * right[half][j], others[half][at + j], byVotes[votes[j]]);
            }
        }
        return scores;
    }

    /** What so many votes for a label add. */
    private double[] byVotes() {
        double scale = nearest.count() + k / 2.0;
        double[] byVotes = new double[nearest.count() + 1];
        Arrays.setAll(byVotes, v -> -VOTES * Math.log((v + 0.5) / scale));
        return byVotes;
    }

    private static float score(float asRight, float asWrong, double byVotes) {
        return (float) (Math.log(Math.max(LEAST, asWrong)) - Math.log(Math.max(LEAST, asRight)) + byVotes);
    }

    /**
     * The score of each row's given label: out of those of all labels or, where rows times classes are very many, without the K² operations a
     * row of these.
     */
    double[] ofGiven(int threads) {
        double[] own = new double[given.size()];
        if ((long) own.length * k > SomeRows.MOST_NUMBERS) {
            float[][][] byLabel =
                    Arrays.stream(transitions).map(Suspicion::transposed).toArray(float[][][]::new);
            Parallel.forEachBand(own.length, bandRows(), threads, (from, to) -> ofGiven(from, to, byLabel, own));
            return own;
        }
        Parallel.forEachBand(own.length, bandRows(), threads, (from, to) -> {
            float[] scores = of(IntStream.range(from, to).toArray());
            for (int i = from; i < to; i++) {
                own[i] = scores[(i - from) * k + given.get(i)];
            }
        });
        return own;
    }

    private static float[][] transposed(Matrix matrix) {
        float[][] columns = new float[matrix.columns()][matrix.rows()];
        for (int c = 0; c < matrix.rows(); c++) {
            float[] row = matrix.row(c);
            for (int j = 0; j < row.length; j++) {
                columns[j][c] = row[j];
            }
        }
        return columns;
    }

    private void ofGiven(int from, int to, float[][][] byLabel, double[] own) {
        double[] byVotes = byVotes();
        int[] votes = new int[k];
        float[] q = new float[k];
        try (Matrix block = calibrated.rowBlock(from, to)) {
            for (int i = from; i < to; i++) {
                int label = given.get(i);
                int half = copies.get(i) % 2;
                block.getRows(i - from, 1, q);
                nearest.votes(i, voters, votes);
                own[i] = rates.length > 0
                        ? score(
                                (float) (q[label] * (1 - rates[half])),
                                (float) ((1 - q[label]) * rates[half] / (k - 1)),
                                byVotes[votes[label]])
                        : score(
                                q[label] * byLabel[half][label][label],
                                (float) others(q, byLabel[half][label], label),
                                byVotes[votes[label]]);
            }
        }
    }

    private static double others(float[] q, float[] column, int label) {
        double sum = 0;
        for (int c = 0; c < q.length; c++) {
            sum += c == label ? 0 : (double) q[c] * column[c];
        }
        return sum;
    }
}
