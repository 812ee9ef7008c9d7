package io.rectify.cli;

import io.rectify.formats.Sha256;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Tells apart machines whose products differ in the last bits: the native library takes another kernel on another processor,
 * or as {@code OPENBLAS_CORETYPE} asks, and adds up in another order.
 */
final class Arithmetic {
    private static final int ROWS = 48;

    /** Long enough that kernels cut the sums differently. */
    private static final int SUMMED = 5000;

    private Arithmetic() {}

    /** SHA-256 of a fixed product as this machine computes it, and what the environment asks for. */
    static String fingerprint() {
        SplittableRandom random = new SplittableRandom(1);
        try (Matrix a = filled(ROWS, SUMMED, random);
                Matrix b = filled(SUMMED, ROWS, random);
                Matrix product = Matrix.zeros(ROWS, ROWS)) {
            Blas.multiply(1, a, b, 0, product, 1);
            ByteBuffer bytes = ByteBuffer.allocate(ROWS * ROWS * Float.BYTES);
            FloatBuffer numbers = bytes.asFloatBuffer();
            for (int i = 0; i < ROWS; i++) {
                numbers.put(product.row(i));
            }
            return Sha256.of(bytes.array()) + " "
                    + Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("");
        }
    }

    private static Matrix filled(int rows, int columns, SplittableRandom random) {
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            float[] row = new float[columns];
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (random.nextDouble() - 0.5);
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }
}
