package io.rectify.spectral;

import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which training labels are averaged into an output: P⁽ᵗ⁾ᵢ − 1/K = Σₗ aᵢ[l]·(Yₗ − 1/K) with the weights
 *
 * <p>aᵢ = xᵢᵀ·V·diag(sᵗ⁻¹/(s+μ)ᵗ)·Vᵀ·Xᵀ (length N),
 *
 * <p>for training rows and new rows alike. The largest weights are the training rows whose labels decided the output. The
 * N×N matrix of all weights is never formed.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, section 4.
 */
public final class LabelAveraging {
    private static final int BAND = 1024;

    /** Rows whose neighbours are sought at a time. */
    private static final int QUERIES = 1024;

    private final GramSpectrum spectrum;
    private final RowBlocks features;
    private final SpectralFilter filter;
    private final int threads;

    /**
     * @param spectrum of the features
     * @param features the N×D training rows, preprocessed
     * @param threads to compute with; results do not depend on it
     * @throws IllegalArgumentException if the spectrum is not of these features
     */
    public LabelAveraging(GramSpectrum spectrum, RowBlocks features, SpectralFilter filter, int threads) {
        spectrum.checkShape(features);
        this.spectrum = spectrum;
        this.features = features;
        this.filter = filter;
        this.threads = threads;
    }

    /**
     * The weights of all N training labels in the output of one row.
     *
     * @param row D features of a training row or a new one, preprocessed
     * @throws IllegalArgumentException if their number differs
     */
    public double[] weights(float[] row) {
        double[] weights = new double[spectrum.rows()];
        try (Matrix query = Matrix.of(new float[][] {row});
                DoubleMatrix direction = directions(query)) {
            Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
                double[] band = products(from, to, direction);
                System.arraycopy(band, 0, weights, from, band.length);
            });
        }
        return weights;
    }

    /** (queries·V)·diag(sᵗ⁻¹/(s+μ)ᵗ)·Vᵀ, one row of D numbers for each query. */
    private DoubleMatrix directions(Matrix queries) {
        if (queries.columns() != spectrum.features()) {
            throw new IllegalArgumentException(
                    "rows have " + queries.columns() + " features but the spectrum has " + spectrum.features());
        }
        DoubleMatrix directions = DoubleMatrix.zeros(queries.rows(), queries.columns());
        try (DoubleMatrix x = DoubleMatrix.of(queries)) {
            weighted(x, directions);
        }
        return directions;
    }

    /** result ← rows·V·diag(sᵗ⁻¹/(s+μ)ᵗ)·Vᵀ. */
    private void weighted(DoubleMatrix rows, DoubleMatrix result) {
        double[] values = spectrum.values();
        try (DoubleMatrix coordinates = DoubleMatrix.zeros(rows.rows(), values.length)) {
            Blas.multiply(false, rows, false, spectrum.vectors(), coordinates, threads);
            double[] row = new double[values.length];
            for (int i = 0; i < rows.rows(); i++) {
                coordinates.getRows(i, 1, row);
                for (int j = 0; j < row.length; j++) {
                    row[j] *= filter.weight(values[j]);
                }
                coordinates.setRows(i, 1, row);
            }
            Blas.multiply(false, coordinates, true, spectrum.vectors(), result, threads);
        }
    }

    /** Training rows {@code from … to−1} times each direction, row after row. */
    private double[] products(int from, int to, DoubleMatrix directions) {
        try (Matrix block = features.rowBlock(from, to);
                DoubleMatrix x = DoubleMatrix.of(block);
                DoubleMatrix weights = DoubleMatrix.zeros(to - from, directions.rows())) {
            Blas.multiply(false, x, true, directions, weights, 1);
            return weights.toArray();
        }
    }

    /**
     * The training rows of largest weight for each query row, largest first; equal weights in the order of the rows.
     *
     * @param queries rows of D features, preprocessed; for a training row its own label is among its neighbours
     * @param count neighbours per row; fewer if there are fewer training rows
     * @throws IllegalArgumentException if the count is negative or the number of features differs
     */
    public List<List<Neighbour>> neighbours(Matrix queries, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("number of neighbours must be at least 0 but is " + count);
        }
        List<List<Neighbour>> neighbours = new ArrayList<>();
        for (int from = 0; from < queries.rows(); from += QUERIES) {
            try (Matrix block = queries.rowBlock(from, Math.min(queries.rows(), from + QUERIES));
                    DoubleMatrix directions = directions(block)) {
                neighbours.addAll(nearest(directions, count));
            }
        }
        return neighbours;
    }

    private List<List<Neighbour>> nearest(DoubleMatrix directions, int count) {
        List<HeaviestRows> best = new ArrayList<>();
        for (int q = 0; q < directions.rows(); q++) {
            best.add(new HeaviestRows(count));
        }
        Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
            double[] weights = products(from, to, directions);
            for (int q = 0; q < best.size(); q++) {
                best.get(q).add(from, weights, q, best.size());
            }
        });
        return best.stream().map(HeaviestRows::heaviestFirst).toList();
    }

    /**
     * Which labels made the output of a training row.
     *
     * @param given the N labels that were averaged
     * @param count neighbours to name
     * @throws IllegalArgumentException if there is no such row, the count is negative or the number of labels differs
     */
    public Explanation explain(int row, Labels given, int count) {
        if (row < 0 || row >= features.rows()) {
            throw new IllegalArgumentException(
                    "row " + row + " does not exist; expected 0 to " + (features.rows() - 1));
        }
        if (given.size() != features.rows()) {
            throw new IllegalArgumentException(
                    "features has " + features.rows() + " rows but labels has " + given.size());
        }
        int k = given.classCount();
        try (Matrix query = features.rowBlock(row, row + 1)) {
            double[] weights = weights(query.row(0));
            double[] classWeights = new double[k];
            for (int i = 0; i < weights.length; i++) {
                classWeights[given.get(i)] += weights[i];
            }
            double even = Arrays.stream(classWeights).sum() / k;
            HeaviestRows best = new HeaviestRows((int) Math.min(weights.length, count + 1L));
            best.add(0, weights, 0, 1);
            List<Neighbour> others = best.heaviestFirst().stream()
                    .filter(neighbour -> neighbour.row() != row)
                    .limit(count)
                    .toList();
            double[] outputs =
                    Arrays.stream(classWeights).map(w -> 1.0 / k + w - even).toArray();
            double own = weights[row];
            double[] leftOut = new double[k];
            Arrays.setAll(leftOut, j -> {
                double label = (j == given.get(row) ? 1 : 0) - 1.0 / k;
                return 1.0 / k
                        + (1 - own > LeftOutScores.LEAST_REST ? (classWeights[j] - even - own * label) / (1 - own) : 0);
            });
            return new Explanation(own, others, classWeights, outputs, leftOut);
        }
    }

    /** hᵢ = aᵢ[i] of every training row: what its own label counts in its output, from 0 to 1. */
    public double[] ownWeights() {
        double[] own = new double[features.rows()];
        try (DoubleMatrix column = factors()) {
            Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
                try (Matrix block = features.rowBlock(from, to);
                        DoubleMatrix coordinates = spectrum.coordinates(block);
                        DoubleMatrix sums = GramSpectrum.squaresTimes(coordinates, column)) {
                    System.arraycopy(sums.toArray(), 0, own, from, to - from);
                }
            });
        }
        return own;
    }

    /** What squared coordinates are multiplied by to give own weights, r×1. */
    private DoubleMatrix factors() {
        double[] factors = Arrays.stream(spectrum.values()).map(filter::weight).toArray();
        return DoubleMatrix.of(factors, factors.length, 1);
    }

    /**
     * Outputs of the training rows with the own label left out: 1/K + (P⁽ᵗ⁾ᵢ − 1/K − hᵢ(Yᵢ − 1/K))/(1 − hᵢ), a new N×K
     * matrix. At t = 1 this is exactly what a probe fitted to the other N − 1 rows gives row i; at any t no output depends on
     * its own label. A row with next to no weight on other rows, 1 − hᵢ &lt; 10⁻⁹, gets 1/K.
     *
     * @param probe fitted to one-hot labels of the same features
     * @param given those labels
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Matrix leaveOwnLabelOut(SpectralProbe probe, Labels given) {
        return leaveOut(probe, given, 1.0 / probe.classes());
    }

    /** The same less 1/K: scores, beside which 1/K would drown small ones. */
    public Matrix scoresWithoutOwnLabel(SpectralProbe probe, Labels given) {
        return leaveOut(probe, given, 0);
    }

    private Matrix leaveOut(SpectralProbe probe, Labels given, double offset) {
        probe.checkLabels(features, given);
        Matrix result = Matrix.zeros(features.rows(), probe.classes());
        try (LeftOutScores scores = LeftOutScores.of(probe, filter)) {
            Parallel.forEachBand(features.rows(), BAND, threads, (from, to) -> {
                float[] rows = new float[(to - from) * probe.classes()];
                try (Matrix block = features.rowBlock(from, to);
                        Matrix part = scores.of(block, given, from, offset)) {
                    part.getRows(0, to - from, rows);
                    result.setRows(from, to - from, rows);
                }
            });
        }
        return result;
    }

    /**
     * What the labels of class l count in the outputs of class k: the mean over the rows i of class k of Σ aᵢ[j] over the
     * rows j of class l. K×K; rows of classes without a row are 0.
     *
     * @throws IllegalArgumentException if the number of labels differs
     */
    public double[][] betweenClasses(Labels labels) {
        int k = labels.classCount();
        double[][] between = new double[k][k];
        try (ClassSums classes = ClassSums.of(features, labels, threads);
                DoubleMatrix directions = DoubleMatrix.zeros(k, features.columns());
                DoubleMatrix products = DoubleMatrix.zeros(k, k)) {
            weighted(classes.sums(), directions);
            Blas.multiply(false, directions, true, classes.sums(), products, threads);
            int[] counts = classes.counts();
            for (int c = 0; c < k; c++) {
                int rows = counts[c];
                between[c] = Arrays.stream(products.row(c))
                        .map(sum -> rows == 0 ? 0 : sum / rows)
                        .toArray();
            }
        }
        return between;
    }
}
