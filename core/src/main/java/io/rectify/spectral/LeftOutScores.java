package io.rectify.spectral;

import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import java.util.Arrays;

/**
 * Scores x·W⁽ᵗ⁾ of training rows with the own label left out: (x·W⁽ᵗ⁾ − hᵢ(Yᵢ − 1/K))/(1 − hᵢ) with the own weight hᵢ = Σⱼ (xᵢvⱼ)²·φⱼ, φⱼ =
 * sⱼᵗ⁻¹/(sⱼ+μ)ᵗ; any block of rows at a time, wherever it is. A row with next to no weight on other rows, 1 − hᵢ &lt; 10⁻⁹, gets 0.
 *
 * @param vectors V, D×r
 * @param filtered diag(φ)·VᵀXᵀ(Y − 1/K), r×K
 * @param factors φ, r×1
 */
public record LeftOutScores(DoubleMatrix vectors, DoubleMatrix filtered, DoubleMatrix factors)
        implements AutoCloseable {
    /** A row whose own label weighs as good as everything has no other labels to go by. */
    static final double LEAST_REST = 1e-9;

    /** @throws IllegalArgumentException if the shapes do not fit */
    public LeftOutScores {
        if (vectors.columns() != filtered.rows() || factors.rows() != filtered.rows() || factors.columns() != 1) {
            throw new IllegalArgumentException(
                    "vectors " + vectors + ", filtered " + filtered + " and factors " + factors + " do not fit");
        }
    }

    /** Of a probe fitted to one-hot labels; closing it leaves the probe's spectrum open. */
    public static LeftOutScores of(SpectralProbe probe, SpectralFilter filter) {
        double[] factors =
                Arrays.stream(probe.spectrum().values()).map(filter::weight).toArray();
        return new LeftOutScores(
                probe.spectrum().vectors(), probe.filtered(filter), DoubleMatrix.of(factors, factors.length, 1));
    }

    /**
     * The scores of a block of training rows, plus an offset; by one thread.
     *
     * @param block n×D, prepared
     * @param given labels of all rows or of these
     * @param first index of the block's first row among the labels
     * @return n×K
     */
    public Matrix of(Matrix block, Labels given, int first, double offset) {
        int k = filtered.columns();
        Matrix result = Matrix.zeros(block.rows(), k);
        try (DoubleMatrix coordinates = GramSpectrum.coordinates(block, vectors);
                DoubleMatrix sums = GramSpectrum.squaresTimes(coordinates, factors);
                DoubleMatrix scores = DoubleMatrix.zeros(block.rows(), k)) {
            Blas.multiply(false, coordinates, false, filtered, scores, 1);
            double[] own = sums.toArray();
            double[] row = new double[k];
            float[] single = new float[k];
            for (int i = 0; i < block.rows(); i++) {
                scores.getRows(i, 1, row);
                double rest = 1 - own[i];
                for (int j = 0; j < k; j++) {
                    double label = (j == given.get(first + i) ? 1 : 0) - 1.0 / k;
                    single[j] = (float) (offset + (rest > LEAST_REST ? (row[j] - own[i] * label) / rest : 0));
                }
                result.setRows(i, 1, single);
            }
        }
        return result;
    }

    /** Frees what was made of the probe for this; its eigenvectors stay. */
    @Override
    public void close() {
        filtered.close();
        factors.close();
    }
}
