package io.rectify.data;

import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import org.jspecify.annotations.Nullable;

/**
 * Class probabilities of N rows over K classes: an N×K matrix, entries in [0, 1], rows summing to 1. Where N·K is large they may be made
 * whenever they are read, so that they take no memory.
 */
public final class Probabilities implements AutoCloseable {
    /** How far from 1 a row's sum may lie, so that figures rounded to a few decimals are accepted. */
    private static final double TOLERANCE = 1e-3;

    private static final int TILE = 8192;

    /** Numbers that are read at a time. */
    private static final int READ = 1 << 22;

    private final RowBlocks rows;
    private @Nullable Matrix whole;

    private Probabilities(RowBlocks rows) {
        this.rows = rows;
        this.whole = rows instanceof Matrix matrix ? matrix : null;
    }

    /**
     * Probabilities that are made whenever they are read.
     *
     * @param rows N×K, whose rows must be probability vectors; what they are made of must stay as it is; closed with these
     */
    public static Probabilities whenRead(RowBlocks rows) {
        return new Probabilities(rows);
    }

    /** Told of one row. */
    @FunctionalInterface
    public interface RowVisitor {
        /** @param values K numbers, overwritten by the next row's */
        void row(int row, float[] values);
    }

    /** Tells of every row, in their order. */
    public void forEachRow(RowVisitor visitor) {
        forEachRow(0, rows(), visitor);
    }

    /** Tells of rows {@code from … to−1}, in their order. */
    public void forEachRow(int from, int to, RowVisitor visitor) {
        float[] row = new float[classes()];
        int band = Math.max(1, READ / Math.max(1, classes()));
        for (int start = from; start < to; start += band) {
            int end = Math.min(to, start + band);
            try (Matrix block = rows.rowBlock(start, end)) {
                for (int i = start; i < end; i++) {
                    block.getRows(i - start, 1, row);
                    visitor.row(i, row);
                }
            }
        }
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
            try (Matrix block = rows.rowBlock(from, to)) {
                block.getRows(0, to - from, tile);
            }
            for (int j = 0; j < tile.length; j++) {
                tile[j] = Math.max(least, (float) Math.log(tile[j]));
            }
            logarithms.setRows(from, to - from, tile);
        });
        return logarithms;
    }

    /** Number of rows, N. */
    public int rows() {
        return rows.rows();
    }

    /** Number of classes, K. */
    public int classes() {
        return rows.columns();
    }

    public float get(int row, int column) {
        try (Matrix block = rows.rowBlock(row, row + 1)) {
            return block.get(0, column);
        }
    }

    /** A copy of one row; for many, {@link #forEachRow(RowVisitor)} is far faster. */
    public float[] row(int row) {
        try (Matrix block = rows.rowBlock(row, row + 1)) {
            return block.row(0);
        }
    }

    /** The N×K numbers, to be read only: in memory, or made whenever they are read. */
    public RowBlocks blocks() {
        return rows;
    }

    /** The N×K matrix itself, to be read only; one that was to be made whenever it is read is made, whole, and kept. */
    public synchronized Matrix matrix() {
        Matrix made = whole;
        if (made == null) {
            made = Matrix.zeros(rows(), classes());
            Matrix filled = made;
            forEachRow((row, values) -> filled.setRows(row, 1, values));
            whole = made;
        }
        return made;
    }

    /** These, in memory: where they were to be made whenever they are read, others that are made now. */
    public Probabilities inMemory() {
        return rows instanceof Matrix ? this : new Probabilities(matrix());
    }

    /** The most probable class of each row, the first of equals. */
    public int[] argmax() {
        int[] best = new int[rows()];
        forEachRow((row, values) -> best[row] = argmax(values));
        return best;
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
    public synchronized void close() {
        rows.close();
        if (whole != null) {
            whole.close();
        }
    }
}
