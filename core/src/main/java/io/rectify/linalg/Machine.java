package io.rectify.linalg;

import java.util.SplittableRandom;

/** What a computation runs on, as far as its last bits and its memory depend on it. */
public final class Machine {
    private static final int ROWS = 48;

    /** Long enough that kernels cut the sums differently. */
    private static final int SUMMED = 5000;

    private Machine() {}

    /** The make of the native library. */
    public static String library() {
        return Blas.library();
    }

    /** The implementation of the exponential; see {@link LogSumExp#kernel()}. */
    public static String kernel() {
        return LogSumExp.kernel();
    }

    /** Bytes of memory that the machine has. */
    public static long memory() {
        return Blas.physicalMemory();
    }

    /**
     * A fixed product in float32 as this machine computes it, row by row: the native library takes another kernel on another
     * processor, or as {@code OPENBLAS_CORETYPE} asks, and adds up in another order.
     */
    public static float[] arithmetic() {
        SplittableRandom random = new SplittableRandom(1);
        try (Matrix a = filled(ROWS, SUMMED, random);
                Matrix b = filled(SUMMED, ROWS, random);
                Matrix product = Matrix.zeros(ROWS, ROWS)) {
            Blas.multiply(1, a, b, 0, product, 1);
            float[] numbers = new float[ROWS * ROWS];
            product.getRows(0, ROWS, numbers);
            return numbers;
        }
    }

    private static Matrix filled(int rows, int columns, SplittableRandom random) {
        Matrix matrix = Matrix.zeros(rows, columns);
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (random.nextDouble() - 0.5);
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }
}
