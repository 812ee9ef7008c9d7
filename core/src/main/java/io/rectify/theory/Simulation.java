package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.SymmetricEigen;
import io.rectify.linalg.Vectors;
import io.rectify.spectral.SpectralFilter;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The data of a {@link ThreeLevelModel} made explicit, N×N Gram matrix and all, so that what the formulas promise can be
 * seen to happen: outputs of every step by the matrix itself, and accuracies of clean and noisy rows.
 *
 * <p>Scatter: rows are unit vectors √e·g + √(d−e)·(superclass) + √(c−d)·(class) + √(1−c)·uᵢ with orthonormal g,
 * superclasses and classes. Without scatter the uᵢ are orthonormal too and the correlations exactly c, d, e; with it they
 * are random unit vectors of so many dimensions that correlations of different rows scatter with standard deviation
 * jitter/√3, that of a uniform distribution on ±jitter. (Adding independent numbers to the entries of a Gram matrix
 * instead gives a matrix that is none: it is not positive semidefinite.)
 */
public final class Simulation implements AutoCloseable {
    /** Outputs closer than this share of their spread are equal but for rounding. */
    private static final double TIE = 1e-9;

    private final DoubleMatrix gram;
    private final Labels truth;
    private final SymmetricEigen eigen;

    private Simulation(DoubleMatrix gram, Labels truth) {
        this.gram = gram;
        this.truth = truth;
        this.eigen = SymmetricEigen.of(gram.toArray(), truth.size());
        double least = eigen.values()[truth.size() - 1];
        if (!(least >= -1e-9 * truth.size())) {
            throw new IllegalArgumentException("no rows have these correlations: an eigenvalue would be " + least);
        }
    }

    /**
     * Makes the rows of a model, class after class, and decomposes their Gram matrix.
     *
     * @param jitter half the width of the scatter; 0 for none
     * @throws IllegalArgumentException if the model is not balanced or no rows have its correlations, or the jitter is negative
     *     or so small that the random vectors would not fit in memory
     */
    public static Simulation of(ThreeLevelModel model, double jitter, long seed, int threads) {
        if (!model.isBalanced()) {
            throw new IllegalArgumentException(
                    "a simulation needs classes and superclasses of one size but there are " + model.rows() + " rows, "
                            + model.classes() + " classes and " + model.superclasses() + " superclasses");
        }
        if (!(jitter >= 0) || jitter > Math.sqrt(3) * (1 - model.c())) {
            throw new IllegalArgumentException("jitter must lie between 0 and sqrt(3)·(1 - c) = "
                    + Math.sqrt(3) * (1 - model.c()) + " but is " + jitter);
        }
        int n = model.rows();
        int perClass = n / model.classes();
        int perSuperclass = n / model.superclasses();
        DoubleMatrix gram = jitter == 0 ? DoubleMatrix.zeros(n, n) : scatter(model, jitter, seed, threads);
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            gram.getRows(i, 1, row);
            for (int j = 0; j < n; j++) {
                double level = model.e();
                if (i / perClass == j / perClass) {
                    level = model.c();
                } else if (i / perSuperclass == j / perSuperclass) {
                    level = model.d();
                }
                row[j] = i == j ? 1 : level + row[j];
            }
            gram.setRows(i, 1, row);
        }
        int[] classes = new int[n];
        Arrays.setAll(classes, i -> i / perClass);
        return new Simulation(gram, Labels.of(classes, model.classes()));
    }

    /** (1 − c)·⟨uᵢ, uⱼ⟩ for random unit vectors. */
    private static DoubleMatrix scatter(ThreeLevelModel model, double jitter, long seed, int threads) {
        double dimensions = Math.max(1, Math.rint(3 * Math.pow((1 - model.c()) / jitter, 2)));
        if (dimensions * model.rows() > 1e8) {
            throw new IllegalArgumentException("jitter " + jitter + " needs random vectors of " + (long) dimensions
                    + " dimensions; use 0 or more than " + (1 - model.c()) * Math.sqrt(3e-8 * model.rows()));
        }
        SplittableRandom random = new SplittableRandom(seed);
        try (DoubleMatrix u = DoubleMatrix.zeros(model.rows(), (int) dimensions)) {
            double[] row = new double[(int) dimensions];
            for (int i = 0; i < model.rows(); i++) {
                Arrays.setAll(row, j -> random.nextGaussian());
                double norm = Vectors.norm(row);
                Arrays.setAll(row, j -> row[j] * Math.sqrt(1 - model.c()) / norm);
                u.setRows(i, 1, row);
            }
            DoubleMatrix gram = DoubleMatrix.zeros(model.rows(), model.rows());
            Blas.multiply(false, u, true, u, gram, threads);
            return gram;
        }
    }

    /** G, N×N, to be read only. */
    public DoubleMatrix gram() {
        return gram;
    }

    /** The true classes, class after class. */
    public Labels truth() {
        return truth;
    }

    /** The N eigenvalues of G, largest first. */
    public double[] eigenvalues() {
        return eigen.values();
    }

    /**
     * Labels in exactly the proportions of a corruption matrix.
     *
     * @param corruption K×K with rows that give whole numbers of the rows of each class
     * @throws IllegalArgumentException if they do not
     */
    public Labels exactLabels(double[][] corruption) {
        int perClass = truth.size() / truth.classCount();
        if (corruption.length != truth.classCount()) {
            throw new IllegalArgumentException("corruption matrix has " + corruption.length + " rows but there are "
                    + truth.classCount() + " classes");
        }
        int[] given = new int[truth.size()];
        for (int k = 0; k < corruption.length; k++) {
            int at = k * perClass;
            for (int j = 0; j < corruption[k].length; j++) {
                double count = corruption[k][j] * perClass;
                int rows = (int) Math.rint(count);
                if (!(Math.abs(count - rows) <= 1e-6) || at + rows > (k + 1) * perClass) {
                    throw new IllegalArgumentException("row " + k
                            + " of the corruption matrix does not give whole numbers of " + perClass + " rows");
                }
                Arrays.fill(given, at, at + rows, j);
                at += rows;
            }
            if (at != (k + 1) * perClass) {
                throw new IllegalArgumentException("row " + k + " of the corruption matrix does not sum to 1");
            }
        }
        return Labels.of(given, truth.names());
    }

    /** N×K targets as a float64 matrix. */
    public static DoubleMatrix matrix(Targets targets) {
        DoubleMatrix matrix = DoubleMatrix.zeros(targets.rows(), targets.classes());
        float[] single = new float[targets.classes()];
        double[] row = new double[single.length];
        for (int i = 0; i < targets.rows(); i++) {
            targets.getRow(i, single);
            Arrays.setAll(row, j -> single[j]);
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }

    /** P⁽ᵗ⁾ of the linear model for any targets, a new N×K matrix: 1/K + U·(s/(s+μ))ᵗ·Uᵀ·(T − 1/K). */
    public DoubleMatrix linear(DoubleMatrix targets, SpectralFilter filter, int threads) {
        DoubleMatrix outputs = centred(targets, filter, threads);
        add(outputs, 1.0 / targets.columns());
        return outputs;
    }

    /** P⁽ᵗ⁾ − 1/K, in which leads are seen that 1/K would drown. */
    private DoubleMatrix centred(DoubleMatrix targets, SpectralFilter filter, int threads) {
        int n = truth.size();
        int k = targets.columns();
        double[] values = eigen.values();
        DoubleMatrix outputs = DoubleMatrix.zeros(n, k);
        try (DoubleMatrix vectors = DoubleMatrix.of(eigen.vectors(), n, n);
                DoubleMatrix centred = DoubleMatrix.of(targets.toArray(), n, k);
                DoubleMatrix coordinates = DoubleMatrix.zeros(n, k)) {
            add(centred, -1.0 / k);
            Blas.multiply(true, vectors, false, centred, coordinates, threads);
            for (int j = 0; j < n; j++) {
                double[] row = coordinates.row(j);
                double keep = filter.keep(Math.max(0, values[j]));
                Arrays.setAll(row, c -> keep * row[c]);
                coordinates.setRows(j, 1, row);
            }
            Blas.multiply(false, vectors, false, coordinates, outputs, threads);
        }
        return outputs;
    }

    private static void add(DoubleMatrix matrix, double value) {
        for (int i = 0; i < matrix.rows(); i++) {
            double[] row = matrix.row(i);
            Arrays.setAll(row, j -> row[j] + value);
            matrix.setRows(i, 1, row);
        }
    }

    /**
     * One half for each of the two largest outputs of a row. Where several are equal, but for rounding, the rows take turns, so
     * that they spread evenly as in {@link BlockModel#topTwoAccuracy}.
     */
    public static DoubleMatrix topTwo(DoubleMatrix outputs) {
        DoubleMatrix targets = DoubleMatrix.zeros(outputs.rows(), outputs.columns());
        for (int i = 0; i < outputs.rows(); i++) {
            double[] row = outputs.row(i);
            int first = largestInTurn(row, -1, i);
            int second = largestInTurn(row, first, i);
            double[] target = new double[row.length];
            target[first] = 0.5;
            target[second] += 0.5;
            targets.setRows(i, 1, target);
        }
        return targets;
    }

    /** Of the largest values but one, equal within rounding, the one whose turn it is. */
    private static int largestInTurn(double[] values, int except, int turn) {
        double largest = values[largest(values, except)];
        double spread = largest - Arrays.stream(values).min().orElse(0);
        int[] equal = IntStream.range(0, values.length)
                .filter(j -> j != except && largest - values[j] <= TIE * spread)
                .toArray();
        return equal[turn % equal.length];
    }

    private static int largest(double[] values, int except) {
        int best = -1;
        for (int j = 0; j < values.length; j++) {
            if (j != except && (best < 0 || values[j] > values[best])) {
                best = j;
            }
        }
        return best;
    }

    /**
     * Shares of rows whose largest output is the true class.
     *
     * @param clean among rows whose given label is right; NaN if there is none
     * @param noisy among rows whose given label is wrong; NaN if there is none
     * @param all among all rows
     */
    public record Accuracy(double clean, double noisy, double all) {}

    /** The accuracy of outputs. */
    public Accuracy accuracy(DoubleMatrix outputs, Labels given) {
        int[] rows = new int[2];
        int[] right = new int[2];
        for (int i = 0; i < truth.size(); i++) {
            int noisy = given.get(i) == truth.get(i) ? 0 : 1;
            rows[noisy]++;
            right[noisy] += largest(outputs.row(i), -1) == truth.get(i) ? 1 : 0;
        }
        return new Accuracy(
                (double) right[0] / rows[0],
                (double) right[1] / rows[1],
                (double) (right[0] + right[1]) / (rows[0] + rows[1]));
    }

    /** √tr(EᵀGE) of an N×K matrix, which is ‖XᵀE‖_F of the rows X. */
    public double seminorm(DoubleMatrix e, int threads) {
        try (DoubleMatrix product = DoubleMatrix.zeros(e.rows(), e.columns())) {
            Blas.multiply(false, gram, false, e, product, threads);
            return Math.sqrt(Math.max(0, Vectors.dot(e.toArray(), product.toArray())));
        }
    }

    /** The first of steps 1 … limit at which the linear model classifies every row right; none if none does. */
    public OptionalInt firstPerfectStep(Labels given, double mu, int limit, int threads) {
        try (DoubleMatrix targets = matrix(new Targets.OneHot(given))) {
            for (int step = 1; step <= limit; step++) {
                try (DoubleMatrix outputs = centred(targets, new SpectralFilter(mu, step), threads)) {
                    if (accuracy(outputs, given).all() == 1) {
                        return OptionalInt.of(step);
                    }
                }
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        gram.close();
    }
}
