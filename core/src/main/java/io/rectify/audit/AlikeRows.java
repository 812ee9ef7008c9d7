package io.rectify.audit;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.spectral.Neighbour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The rows nearest to one of N by the cosine of features less their mean, (x − x̄)·(y − x̄)/(‖x − x̄‖·‖y − x̄‖), in float64. A row that is the mean has
 * cosine 0 with all. Reads features block by block; safe for any number of threads.
 */
public final class AlikeRows {
    private static final int BLOCK = 4096;
    private static final Comparator<Neighbour> NEAREST_FIRST =
            Comparator.comparingDouble(Neighbour::weight).reversed().thenComparingInt(Neighbour::row);

    private final RowBlocks features;
    private final double[] mean;

    private AlikeRows(RowBlocks features, double[] mean) {
        this.features = features;
        this.mean = mean;
    }

    /**
     * Takes one pass for the mean.
     *
     * @param features N×D, N at least 1, not closed
     */
    public static AlikeRows of(RowBlocks features) {
        double[] mean = new double[features.columns()];
        int rows = features.rows();
        for (int from = 0; from < rows; from += BLOCK) {
            try (Matrix block = features.rowBlock(from, Math.min(rows, from + BLOCK))) {
                for (int i = 0; i < block.rows(); i++) {
                    float[] x = block.row(i);
                    for (int j = 0; j < mean.length; j++) {
                        mean[j] += x[j];
                    }
                }
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= rows;
        }
        return new AlikeRows(features, mean);
    }

    /**
     * The nearest of some rows, nearest first, equal ones by row.
     *
     * @param row whose neighbours are wanted; it is none of them itself
     * @param among rows to choose from
     * @param count how many at most
     * @return rows with their cosine as weight
     */
    public List<Neighbour> nearest(int row, int[] among, int count) {
        double[] wanted;
        try (Matrix one = features.rowBlock(row, row + 1)) {
            wanted = direction(one.row(0));
        }
        List<Neighbour> all = new ArrayList<>();
        for (int from = 0; from < among.length; from += BLOCK) {
            int[] part = Arrays.copyOfRange(among, from, Math.min(among.length, from + BLOCK));
            try (Matrix block = features.selectRows(part)) {
                for (int i = 0; i < part.length; i++) {
                    if (part[i] != row) {
                        double[] other = direction(block.row(i));
                        double cosine = 0;
                        for (int j = 0; j < wanted.length; j++) {
                            cosine += wanted[j] * other[j];
                        }
                        all.add(new Neighbour(part[i], cosine));
                    }
                }
            }
            if (all.size() > count) {
                all.sort(NEAREST_FIRST);
                all.subList(count, all.size()).clear();
            }
        }
        all.sort(NEAREST_FIRST);
        return List.copyOf(all);
    }

    /** From the mean to a row, of length 1 or 0. */
    private double[] direction(float[] x) {
        double[] direction = new double[x.length];
        double square = 0;
        for (int j = 0; j < x.length; j++) {
            direction[j] = x[j] - mean[j];
            square += direction[j] * direction[j];
        }
        double norm = Math.sqrt(square);
        for (int j = 0; j < x.length && norm > 0; j++) {
            direction[j] /= norm;
        }
        return direction;
    }
}
