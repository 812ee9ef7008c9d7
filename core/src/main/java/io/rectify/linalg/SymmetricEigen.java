package io.rectify.linalg;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix A = V·diag(s)·Vᵀ by LAPACK's divide and conquer
 * ({@code dsyevd}), eigenvalues descending, in float64.
 */
public final class SymmetricEigen {
    private final double[] values;
    private final double[] vectors;

    private SymmetricEigen(double[] values, double[] vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * Decomposes an n×n matrix.
     *
     * @param symmetric n·n values, row-major; the lower triangle is used; left unchanged
     * @throws IllegalArgumentException if the length is not n²  or a value is not finite
     * @throws ArithmeticException if LAPACK does not converge
     */
    public static SymmetricEigen of(double[] symmetric, int n) {
        if (n < 0 || symmetric.length != (long) n * n) {
            throw new IllegalArgumentException(symmetric.length + " values for a " + n + " x " + n + " matrix");
        }
        for (double value : symmetric) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("matrix holds " + value + "; all values must be finite");
            }
        }
        double[] columns = symmetric.clone();
        double[] ascending = Lapack.eigenInPlace(columns, n);
        double[] values = new double[n];
        double[] vectors = new double[columns.length];
        for (int j = 0; j < n; j++) {
            values[j] = ascending[n - 1 - j];
            for (int i = 0; i < n; i++) {
                vectors[i * n + j] = columns[i * n + n - 1 - j];
            }
        }
        return new SymmetricEigen(values, vectors);
    }

    public int size() {
        return values.length;
    }

    /** Eigenvalues, largest first. */
    public double[] values() {
        return values.clone();
    }

    /** V, n·n values row-major: column j is the unit eigenvector of the j-th eigenvalue. */
    public double[] vectors() {
        return vectors.clone();
    }
}
