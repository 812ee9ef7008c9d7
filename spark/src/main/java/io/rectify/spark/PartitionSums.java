package io.rectify.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Sums over all rows: block by block within a partition, and partition by partition in their order. The order depends on the partitions
 * alone, so that sums are equal bit for bit wherever and whenever tasks run.
 */
final class PartitionSums {
    /** Partitions whose sums go to the driver at once; of more, groups of consecutive ones are added up by executors first. */
    private static final int MOST_AT_ONCE = 32;

    private PartitionSums() {}

    /** What one block adds. */
    @FunctionalInterface
    interface Part<T> extends Serializable {
        double[] of(T block);
    }

    /** @throws IllegalArgumentException if there is no block */
    static <T> double[] of(JavaRDD<T> blocks, Part<T> part) {
        JavaRDD<Tuple2<Integer, double[]>> sums =
                blocks.mapPartitionsWithIndex((index, rows) -> partition(index, rows, part), false);
        int partitions = sums.getNumPartitions();
        JavaRDD<Tuple2<Integer, double[]>> few = partitions <= MOST_AT_ONCE ? sums : grouped(sums, partitions);
        List<double[]> ordered = few.collect().stream()
                .sorted(Comparator.comparing(Tuple2::_1))
                .map(Tuple2::_2)
                .toList();
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("there is no row");
        }
        return added(ordered.iterator());
    }

    private static <T> Iterator<Tuple2<Integer, double[]>> partition(int index, Iterator<T> blocks, Part<T> part) {
        if (!blocks.hasNext()) {
            return List.<Tuple2<Integer, double[]>>of().iterator();
        }
        Iterator<double[]> parts = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return blocks.hasNext();
            }

            @Override
            public double[] next() {
                return part.of(blocks.next());
            }
        };
        return List.of(new Tuple2<>(index, added(parts))).iterator();
    }

    /** Sums of √P groups of consecutive partitions, each added up in order. */
    private static JavaRDD<Tuple2<Integer, double[]>> grouped(JavaRDD<Tuple2<Integer, double[]>> sums, int partitions) {
        int size = (int) Math.ceil(Math.sqrt(partitions));
        int groups = (partitions + size - 1) / size;
        return sums.mapToPair(sum -> new Tuple2<>(sum._1() / size, sum))
                .partitionBy(new HashPartitioner(groups))
                .mapPartitions(group -> {
                    List<Tuple2<Integer, double[]>> some = new ArrayList<>();
                    group.forEachRemaining(entry -> some.add(entry._2()));
                    if (some.isEmpty()) {
                        return some.iterator();
                    }
                    some.sort(Comparator.comparing(Tuple2::_1));
                    return List.of(new Tuple2<>(
                                    some.get(0)._1(),
                                    added(some.stream().map(Tuple2::_2).iterator())))
                            .iterator();
                });
    }

    /** The first is overwritten. */
    private static double[] added(Iterator<double[]> parts) {
        double @Nullable [] total = null;
        while (parts.hasNext()) {
            double[] part = parts.next();
            if (total == null) {
                total = part;
            } else {
                for (int j = 0; j < part.length; j++) {
                    total[j] += part[j];
                }
            }
        }
        return java.util.Objects.requireNonNull(total);
    }
}
