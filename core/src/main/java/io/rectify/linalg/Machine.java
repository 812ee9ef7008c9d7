package io.rectify.linalg;

import java.util.SplittableRandom;

/** What a computation runs on, as far as its last bits and its memory depend on it. */
public final class Machine {
    private static final int ROWS = 48;

    /** Long enough that kernels cut the sums differently. */
    private static final int SUMMED = 5000;

    private static final long CHECKED_NANOS = 250_000_000;

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

    /**
     * How well and how fast this machine multiplies.
     *
     * @param error largest deviation of an element of a product in float32 from its value in float64, over the sum of the absolute values of
     *     what was added up for it; at most a few 10⁻⁷ where nothing is wrong
     * @param gigaflops 10⁹ operations a second of products of 1,024×512 by 512×256
     */
    public record Check(double error, double gigaflops) {
        /** The largest error that rounding explains: the unit roundoff 2⁻²⁴ for each of 512 sums. */
        public static final double ROUNDING = 0x1p-24 * 512;

        /** Whether rounding explains the error. */
        public boolean isRight() {
            return error <= ROUNDING;
        }
    }

    /** Multiplies, for about a quarter of a second, and checks one product against float64. */
    public static Check check(int threads) {
        SplittableRandom random = new SplittableRandom(1);
        int n = 1024;
        int k = 512;
        int m = 256;
        try (Matrix a = filled(n, k, random);
                Matrix b = filled(k, m, random);
                Matrix product = Matrix.zeros(n, m)) {
            Blas.multiply(1, a, b, 0, product, threads);
            double error = 0;
            for (int i = 0; i < n; i += 31) {
                for (int j = 0; j < m; j += 17) {
                    double sum = 0;
                    double size = 0;
                    for (int l = 0; l < k; l++) {
                        double term = (double) a.get(i, l) * b.get(l, j);
                        sum += term;
                        size += Math.abs(term);
                    }
                    error = Math.max(error, Math.abs(product.get(i, j) - sum) / size);
                }
            }
            int products = 0;
            long begin = System.nanoTime();
            long elapsed = 0;
            while (elapsed < CHECKED_NANOS) {
                Blas.multiply(1, a, b, 0, product, threads);
                products++;
                elapsed = System.nanoTime() - begin;
            }
            return new Check(error, 2.0 * n * k * m * products / elapsed);
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
