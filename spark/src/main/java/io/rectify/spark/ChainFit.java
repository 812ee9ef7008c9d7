package io.rectify.spark;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Chain;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.probe.LbfgsProbe;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Teacher → refine → student over partitions: core's chain, with sums that come from executors. */
final class ChainFit {
    private ChainFit() {}

    /**
     * Fits all steps.
     *
     * @param blocks prepared rows
     * @param how tolerance, iterations and memory of L-BFGS
     * @return the fits, teacher first
     * @throws IllegalArgumentException if the method needs more than one row at a time
     */
    static List<SoftmaxProbe.Fit> run(
            JavaRDD<Block> blocks,
            Recipe recipe,
            Preprocessing preprocessing,
            List<String> classes,
            SoftmaxProbe.Options how) {
        Method method = recipe.method();
        if (method.miniBatches()) {
            throw new IllegalArgumentException("method " + method.name()
                    + " cannot be fitted to partitions, since it needs mini-batches of all rows: name another method");
        }
        SoftmaxProbe.Options options = how.withIntercept(recipe.intercept());
        List<SoftmaxProbe.Fit> fits = new ArrayList<>();
        List<Optional<Refinement>> steps = Chain.steps(method.plan());
        for (int step = 1; step <= steps.size(); step++) {
            Optional<SoftmaxProbe> teacher = step == 1
                    ? Optional.empty()
                    : Optional.of(fits.get(step - 2).probe());
            TargetPlan plan = TargetPlan.of(
                    method,
                    step,
                    classes.toArray(String[]::new),
                    teacher.map(probe -> ModelParts.of(preprocessing, probe, classes))
                            .orElse(null));
            SoftmaxProbe.Options penalised =
                    options.withPenalty(steps.get(step - 1).isEmpty() ? recipe.teacher() : recipe.students());
            fits.add(
                    plan.hardens()
                            ? fitHardened(blocks, plan, recipe, preprocessing, classes, teacher, penalised)
                            : fit(blocks, plan, recipe, preprocessing, classes, teacher, penalised));
        }
        return fits;
    }

    /** Keeps the hardened labels, N integers on the executors, since making them costs a product. */
    private static SoftmaxProbe.Fit fitHardened(
            JavaRDD<Block> blocks,
            TargetPlan plan,
            Recipe recipe,
            Preprocessing preprocessing,
            List<String> classes,
            Optional<SoftmaxProbe> teacher,
            SoftmaxProbe.Options options) {
        Broadcast<TargetPlan> hardening =
                JavaSparkContext.fromSparkContext(blocks.context()).broadcast(plan);
        JavaRDD<int[]> labels = blocks.map(block -> hardening.value().hardened(block, PartitionedLoss.threads()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            JavaRDD<Block> hardened = blocks.zip(labels)
                    .map((Tuple2<Block, int[]> both) -> both._1().withLabels(both._2()));
            return fit(hardened, plan.ofLabels(), recipe, preprocessing, classes, teacher, options);
        } finally {
            labels.unpersist();
            hardening.destroy();
        }
    }

    private static SoftmaxProbe.Fit fit(
            JavaRDD<Block> blocks,
            TargetPlan plan,
            Recipe recipe,
            Preprocessing preprocessing,
            List<String> classes,
            Optional<SoftmaxProbe> teacher,
            SoftmaxProbe.Options options) {
        int k = classes.size();
        double[] weights = PartitionSums.of(blocks, block -> plan.classWeights(block, PartitionedLoss.threads()));
        if (!(weights[k] > 0)) {
            throw new IllegalArgumentException("method " + recipe.method().name()
                    + " leaves no row to fit to: the teacher agrees with the given label on none");
        }
        TargetPlan adjusted = recipe.adjusted() ? plan.adjusted(java.util.Arrays.copyOf(weights, k)) : plan;
        try (PartitionedLoss loss = new PartitionedLoss(blocks, adjusted, preprocessing.features(), k, weights[k])) {
            return LbfgsProbe.fit(loss, teacher, options, Lbfgs.Monitor.SILENT);
        }
    }
}
