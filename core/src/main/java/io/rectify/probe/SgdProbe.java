package io.rectify.probe;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The probe of {@link SoftmaxProbe} fitted by stochastic gradient descent with momentum, for losses that depend on
 * mini-batches; any other loss can be fitted too, though {@link SoftmaxProbe} is faster and more exact.
 *
 * <p>Every epoch takes the rows in a new random order, B at a time; the last batch may be smaller. With g the gradient of the
 * batch's mean loss plus λW (b is not penalised), v ← μv + g and θ ← θ − η·v, or θ ← θ − η·(g + μv) by Nesterov's rule as
 * Sutskever et al. (2013) write it; v starts at the first g. η is the schedule's rate in the middle of the step over the mean
 * squared norm of the rows, so that schedules do not depend on the scale of the features.
 *
 * <p>Parameters and velocity are float64, products float32. The result depends on the seed, never on the number of
 * threads.
 */
public final class SgdProbe {
    private SgdProbe() {}

    /**
     * How to fit.
     *
     * @param penalty λ, or κ = K·N·λ: the weight decay
     * @param intercept whether there is a b
     * @param rate schedule of the learning rate, for rows of mean squared norm 1
     * @param momentum μ, in [0, 1)
     * @param nesterov whether momentum is Nesterov's
     * @param batchSize B
     * @param epochs passes over the rows
     * @param seed of the order of rows and of what a {@link BatchLoss} draws
     * @param threads to compute with; the result does not depend on it
     */
    public record Options(
            Penalty penalty,
            boolean intercept,
            LearningRate rate,
            double momentum,
            boolean nesterov,
            int batchSize,
            int epochs,
            long seed,
            int threads) {
        /** κ = 15, no intercept, rate 5 falling as a cosine, momentum 0.9, batches of 128, 60 epochs, seed 1, all processors. */
        public static final Options DEFAULTS = new Options(
                new Penalty.Kappa(15),
                false,
                new LearningRate.Cosine(5),
                0.9,
                false,
                128,
                60,
                1,
                Runtime.getRuntime().availableProcessors());

        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum must lie in [0, 1) but is " + momentum);
            }
            if (batchSize < 1 || epochs < 1 || threads < 1) {
                throw new IllegalArgumentException("batch size, epochs and threads must be at least 1 but are "
                        + batchSize + ", " + epochs + " and " + threads);
            }
        }

        /** The defaults with penalty, intercept and threads of another solver's options. */
        public static Options like(SoftmaxProbe.Options other) {
            return DEFAULTS.withPenalty(other.penalty())
                    .withIntercept(other.intercept())
                    .withThreads(other.threads());
        }

        public Options withPenalty(Penalty newPenalty) {
            return new Options(newPenalty, intercept, rate, momentum, nesterov, batchSize, epochs, seed, threads);
        }

        public Options withKappa(double kappa) {
            return withPenalty(new Penalty.Kappa(kappa));
        }

        public Options withIntercept(boolean newIntercept) {
            return new Options(penalty, newIntercept, rate, momentum, nesterov, batchSize, epochs, seed, threads);
        }

        public Options withRate(LearningRate newRate) {
            return new Options(penalty, intercept, newRate, momentum, nesterov, batchSize, epochs, seed, threads);
        }

        public Options withMomentum(double newMomentum, boolean newNesterov) {
            return new Options(penalty, intercept, rate, newMomentum, newNesterov, batchSize, epochs, seed, threads);
        }

        public Options withBatchSize(int newBatchSize) {
            return new Options(penalty, intercept, rate, momentum, nesterov, newBatchSize, epochs, seed, threads);
        }

        public Options withEpochs(int newEpochs) {
            return new Options(penalty, intercept, rate, momentum, nesterov, batchSize, newEpochs, seed, threads);
        }

        public Options withSeed(long newSeed) {
            return new Options(penalty, intercept, rate, momentum, nesterov, batchSize, epochs, newSeed, threads);
        }

        public Options withThreads(int newThreads) {
            return new Options(penalty, intercept, rate, momentum, nesterov, batchSize, epochs, seed, newThreads);
        }
    }

    /** By what early stopping judges an epoch. */
    public enum Criterion {
        /** Mean cross-entropy to the labels of the held-out rows. */
        LOG_LOSS,
        /** Share of held-out rows whose most probable class is not the label. */
        ERROR;

        /**
         * What it says of outputs; the smaller the better.
         *
         * @param logits N×K
         */
        public double of(Matrix logits, Labels labels) {
            CrossEntropy crossEntropy = new CrossEntropy(new Targets.OneHot(labels));
            float[] row = new float[logits.columns()];
            float[] scratch = new float[row.length];
            double[] one = new double[1];
            double total = 0;
            for (int i = 0; i < labels.size(); i++) {
                logits.getRows(i, 1, row);
                if (this == ERROR) {
                    total += Probabilities.argmax(row) == labels.get(i) ? 0 : 1;
                } else {
                    crossEntropy.residualRowsInPlace(i, 1, row, one, scratch);
                    total += one[0];
                }
            }
            return total / labels.size();
        }
    }

    /**
     * Held-out rows to stop early by: the probe of the best epoch, the first of equals, is the result.
     *
     * @param features preprocessed as the rows fitted to
     * @param patience how many epochs without a new best one end the fit
     */
    public record Validation(RowBlocks features, Labels labels, Criterion criterion, int patience) {
        /** @throws IllegalArgumentException if rows and labels differ in number, there is none, or the patience is less than 1 */
        public Validation {
            if (features.rows() != labels.size() || labels.size() == 0) {
                throw new IllegalArgumentException(
                        "validation has " + features.rows() + " rows and " + labels.size() + " labels");
            }
            if (patience < 1) {
                throw new IllegalArgumentException("patience must be at least 1 but is " + patience);
            }
        }
    }

    /**
     * One pass over the rows. Each batch counts with the parameters as they were before its step.
     *
     * @param number from 1
     * @param objective mean over the rows of their batch's loss plus (λ/2)‖W‖²
     * @param relativeGradient norm of the mean gradient, relative to that at W = 0, b = 0
     * @param validation what the criterion says of the parameters after it, if there is validation
     */
    public record Epoch(int number, double objective, double relativeGradient, OptionalDouble validation) {}

    /** Told after each epoch. */
    @FunctionalInterface
    public interface Monitor {
        Monitor SILENT = epoch -> {};

        void epoch(Epoch epoch);
    }

    /**
     * A fitted probe and how the fit went.
     *
     * @param lambda the λ used
     * @param epochs all that were run
     * @param chosen number of the epoch whose parameters the probe has
     * @param stoppedEarly whether patience ended
     */
    public record Fit(SoftmaxProbe probe, double lambda, List<Epoch> epochs, int chosen, boolean stoppedEarly) {
        /** In the terms of the other solver: objective and gradient are the chosen epoch's, evaluations are passes. */
        public SoftmaxProbe.Fit summary() {
            Epoch epoch = epochs.get(chosen - 1);
            return new SoftmaxProbe.Fit(
                    probe,
                    lambda,
                    epoch.objective(),
                    epoch.relativeGradient(),
                    epochs.size(),
                    epochs.size() + 1,
                    StopReason.EPOCHS);
        }
    }

    /** With the defaults, from zero, told in the terms of the other solver. */
    static SoftmaxProbe.Fit fit(SoftmaxProbe.Problem problem, SoftmaxProbe.Options options, Lbfgs.Monitor monitor) {
        SoftmaxProbe.Problem fromZero =
                new SoftmaxProbe.Problem(problem.features(), problem.loss(), problem.rowWeights(), Optional.empty());
        return fit(
                        fromZero,
                        Options.like(options),
                        Optional.empty(),
                        epoch -> monitor.iteration(epoch.number(), epoch.objective(), epoch.relativeGradient()))
                .summary();
    }

    /** Fits for all epochs. */
    public static Fit fit(SoftmaxProbe.Problem problem, Options options) {
        return fit(problem, options, Optional.empty(), Monitor.SILENT);
    }

    /**
     * Fits a probe.
     *
     * @throws IllegalArgumentException if validation has other features or classes
     * @throws ArithmeticException if the objective is not finite, as with too high a rate
     */
    public static Fit fit(
            SoftmaxProbe.Problem problem, Options options, Optional<Validation> validation, Monitor monitor) {
        validation.ifPresent(held -> checkShapes(problem, held));
        SoftmaxProbe.checkSize(problem.features().columns(), problem.loss().classes());
        try (MiniBatches batches = new MiniBatches(problem, options)) {
            return new Run(batches, options, validation, monitor).fit();
        }
    }

    private static void checkShapes(SoftmaxProbe.Problem problem, Validation held) {
        if (held.features().columns() != problem.features().columns()
                || held.labels().classCount() != problem.loss().classes()) {
            throw new IllegalArgumentException("validation is of "
                    + held.features().columns() + " features and "
                    + held.labels().classCount() + " classes but the problem of "
                    + problem.features().columns() + " and " + problem.loss().classes());
        }
    }

    private static final class Run {
        private final MiniBatches batches;
        private final Options options;
        private final Optional<Validation> validation;
        private final Monitor monitor;
        private final List<Epoch> epochs = new ArrayList<>();
        private double[] best;
        private double bestValue = Double.POSITIVE_INFINITY;
        private int chosen;

        Run(MiniBatches batches, Options options, Optional<Validation> validation, Monitor monitor) {
            this.batches = batches;
            this.options = options;
            this.validation = validation;
            this.monitor = monitor;
            this.best = batches.parameters();
        }

        Fit fit() {
            SplittableRandom random = new SplittableRandom(options.seed());
            double scale = RowNorms.meanSquared(batches.features(), options.threads());
            double unit = scale > 0 ? 1 / scale : 1;
            double normAtZero = batches.gradientNormAtZero(random.split());
            SplittableRandom orders = random.split();
            SplittableRandom draws = random.split();
            boolean stopped = false;
            for (int number = 1; number <= options.epochs() && !stopped; number++) {
                batches.shuffle(orders);
                batches.pass(number - 1, unit, draws);
                add(number, normAtZero);
                stopped = validation.isPresent()
                        && number - chosen >= validation.get().patience();
            }
            return new Fit(batches.probe(best), batches.lambda(), List.copyOf(epochs), chosen, stopped);
        }

        private void add(int number, double normAtZero) {
            double objective = batches.meanObjective();
            if (!Double.isFinite(objective)) {
                throw new ArithmeticException(
                        "objective is not finite in epoch " + number + ": the learning rate may be too high");
            }
            OptionalDouble judged = validation
                    .map(held -> OptionalDouble.of(batches.judge(held)))
                    .orElse(OptionalDouble.empty());
            double norm = batches.meanGradientNorm();
            Epoch epoch = new Epoch(number, objective, norm == 0 ? 0 : norm / normAtZero, judged);
            epochs.add(epoch);
            if (judged.isEmpty() || judged.getAsDouble() < bestValue || chosen == 0) {
                bestValue = judged.orElse(0);
                best = batches.parameters();
                chosen = number;
            }
            monitor.epoch(epoch);
        }
    }
}
