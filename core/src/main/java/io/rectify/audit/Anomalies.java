package io.rectify.audit;

import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import io.rectify.linalg.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * What inner products of rows show beside wrong labels.
 *
 * @param duplicates pairs of rows that are all but equal yet were given different labels, closest first, at most 1,000
 * @param equalPairs number of pairs of compared rows that are all but equal and were given the same label
 * @param otherPairs number of such pairs that were given different labels, of which {@code duplicates} names the closest
 * @param outliers rows far from every class, farthest first
 * @param uncovered classes that were given but are suggested for no row
 */
public record Anomalies(
        List<Pair> duplicates, long equalPairs, long otherPairs, List<Outlier> outliers, int[] uncovered) {
    private static final int BAND = 512;
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

    /** Where none was looked for. */
    static final Anomalies NONE = new Anomalies(List.of(), 0, 0, List.of(), new int[0]);

    public Anomalies {
        duplicates = List.copyOf(duplicates);
        outliers = List.copyOf(outliers);
        uncovered = uncovered.clone();
    }

    @Override
    public int[] uncovered() {
        return uncovered.clone();
    }

    /** Two rows, the first before the second, and the cosine of the angle between them. */
    public record Pair(int first, int second, double cosine) {}

    /** A row and the cosine of the angle between it and the mean of the class that is nearest. */
    public record Outlier(int row, double cosine) {}

    /**
     * @param suggested the most probable class of each row
     * @param queries rows that duplicates are looked for of; all rows cost N²·D
     * @param least cosine from which two rows count as duplicates
     */
    public static Anomalies of(Prepared data, Labels suggested, int[] queries, double least, int threads) {
        double[] norms = Arrays.stream(RowNorms.squared(data.features(), threads))
                .map(Math::sqrt)
                .toArray();
        Alike alike = new Alike(data, norms, queries, least);
        List<Pair> duplicates = alike.find(threads);
        return new Anomalies(
                duplicates,
                alike.equal.sum(),
                alike.other.sum(),
                outliers(data.features(), norms, suggested, threads),
                uncovered(data.given(), suggested));
    }

    /** Pairs of an asked row and any other. */
    private static final class Alike {
        private final Prepared data;
        private final double[] norms;
        private final int[] queries;
        private final double least;
        private final boolean[] asked;
        private final LongAdder equal = new LongAdder();
        private final LongAdder other = new LongAdder();
        private final PriorityQueue<Pair> closest = new PriorityQueue<>(CLOSEST_FIRST.reversed());

        Alike(Prepared data, double[] norms, int[] queries, double least) {
            this.data = data;
            this.norms = norms;
            this.queries = queries;
            this.least = least;
            this.asked = new boolean[norms.length];
            for (int query : queries) {
                asked[query] = true;
            }
        }

        List<Pair> find(int threads) {
            RowBlocks features = data.features();
            try (Matrix wanted = features.selectRows(queries);
                    CosineBounds bounds = CosineBounds.of(wanted, least);
                    Matrix placed = bounds.place(wanted, threads)) {
                float atLeast = bounds.least();
                Parallel.forEachBand(norms.length, BAND, threads, (from, to) -> {
                    try (Matrix rows = features.rowBlock(from, to);
                            Matrix band = bounds.place(rows, 1)) {
                        TiledProducts.forEach(band, placed, queries.length, (row, start, end, most) -> {
                            for (int q = start; q < end; q++) {
                                if (most[q - start] >= atLeast) {
                                    keep(from + row, queries[q], Blas.dot(rows, row, wanted, q));
                                }
                            }
                        });
                    }
                });
            }
            return closest.stream().sorted(CLOSEST_FIRST).toList();
        }

        /** Where both rows were asked for, the pair is met twice and counts once. */
        private void keep(int row, int query, double product) {
            double length = norms[row] * norms[query];
            boolean once = query != row && (!asked[row] || query < row);
            if (!once || length == 0 || product < least * length) {
                return;
            }
            if (data.given().get(row) == data.given().get(query)) {
                equal.increment();
            } else {
                other.increment();
                synchronized (closest) {
                    closest.add(new Pair(Math.min(row, query), Math.max(row, query), Math.min(1, product / length)));
                    if (closest.size() > MOST_PAIRS) {
                        closest.remove();
                    }
                }
            }
        }
    }

    /** Rows whose cosine with the nearest class mean is five robust standard deviations below the median. */
    private static List<Outlier> outliers(RowBlocks x, double[] norms, Labels suggested, int threads) {
        double[] nearest = nearest(x, norms, suggested, threads);
        double median = median(nearest);
        double spread =
                median(Arrays.stream(nearest).map(v -> Math.abs(v - median)).toArray());
        double deviation = Math.max(LEAST_DEVIATION, NORMAL * spread);
        return IntStream.range(0, nearest.length)
                .filter(i -> nearest[i] < median - FAR * deviation)
                .mapToObj(i -> new Outlier(i, nearest[i]))
                .sorted(Comparator.comparingDouble(Outlier::cosine))
                .toList();
    }

    /** Cosine of each row with the nearest class mean. */
    private static double[] nearest(RowBlocks x, double[] norms, Labels suggested, int threads) {
        double[] nearest = new double[norms.length];
        try (Matrix means = unitMeans(x, suggested, threads)) {
            Parallel.forEachBand(norms.length, BAND, threads, (from, to) -> {
                float[] product = new float[means.rows()];
                try (Matrix block = x.rowBlock(from, to);
                        Matrix products = Matrix.zeros(to - from, means.rows())) {
                    Blas.multiplyTransposedB(1, block, means, 0, products, 1);
                    for (int i = from; i < to; i++) {
                        products.getRows(i - from, 1, product);
                        float largest = product[Probabilities.argmax(product)];
                        nearest[i] = norms[i] > 0 ? largest / norms[i] : 0;
                    }
                }
            });
        }
        return nearest;
    }

    /** A row for each class that is not empty. */
    private static Matrix unitMeans(RowBlocks x, Labels labels, int threads) {
        try (ClassSums classes = ClassSums.of(x, labels, threads)) {
            int[] counts = labels.counts();
            int[] present =
                    IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
            Matrix means = Matrix.zeros(present.length, x.columns());
            float[] row = new float[x.columns()];
            for (int c = 0; c < present.length; c++) {
                double[] sum = classes.sums().row(present[c]);
                double norm = Vectors.norm(sum);
                for (int j = 0; j < row.length; j++) {
                    row[j] = norm > 0 ? (float) (sum[j] / norm) : 0;
                }
                means.setRows(c, 1, row);
            }
            return means;
        }
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
        return IntStream.range(0, counts.length)
                .filter(k -> counts[k] > 0 && suggestions[k] == 0)
                .toArray();
    }
}
