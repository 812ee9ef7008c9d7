package io.rectify.distill;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.ConfidenceDiversity;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Self-distillation over generations: generation 1 is fitted to the given labels, generation g to (1−α)·Y + α·softmax(z/τ) with
 * the logits z of generation g−1 on the same rows. α and τ, and the generation, are chosen by the given labels of held-out rows
 * alone; other rows with known labels may be measured, but choose nothing.
 *
 * <p>Source: Zhang &amp; Sabuncu, NeurIPS 2020, arXiv 2006.05065, section 3.
 */
public final class Generations {
    private Generations() {}

    /** Where a student's fit starts. With a convex loss both ends are the same, but for the tolerance. */
    public enum Start {
        /** W = 0, b = 0. */
        FRESH,
        /** Its teacher's weights. */
        TEACHER
    }

    /** By what validation chooses. */
    public enum Criterion {
        /** Agreement with the held-out labels; of equals the smaller log loss. */
        ACCURACY,
        /** Log loss of the held-out labels. */
        LOG_LOSS
    }

    /**
     * What to run.
     *
     * @param count generations, the first included
     * @param mixes what students are fitted to; each is run on its own from the same first generation
     * @param start of the students
     * @param criterion of the choice
     * @param probe how each probe is fitted
     */
    public record Options(
            int count,
            List<Refinement.GroundTruth> mixes,
            Start start,
            Criterion criterion,
            SoftmaxProbe.Options probe) {
        /** Ten generations with α = 0.4, τ = 4, fresh students chosen by accuracy. */
        public static final Options DEFAULTS = new Options(
                10,
                List.of(new Refinement.GroundTruth(0.4, 4)),
                Start.FRESH,
                Criterion.ACCURACY,
                SoftmaxProbe.Options.DEFAULTS);

        /** @throws IllegalArgumentException if there is no generation or no mix */
        public Options {
            mixes = List.copyOf(mixes);
            if (count < 1 || mixes.isEmpty()) {
                throw new IllegalArgumentException("generations must be at least 1 and mixes at least one but are "
                        + count + " and " + mixes.size());
            }
        }

        public Options withCount(int newCount) {
            return new Options(newCount, mixes, start, criterion, probe);
        }

        public Options withMixes(List<Refinement.GroundTruth> newMixes) {
            return new Options(count, newMixes, start, criterion, probe);
        }

        public Options withStart(Start newStart) {
            return new Options(count, mixes, newStart, criterion, probe);
        }

        public Options withCriterion(Criterion newCriterion) {
            return new Options(count, mixes, start, newCriterion, probe);
        }

        public Options withProbe(SoftmaxProbe.Options newProbe) {
            return new Options(count, mixes, start, criterion, newProbe);
        }
    }

    /**
     * Rows and labels to measure on.
     *
     * @param features preprocessed as the rows fitted to
     */
    public record Held(RowBlocks features, Labels labels) {}

    /**
     * Accuracy, log loss, calibration error and predictive uncertainty, and how much the label's probability differs between rows.
     */
    public record Figures(Evaluation evaluation, ConfidenceDiversity diversity) {
        static Figures of(SoftmaxProbe probe, Held held, int threads) {
            try (Probabilities predicted = probe.predict(held.features(), threads)) {
                return new Figures(
                        Evaluation.of(predicted, held.labels()), ConfidenceDiversity.of(predicted, held.labels()));
            }
        }
    }

    /**
     * One fitted probe.
     *
     * @param number g, from 1
     * @param mix what its targets are made by; none for the first
     * @param training on the rows fitted to, against the given labels
     * @param validation on the rows that choose
     * @param test on the rows that do not, if there are any
     */
    public record Generation(
            int number,
            Optional<Refinement.GroundTruth> mix,
            SoftmaxProbe.Fit fit,
            Figures training,
            Figures validation,
            Optional<Figures> test) {}

    /**
     * Every generation of every mix.
     *
     * @param chains one for each mix, in their order; all begin with the same first generation
     * @param chosen the best by validation, the earliest of equals
     */
    public record Result(List<List<Generation>> chains, Generation chosen) {}

    /**
     * Runs all chains.
     *
     * @param data the rows to fit to, features already preprocessed
     * @param validation held-out rows with given labels
     * @param test rows to measure on
     * @throws IllegalArgumentException if shapes differ
     */
    public static Result run(Dataset data, Held validation, Optional<Held> test, Options options) {
        Run run = new Run(data, validation, test, options);
        Generation first = run.measured(
                1,
                Optional.empty(),
                SoftmaxProbe.fit(
                        Refinement.Student.of(new Targets.OneHot(data.given()))
                                .problem(data.features(), Optional.empty()),
                        options.probe(),
                        Lbfgs.Monitor.SILENT));
        List<List<Generation>> chains = new ArrayList<>();
        Generation best = first;
        for (Refinement.GroundTruth mix : options.mixes()) {
            List<Generation> chain = new ArrayList<>(List.of(first));
            while (chain.size() < options.count()) {
                Generation next = run.student(chain.get(chain.size() - 1), mix);
                chain.add(next);
                best = better(next, best, options.criterion()) ? next : best;
            }
            chains.add(List.copyOf(chain));
        }
        return new Result(List.copyOf(chains), best);
    }

    private static boolean better(Generation a, Generation b, Criterion criterion) {
        Evaluation one = a.validation().evaluation();
        Evaluation two = b.validation().evaluation();
        int byAccuracy = criterion == Criterion.ACCURACY ? Double.compare(one.accuracy(), two.accuracy()) : 0;
        return byAccuracy > 0 || (byAccuracy == 0 && one.logLoss() < two.logLoss());
    }

    private record Run(Dataset data, Held validation, Optional<Held> test, Options options) {
        Generation student(Generation teacher, Refinement.GroundTruth mix) {
            SoftmaxProbe probe = teacher.fit().probe();
            Refinement.Student student;
            try (Probabilities outputs = probe.predict(data.features(), threads())) {
                student = mix.refine(outputs, data.given());
            }
            Optional<SoftmaxProbe> start = options.start() == Start.TEACHER ? Optional.of(probe) : Optional.empty();
            SoftmaxProbe.Fit fit =
                    SoftmaxProbe.fit(student.problem(data.features(), start), options.probe(), Lbfgs.Monitor.SILENT);
            student.close();
            return measured(teacher.number() + 1, Optional.of(mix), fit);
        }

        Generation measured(int number, Optional<Refinement.GroundTruth> mix, SoftmaxProbe.Fit fit) {
            SoftmaxProbe probe = fit.probe();
            return new Generation(
                    number,
                    mix,
                    fit,
                    Figures.of(probe, new Held(data.features(), data.given()), threads()),
                    Figures.of(probe, validation, threads()),
                    test.map(held -> Figures.of(probe, held, threads())));
        }

        private int threads() {
            return options.probe().threads();
        }
    }
}
