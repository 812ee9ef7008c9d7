package io.rectify.spark;

import io.rectify.data.ClassOrder;
import io.rectify.data.Preprocessing;
import io.rectify.linalg.Matrix;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/** What one pass over all rows tells of them: how many there are, their classes, sums of their features, and whether all are sound. */
final class Survey implements Serializable {
    private static final long serialVersionUID = 1;

    /** Distinct labels of a partition; more are no classes. */
    private static final int MOST_CLASSES = 100_000;

    private final int partition;
    private long rows;
    private int columns;
    private int softClasses;
    private double[] sums = {};
    private double weight;
    private String fault = "";
    private final Map<String, Long> counts = new HashMap<>();

    private Survey(int partition) {
        this.partition = partition;
    }

    /**
     * Reads all rows.
     *
     * @throws IllegalArgumentException if one is faulty, they differ in length, there is none, or they are of one class
     */
    static Survey of(JavaRDD<RowReader.Named> rows, String labelName) {
        List<Survey> parts = rows.mapPartitionsWithIndex(
                        (index, blocks) -> List.of(of(index, blocks)).iterator(), false)
                .collect();
        Survey whole = new Survey(-1);
        for (Survey part : parts) {
            whole.add(part);
        }
        if (whole.rows == 0) {
            throw new IllegalArgumentException("there is no row to learn from: all partitions are empty");
        }
        if (whole.rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(whole.rows + " rows are too many: at most " + Integer.MAX_VALUE);
        }
        if (whole.classes().size() < 2) {
            throw new IllegalArgumentException("column '" + labelName + "' names only one class, '"
                    + whole.classes().get(0) + "'; at least two are needed");
        }
        if (!(whole.weight > 0)) {
            throw new IllegalArgumentException("all row weights are 0: there is nothing to fit to");
        }
        return whole;
    }

    private static Survey of(int partition, Iterator<RowReader.Named> blocks) {
        Survey part = new Survey(partition);
        try {
            while (blocks.hasNext()) {
                part.add(blocks.next());
            }
        } catch (IllegalArgumentException faulty) {
            part.fault = String.valueOf(faulty.getMessage());
        }
        return part;
    }

    private void add(RowReader.Named named) {
        Block block = named.block;
        rows += block.rows();
        columns = block.columns();
        softClasses = block.soft.length / block.rows();
        for (String name : named.names) {
            counts.merge(name, 1L, Long::sum);
        }
        if (softClasses > 0) {
            for (int label : block.labels) {
                counts.merge(Integer.toString(label), 1L, Long::sum);
            }
        }
        if (counts.size() > MOST_CLASSES) {
            throw new IllegalArgumentException("partition " + partition + " holds more than " + MOST_CLASSES
                    + " distinct labels: they are no classes");
        }
        if (block.weights.length == 0) {
            weight += block.rows();
        }
        for (float value : block.weights) {
            weight += value;
        }
        try (Matrix features = block.matrix()) {
            plus(Preprocessing.columnSums(features, new float[columns], 1, 1));
        }
    }

    private void add(Survey part) {
        if (!part.fault.isEmpty()) {
            throw new IllegalArgumentException(part.fault);
        }
        if (part.rows == 0) {
            return;
        }
        if (rows > 0 && part.columns != columns) {
            throw new IllegalArgumentException("rows of partition " + part.partition + " have " + part.columns
                    + " features but rows of partitions before have " + columns);
        }
        if (rows > 0 && part.softClasses != softClasses) {
            throw new IllegalArgumentException("labels of partition " + part.partition + " have " + part.softClasses
                    + " probabilities but those of partitions before have " + softClasses);
        }
        rows += part.rows;
        columns = part.columns;
        softClasses = part.softClasses;
        weight += part.weight;
        part.counts.forEach((name, count) -> counts.merge(name, count, Long::sum));
        plus(part.sums);
    }

    private void plus(double[] more) {
        if (sums.length == 0) {
            sums = more.clone();
        } else {
            Arrays.setAll(sums, j -> sums[j] + more[j]);
        }
    }

    /** Number of rows, N. */
    int rows() {
        return (int) rows;
    }

    /** Number of features, D. */
    int columns() {
        return columns;
    }

    /** Whether labels are class probabilities. */
    boolean soft() {
        return softClasses > 0;
    }

    /** Names of the classes, in core's order; of soft labels their numbers. */
    List<String> classes() {
        return softClasses > 0
                ? IntStream.range(0, softClasses).mapToObj(Integer::toString).toList()
                : ClassOrder.distinctSorted(counts.keySet());
    }

    /** Rows of each class. */
    long[] counts() {
        return classes().stream()
                .mapToLong(name -> counts.getOrDefault(name, 0L))
                .toArray();
    }

    /** The preprocessing of all rows; a scheme that scales reads them once more. */
    Preprocessing preprocessing(Preprocessing.Scheme scheme, JavaRDD<RowReader.Named> all) {
        return Preprocessing.fit(
                scheme,
                columns,
                rows,
                (shift, power) -> power == 1
                        ? sums
                        : PartitionSums.of(all, named -> {
                            try (Matrix features = named.block.matrix()) {
                                return Preprocessing.columnSums(features, shift, power, 1);
                            }
                        }));
    }
}
