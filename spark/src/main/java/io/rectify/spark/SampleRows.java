package io.rectify.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Rows that stand for all on the driver, drawn by a hash of their features: copies come together, and partitions do not matter. */
final class SampleRows {
    /** Rows of each class that are drawn at least, on average, where it has so many. */
    private static final double LEAST_OF_CLASS = 20;

    private SampleRows() {}

    /**
     * Draws rows: all where there are no more than wanted, and otherwise each with the same probability, but for classes that would have hardly any.
     *
     * @param most how many on average
     * @return raw rows in the order of their partitions
     */
    static Block draw(JavaRDD<RowReader.Named> rows, Survey survey, int most, long seed) {
        double[] shares = shares(survey, most);
        List<String> classes = survey.classes();
        List<Block> parts = rows.map(part -> drawn(part, shares, classes, seed)).collect();
        return joined(parts, survey.columns());
    }

    /** With which probability rows of each class are drawn. */
    static double[] shares(Survey survey, int most) {
        return Arrays.stream(survey.counts())
                .mapToDouble(count ->
                        Math.min(1, Math.max(most / (double) survey.rows(), LEAST_OF_CLASS / Math.max(1, count))))
                .toArray();
    }

    /** Whether a row is drawn: a uniform number made of its key is below the share of its class. */
    static boolean isDrawn(long key, double share) {
        return share >= 1 || (key >>> 11) * 0x1p-53 < share;
    }

    private static Block drawn(RowReader.Named part, double[] shares, List<String> classes, long seed) {
        Block block = part.block;
        int[] labels = RowReader.indices(part.names, classes);
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            long key = Block.key(block.features, i, block.columns(), seed);
            if (isDrawn(key, shares[labels[i]])) {
                some.add(i);
            }
        }
        return block.withLabels(labels)
                .select(some.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Block joined(List<Block> parts, int columns) {
        int rows = parts.stream().mapToInt(Block::rows).sum();
        if ((long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(rows + " rows of " + columns
                    + " features are too many for the driver: draw fewer by searchRows or sampleRows");
        }
        float[] features = new float[rows * columns];
        int[] labels = new int[rows];
        int next = 0;
        for (Block part : parts) {
            System.arraycopy(part.features, 0, features, next * columns, part.features.length);
            System.arraycopy(part.labels, 0, labels, next, part.labels.length);
            next += part.rows();
        }
        return new Block(features, labels, new float[0], new float[0]);
    }
}
