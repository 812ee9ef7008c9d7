package io.rectify.spark;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.probe.LossSums;
import java.util.Arrays;
import java.util.Optional;
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

    /** Of every n-th row of each block, their weights left out. */
    @Override
    public Optional<double[]> moments(boolean intercept) {
        int size = intercept ? features + 1 : features;
        int rows = (int) Math.min(Integer.MAX_VALUE, Math.round(weight));
        int wanted = LossSums.rowsForMoments(rows, size, classes);
        if (wanted == 0) {
            return Optional.empty();
        }
        int stride = rows / wanted;
        double[] sums = PartitionSums.of(blocks, block -> moments(block, stride, size));
        double taken = sums[size * size];
        double[] moments = Arrays.copyOf(sums, size * size);
        for (int j = 0; j < moments.length; j++) {
            moments[j] /= taken;
        }
        return Optional.of(moments);
    }

    /** XᵀX of some rows of a block, and their number. */
    private static double[] moments(Block block, int stride, int size) {
        int count = (block.rows() + stride - 1) / stride;
        float[] row = new float[size];
        Arrays.fill(row, 1);
        try (Matrix all = block.matrix();
                Matrix some = Matrix.zeros(count, size)) {
            for (int i = 0; i < count; i++) {
                System.arraycopy(all.row(i * stride), 0, row, 0, block.columns());
                some.setRows(i, 1, row);
            }
            double[] sums = Arrays.copyOf(Blas.gram(some, threads()), size * size + 1);
            sums[size * size] = count;
            return sums;
        }
    }

    @Override
    public void close() {
        plan.destroy();
    }
}
