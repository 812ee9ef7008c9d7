package io.rectify.theory;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the closed form may be from the softmax chain that it stands for, after one step: a bound that holds whatever the labels, from
 * the closed form alone.
 *
 * <p>Let L⁽ᵗ⁾ be its outputs, Z = K·(L⁽ᵗ⁾ − 1/K) its logits and R = softmax(Z) − L⁽ᵗ⁾ what the linearisation leaves out there. With P⁽ᵗ⁾ =
 * softmax((K/μ)·G(P⁽ᵗ⁻¹⁾ − P⁽ᵗ⁾)), P⁽⁰⁾ = L⁽⁰⁾ = Y, and H = (K/μ)·G, the error E⁽ᵗ⁾ = P⁽ᵗ⁾ − L⁽ᵗ⁾ satisfies
 *
 * <p>(I + JH)·E⁽ᵗ⁾ = JH·E⁽ᵗ⁻¹⁾ + R,
 *
 * <p>where J, the mean of the softmax's Jacobian between the two logits of each row, is symmetric with 0 ≤ J ≤ ½. In the seminorm ‖E‖_G =
 * ‖XᵀE‖_F = √tr(EᵀGE) the operators become N(I + N)⁻¹ and (I + N)⁻¹ with N = H^½·J·H^½ ≤ ν = K·s₁/(2μ), s₁ the largest eigenvalue of G. So
 *
 * <p>‖E⁽ᵗ⁾‖_G ≤ ν/(1 + ν)·‖E⁽ᵗ⁻¹⁾‖_G + ‖R‖_G, and the logits of a row x differ by at most (K/μ)·‖x‖·(‖E⁽ᵗ⁻¹⁾‖_G + ‖R‖_G).
 *
 * <p>R is of second order in the logits, so that the teacher's bound is as good as exact where κ is large; where it is small, and of later
 * steps, it says little of single rows. Source: derived for this project; the linearisation is assumption 1 of Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482.
 *
 * @param remainder ‖R‖_G
 * @param error the bound of ‖P⁽ᵗ⁾ − L⁽ᵗ⁾‖_G
 * @param logits the bound of the Euclidean distance of the two logits of a row of norm 1
 */
public record LinearisationBound(double remainder, double error, double logits) {
    /** Before the first step, where both have the labels. */
    public static final LinearisationBound LABELS = new LinearisationBound(0, 0, 0);

    /**
     * The bound of the step after this one.
     *
     * @param nextRemainder ‖R‖_G of that step
     * @param mu μ = κ
     * @param classes K
     * @param largest s₁, the largest eigenvalue of G
     */
    public LinearisationBound next(double nextRemainder, double mu, int classes, double largest) {
        double nu = classes * largest / (2 * mu);
        return new LinearisationBound(
                nextRemainder, nu / (1 + nu) * error + nextRemainder, classes / mu * (error + nextRemainder));
    }

    /**
     * The bounds of steps 1, 2, …
     *
     * @param probe the closed form
     * @param features N×D, what it was fitted to
     * @param mu μ = κ
     */
    public static List<LinearisationBound> of(SpectralProbe probe, Matrix features, double mu, int steps, int threads) {
        double[] values = probe.spectrum().values();
        double largest = values.length == 0 ? 0 : values[0];
        List<LinearisationBound> bounds = new ArrayList<>();
        LinearisationBound last = LABELS;
        for (int t = 1; t <= steps; t++) {
            try (Matrix scores = probe.scores(features, new SpectralFilter(mu, t), threads)) {
                float[] single = new float[probe.classes()];
                double[] row = new double[single.length];
                for (int i = 0; i < scores.rows(); i++) {
                    scores.getRows(i, 1, single);
                    for (int k = 0; k < row.length; k++) {
                        row[k] = single[k];
                    }
                    remainderInPlace(row);
                    for (int k = 0; k < row.length; k++) {
                        single[k] = (float) row[k];
                    }
                    scores.setRows(i, 1, single);
                }
                last = last.next(seminorm(features, scores, threads), mu, probe.classes(), largest);
            }
            bounds.add(last);
        }
        return bounds;
    }

    /**
     * R of outputs L of the closed form, N×K, a new matrix.
     *
     * @param outputs rows that sum to 1
     */
    public static DoubleMatrix remainder(DoubleMatrix outputs) {
        DoubleMatrix remainder = DoubleMatrix.zeros(outputs.rows(), outputs.columns());
        for (int i = 0; i < outputs.rows(); i++) {
            double[] row = outputs.row(i);
            for (int k = 0; k < row.length; k++) {
                row[k] -= 1.0 / row.length;
            }
            remainderInPlace(row);
            remainder.setRows(i, 1, row);
        }
        return remainder;
    }

    /** softmax(K·s) − 1/K − s for the scores s of a row. */
    private static void remainderInPlace(double[] scores) {
        int classes = scores.length;
        double[] logits = new double[classes];
        for (int k = 0; k < classes; k++) {
            logits[k] = classes * scores[k];
        }
        double logSumExp = LogSumExp.of(logits);
        for (int k = 0; k < classes; k++) {
            scores[k] = Math.exp(logits[k] - logSumExp) - 1.0 / classes - scores[k];
        }
    }

    /**
     * ‖E‖_G = ‖XᵀE‖_F.
     *
     * @param features X, N×D
     * @param e N×K
     */
    public static double seminorm(Matrix features, Matrix e, int threads) {
        double squares = 0;
        try (Matrix product = Matrix.zeros(features.columns(), e.columns())) {
            Blas.multiplyTransposedA(1, features, e, 0, product, threads);
            for (int i = 0; i < product.rows(); i++) {
                for (float value : product.row(i)) {
                    squares += (double) value * value;
                }
            }
        }
        return Math.sqrt(squares);
    }
}
