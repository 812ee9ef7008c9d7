package io.rectify.theory;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.SymmetricEigen;
import io.rectify.spectral.SpectralFilter;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Data whose correlations depend only on the classes of the two rows: classes of any sizes, any K×K correlations, so
 * superclasses of any sizes too. Self-distillation of the linearised probe is then exact from K×K numbers:
 *
 * <p>P⁽ᵗ⁾ − 1/K for a row of true class k with given label y = pₖᵗ·(y − C_k) + M_k,
 *
 * <p>with p = s/(s+μ), pₖ of s = selfₖ − R_kk, which belongs to differences between rows of class k, C_k the distribution of
 * the labels given to class k, and M the outputs' means over classes, N^(−½)·B·N^(½)·(C − 1/K), where B filters the
 * eigenvalues of diag(self − R_kk) + N^(½)RN^(½) and N = diag(counts).
 *
 * <p>Derived for this library; with one size of classes and superclasses it is {@link ThreeLevelModel}.
 */
public final class BlockModel {
    /** Outputs closer than this, relative to the largest distance from 1/K, count as equal. */
    private static final double TIE = 1e-12;

    private final int[] counts;
    private final double[] within;
    private final int[] present;
    private final SymmetricEigen eigen;
    private final DoubleMatrix vectors;

    private BlockModel(int[] counts, double[] within, int[] present, SymmetricEigen eigen) {
        this.counts = counts;
        this.within = within;
        this.present = present;
        this.eigen = eigen;
        this.vectors = DoubleMatrix.of(eigen.vectors(), present.length, present.length);
    }

    /**
     * @param counts rows of each class; classes without rows take no part
     * @param self correlation of a row with itself, for each class; 1 for normalised rows
     * @param correlations K×K; the diagonal is between different rows of a class and is ignored for a class of one row
     * @throws IllegalArgumentException if the shapes do not fit or a number that takes part is not finite
     */
    public static BlockModel of(int[] counts, double[] self, double[][] correlations) {
        int k = counts.length;
        if (self.length != k || correlations.length != k) {
            throw new IllegalArgumentException("counts are of " + k + " classes but self-correlations of " + self.length
                    + " and correlations of " + correlations.length);
        }
        for (double[] row : correlations) {
            if (row.length != k) {
                throw new IllegalArgumentException(
                        "correlations must be " + k + " x " + k + " but a row has " + row.length + " values");
            }
        }
        int[] present = IntStream.range(0, k).filter(i -> counts[i] > 0).toArray();
        double[] within = new double[k];
        double[] reduced = new double[present.length * present.length];
        for (int a = 0; a < present.length; a++) {
            int i = present[a];
            double same = counts[i] > 1 ? correlations[i][i] : 0;
            within[i] = Math.max(0, self[i] - same);
            for (int b = 0; b < present.length; b++) {
                int j = present[b];
                double correlation = i == j ? same : correlations[i][j];
                reduced[a * present.length + b] =
                        Math.sqrt((double) counts[i] * counts[j]) * correlation + (i == j ? self[i] - same : 0);
            }
        }
        return new BlockModel(counts.clone(), within, present, SymmetricEigen.of(reduced, present.length));
    }

    /** The model with the class means of measured correlations. */
    public static BlockModel of(ClassCorrelation correlation) {
        return of(correlation.counts(), correlation.self(), correlation.means());
    }

    /** The eigenvalues that belong to differences between classes, largest first; one for each class with rows. */
    public double[] betweenClasses() {
        return Arrays.stream(eigen.values()).map(s -> Math.max(0, s)).toArray();
    }

    /** The eigenvalue selfₖ − R_kk that belongs to differences between rows of each class, n_k − 1 times. */
    public double[] withinClasses() {
        return within.clone();
    }

    /** Qᵀ·N^(½)·(T − 1/K), r×K, for the distributions T of the targets of every class. */
    private DoubleMatrix coordinates(double[][] targets) {
        int k = counts.length;
        DoubleMatrix result = DoubleMatrix.zeros(present.length, k);
        try (DoubleMatrix scaled = DoubleMatrix.zeros(present.length, k)) {
            for (int a = 0; a < present.length; a++) {
                double root = Math.sqrt(counts[present[a]]);
                scaled.setRows(
                        a,
                        1,
                        Arrays.stream(targets[present[a]])
                                .map(t -> root * (t - 1.0 / k))
                                .toArray());
            }
            Blas.multiply(true, vectors, false, scaled, result, 1);
        }
        return result;
    }

    /** M, K×K: means over the rows of each true class of P − 1/K; 0 for classes without rows. */
    private double[][] means(DoubleMatrix coordinates, DoubleUnaryOperator filter) {
        int k = counts.length;
        double[] values = eigen.values();
        double[][] means = new double[k][k];
        try (DoubleMatrix kept = DoubleMatrix.zeros(present.length, k);
                DoubleMatrix product = DoubleMatrix.zeros(present.length, k)) {
            for (int q = 0; q < present.length; q++) {
                double keep = filter.applyAsDouble(Math.max(0, values[q]));
                kept.setRows(
                        q,
                        1,
                        Arrays.stream(coordinates.row(q)).map(c -> keep * c).toArray());
            }
            Blas.multiply(false, vectors, false, kept, product, 1);
            for (int a = 0; a < present.length; a++) {
                double root = Math.sqrt(counts[present[a]]);
                means[present[a]] =
                        Arrays.stream(product.row(a)).map(m -> m / root).toArray();
            }
        }
        return means;
    }

    private double[][] means(double[][] targets, SpectralFilter filter) {
        try (DoubleMatrix coordinates = coordinates(targets)) {
            return means(coordinates, filter::keep);
        }
    }

    /**
     * The K outputs of step t for a row of true class k with given label y.
     *
     * @param corruption K×K: row k holds the shares of the labels given to class k
     */
    public double[] outputs(double[][] corruption, int trueClass, int given, SpectralFilter filter) {
        double[] base = base(corruption, means(corruption, filter), trueClass, filter);
        base[given] += filter.keep(within[trueClass]);
        return Arrays.stream(base).map(p -> p + 1.0 / base.length).toArray();
    }

    /** The outputs of a class, less 1/K, but for the part of a row's own label: M_k − pₖᵗ·C_k. */
    private double[] base(double[][] targets, double[][] means, int k, SpectralFilter filter) {
        double keep = filter.keep(within[k]);
        double[] base = new double[counts.length];
        for (int j = 0; j < base.length; j++) {
            base[j] = means[k][j] - keep * targets[k][j];
        }
        return base;
    }

    /**
     * The share of rows of every class whose largest output at step t is the true class, and no other as large; 1 for
     * classes without rows.
     */
    public double[] accuracies(double[][] corruption, SpectralFilter filter) {
        return accuracies(corruption, means(corruption, filter), filter);
    }

    private double[] accuracies(double[][] corruption, double[][] means, SpectralFilter filter) {
        double[] accuracies = new double[counts.length];
        Arrays.fill(accuracies, 1);
        for (int k : present) {
            double[] base = base(corruption, means, k, filter);
            double keep = filter.keep(within[k]);
            accuracies[k] = 0;
            for (int y = 0; y < base.length; y++) {
                if (corruption[k][y] > 0) {
                    base[y] += keep;
                    accuracies[k] += leads(base, k) ? corruption[k][y] : 0;
                    base[y] -= keep;
                }
            }
        }
        return accuracies;
    }

    private static boolean leads(double[] outputs, int k) {
        double tie = tie(outputs);
        for (int j = 0; j < outputs.length; j++) {
            if (j != k && !(outputs[k] > outputs[j] + tie)) {
                return false;
            }
        }
        return true;
    }

    /** The share of all rows that step t classifies right. */
    public double accuracy(double[][] corruption, SpectralFilter filter) {
        return weighted(accuracies(corruption, filter));
    }

    private double weighted(double[] accuracies) {
        double right = 0;
        double rows = 0;
        for (int k : present) {
            right += counts[k] * accuracies[k];
            rows += counts[k];
        }
        return Math.min(1, right / rows);
    }

    /**
     * The K outputs of step t for a new row of a class: one with the correlations R_kj to the training rows and no label of its own. They are
     * 1/K + M_k − (selfₖ − R_kk)·M′_k, where M′ is M with sᵗ⁻¹/(s+μ)ᵗ in place of (s/(s+μ))ᵗ: a training row's own label is gone.
     */
    public double[] newRowOutputs(double[][] corruption, int trueClass, SpectralFilter filter) {
        try (DoubleMatrix coordinates = coordinates(corruption)) {
            return newRowOutputs(means(coordinates, filter::keep), means(coordinates, filter::weight), trueClass);
        }
    }

    private double[] newRowOutputs(double[][] means, double[][] weights, int k) {
        double[] outputs = new double[counts.length];
        Arrays.setAll(outputs, j -> 1.0 / counts.length + means[k][j] - within[k] * weights[k][j]);
        return outputs;
    }

    /**
     * The share of new rows that step t classifies right, where classes are as frequent as among the training rows. All new rows of a class
     * get the same outputs.
     */
    public double newRowAccuracy(double[][] corruption, SpectralFilter filter) {
        try (DoubleMatrix coordinates = coordinates(corruption)) {
            double[][] means = means(coordinates, filter::keep);
            double[][] weights = means(coordinates, filter::weight);
            double[] accuracies = new double[counts.length];
            for (int k : present) {
                accuracies[k] = leads(newRowOutputs(means, weights, k), k) ? 1 : 0;
            }
            return weighted(accuracies);
        }
    }

    /** The first of steps 1 … limit that classifies every row right; none if none does. */
    public OptionalInt firstPerfectStep(double[][] corruption, double mu, int limit) {
        try (DoubleMatrix coordinates = coordinates(corruption)) {
            for (int step = 1; step <= limit; step++) {
                SpectralFilter filter = new SpectralFilter(mu, step);
                double[] accuracies = accuracies(corruption, means(coordinates, filter::keep), filter);
                if (Arrays.stream(accuracies).allMatch(accuracy -> accuracy > 1 - 1e-9)) {
                    return OptionalInt.of(step);
                }
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The share of all rows that a student classifies right which is fitted with the same μ to the teacher's two largest
     * outputs, one half each. Classes that tie for the second place share it evenly.
     */
    public double topTwoAccuracy(double[][] corruption, double mu) {
        SpectralFilter teacher = new SpectralFilter(mu, 1);
        double[][] means = means(corruption, teacher);
        double[][] targets = new double[counts.length][counts.length];
        for (int k : present) {
            double[] base = base(corruption, means, k, teacher);
            for (int y = 0; y < base.length; y++) {
                TopTwoOutputs.forEach(
                        base,
                        y,
                        teacher.keep(within[k]),
                        corruption[k][y],
                        (share, a, b, row) -> {
                            row[a] += share / 2;
                            row[b] += share / 2;
                        },
                        targets[k]);
            }
        }
        double[][] studentMeans = means(targets, teacher);
        double[] accuracies = new double[counts.length];
        for (int k : present) {
            double[] base = base(corruption, means, k, teacher);
            double[] student = base(targets, studentMeans, k, teacher);
            double half = teacher.keep(within[k]) / 2;
            double[] right = new double[1];
            for (int y = 0; y < base.length; y++) {
                TopTwoOutputs.forEach(
                        base,
                        y,
                        teacher.keep(within[k]),
                        corruption[k][y],
                        (share, a, b, sum) -> {
                            student[a] += half;
                            student[b] += half;
                            sum[0] += leads(student, k) ? share : 0;
                            student[a] -= half;
                            student[b] -= half;
                        },
                        right);
            }
            accuracies[k] = right[0];
        }
        return weighted(accuracies);
    }

    /** By how much outputs may differ that count as equal. */
    static double tie(double[] outputs) {
        double largest = 0;
        for (double output : outputs) {
            largest = Math.max(largest, Math.abs(output));
        }
        return TIE * largest;
    }
}
