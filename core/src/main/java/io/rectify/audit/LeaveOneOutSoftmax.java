package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Prepared;
import io.rectify.data.Targets;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.Leverages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
 * <p>Rows of a group are left out together. Where they are m copies of xᵢ, the others' gradient is −xᵢ·Σⱼ(pⱼ − yⱼ)ᵀ and their Hessian
 * aₖ·(XᵀX − m·xᵢxᵢᵀ) + Nλ·I, so that
 *
 * <p>z⁻ᵢₖ = zᵢₖ + hₖ/(1 − m·aₖhₖ)·Σⱼ(pⱼₖ − yⱼₖ), the sum over the group, i in it
 *
 * <p>which is the above for m = 1. Rows that are nearly copies have zᵢ and hₖ of their own.
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

    /** Least 1 − m·aₖhₖ, which is positive but for rounding and for rows of a group that are no copies. */
    private static final double LEAST_REST = 1e-6;

    private LeaveOneOutSoftmax() {}

    /**
     * @param data rows to leave out, group by group
     * @param spectrum of the features
     * @param groups of rows that are copies
     * @param options how to fit; the tighter the tolerance, the nearer to leaving out
     * @return N×K logits, a new matrix
     * @throws IllegalArgumentException if the options ask for an intercept or for no penalty, or the groups are of another number of rows
     */
    static Matrix logits(Prepared data, GramSpectrum spectrum, Groups groups, SoftmaxProbe.Options options) {
        if (groups.size() != data.size()) {
            throw new IllegalArgumentException("groups are of " + groups.size() + " rows but there are " + data.size());
        }
        if (options.intercept()) {
            throw new IllegalArgumentException("leaving rows out needs a probe without an intercept");
        }
        int threads = options.threads();
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), options);
        Matrix logits = fit.probe().logits(data.features(), threads);
        fit.probe().weights().close();
        double[] curvatures = curvatures(logits, threads);
        Leverages leverages = new Leverages(spectrum, curvatures, fit.lambda() * data.size());
        List<int[]> several = groups.ofSeveralRows();
        boolean[] done = new boolean[logits.rows()];
        List<int[]> bands = bands(several, bandRows(logits));
        Parallel.forEachBand(
                bands.size(),
                1,
                threads,
                (from, to) -> leaveGroupsOut(
                        logits, data, several.subList(bands.get(from)[0], bands.get(from)[1]), leverages, curvatures));
        several.forEach(rows -> Arrays.stream(rows).forEach(row -> done[row] = true));
        Parallel.forEachBand(logits.rows(), bandRows(logits), threads, (from, to) -> {
            try (Matrix rows = data.features().rowBlock(from, to);
                    Matrix leverage = leverages.of(rows)) {
                leaveOut(logits, data, leverage, curvatures, done, from, to);
            }
        });
        return logits;
    }

    /** Groups from … to−1 of so many rows in all, or of one group. */
    private static List<int[]> bands(List<int[]> groups, int mostRows) {
        List<int[]> bands = new ArrayList<>();
        int from = 0;
        int rows = 0;
        for (int g = 0; g < groups.size(); g++) {
            if (g > from && rows + groups.get(g).length > mostRows) {
                bands.add(new int[] {from, g});
                from = g;
                rows = 0;
            }
            rows += groups.get(g).length;
        }
        if (from < groups.size()) {
            bands.add(new int[] {from, groups.size()});
        }
        return bands;
    }

    private static void leaveGroupsOut(
            Matrix logits, Prepared data, List<int[]> groups, Leverages leverages, double[] curvatures) {
        int k = logits.columns();
        int[] rows = groups.stream().flatMapToInt(Arrays::stream).toArray();
        float[] z = new float[rows.length * k];
        float[] h = new float[z.length];
        float[] one = new float[k];
        for (int i = 0; i < rows.length; i++) {
            logits.getRows(rows[i], 1, one);
            System.arraycopy(one, 0, z, i * k, k);
        }
        try (Matrix features = data.features().selectRows(rows);
                Matrix leverage = leverages.of(features)) {
            leverage.getRows(0, rows.length, h);
        }
        float[] p = z.clone();
        LogSumExp.softmaxRowsInPlace(p, rows.length, k, new double[rows.length]);
        int first = 0;
        for (int[] group : groups) {
            int m = group.length;
            for (int c = 0; c < k; c++) {
                double residual = 0;
                for (int i = first; i < first + m; i++) {
                    residual += p[i * k + c] - (data.given().get(rows[i]) == c ? 1 : 0);
                }
                for (int at = first * k + c; at < (first + m) * k; at += k) {
                    z[at] += (float) (h[at] / Math.max(LEAST_REST, 1 - m * curvatures[c] * h[at]) * residual);
                }
            }
            first += m;
        }
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(z, i * k, one, 0, k);
            logits.setRows(rows[i], 1, one);
        }
    }

    private static int bandRows(Matrix logits) {
        return Math.max(1, Math.min(512, TILE / logits.columns()));
    }

    /** Rows that are done stay as they are. */
    private static void leaveOut(
            Matrix logits, Prepared data, Matrix leverage, double[] curvatures, boolean[] done, int from, int to) {
        int k = logits.columns();
        float[] z = new float[(to - from) * k];
        float[] h = new float[z.length];
        logits.getRows(from, to - from, z);
        leverage.getRows(0, to - from, h);
        float[] p = z.clone();
        LogSumExp.softmaxRowsInPlace(p, to - from, k, new double[to - from]);
        for (int i = 0; i < to - from; i++) {
            p[i * k + data.given().get(from + i)] -= 1;
            for (int c = 0; c < k && !done[from + i]; c++) {
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
            Arrays.fill(sums, 0);
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
