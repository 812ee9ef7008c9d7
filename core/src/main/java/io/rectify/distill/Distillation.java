package io.rectify.distill;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.FitLog;
import io.rectify.probe.Loss;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Self-distillation: a teacher fitted to the given labels, then one student after another, each the same architecture on
 * the same features, fitted to a {@link Refinement} of its predecessor's outputs and started from its predecessor's weights
 * (see {@link FitLog#fit} for the exception).
 *
 * <p>Step t = 1 is the teacher; an empty plan is the teacher alone. A plan that begins with a refinement of the labels alone has
 * no teacher: step 1 is fitted to that. Never more than two N×K matrices exist at a time.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482.
 */
public final class Distillation {
    private Distillation() {}

    /**
     * One fitted probe of the chain.
     *
     * @param number t, from 1
     * @param refinement what made its targets; none for a teacher
     * @param agreement share of training rows whose most probable class is the given label
     * @param accuracy share of training rows whose most probable class is the true label, if those are known
     * @param changed share of training rows whose most probable class differs from the step before; 0 for step 1
     * @param seconds wall time of the step
     */
    public record Step(
            int number,
            Optional<Refinement> refinement,
            SoftmaxProbe.Fit fit,
            double agreement,
            OptionalDouble accuracy,
            double changed,
            double seconds) {}

    /**
     * All steps and the last one's outputs on the training rows.
     *
     * @param outputs N×K; close it when done
     */
    public record Result(List<Step> steps, Probabilities outputs) {
        public Step last() {
            return steps.get(steps.size() - 1);
        }
    }

    /** Told how a run goes on. */
    public interface Monitor {
        Monitor SILENT = new Monitor() {};

        /** The iterations of one fit. */
        default Lbfgs.Monitor fit(int step) {
            return Lbfgs.Monitor.SILENT;
        }

        /** A step has ended. */
        default void step(Step step) {}
    }

    /** What makes the targets of each step of a plan, the first included: none for a teacher. */
    public static List<Optional<Refinement>> steps(List<Refinement> plan) {
        List<Optional<Refinement>> steps = new ArrayList<>();
        if (plan.isEmpty() || plan.get(0).teacherless().isEmpty()) {
            steps.add(Optional.empty());
        }
        plan.forEach(refinement -> steps.add(Optional.of(refinement)));
        return steps;
    }

    /**
     * Runs a plan.
     *
     * @param data features already preprocessed
     * @param plan the refinements that follow the teacher
     * @throws IllegalArgumentException if a refinement does not fit the data
     */
    public static Result run(Dataset data, List<Refinement> plan, SoftmaxProbe.Options options, Monitor monitor) {
        return run(data, plan, options, options, monitor);
    }

    /** Runs a plan whose students are fitted with other options, such as another penalty, than the teacher. */
    public static Result run(
            Dataset data,
            List<Refinement> plan,
            SoftmaxProbe.Options teacher,
            SoftmaxProbe.Options students,
            Monitor monitor) {
        return run(data, plan, teacher, students, FitLog.NONE, monitor);
    }

    /**
     * Runs a plan of which a log may know some steps already.
     *
     * @param log of this plan on this data
     */
    public static Result run(
            Dataset data,
            List<Refinement> plan,
            SoftmaxProbe.Options teacher,
            SoftmaxProbe.Options students,
            FitLog log,
            Monitor monitor) {
        Run run = new Run(data, teacher, students, log, monitor);
        steps(plan).forEach(run::step);
        return new Result(List.copyOf(run.steps), run.outputs());
    }

    private static final class Run {
        private final Dataset data;
        private final SoftmaxProbe.Options teacherOptions;
        private final SoftmaxProbe.Options studentOptions;
        private final FitLog log;
        private final Monitor monitor;
        private final List<Step> steps = new ArrayList<>();
        private Probabilities outputs = Probabilities.of(Matrix.zeros(0, 0));
        private int[] predicted = {};

        Run(
                Dataset data,
                SoftmaxProbe.Options teacherOptions,
                SoftmaxProbe.Options studentOptions,
                FitLog log,
                Monitor monitor) {
            this.data = data;
            this.teacherOptions = teacherOptions;
            this.studentOptions = studentOptions;
            this.log = log;
            this.monitor = monitor;
        }

        Probabilities outputs() {
            return outputs;
        }

        void step(Optional<Refinement> refinement) {
            long begin = System.nanoTime();
            int number = steps.size() + 1;
            Refinement.Student student = number == 1
                    ? Refinement.Student.of(firstLoss(refinement))
                    : refinement.orElseThrow().refine(outputs, data.given());
            outputs.close();
            SoftmaxProbe.Options options = refinement.isEmpty() ? teacherOptions : studentOptions;
            String name =
                    "step " + number + ", " + refinement.map(Object::toString).orElse("teacher");
            SoftmaxProbe.Fit fit =
                    log.fit(name, student.problem(data.features(), start()), options, monitor.fit(number));
            student.close();
            outputs = fit.probe().predict(data.features(), options.threads());
            int[] before = predicted;
            predicted = outputs.argmax();
            Step step = new Step(
                    number,
                    refinement,
                    fit,
                    share(predicted, data.given()),
                    data.trueLabels()
                            .map(labels -> OptionalDouble.of(share(predicted, labels)))
                            .orElse(OptionalDouble.empty()),
                    before.length == 0 ? 0 : changed(before),
                    (System.nanoTime() - begin) / 1e9);
            steps.add(step);
            monitor.step(step);
        }

        private Loss firstLoss(Optional<Refinement> refinement) {
            return refinement
                    .flatMap(Refinement::teacherless)
                    .map(smoothing -> smoothing.loss(data.given()))
                    .orElseGet(() -> new CrossEntropy(new Targets.OneHot(data.given())));
        }

        private Optional<SoftmaxProbe> start() {
            return steps.isEmpty()
                    ? Optional.empty()
                    : Optional.of(steps.get(steps.size() - 1).fit().probe());
        }

        private double changed(int[] before) {
            return 1 - share(predicted, Labels.of(before, data.given().names()));
        }

        private static double share(int[] predicted, Labels labels) {
            return (double) labels.agreements(Labels.of(predicted, labels.names())) / predicted.length;
        }
    }
}
