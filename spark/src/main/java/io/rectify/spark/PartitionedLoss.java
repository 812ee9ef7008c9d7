package io.rectify.spark;

import io.rectify.probe.LossSums;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A loss and its derivatives, summed over partitions; every evaluation is one pass over the blocks. */
final class PartitionedLoss implements LossSums {
    private final JavaSparkContext spark;
    private final JavaRDD<Block> blocks;
    private final Broadcast<TargetPlan> plan;
    private final int features;
    private final int classes;
    private final double weight;

    /** @param weight of all rows */
    PartitionedLoss(JavaRDD<Block> blocks, TargetPlan plan, int features, int classes, double weight) {
        this.spark = JavaSparkContext.fromSparkContext(blocks.context());
        this.blocks = blocks;
        this.plan = spark.broadcast(plan);
        this.features = features;
        this.classes = classes;
        this.weight = weight;
    }

    /** Threads of the task that calls: spark.task.cpus. */
    static int threads() {
        TaskContext task = TaskContext.get();
        return task == null ? 1 : task.cpus();
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double[] at(double[] point) {
        float[] rounded = new float[point.length];
        for (int j = 0; j < rounded.length; j++) {
            rounded[j] = (float) point[j];
        }
        Broadcast<float[]> parameters = spark.broadcast(rounded);
        Broadcast<TargetPlan> targets = plan;
        try {
            return PartitionSums.of(blocks, block -> targets.value().sums(block, parameters.value(), threads()));
        } finally {
            parameters.destroy();
        }
    }

    @Override
    public void close() {
        plan.destroy();
    }
}
