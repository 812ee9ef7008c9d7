package io.rectify.audit;

import io.rectify.data.Prepared;
import io.rectify.data.Targets;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.Leverages;

/**
 * Logits of each training row by the softmax probe that would have been fitted to the other N − 1 rows, from one fit to all N.
 *
 * <p>With W fitted to all rows and W⁻ⁱ to all but row i, the summed gradient of the others, 0 at W⁻ⁱ, is −xᵢ(pᵢ − yᵢ)ᵀ at W. To
 * first order in W − W⁻ⁱ their Hessian H⁻ⁱ takes the one to the other, so that
 *
 * <p>z⁻ⁱₖ = zᵢₖ + h⁻ⁱₖ·(pᵢₖ − yᵢₖ), where pᵢ = softmax(zᵢ) is the output of the fit to <em>all</em> rows
 *
 * <p>and h⁻ⁱₖ = xᵢᵀ(H⁻ⁱₖ)⁻¹xᵢ. Class by class Hₖ is taken to be aₖ·XᵀX + Nλ·I with aₖ = K/(K−1)·(1/N)·Σᵢ pᵢₖ(1 − pᵢₖ), the mean
 * curvature of class k on logits that sum to 0; without row i, h⁻ⁱₖ = hₖ/(1 − aₖhₖ) by Sherman and Morrison. No system is solved for
 * a row: it can neither fail nor overshoot, h⁻ⁱₖ being at most ‖xᵢ‖²/(Nλ).
 *
 * <p>It is exact where p is linear in z, so that in the limit of a strong penalty it is K times the linearised probe's score with
 * the own label left out. Elsewhere it takes the mean curvature for the local one and one class at a time: on small overlapping
 * clouds it is off by a tenth (two classes) to a quarter (three) of what leaving out changes.
 *
 * <p>Source: approximate leave-one-out of penalised fits, Rad &amp; Maleki 2020, JRSS B, arXiv 1801.10243, equation 7, here from the
 * Hessian of the others and with the curvature averaged over rows.
 */
final class LeaveOneOutSoftmax {
    /** Floats that a band of rows holds for each of logits, leverages and coordinates. */
    private static final int TILE = 1 << 16;

    /** Least 1 − aₖhₖ, which is positive but for rounding. */
    private static final double LEAST_REST = 1e-6;

    private LeaveOneOutSoftmax() {}

    /**
     * @param data rows to leave out, one by one
     * @param spectrum of the features
     * @param options how to fit; the tighter the tolerance, the nearer to leaving out
     * @return N×K logits, a new matrix
     * @throws IllegalArgumentException if the options ask for an intercept or for no penalty
     */
    static Matrix logits(Prepared data, GramSpectrum spectrum, SoftmaxProbe.Options options) {
        if (options.intercept()) {
            throw new IllegalArgumentException("leaving rows out needs a probe without an intercept");
        }
        int threads = options.threads();
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), options);
        Matrix logits = fit.probe().logits(data.features(), threads);
        fit.probe().weights().close();
        double[] curvatures = curvatures(logits, threads);
        Leverages leverages = new Leverages(spectrum, curvatures, fit.lambda() * data.size());
        Parallel.forEachBand(logits.rows(), bandRows(logits), threads, (from, to) -> {
            try (Matrix rows = data.features().rowBlock(from, to);
                    Matrix leverage = leverages.of(rows)) {
                leaveOut(logits, data, leverage, curvatures, from, to);
            }
        });
        return logits;
    }

    private static int bandRows(Matrix logits) {
        return Math.max(1, Math.min(512, TILE / logits.columns()));
    }

    private static void leaveOut(Matrix logits, Prepared data, Matrix leverage, double[] curvatures, int from, int to) {
        int k = logits.columns();
        float[] z = new float[(to - from) * k];
        float[] h = new float[z.length];
        logits.getRows(from, to - from, z);
        leverage.getRows(0, to - from, h);
        float[] p = z.clone();
        LogSumExp.softmaxRowsInPlace(p, to - from, k, new double[to - from]);
        for (int i = 0; i < to - from; i++) {
            p[i * k + data.given().get(from + i)] -= 1;
            for (int c = 0; c < k; c++) {
                int at = i * k + c;
                z[at] += (float) (h[at] / Math.max(LEAST_REST, 1 - curvatures[c] * h[at]) * p[at]);
            }
        }
        logits.setRows(from, to - from, z);
    }

    /** aₖ of each class. */
    private static double[] curvatures(Matrix logits, int threads) {
        int k = logits.columns();
        double[] sums = new double[k];
        Parallel.sumOrdered(
                logits.rows(),
                bandRows(logits),
                threads,
                sums,
                () -> new Curvature(k, bandRows(logits)),
                (curvature, from, to) -> curvature.of(logits, from, to));
        for (int c = 0; c < k; c++) {
            sums[c] *= k / (k - 1.0) / logits.rows();
        }
        return sums;
    }

    /** Σ p(1 − p) of each class over a band of rows. */
    private static final class Curvature implements Parallel.Partial {
        private final int k;
        private final float[] p;
        private final double[] sums;

        Curvature(int k, int rows) {
            this.k = k;
            this.p = new float[rows * k];
            this.sums = new double[k];
        }

        void of(Matrix logits, int from, int to) {
            java.util.Arrays.fill(sums, 0);
            logits.getRows(from, to - from, p);
            LogSumExp.softmaxRowsInPlace(p, to - from, k, new double[to - from]);
            for (int i = 0; i < to - from; i++) {
                for (int c = 0; c < k; c++) {
                    float one = p[i * k + c];
                    sums[c] += one * (1 - one);
                }
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int c = 0; c < k; c++) {
                total[c] += sums[c];
            }
        }
    }
}
