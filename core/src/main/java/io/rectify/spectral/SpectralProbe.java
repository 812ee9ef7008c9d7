package io.rectify.spectral;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.List;

/**
 * Self-distillation of the linearised probe for every step t and every μ at once. With softmax(v) ≈ 1/K + v/K the outputs
 * of step t on the training rows are
 *
 * <p>P⁽ᵗ⁾ − 1/K = [G(G + μI)⁻¹]ᵗ (Y − 1/K), μ = K·N·λ = κ, G = XXᵀ,
 *
 * <p>which is the probe with weights W⁽ᵗ⁾ = V·diag(sᵗ⁻¹/(s+μ)ᵗ)·VᵀXᵀ(Y − 1/K): one decomposition and one projection serve
 * them all. Outputs x·W⁽ᵗ⁾ + 1/K sum to 1, but they are not confined to [0, 1] and are no calibrated probabilities (see {@link
 * io.rectify.metrics.Temperature}).
 *
 * <p>Immutable; weights are computed when asked for.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, assumption 1 and the closed form that follows from it.
 */
public final class SpectralProbe {
    private static final int BAND = 1024;

    private final GramSpectrum spectrum;
    private final int classes;
    private final double[] projection;
    private final double[] directionSquares;
    private final double targetSquares;

    private SpectralProbe(GramSpectrum spectrum, int classes, double[] projection, double targetSquares) {
        this.spectrum = spectrum;
        this.classes = classes;
        this.projection = projection;
        this.targetSquares = targetSquares;
        this.directionSquares = directionSquares();
    }

    /**
     * Projects the targets onto the eigenvectors.
     *
     * @param spectrum of the same features
     * @param features N×D, already preprocessed
     * @param targets N×K
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static SpectralProbe fit(GramSpectrum spectrum, RowBlocks features, Targets targets, int threads) {
        spectrum.checkShape(features);
        if (targets.rows() != features.rows()) {
            throw new IllegalArgumentException(
                    "features has " + features.rows() + " rows but targets has " + targets.rows());
        }
        if (targets.classes() < 2) {
            throw new IllegalArgumentException("a probe needs two classes but targets have " + targets.classes());
        }
        try (DoubleMatrix sums = TargetSums.centred(features, targets, threads)) {
            return of(spectrum, sums, TargetSums.centredSquares(targets), threads);
        }
    }

    /**
     * The same from sums over the rows with one-hot targets, which may have been made by several machines.
     *
     * @param classSums YᵀX, K×D: the sum of the rows of each class
     * @throws IllegalArgumentException if the number of features differs, or there are not two classes
     */
    public static SpectralProbe ofClassSums(GramSpectrum spectrum, double[] classSums, int classes, int threads) {
        if (classes < 2) {
            throw new IllegalArgumentException("a probe needs two classes but sums are of " + classes);
        }
        try (DoubleMatrix sums = DoubleMatrix.of(classSums, classes, spectrum.features())) {
            TargetSums.centre(sums);
            return of(spectrum, sums, TargetSums.centredSquares(spectrum.rows(), classes), threads);
        }
    }

    private static SpectralProbe of(GramSpectrum spectrum, DoubleMatrix centred, double squares, int threads) {
        try (DoubleMatrix projected = DoubleMatrix.zeros(spectrum.rank(), centred.rows())) {
            Blas.multiply(true, spectrum.vectors(), true, centred, projected, threads);
            return new SpectralProbe(spectrum, centred.rows(), projected.toArray(), squares);
        }
    }

    /** Whether these may be the labels and features of the fit. */
    void checkLabels(RowBlocks features, Labels given) {
        spectrum.checkShape(features);
        if (given.size() != features.rows() || given.classCount() != classes) {
            throw new IllegalArgumentException(
                    given + " do not fit " + features.rows() + " rows of features and " + classes + " classes");
        }
    }

    /** ‖uⱼᵀ(Y − 1/K)‖² for each unit eigenvector uⱼ = Xvⱼ/√sⱼ of G. */
    private double[] directionSquares() {
        double[] values = spectrum.values();
        double[] squares = new double[values.length];
        for (int j = 0; j < values.length; j++) {
            for (int c = 0; c < classes; c++) {
                double p = projection[j * classes + c];
                squares[j] += p * p / values[j];
            }
        }
        return squares;
    }

    public GramSpectrum spectrum() {
        return spectrum;
    }

    /** Number of classes, K. */
    public int classes() {
        return classes;
    }

    /** W⁽ᵗ⁾, a new D×K matrix, computed in float64. */
    public Matrix weights(SpectralFilter filter, int threads) {
        try (DoubleMatrix right = filtered(filter);
                DoubleMatrix weights = DoubleMatrix.zeros(spectrum.features(), classes)) {
            Blas.multiply(false, spectrum.vectors(), false, right, weights, threads);
            return weights.toMatrix();
        }
    }

    /** diag(sᵗ⁻¹/(s+μ)ᵗ)·VᵀXᵀ(Y − 1/K), r×K: what coordinates xV are multiplied by to give scores. */
    DoubleMatrix filtered(SpectralFilter filter) {
        double[] values = spectrum.values();
        double[] filtered = new double[projection.length];
        for (int j = 0; j < values.length; j++) {
            double weight = filter.weight(values[j]);
            for (int c = 0; c < classes; c++) {
                filtered[j * classes + c] = weight * projection[j * classes + c];
            }
        }
        return DoubleMatrix.of(filtered, values.length, classes);
    }

    /** The weights of many filters, each a new D×K matrix, computed in float32; in the order of the filters. */
    public List<Matrix> weights(List<SpectralFilter> filters, int threads) {
        double[] values = spectrum.values();
        Matrix[] weights = new Matrix[filters.size()];
        Parallel.forEachBand(filters.size(), 1, threads, (from, to) -> {
            float[] filtered = new float[projection.length];
            for (int j = 0; j < values.length; j++) {
                double weight = filters.get(from).weight(values[j]);
                for (int i = j * classes; i < (j + 1) * classes; i++) {
                    filtered[i] = (float) (weight * projection[i]);
                }
            }
            try (Matrix right = Matrix.zeros(values.length, classes)) {
                right.setRows(0, values.length, filtered);
                weights[from] = Matrix.zeros(spectrum.features(), classes);
                Blas.multiply(1, spectrum.singleVectors(), right, 0, weights[from], 1);
            }
        });
        return List.of(weights);
    }

    /**
     * x·W⁽ᵗ⁾ for each row, a new matrix: the outputs less 1/K, beside which small ones would drown in float32.
     *
     * @param features rows of D features, preprocessed as for the fit
     * @throws IllegalArgumentException if their number differs
     */
    public Matrix scores(RowBlocks features, SpectralFilter filter, int threads) {
        return products(features, filter, 0, threads);
    }

    /** x·W⁽ᵗ⁾ + 1/K for each row, a new matrix; for the training rows these are P⁽ᵗ⁾. See {@link #scores}. */
    public Matrix outputs(RowBlocks features, SpectralFilter filter, int threads) {
        return products(features, filter, 1f / classes, threads);
    }

    private Matrix products(RowBlocks features, SpectralFilter filter, float offset, int threads) {
        if (features.columns() != spectrum.features()) {
            throw new IllegalArgumentException(
                    "features have " + features.columns() + " columns but the probe expects " + spectrum.features());
        }
        Matrix scores = Matrix.zeros(features.rows(), classes);
        try (Matrix weights = weights(filter, threads)) {
            Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
                try (Matrix block = features.rowBlock(from, to)) {
                    Matrix part = scores.rowBlock(from, to);
                    float[] row = new float[classes];
                    java.util.Arrays.fill(row, offset);
                    for (int i = 0; i < part.rows() && offset != 0; i++) {
                        part.setRows(i, 1, row);
                    }
                    Blas.multiply(1, block, weights, offset == 0 ? 0 : 1, part, 1);
                }
            });
        }
        return scores;
    }

    /** Sum of squared residuals on the training rows, ‖Y − P⁽ᵗ⁾‖², without computing P. */
    public double squaredResiduals(SpectralFilter filter) {
        return residualProduct(filter, filter);
    }

    /** ⟨Y − P, Y − P′⟩ for the outputs of two filters. */
    private double residualProduct(SpectralFilter a, SpectralFilter b) {
        double[] values = spectrum.values();
        double inSpan = 0;
        double sum = 0;
        for (int j = 0; j < values.length; j++) {
            inSpan += directionSquares[j];
            sum += (1 - a.keep(values[j])) * (1 - b.keep(values[j])) * directionSquares[j];
        }
        return sum + Math.max(0, targetSquares - inSpan);
    }

    /**
     * Generalised cross-validation (Golub, Heath &amp; Wahba 1979): (‖Y − P‖²/N) / (1 − df/N)², an estimate of the squared
     * error per row on new rows. Infinite if df = N.
     */
    public double generalisedCrossValidation(SpectralFilter filter) {
        double n = spectrum.rows();
        double rest = 1 - spectrum.degreesOfFreedom(filter) / n;
        return rest > 0 ? squaredResiduals(filter) / n / (rest * rest) : Double.POSITIVE_INFINITY;
    }

    /**
     * The share ξ of the teacher's outputs to which a student, fitted to ξ·P⁽¹⁾ + (1−ξ)·Y, should be fitted, in one shot:
     * ξ = (R − C)/(R + R₂ − 2C) with the inner products R, R₂, C of the residuals of steps 1 and 2, each divided by
     * 1 − df/N. It may lie outside [0, 1]. NaN if the two steps do not differ, or df = N.
     *
     * <p>Source: Dang, Patil &amp; Rinaldo 2026, arXiv 2602.17565, for the squared loss.
     */
    public double oneShotXi(double mu) {
        SpectralFilter teacher = new SpectralFilter(mu, 1);
        SpectralFilter student = new SpectralFilter(mu, 2);
        double n = spectrum.rows();
        double restOfTeacher = 1 - spectrum.degreesOfFreedom(teacher) / n;
        double restOfStudent = 1 - spectrum.degreesOfFreedom(student) / n;
        double r = squaredResiduals(teacher) / (restOfTeacher * restOfTeacher);
        double r2 = squaredResiduals(student) / (restOfStudent * restOfStudent);
        double c = residualProduct(teacher, student) / (restOfTeacher * restOfStudent);
        return (r - c) / (r + r2 - 2 * c);
    }
}
