package io.rectify.cli;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < ROWS; i++) {
                ByteBuffer bytes = ByteBuffer.allocate(ROWS * Float.BYTES);
                bytes.asFloatBuffer().put(product.row(i));
                sha.update(bytes.array());
            }
            return HexFormat.of().formatHex(sha.digest()) + " "
                    + Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
