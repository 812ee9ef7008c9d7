package io.rectify.audit;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What inner products of rows show beside wrong labels.
 *
 * @param duplicates pairs of rows that are all but equal yet were given different labels, closest first, at most 1,000
 * @param outliers rows far from every class, farthest first
 * @param uncovered classes that were given but are suggested for no row
 */
public record Anomalies(List<Pair> duplicates, List<Outlier> outliers, int[] uncovered) {
    private static final int BAND = 512;
    private static final int TILE = 8192;
    private static final int MOST_PAIRS = 1000;
    private static final Comparator<Pair> CLOSEST_FIRST = Comparator.comparingDouble(Pair::cosine)
            .reversed()
            .thenComparingInt(Pair::first)
            .thenComparingInt(Pair::second);

    /** Rows that are all but equal are no measure of what is far. */
    private static final double LEAST_DEVIATION = 1e-3;

    /** Robust standard deviations below the median. */
    private static final double FAR = 5;

    /** A normal distribution's standard deviation over its median absolute deviation. */
    private static final double NORMAL = 1.4826;

    /** Two rows, the first before the second, and the cosine of the angle between them. */
    public record Pair(int first, int second, double cosine) {}

    /** A row and the cosine of the angle between it and the mean of the class that is nearest. */
    public record Outlier(int row, double cosine) {}

    /**
     * @param data features already preprocessed
     * @param suggested the most probable class of each row
     * @param queries rows that duplicates are looked for of; all rows cost N²·D
     * @param least cosine from which two rows count as duplicates
     */
    public static Anomalies of(Dataset data, Labels suggested, int[] queries, double least, int threads) {
        double[] norms = norms(data.features());
        return new Anomalies(
                duplicates(data, norms, queries, least, threads),
                outliers(data.features(), norms, suggested, threads),
                uncovered(data.given(), suggested));
    }

    private static double[] norms(Matrix features) {
        double[] norms = new double[features.rows()];
        for (int i = 0; i < norms.length; i++) {
            double squares = 0;
            for (float value : features.row(i)) {
                squares += (double) value * value;
            }
            norms[i] = Math.sqrt(squares);
        }
        return norms;
    }

    private static List<Pair> duplicates(Dataset data, double[] norms, int[] queries, double least, int threads) {
        PriorityQueue<Pair> closest = new PriorityQueue<>(CLOSEST_FIRST.reversed());
        boolean[] asked = new boolean[norms.length];
        for (int query : queries) {
            asked[query] = true;
        }
        for (int from = 0; from < queries.length; from += BAND) {
            int[] rows = Arrays.copyOfRange(queries, from, Math.min(queries.length, from + BAND));
            try (Matrix query = data.features().selectRows(rows)) {
                for (int start = 0; start < norms.length; start += TILE) {
                    int end = Math.min(norms.length, start + TILE);
                    duplicates(data, norms, rows, query, asked, start, end, least, threads, closest);
                }
            }
        }
        return closest.stream().sorted(CLOSEST_FIRST).toList();
    }

    private static void duplicates(
            Dataset data,
            double[] norms,
            int[] rows,
            Matrix query,
            boolean[] asked,
            int start,
            int end,
            double least,
            int threads,
            PriorityQueue<Pair> closest) {
        float[] product = new float[rows.length];
        try (Matrix block = data.features().rowBlock(start, end);
                Matrix products = Matrix.zeros(end - start, rows.length)) {
            Blas.multiplyTransposedB(1, block, query, 0, products, threads);
            for (int i = start; i < end; i++) {
                products.getRows(i - start, 1, product);
                for (int q = 0; q < rows.length; q++) {
                    double cosine = product[q] / (norms[i] * norms[rows[q]]);
                    boolean once = !asked[i] || rows[q] < i;
                    boolean conflict = data.given().get(i) != data.given().get(rows[q]);
                    if (cosine >= least && i != rows[q] && once && conflict) {
                        closest.add(new Pair(Math.min(i, rows[q]), Math.max(i, rows[q]), Math.min(1, cosine)));
                        if (closest.size() > MOST_PAIRS) {
                            closest.remove();
                        }
                    }
                }
            }
        }
    }

    /** Rows whose cosine with the nearest class mean is five robust standard deviations below the median. */
    private static List<Outlier> outliers(Matrix x, double[] norms, Labels suggested, int threads) {
        double[] nearest = new double[norms.length];
        int[] sizes = suggested.counts();
        try (Matrix means = unitMeans(x, suggested);
                Matrix products = Matrix.zeros(x.rows(), means.rows())) {
            Blas.multiplyTransposedB(1, x, means, 0, products, threads);
            float[] product = new float[means.rows()];
            for (int i = 0; i < norms.length; i++) {
                products.getRows(i, 1, product);
                double largest = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < product.length; k++) {
                    largest = sizes[k] > 0 ? Math.max(largest, product[k]) : largest;
                }
                nearest[i] = norms[i] > 0 ? largest / norms[i] : 0;
            }
        }
        double median = median(nearest);
        double spread =
                median(Arrays.stream(nearest).map(v -> Math.abs(v - median)).toArray());
        double deviation = Math.max(LEAST_DEVIATION, NORMAL * spread);
        List<Outlier> outliers = new ArrayList<>();
        for (int i = 0; i < nearest.length; i++) {
            if (nearest[i] < median - FAR * deviation) {
                outliers.add(new Outlier(i, nearest[i]));
            }
        }
        outliers.sort(Comparator.comparingDouble(Outlier::cosine));
        return List.copyOf(outliers);
    }

    private static Matrix unitMeans(Matrix x, Labels labels) {
        double[][] sums = new double[labels.classCount()][x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            double[] sum = sums[labels.get(i)];
            float[] row = x.row(i);
            for (int j = 0; j < row.length; j++) {
                sum[j] += row[j];
            }
        }
        Matrix means = Matrix.zeros(sums.length, x.columns());
        for (int c = 0; c < sums.length; c++) {
            double norm = Vectors.norm(sums[c]);
            float[] row = new float[x.columns()];
            for (int j = 0; norm > 0 && j < row.length; j++) {
                row[j] = (float) (sums[c][j] / norm);
            }
            means.setRows(c, 1, row);
        }
        return means;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    private static int[] uncovered(Labels given, Labels suggested) {
        int[] counts = given.counts();
        int[] suggestions = suggested.counts();
        return java.util.stream.IntStream.range(0, counts.length)
                .filter(k -> counts[k] > 0 && suggestions[k] == 0)
                .toArray();
    }
}
