package io.rectify.spectral;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;

/**
 * Leverages of rows under F ridge penalties at once: xᵢᵀ(aᶠ·XᵀX + ρ·I)⁻¹xᵢ = Σⱼ (xᵢvⱼ)²/(aᶠsⱼ + ρ), with the eigenvectors vⱼ of
 * XᵀX, so that all F cost two products, by V and by the r×F factors. In float32. Immutable.
 */
public final class Leverages {
    private final GramSpectrum spectrum;
    private final Matrix factors;

    /**
     * @param spectrum of XᵀX
     * @param curvatures aᶠ, F numbers of at least 0
     * @param ridge ρ
     * @throws IllegalArgumentException if a curvature is negative or not finite, or the ridge is not a positive finite number
     */
    public Leverages(GramSpectrum spectrum, double[] curvatures, double ridge) {
        if (!(ridge > 0) || Double.isInfinite(ridge)) {
            throw new IllegalArgumentException("ridge must be a positive number but is " + ridge);
        }
        this.spectrum = spectrum;
        this.factors = Matrix.zeros(spectrum.rank(), curvatures.length);
        double[] values = spectrum.values();
        float[] row = new float[curvatures.length];
        for (int j = 0; j < values.length; j++) {
            for (int f = 0; f < row.length; f++) {
                if (!(curvatures[f] >= 0) || Double.isInfinite(curvatures[f])) {
                    throw new IllegalArgumentException(
                            "curvature must be a finite number of at least 0 but is " + curvatures[f]);
                }
                row[f] = (float) (1 / (curvatures[f] * values[j] + ridge));
            }
            factors.setRows(j, 1, row);
        }
    }

    /**
     * n×F leverages of n rows in the span of X, by one thread; to be closed by the caller.
     *
     * @throws IllegalArgumentException if the number of features differs
     */
    public Matrix of(Matrix rows) {
        Matrix leverages = Matrix.zeros(rows.rows(), factors.columns());
        try (Matrix coordinates = Matrix.zeros(rows.rows(), factors.rows())) {
            Blas.multiply(1, rows, spectrum.singleVectors(), 0, coordinates, 1);
            float[] row = new float[factors.rows()];
            for (int i = 0; i < rows.rows(); i++) {
                coordinates.getRows(i, 1, row);
                for (int j = 0; j < row.length; j++) {
                    row[j] *= row[j];
                }
                coordinates.setRows(i, 1, row);
            }
            Blas.multiply(1, coordinates, factors, 0, leverages, 1);
        }
        return leverages;
    }
}
