package io.rectify.distill;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.ConfidenceDiversity;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Self-distillation over generations: generation 1 is fitted to the given labels, generation g to (1−α)·Y + α·softmax(z/τ) with
 * the logits z of generation g−1 on the same rows, or to another refinement of its outputs. α and τ, and the generation, are
 * chosen by the given labels of held-out rows alone; other rows with known labels may be measured, but choose nothing. Any
 * {@link Learner} can be taught, a probe as well as a network.
 *
 * <p>Source: Zhang &amp; Sabuncu, NeurIPS 2020, arXiv 2006.05065, section 3.
 */
public final class Generations {
    private Generations() {}

    /** By what validation chooses. */
    public enum Criterion {
        /** Agreement with the held-out labels; of equals the smaller log loss. */
        ACCURACY,
        /** Log loss of the held-out labels. */
        LOG_LOSS
    }

    /**
     * What to run, whatever learns.
     *
     * @param count generations, the first included
     * @param mixes what students are fitted to; each is run on its own from the same first generation
     * @param start of the students
     * @param criterion of the choice
     */
    public record Schedule(int count, List<? extends Refinement> mixes, Chain.Start start, Criterion criterion) {
        /** Ten generations with α = 0.4, τ = 4, fresh students chosen by accuracy. */
        public static final Schedule DEFAULTS =
                new Schedule(10, List.of(new Refinement.GroundTruth(0.4, 4)), Chain.Start.FRESH, Criterion.ACCURACY);

        /** @throws IllegalArgumentException if there is no generation or no mix */
        public Schedule {
            mixes = List.copyOf(mixes);
            if (count < 1 || mixes.isEmpty()) {
                throw new IllegalArgumentException("generations must be at least 1 and mixes at least one but are "
                        + count + " and " + mixes.size());
            }
        }

        public Schedule withCount(int newCount) {
            return new Schedule(newCount, mixes, start, criterion);
        }

        public Schedule withMixes(List<? extends Refinement> newMixes) {
            return new Schedule(count, newMixes, start, criterion);
        }

        public Schedule withStart(Chain.Start newStart) {
            return new Schedule(count, mixes, newStart, criterion);
        }

        public Schedule withCriterion(Criterion newCriterion) {
            return new Schedule(count, mixes, start, newCriterion);
        }
    }

    /**
     * What to run with probes.
     *
     * @param probe how each probe is fitted
     */
    public record Options(Schedule schedule, SoftmaxProbe.Options probe) {
        public static final Options DEFAULTS = new Options(Schedule.DEFAULTS, SoftmaxProbe.Options.DEFAULTS);

        public Options withCount(int newCount) {
            return new Options(schedule.withCount(newCount), probe);
        }

        public Options withMixes(List<? extends Refinement> newMixes) {
            return new Options(schedule.withMixes(newMixes), probe);
        }

        public Options withStart(Chain.Start newStart) {
            return new Options(schedule.withStart(newStart), probe);
        }

        public Options withCriterion(Criterion newCriterion) {
            return new Options(schedule.withCriterion(newCriterion), probe);
        }

        public Options withProbe(SoftmaxProbe.Options newProbe) {
            return new Options(schedule, newProbe);
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
        /** Of what a learner has fitted. */
        public static <F> Figures of(Learner<F> learner, F fitted, Held held) {
            try (Probabilities predicted = learner.predict(fitted, held.features())) {
                return of(predicted, held.labels());
            }
        }

        private static Figures of(Probabilities predicted, Labels labels) {
            return new Figures(Evaluation.of(predicted, labels), ConfidenceDiversity.of(predicted, labels));
        }
    }

    /**
     * One generation.
     *
     * @param number g, from 1
     * @param mix what its targets are made by; none for the first
     * @param training on the rows fitted to, against the given labels
     * @param validation on the rows that choose
     * @param test on the rows that do not, if there are any
     * @param <F> what the learner gives
     */
    public record Generation<F>(
            int number,
            Optional<Refinement> mix,
            F fit,
            Figures training,
            Figures validation,
            Optional<Figures> test) {}

    /**
     * Every generation of every mix.
     *
     * @param chains one for each mix, in their order; all begin with the same first generation
     * @param chosen the best by validation, the earliest of equals
     * @param <F> what the learner gives
     */
    public record Result<F>(List<List<Generation<F>>> chains, Generation<F> chosen) {}

    /** Runs all chains of probes; see {@link #run(Prepared, Held, Optional, Schedule, Learner)}. */
    public static Result<SoftmaxProbe.Fit> run(Prepared rows, Held validation, Optional<Held> test, Options options) {
        return run(rows, validation, test, options.schedule(), new ProbeLearner(options.probe()));
    }

    /**
     * Runs all chains.
     *
     * @param rows to fit to
     * @param validation held-out rows with given labels
     * @param test rows to measure on
     * @throws IllegalArgumentException if shapes differ
     */
    public static <F> Result<F> run(
            Prepared rows, Held validation, Optional<Held> test, Schedule schedule, Learner<F> learner) {
        try (Chain<F> chain = new Chain<>(rows, 0)) {
            Run<F> run = new Run<>(rows, validation, test, learner, chain);
            Chain.Link<F> first = chain.first(learner, Optional.empty());
            Generation<F> teacher = run.measured(first);
            Generation<F> best = teacher;
            List<List<Generation<F>>> chains = new ArrayList<>();
            for (Refinement mix : schedule.mixes()) {
                List<Generation<F>> generations = new ArrayList<>(List.of(teacher));
                Chain.Link<F> last = first;
                while (generations.size() < schedule.count()) {
                    last = chain.next(learner, last, mix, schedule.start());
                    Generation<F> next = run.measured(last);
                    generations.add(next);
                    best = better(next.validation(), best.validation(), schedule.criterion()) ? next : best;
                }
                chains.add(List.copyOf(generations));
            }
            return new Result<>(List.copyOf(chains), best);
        }
    }

    /** Whether one is to be chosen before the other. */
    public static boolean better(Figures a, Figures b, Criterion criterion) {
        Evaluation one = a.evaluation();
        Evaluation two = b.evaluation();
        int byAccuracy = criterion == Criterion.ACCURACY ? Double.compare(one.accuracy(), two.accuracy()) : 0;
        return byAccuracy > 0 || (byAccuracy == 0 && one.logLoss() < two.logLoss());
    }

    private record Run<F>(Prepared rows, Held validation, Optional<Held> test, Learner<F> learner, Chain<F> chain) {
        Generation<F> measured(Chain.Link<F> link) {
            F fit = link.fit();
            return new Generation<>(
                    link.number(),
                    link.refinement(),
                    fit,
                    Figures.of(chain.outputs(learner, link), rows.given()),
                    Figures.of(learner, fit, validation),
                    test.map(held -> Figures.of(learner, fit, held)));
        }
    }
}
