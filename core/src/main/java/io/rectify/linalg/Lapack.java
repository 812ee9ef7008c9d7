package io.rectify.linalg;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotri;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import org.bytedeco.javacpp.DoublePointer;

/** Decompositions of small symmetric matrices in float64, by the library that {@link Blas} uses. */
public final class Lapack {
    static {
        Blas.library();
    }

    private Lapack() {}

    /** Eigenvalues of a symmetric n×n matrix, ascending; the matrix becomes its eigenvectors, one per column. */
    static double[] eigenInPlace(double[] symmetric, int n) {
        double[] values = new double[n];
        if (n == 0) {
            return values;
        }
        try (DoublePointer matrix = new DoublePointer((long) n * n);
                DoublePointer eigenvalues = new DoublePointer(n)) {
            matrix.put(symmetric, 0, n * n);
            int info = LAPACKE_dsyevd(LAPACK_ROW_MAJOR, (byte) 'V', (byte) 'L', n, matrix, n, eigenvalues);
            if (info != 0) {
                throw new ArithmeticException(
                        "symmetric eigenproblem of size " + n + " failed: dsyevd returned " + info);
            }
            matrix.get(symmetric, 0, n * n);
            eigenvalues.get(values);
        }
        return values;
    }

    /**
     * The inverse of a symmetric positive definite n×n matrix, by Cholesky.
     *
     * @param symmetric n·n values, row-major; the lower triangle is used; left unchanged
     * @return n·n values, symmetric
     * @throws ArithmeticException if the matrix is not positive definite
     */
    public static double[] inverse(double[] symmetric, int n) {
        double[] inverse = new double[symmetric.length];
        try (DoublePointer matrix = new DoublePointer((long) n * n)) {
            matrix.put(symmetric, 0, n * n);
            int info = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, (byte) 'L', n, matrix, n);
            if (info == 0) {
                info = LAPACKE_dpotri(LAPACK_ROW_MAJOR, (byte) 'L', n, matrix, n);
            }
            if (info != 0) {
                throw new ArithmeticException("matrix of size " + n + " is not positive definite");
            }
            matrix.get(inverse, 0, n * n);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                inverse[j * n + i] = inverse[i * n + j];
            }
        }
        return inverse;
    }
}
