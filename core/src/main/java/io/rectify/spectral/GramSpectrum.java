package io.rectify.spectral;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.SymmetricEigen;
import java.util.Arrays;
import java.util.List;

/**
 * Eigenvalues of the Gram matrix G = XXᵀ (N×N) and the eigenvectors of XᵀX = V·diag(s)·Vᵀ (D×D), which share them. N×N is
 * formed only when N &lt; D. Products are summed in float64 over blocks of rows that are read once.
 *
 * <p>Eigenvalues up to s₁·max(N, D)·2⁻⁵², the rounding of the decomposition itself, are taken for 0 and left out.
 * Immutable.
 */
public final class GramSpectrum {
    private static final int BAND = 512;

    /** Which of the two products is decomposed. */
    public enum Form {
        /** XᵀX, D×D. */
        PRIMAL,
        /** XXᵀ, N×N. */
        DUAL
    }

    private final int rows;
    private final double[] values;
    private final DoubleMatrix vectors;
    private final Matrix singleVectors;

    private GramSpectrum(int rows, double[] values, DoubleMatrix vectors) {
        this.rows = rows;
        this.values = values;
        this.vectors = vectors;
        this.singleVectors = vectors.toMatrix();
    }

    /** Decomposes the smaller of the two products. */
    public static GramSpectrum of(RowBlocks features, int threads) {
        return of(features, features.columns() <= features.rows() ? Form.PRIMAL : Form.DUAL, threads);
    }

    /**
     * Decomposes the product named.
     *
     * @param features N×D, already preprocessed
     * @throws IllegalArgumentException if there is no row or no feature, the product does not fit in one array, or a
     *     feature is not finite
     */
    public static GramSpectrum of(RowBlocks features, Form form, int threads) {
        if (features.rows() < 1 || features.columns() < 1) {
            throw new IllegalArgumentException("no data: features are " + features.rows() + " x " + features.columns());
        }
        return form == Form.PRIMAL ? primal(features, threads) : dual(features, threads);
    }

    private static GramSpectrum primal(RowBlocks x, int threads) {
        return ofGram(Blas.gram(x, threads), x.columns(), x.rows());
    }

    /**
     * Decomposes XᵀX that was summed elsewhere, as by several machines.
     *
     * @param gram D·D values, row-major and symmetric; overwritten
     * @param rows N
     * @throws IllegalArgumentException if there is no row or no feature, or a sum is not finite
     */
    public static GramSpectrum ofGram(double[] gram, int features, int rows) {
        if (rows < 1 || features < 1) {
            throw new IllegalArgumentException("no data: features are " + rows + " x " + features);
        }
        SymmetricEigen eigen = SymmetricEigen.of(gram, features);
        double[] values = positive(eigen.values(), rows, features);
        return new GramSpectrum(rows, values, firstColumns(eigen.vectors(), features, values.length));
    }

    /** V = XᵀU·diag(s)^(−1/2). */
    private static GramSpectrum dual(RowBlocks x, int threads) {
        int n = x.rows();
        if ((long) n * n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a Gram matrix of " + n + " rows does not fit in one array");
        }
        try (DoubleMatrix rows = DoubleMatrix.zeros(n, x.columns());
                DoubleMatrix gram = DoubleMatrix.zeros(n, n)) {
            Parallel.forEachBand(n, BAND, threads, (from, to) -> {
                try (Matrix block = x.rowBlock(from, to);
                        DoubleMatrix copy = DoubleMatrix.of(block)) {
                    rows.setRows(from, to - from, copy.toArray());
                }
            });
            Blas.multiply(false, rows, true, rows, gram, threads);
            SymmetricEigen eigen = SymmetricEigen.of(gram.toArray(), n);
            double[] values = positive(eigen.values(), n, x.columns());
            double[] scaled = eigen.vectors();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < values.length; j++) {
                    scaled[i * n + j] /= Math.sqrt(values[j]);
                }
            }
            DoubleMatrix vectors = DoubleMatrix.zeros(x.columns(), values.length);
            try (DoubleMatrix u = firstColumns(scaled, n, values.length)) {
                Blas.multiply(true, rows, false, u, vectors, threads);
            }
            return new GramSpectrum(n, values, vectors);
        }
    }

    private static double[] positive(double[] descending, int rows, int features) {
        double negligible = Math.max(0, descending[0]) * Math.max(rows, features) * 0x1p-52;
        int rank = 0;
        while (rank < descending.length && descending[rank] > negligible) {
            rank++;
        }
        return java.util.Arrays.copyOf(descending, rank);
    }

    private static DoubleMatrix firstColumns(double[] square, int n, int count) {
        DoubleMatrix columns = DoubleMatrix.zeros(n, count);
        double[] row = new double[count];
        for (int i = 0; i < n; i++) {
            System.arraycopy(square, i * n, row, 0, count);
            columns.setRows(i, 1, row);
        }
        return columns;
    }

    /** Number of rows, N. */
    public int rows() {
        return rows;
    }

    /** Number of features, D. */
    public int features() {
        return vectors.rows();
    }

    /** @throws IllegalArgumentException if the features are not N×D, so that the spectrum cannot be theirs */
    public void checkShape(RowBlocks of) {
        if (of.rows() != rows || of.columns() != features()) {
            throw new IllegalArgumentException("spectrum is of " + rows + " x " + features()
                    + " features but these are " + of.rows() + " x " + of.columns());
        }
    }

    /** Number of positive eigenvalues, r ≤ min(N, D). The other N − r eigenvalues of G are 0. */
    public int rank() {
        return values.length;
    }

    /** The positive eigenvalues, largest first. */
    public double[] values() {
        return values.clone();
    }

    /** V, D×r, to be read only: column j belongs to the j-th eigenvalue. */
    public DoubleMatrix vectors() {
        return vectors;
    }

    /** V in float32. */
    Matrix singleVectors() {
        return singleVectors;
    }

    /** Effective degrees of freedom of a filter: Σⱼ (sⱼ/(sⱼ+μ))ᵗ, the trace of the matrix that averages labels. */
    public double degreesOfFreedom(SpectralFilter filter) {
        double sum = 0;
        for (double s : values) {
            sum += filter.keep(s);
        }
        return sum;
    }

    /** XV for a block of rows, by one thread; to be closed by the caller. */
    DoubleMatrix coordinates(Matrix block) {
        return coordinates(block, vectors);
    }

    /** The same with vectors V. */
    static DoubleMatrix coordinates(Matrix block, DoubleMatrix vectors) {
        DoubleMatrix coordinates = DoubleMatrix.zeros(block.rows(), vectors.columns());
        try (DoubleMatrix x = DoubleMatrix.of(block)) {
            Blas.multiply(false, x, false, vectors, coordinates, 1);
        }
        return coordinates;
    }

    /**
     * Σⱼ (xᵢvⱼ)²·φⱼ for each row i and each column of factors φ, by one thread.
     *
     * @param coordinates n×r
     * @param factors r×F
     * @return n×F, to be closed by the caller
     */
    static DoubleMatrix squaresTimes(DoubleMatrix coordinates, DoubleMatrix factors) {
        DoubleMatrix result = DoubleMatrix.zeros(coordinates.rows(), factors.columns());
        double[] squares = coordinates.toArray();
        for (int i = 0; i < squares.length; i++) {
            squares[i] *= squares[i];
        }
        try (DoubleMatrix squared = DoubleMatrix.of(squares, coordinates.rows(), coordinates.columns())) {
            Blas.multiply(false, squared, false, factors, result, 1);
        }
        return result;
    }

    /** What a filter keeps of each eigenvalue's direction, in the order of {@link #values()}. */
    public List<Double> kept(SpectralFilter filter) {
        return Arrays.stream(values()).map(filter::keep).boxed().toList();
    }
}
