package io.rectify.spectral;

import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well every (μ, t) of a grid predicts labels it has not seen, without fitting anything twice: generalised
 * cross-validation, and exact leave-one-out.
 *
 * <p>Leave-one-out of the whole chain of t steps: row i is removed from features and labels, all steps are fitted anew with
 * the same μ, and row i is predicted. With F = A(A+μ)⁻¹, A = XᵀX, M = (A+μ)⁻¹ and h = xᵢᵀMxᵢ, the formula of Sherman and
 * Morrison gives for the refitted chain
 *
 * <p>xᵢᵀ·Aᵢᵗ⁻¹(Aᵢ+μ)⁻ᵗ = Σⱼ d₍ₜ₋₁₋ⱼ₎ · xᵢᵀMFʲ, j = 0 … t−1,
 *
 * <p>d₀ = 1/(1−h), dₖ₊₁ = −μ/(1−h) Σⱼ d₍ₖ₋ⱼ₎ · xᵢᵀMFʲMxᵢ: the scores of steps 1 … t of the full fit, less what the own
 * label gave each, are all that is needed. Derived for this library; at t = 1 it is the well-known (P − hY)/(1 − h).
 *
 * <p>A row with next to no weight on other rows, 1 − h &lt; 10⁻⁹, is given 1/K. Everything is float64.
 *
 * @param points one for each filter, in their order
 */
public record SpectralGrid(List<Point> points) {
    private static final int BAND = 1024;

    /**
     * One (μ, t).
     *
     * @param degreesOfFreedom Σⱼ (sⱼ/(sⱼ+μ))ᵗ
     * @param generalisedCrossValidation estimate of the squared error per row, see {@link
     *     SpectralProbe#generalisedCrossValidation}
     * @param leaveOneOutError mean over the rows of ‖Yᵢ − Pᵢ‖² when row i is left out
     * @param leaveOneOutAgreement share of rows whose largest output, when row i is left out, is the given label
     */
    public record Point(
            SpectralFilter filter,
            double degreesOfFreedom,
            double generalisedCrossValidation,
            double leaveOneOutError,
            double leaveOneOutAgreement) {}

    public SpectralGrid {
        points = List.copyOf(points);
    }

    /**
     * Evaluates steps 1 … steps of every μ.
     *
     * @param probe fitted to one-hot labels of these features
     * @param features N×D, preprocessed; read once
     * @param given those labels
     * @throws IllegalArgumentException if shapes do not fit, or a value of the grid is out of range
     */
    public static SpectralGrid of(
            SpectralProbe probe, RowBlocks features, Labels given, double[] mus, int steps, int threads) {
        probe.checkLabels(features, given);
        if (mus.length == 0 || steps < 1) {
            throw new IllegalArgumentException("a grid needs a mu and a step but has " + mus.length + " and " + steps);
        }
        List<SpectralFilter> filters = SpectralFilter.grid(mus, steps);
        double[] total = new double[2 * filters.size()];
        List<DoubleMatrix> right = filters.stream().map(probe::filtered).toList();
        try (DoubleMatrix factors = factors(probe.spectrum(), filters)) {
            Parallel.sumOrdered(
                    features.rows(),
                    BAND,
                    threads,
                    total,
                    () -> new Band(probe, given, filters, steps, right, factors),
                    (band, from, to) -> band.leaveOut(features, from, to));
        } finally {
            right.forEach(DoubleMatrix::close);
        }
        List<Point> points = new ArrayList<>();
        for (int f = 0; f < filters.size(); f++) {
            points.add(new Point(
                    filters.get(f),
                    probe.spectrum().degreesOfFreedom(filters.get(f)),
                    probe.generalisedCrossValidation(filters.get(f)),
                    total[2 * f] / given.size(),
                    total[2 * f + 1] / given.size()));
        }
        return new SpectralGrid(points);
    }

    /** The point of most leave-one-out agreement; of equals the one of fewest steps, then of largest μ. */
    public Point mostAgreement() {
        return points.stream()
                .max(Comparator.comparingDouble(Point::leaveOneOutAgreement)
                        .thenComparing(point -> -point.filter().step())
                        .thenComparing(point -> point.filter().mu()))
                .orElseThrow();
    }

    /** For each filter the factors of h and of μ·xᵀMFᵗ⁻¹Mx, side by side: r×2F. */
    private static DoubleMatrix factors(GramSpectrum spectrum, List<SpectralFilter> filters) {
        double[] values = spectrum.values();
        double[] factors = new double[values.length * 2 * filters.size()];
        int at = 0;
        for (double s : values) {
            for (SpectralFilter filter : filters) {
                factors[at++] = filter.weight(s);
                factors[at++] = filter.weight(s) * filter.mu() / (s + filter.mu());
            }
        }
        return DoubleMatrix.of(factors, values.length, 2 * filters.size());
    }

    /** Errors and agreements of one band of rows, for each filter. */
    private static final class Band implements Parallel.Partial {
        private final SpectralProbe probe;
        private final Labels given;
        private final List<SpectralFilter> filters;
        private final int steps;
        private final List<DoubleMatrix> right;
        private final DoubleMatrix factors;
        private final double[] sums;
        private final double[][] scores;
        private final double[] d;
        private final double[] output;

        Band(
                SpectralProbe probe,
                Labels given,
                List<SpectralFilter> filters,
                int steps,
                List<DoubleMatrix> right,
                DoubleMatrix factors) {
            this.probe = probe;
            this.given = given;
            this.filters = filters;
            this.steps = steps;
            this.right = right;
            this.factors = factors;
            this.sums = new double[2 * filters.size()];
            this.scores = new double[steps][BAND * probe.classes()];
            this.d = new double[steps];
            this.output = new double[probe.classes()];
        }

        void leaveOut(RowBlocks features, int from, int to) {
            java.util.Arrays.fill(sums, 0);
            GramSpectrum spectrum = probe.spectrum();
            try (Matrix block = features.rowBlock(from, to);
                    DoubleMatrix coordinates = spectrum.coordinates(block);
                    DoubleMatrix output = DoubleMatrix.zeros(to - from, probe.classes());
                    DoubleMatrix quadratic = GramSpectrum.squaresTimes(coordinates, factors)) {
                for (int first = 0; first < filters.size(); first += steps) {
                    for (int t = 0; t < steps; t++) {
                        Blas.multiply(false, coordinates, false, right.get(first + t), output, 1);
                        output.getRows(0, to - from, scores[t]);
                    }
                    for (int i = 0; i < to - from; i++) {
                        row(i, given.get(from + i), first, quadratic.row(i));
                    }
                }
            }
        }

        /** All steps of one μ for one row. */
        private void row(int i, int label, int first, double[] quadratic) {
            int k = probe.classes();
            double even = 1.0 / k;
            double rest = 1 - quadratic[2 * first];
            boolean alone = !(rest > LeftOutScores.LEAST_REST);
            d[0] = alone ? 0 : 1 / rest;
            for (int t = 1; t < steps; t++) {
                double sum = 0;
                for (int j = 0; j < t; j++) {
                    sum += d[t - 1 - j] * quadratic[2 * (first + j) + 1];
                }
                d[t] = alone ? 0 : -sum / rest;
            }
            for (int t = 0; t < steps; t++) {
                leaveOut(i, label, first, t, quadratic);
                double error = 0;
                int argmax = 0;
                for (int c = 0; c < k; c++) {
                    double residual = (c == label ? 1 : 0) - even - output[c];
                    error += residual * residual;
                    argmax = output[c] > output[argmax] ? c : argmax;
                }
                sums[2 * (first + t)] += error;
                sums[2 * (first + t) + 1] += argmax == label ? 1 : 0;
            }
        }

        /** The output of one step for row i, less 1/K, when the row is left out. */
        private void leaveOut(int i, int label, int first, int t, double[] quadratic) {
            java.util.Arrays.fill(output, 0);
            double own = 0;
            for (int j = 0; j <= t; j++) {
                double factor = d[t - j];
                own += factor * quadratic[2 * (first + j)];
                double[] step = scores[j];
                int at = i * output.length;
                for (int c = 0; c < output.length; c++) {
                    output[c] += factor * step[at + c];
                }
            }
            double shift = own / output.length;
            for (int c = 0; c < output.length; c++) {
                output[c] += shift;
            }
            output[label] -= own;
        }

        @Override
        public void addTo(double[] total) {
            for (int j = 0; j < sums.length; j++) {
                total[j] += sums[j];
            }
        }
    }
}
