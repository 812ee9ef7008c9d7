package io.rectify.data;

import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;

/** Class probabilities of N rows over K classes: an N×K matrix, entries in [0, 1], rows summing to 1. */
public final class Probabilities implements AutoCloseable {
    /** How far from 1 a row's sum may lie, so that figures rounded to a few decimals are accepted. */
    private static final double TOLERANCE = 1e-3;

    private static final int TILE = 8192;

    private final Matrix matrix;

    private Probabilities(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * Takes the matrix over; the caller must not change it any more.
     *
     * @throws IllegalArgumentException naming the first row that is not a probability vector
     */
    public static Probabilities of(Matrix matrix) {
        RowSums.check(matrix, true, TOLERANCE, "probabilities");
        return new Probabilities(matrix);
    }

    /**
     * softmax of each row of logits. Takes the matrix over and overwrites it. Entries more than 87 below the largest of
     * their row, −∞ included, become about 10⁻³⁸.
     *
     * @throws ArithmeticException naming a row that holds NaN or +∞, or −∞ only
     */
    public static Probabilities ofLogits(Matrix logits, int threads) {
        int k = logits.columns();
        int tileRows = Math.max(1, TILE / Math.max(1, k));
        Parallel.forEachBand(logits.rows(), tileRows, threads, (from, to) -> {
            float[] tile = new float[(to - from) * k];
            double[] logSumExp = new double[to - from];
            logits.getRows(from, to - from, tile);
            LogSumExp.softmaxRowsInPlace(tile, to - from, k, logSumExp);
            for (int i = 0; i < logSumExp.length; i++) {
                if (!Double.isFinite(logSumExp[i])) {
                    throw new ArithmeticException("logits of row " + (from + i) + " are not finite");
                }
            }
            logits.setRows(from, to - from, tile);
        });
        return new Probabilities(logits);
    }

    /**
     * A new N×K matrix of natural logarithms.
     *
     * @param least what takes the place of smaller ones, −∞ among them
     */
    public Matrix logarithms(float least, int threads) {
        Matrix logarithms = Matrix.zeros(rows(), classes());
        Parallel.forEachBand(rows(), Math.max(1, TILE / classes()), threads, (from, to) -> {
            float[] tile = new float[(to - from) * classes()];
            matrix.getRows(from, to - from, tile);
            for (int j = 0; j < tile.length; j++) {
                tile[j] = Math.max(least, (float) Math.log(tile[j]));
            }
            logarithms.setRows(from, to - from, tile);
        });
        return logarithms;
    }

    /** Number of rows, N. */
    public int rows() {
        return matrix.rows();
    }

    /** Number of classes, K. */
    public int classes() {
        return matrix.columns();
    }

    public float get(int row, int column) {
        return matrix.get(row, column);
    }

    /** The N×K matrix itself, to be read only. */
    public Matrix matrix() {
        return matrix;
    }

    /** The most probable class of each row, the first of equals. */
    public int[] argmax() {
        return argmax(matrix);
    }

    /** The column of the largest value of each row, the first of equals. */
    public static int[] argmax(Matrix scores) {
        int[] best = new int[scores.rows()];
        float[] row = new float[scores.columns()];
        for (int i = 0; i < best.length; i++) {
            scores.getRows(i, 1, row);
            best[i] = argmax(row);
        }
        return best;
    }

    /** Index of the largest value, the first of equals. */
    public static int argmax(float[] values) {
        int best = 0;
        for (int j = 1; j < values.length; j++) {
            if (values[j] > values[best]) {
                best = j;
            }
        }
        return best;
    }

    /**
     * Index of the largest value but one's own, the first of equals.
     *
     * @param values at least two
     */
    public static int argmaxBut(int own, float[] values) {
        int best = own == 0 ? 1 : 0;
        for (int j = best + 1; j < values.length; j++) {
            if (j != own && values[j] > values[best]) {
                best = j;
            }
        }
        return best;
    }

    /** Indices of the k largest values, largest first, the first of equals first. */
    public static int[] largest(float[] values, int k) {
        if (k < 0 || k > values.length) {
            throw new IllegalArgumentException("there are no " + k + " largest of " + values.length + " values");
        }
        int[] top = new int[k];
        int filled = 0;
        for (int j = 0; j < values.length; j++) {
            int place = filled;
            while (place > 0 && values[j] > values[top[place - 1]]) {
                place--;
            }
            if (place < k) {
                System.arraycopy(top, place, top, place + 1, Math.min(filled, k - 1) - place);
                top[place] = j;
                filled = Math.min(k, filled + 1);
            }
        }
        return top;
    }

    /** Frees the matrix. */
    @Override
    public void close() {
        matrix.close();
    }
}
