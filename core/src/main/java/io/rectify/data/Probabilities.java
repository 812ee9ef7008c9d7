package io.rectify.data;

import io.rectify.linalg.Matrix;

/** Class probabilities of N rows over K classes: an N×K matrix, entries in [0, 1], rows summing to 1. */
public final class Probabilities implements AutoCloseable {
    /** How far from 1 a row's sum may lie: K roundings to float32. */
    private static final double TOLERANCE = 1e-4;

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
        int[] best = new int[rows()];
        float[] row = new float[classes()];
        for (int i = 0; i < best.length; i++) {
            matrix.getRows(i, 1, row);
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

    /** Indices of the k largest values, largest first, the first of equals first. */
    public static int[] largest(float[] values, int k) {
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
