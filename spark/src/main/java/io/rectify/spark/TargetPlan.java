package io.rectify.spark;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Chain;
import io.rectify.distill.Method;
import io.rectify.distill.Refinement;
import io.rectify.distill.Student;
import io.rectify.linalg.Matrix;
import io.rectify.probe.LossSums;
import io.rectify.probe.RowLoss;
import io.rectify.probe.SoftmaxProbe;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is fitted to in one step of a method: targets are made of the teacher's weights for every block where it lies, whenever it
 * is passed over, so that no N×K matrix exists.
 */
final class TargetPlan implements Serializable {
    private static final long serialVersionUID = 1;

    private final String method;
    private final HashMap<String, Object> parameters;
    private final int step;
    private final String[] classes;
    /** None for step 1. */
    private final @Nullable ModelParts teacher;
    /** Weight of each class among the targets; none where logits are not adjusted. */
    private final double @Nullable [] counts;

    private TargetPlan(
            String method,
            HashMap<String, Object> parameters,
            int step,
            String[] classes,
            @Nullable ModelParts teacher,
            double @Nullable [] counts) {
        this.method = method;
        this.parameters = parameters;
        this.step = step;
        this.classes = classes;
        this.teacher = teacher;
        this.counts = counts;
    }

    /**
     * @param step t, from 1
     * @param teacher of step t − 1; none for step 1
     */
    static TargetPlan of(Method method, int step, String[] classes, @Nullable ModelParts teacher) {
        return new TargetPlan(method.name(), new HashMap<>(method.parameters()), step, classes, teacher, null);
    }

    TargetPlan adjusted(double[] classCounts) {
        return new TargetPlan(method, parameters, step, classes, teacher, classCounts);
    }

    private Optional<Refinement> refinement() {
        return Chain.steps(Method.named(method).with(parameters).plan()).get(step - 1);
    }

    /** Whether targets are the teacher's most probable classes, which are labels, so that they may as well be kept. */
    boolean hardens() {
        return teacher != null && refinement().orElseThrow() instanceof Refinement.Harden;
    }

    /** The teacher's most probable class of each row. */
    int[] hardened(Block block, int threads) {
        try (Matrix x = block.matrix();
                Probabilities outputs = teacher().probe().predict(x, threads)) {
            return outputs.argmax();
        }
    }

    /** The plan that takes hardened labels as they are. */
    TargetPlan ofLabels() {
        return new TargetPlan(Method.TEACHER.name(), new HashMap<>(), 1, classes, null, counts);
    }

    private ModelParts teacher() {
        return java.util.Objects.requireNonNull(teacher);
    }

    private Student student(Block block, Matrix x, int threads) {
        Labels given = Labels.of(block.labels, java.util.List.of(classes));
        Optional<Refinement> refinement = refinement();
        if (refinement.isEmpty()) {
            return block.soft.length > 0
                    ? Student.of(new Targets.Soft(Block.matrix(block.soft, block.rows())))
                    : Student.of(new Targets.OneHot(given));
        }
        if (teacher == null) {
            return Student.of(refinement.get().teacherless().orElseThrow().loss(given));
        }
        try (Probabilities outputs = teacher.probe().predict(x, threads)) {
            return refinement.get() instanceof Refinement.Consensus consensus
                    ? consensus.ofSome(outputs, given)
                    : refinement.get().refine(outputs, given);
        }
    }

    private static Optional<float[]> weights(Block block, Student student) {
        if (block.weights.length == 0) {
            return student.rowWeights();
        }
        float[] weights = block.weights.clone();
        student.rowWeights().ifPresent(of -> {
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= of[i];
            }
        });
        return Optional.of(weights);
    }

    private static RowLoss loss(Student student) {
        if (student.loss() instanceof RowLoss loss) {
            return loss;
        }
        throw new IllegalArgumentException("a loss over mini-batches is no sum over rows");
    }

    /** The weight of each class among the targets of a block, and of all its rows: K + 1 values. */
    double[] classWeights(Block block, int threads) {
        double[] sums = new double[classes.length + 1];
        try (Matrix x = block.matrix()) {
            Student student = student(block, x, threads);
            Optional<float[]> weights = weights(block, student);
            double[] counted = new double[classes.length];
            loss(student).addTargets(weights, counted);
            System.arraycopy(counted, 0, sums, 0, counted.length);
            sums[counted.length] = block.rows();
            if (weights.isPresent()) {
                sums[counted.length] = 0;
                for (float weight : weights.get()) {
                    sums[counted.length] += weight;
                }
            }
            student.close();
        }
        return sums;
    }

    /** What a block adds to {@link LossSums#at}. */
    double[] sums(Block block, float[] point, int threads) {
        double[] wide = new double[point.length];
        for (int j = 0; j < wide.length; j++) {
            wide[j] = point[j];
        }
        try (Matrix x = block.matrix()) {
            Student student = student(block, x, threads);
            RowLoss loss = counts == null ? loss(student) : loss(student).adjusted(counts);
            Optional<float[]> weights = weights(block, student);
            // A block may well have no weight at all; only all blocks together must have some.
            if (weights.isPresent() && isZero(weights.get())) {
                student.close();
                return new double[x.columns() * classes.length + classes.length + 1];
            }
            SoftmaxProbe.Problem problem = new SoftmaxProbe.Problem(x, loss, weights, Optional.empty());
            try (LossSums sums = LossSums.of(problem, threads)) {
                return sums.at(wide);
            } finally {
                student.close();
            }
        }
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
