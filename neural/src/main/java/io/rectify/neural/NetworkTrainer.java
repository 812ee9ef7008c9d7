package io.rectify.neural;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.LearningRate;
import io.rectify.probe.Loss;
import io.rectify.probe.Penalty;
import io.rectify.probe.SgdProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Fits a network to a probe's {@link Loss} by stochastic gradient descent with momentum, as {@link SgdProbe} fits a probe: with g
 * the gradient of a batch's mean loss plus λ times the weights (biases and batch normalisation are not penalised),
 * {@link io.rectify.probe.Momentum} says what a step is. Losses give their derivatives by the logits; PyTorch carries those back
 * through the network, so that every loss of probes is one of networks.
 *
 * <p>Every epoch takes the rows in a random order, cut into batches as equal as they can be and none larger than the batch size. Order,
 * dropout, augmentation and draws of the loss are functions of seed and epoch alone, so that a training that was cut short goes
 * on from a checkpoint as if nothing had happened. The same seed gives the same bits on the same machine with the same
 * number of threads; another number may round differently.
 *
 * <p>PyTorch differentiates for one training at a time in a process; others wait for each step.
 */
public final class NetworkTrainer {
    private NetworkTrainer() {}

    /**
     * How to fit.
     *
     * @param penalty λ, or κ = K·N·λ
     * @param rate schedule of the learning rate
     * @param momentum μ, in [0, 1)
     * @param nesterov whether momentum is Nesterov's
     * @param batchSize the most rows of a batch
     * @param epochs passes over the rows
     * @param augmentation of images
     * @param standardise whether a fresh network subtracts each channel's mean and divides by its deviation over the training rows
     * @param seed of everything random
     * @param threads of PyTorch
     */
    public record Options(
            Penalty penalty,
            LearningRate rate,
            double momentum,
            boolean nesterov,
            int batchSize,
            int epochs,
            Augmentation augmentation,
            boolean standardise,
            long seed,
            int threads) {
        /**
         * λ = 5·10⁻⁴, rate 0.1 falling as a cosine after one epoch of warm-up, Nesterov's momentum 0.9, batches of 64, 20 epochs, no
         * augmentation, standardised, seed 1, all processors.
         */
        public static final Options DEFAULTS = new Options(
                new Penalty.Lambda(5e-4),
                new LearningRate.WarmUp(1, new LearningRate.Cosine(0.1)),
                0.9,
                true,
                64,
                20,
                Augmentation.NONE,
                true,
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

        public Options withPenalty(Penalty newPenalty) {
            return new Options(
                    newPenalty, rate, momentum, nesterov, batchSize, epochs, augmentation, standardise, seed, threads);
        }

        public Options withLambda(double lambda) {
            return withPenalty(new Penalty.Lambda(lambda));
        }

        public Options withRate(LearningRate newRate) {
            return new Options(
                    penalty, newRate, momentum, nesterov, batchSize, epochs, augmentation, standardise, seed, threads);
        }

        public Options withMomentum(double newMomentum, boolean newNesterov) {
            return new Options(
                    penalty,
                    rate,
                    newMomentum,
                    newNesterov,
                    batchSize,
                    epochs,
                    augmentation,
                    standardise,
                    seed,
                    threads);
        }

        public Options withBatchSize(int newBatchSize) {
            return new Options(
                    penalty, rate, momentum, nesterov, newBatchSize, epochs, augmentation, standardise, seed, threads);
        }

        public Options withEpochs(int newEpochs) {
            return new Options(
                    penalty, rate, momentum, nesterov, batchSize, newEpochs, augmentation, standardise, seed, threads);
        }

        public Options withAugmentation(Augmentation newAugmentation) {
            return new Options(
                    penalty, rate, momentum, nesterov, batchSize, epochs, newAugmentation, standardise, seed, threads);
        }

        public Options withStandardise(boolean newStandardise) {
            return new Options(
                    penalty, rate, momentum, nesterov, batchSize, epochs, augmentation, newStandardise, seed, threads);
        }

        public Options withSeed(long newSeed) {
            return new Options(
                    penalty, rate, momentum, nesterov, batchSize, epochs, augmentation, standardise, newSeed, threads);
        }

        public Options withThreads(int newThreads) {
            return new Options(
                    penalty, rate, momentum, nesterov, batchSize, epochs, augmentation, standardise, seed, newThreads);
        }
    }

    /**
     * What to fit, and to what.
     *
     * @param input how a row is an image
     * @param features N×D
     * @param loss holds the targets of the N rows
     * @param rowWeights N weights of at least 0, not all 0; none means 1 each
     * @param start the network to start from, statistics included; none means weights drawn by the seed
     */
    public record Problem(
            Architecture architecture,
            ImageShape input,
            RowBlocks features,
            Loss loss,
            Optional<float[]> rowWeights,
            Optional<Network> start) {
        /** @throws IllegalArgumentException if shapes do not fit */
        public Problem {
            rowWeights = rowWeights.map(float[]::clone);
            if (features.rows() == 0 || features.rows() != loss.rows()) {
                throw new IllegalArgumentException("features has " + features.rows() + " rows but targets has "
                        + loss.rows() + "; there must be as many, and at least one");
            }
            if (features.columns() != input.size()) {
                throw new IllegalArgumentException("features has " + features.columns() + " columns but images of "
                        + input + " have " + input.size());
            }
            start.ifPresent(network -> {
                if (!network.architecture().equals(architecture)
                        || !network.input().equals(input)
                        || network.classes() != loss.classes()) {
                    throw new IllegalArgumentException(
                            "network to start from is " + network + " but the problem is for " + architecture + ", "
                                    + loss.classes() + " classes of " + input);
                }
            });
        }

        @Override
        public Optional<float[]> rowWeights() {
            return rowWeights.map(float[]::clone);
        }

        public static Problem of(Architecture architecture, ImageShape input, RowBlocks features, Loss loss) {
            return new Problem(architecture, input, features, loss, Optional.empty(), Optional.empty());
        }
    }

    /**
     * One pass over the rows. Each batch counts with the parameters as they were before its step.
     *
     * @param number from 1
     * @param objective mean over the rows of their batch's loss plus (λ/2)‖W‖²
     * @param gradientNorm of the mean gradient
     * @param validation what the criterion says of the network after it, if there is validation
     */
    public record Epoch(int number, double objective, double gradientNorm, OptionalDouble validation) {}

    /**
     * A fitted network and how the fit went.
     *
     * @param lambda the λ used
     * @param epochs all that were run, those before an interruption included
     * @param chosen number of the epoch whose parameters the network has: the best by validation, without it the last
     * @param stoppedEarly whether patience ended
     */
    public record Fit(Network network, double lambda, List<Epoch> epochs, int chosen, boolean stoppedEarly) {}

    /**
     * Where a training is kept from time to time, and goes on from if it was cut short.
     *
     * @param file of parameters, velocity and averages; one that a finished training left gives its result at once
     * @param pause the least time between two writes; the end is always written
     */
    public record Keeping(Path file, Duration pause) {}

    /** Told how a training goes on; may throw to end it. */
    public interface Monitor {
        Monitor SILENT = new Monitor() {};

        /** After each step. */
        default void step(Progress progress) {}

        /** After each epoch, and what was kept of it. */
        default void epoch(Epoch epoch, Progress progress) {}
    }

    /**
     * What networks are computed on, such as {@code cpu()} or {@code gpu(0)}: the first GPU where PyTorch's library for one is on the class
     * path and it sees one.
     *
     * @throws IllegalStateException if there is no PyTorch for this machine
     */
    public static String device() {
        return Torch.device();
    }

    /** Fits for all epochs. */
    public static Fit fit(Problem problem, Options options) {
        return fit(problem, options, Optional.empty(), Monitor.SILENT);
    }

    /**
     * Fits a network.
     *
     * @param validation rows to choose the epoch by and to stop early; none means the last epoch
     * @throws IllegalArgumentException if validation has other columns or classes
     * @throws ArithmeticException if the objective is not finite, as with too high a rate
     * @throws IllegalStateException if there is no PyTorch for this machine
     */
    public static Fit fit(Problem problem, Options options, Optional<SgdProbe.Validation> validation, Monitor monitor) {
        try {
            return fit(problem, options, validation, Optional.empty(), monitor);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is kept, so nothing was written", e);
        }
    }

    /**
     * Fits a network, or goes on with the training that a file keeps.
     *
     * @throws io.rectify.formats.DataFormatException if the file is damaged, or keeps another training: other data, losses, options,
     *     threads or PyTorch
     * @throws IOException if it cannot be read or written
     */
    public static Fit fit(
            Problem problem,
            Options options,
            Optional<SgdProbe.Validation> validation,
            Optional<Keeping> keeping,
            Monitor monitor)
            throws IOException {
        validation.ifPresent(held -> {
            if (held.features().columns() != problem.features().columns()
                    || held.labels().classCount() != problem.loss().classes()) {
                throw new IllegalArgumentException("validation is of "
                        + held.features().columns() + " features and "
                        + held.labels().classCount() + " classes but the problem of "
                        + problem.features().columns() + " and "
                        + problem.loss().classes());
            }
        });
        return new Training(problem, options, validation, keeping, monitor).fit();
    }

    /** The held-out rows' value. */
    static double judge(Network network, SgdProbe.Validation held, int threads) {
        try (Matrix logits = network.logits(held.features(), threads)) {
            return held.criterion().of(logits, held.labels());
        }
    }
}
