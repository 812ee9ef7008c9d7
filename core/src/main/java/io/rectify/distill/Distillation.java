package io.rectify.distill;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Lbfgs;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Self-distillation: a teacher fitted to the given labels, then one student after another, each the same architecture on
 * the same features, fitted to a {@link Refinement} of its predecessor's outputs and started from its predecessor's weights
 * (but for losses of mini-batches): a {@link Chain} of probes whose steps are measured.
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

    /**
     * Runs a plan.
     *
     * @param plan the refinements that follow the teacher
     * @throws IllegalArgumentException if a refinement does not fit the data
     */
    public static Result run(Prepared rows, List<Refinement> plan, SoftmaxProbe.Options options, Monitor monitor) {
        return run(rows, plan, options, options, monitor);
    }

    /** Runs a plan whose students are fitted with other options, such as another penalty, than the teacher. */
    public static Result run(
            Prepared rows,
            List<Refinement> plan,
            SoftmaxProbe.Options teacher,
            SoftmaxProbe.Options students,
            Monitor monitor) {
        return run(rows, plan, teacher, students, FitLog.NONE, monitor);
    }

    /**
     * Runs a plan of which a log may know some steps already.
     *
     * @param log of this plan on these rows
     */
    public static Result run(
            Prepared rows,
            List<Refinement> plan,
            SoftmaxProbe.Options teacher,
            SoftmaxProbe.Options students,
            FitLog log,
            Monitor monitor) {
        return run(rows, Optional.empty(), plan, teacher, students, log, monitor);
    }

    /**
     * The same with a teacher that is fitted to soft labels, by cross-entropy.
     *
     * @param taught N×K in place of the one-hot given labels; none for those
     * @throws IllegalArgumentException also if they have other rows or classes, or the plan has no teacher
     */
    public static Result run(
            Prepared rows,
            Optional<Probabilities> taught,
            List<Refinement> plan,
            SoftmaxProbe.Options teacher,
            SoftmaxProbe.Options students,
            FitLog log,
            Monitor monitor) {
        ProbeLearner learner = new ProbeLearner(teacher, students, log, monitor::fit);
        try (Chain<SoftmaxProbe.Fit> chain = new Chain<>(rows, taught, 0)) {
            Run run = new Run(rows, learner, chain, monitor);
            Chain.Link<SoftmaxProbe.Fit> last = chain.run(learner, plan, Chain.Start.TEACHER, run::add);
            return new Result(List.copyOf(run.steps), chain.takeOutputs(learner, last));
        }
    }

    private static final class Run {
        private final Prepared rows;
        private final ProbeLearner learner;
        private final Chain<SoftmaxProbe.Fit> chain;
        private final Monitor monitor;
        private final List<Step> steps = new ArrayList<>();
        private Optional<Labels> before = Optional.empty();
        private long begin = System.nanoTime();

        Run(Prepared rows, ProbeLearner learner, Chain<SoftmaxProbe.Fit> chain, Monitor monitor) {
            this.rows = rows;
            this.learner = learner;
            this.chain = chain;
            this.monitor = monitor;
        }

        void add(Chain.Link<SoftmaxProbe.Fit> link) {
            Labels predicted = Labels.of(
                    chain.outputs(learner, link).argmax(), rows.given().names());
            Step step = new Step(
                    link.number(),
                    link.refinement(),
                    link.fit(),
                    predicted.agreement(rows.given()),
                    rows.trueLabels()
                            .map(labels -> OptionalDouble.of(predicted.agreement(labels)))
                            .orElse(OptionalDouble.empty()),
                    before.map(labels -> 1 - predicted.agreement(labels)).orElse(0.0),
                    (System.nanoTime() - begin) / 1e9);
            steps.add(step);
            before = Optional.of(predicted);
            monitor.step(step);
            begin = System.nanoTime();
        }
    }
}
