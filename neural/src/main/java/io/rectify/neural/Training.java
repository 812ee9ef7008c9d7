package io.rectify.neural;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.Vectors;
import io.rectify.probe.BatchResiduals;
import io.rectify.probe.Momentum;
import io.rectify.probe.SgdProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** The state of {@link NetworkTrainer}. */
final class Training {
    private final NetworkTrainer.Problem problem;
    private final NetworkTrainer.Options options;
    private final Optional<SgdProbe.Validation> validation;
    private final Optional<NetworkTrainer.Keeping> keeping;
    private final NetworkTrainer.Monitor monitor;
    private final Blueprint blueprint;
    private final BatchResiduals residuals;
    private final double lambda;
    private final boolean[] penalised;
    private final int n;
    private final int batches;
    private final double[] gradient;
    private final double[] gradientSum;
    private final List<NetworkTrainer.Epoch> epochs = new ArrayList<>();
    private Momentum descent;
    private float[] statistics;
    private Network best;
    private int chosen;
    private boolean stopped;
    private double objectiveSum;
    private long stepsBefore;
    private final long begin = System.nanoTime();

    Training(
            NetworkTrainer.Problem problem,
            NetworkTrainer.Options options,
            Optional<SgdProbe.Validation> validation,
            Optional<NetworkTrainer.Keeping> keeping,
            NetworkTrainer.Monitor monitor) {
        this.problem = problem;
        this.options = options;
        this.validation = validation;
        this.keeping = keeping;
        this.monitor = monitor;
        this.blueprint = Blueprint.of(
                problem.architecture(), problem.input(), problem.loss().classes());
        this.residuals = new BatchResiduals(problem.loss(), problem.rowWeights());
        this.lambda = options.penalty().lambda(problem.loss().classes(), residuals.weightSum());
        Layout layout = blueprint.layout();
        this.penalised = layout.penalised();
        this.n = problem.features().rows();
        this.batches = (int) (((long) n + options.batchSize() - 1) / options.batchSize());
        this.gradient = new double[layout.trained()];
        this.gradientSum = new double[layout.trained()];
        Network start = problem.start().orElseGet(this::fresh);
        this.descent = new Momentum(start.trained().clone(), options.momentum(), options.nesterov());
        this.statistics = start.statistics().clone();
        this.best = start;
    }

    private Network fresh() {
        Network network = Network.untrained(
                problem.architecture(), problem.input(), problem.loss().classes(), options.seed());
        if (options.standardise()) {
            ChannelFigures figures = ChannelFigures.of(problem.features(), problem.input());
            float[] gathered = network.statistics();
            System.arraycopy(figures.means(), 0, gathered, 0, figures.means().length);
            System.arraycopy(figures.deviations(), 0, gathered, figures.means().length, figures.deviations().length);
        }
        return network;
    }

    NetworkTrainer.Fit fit() throws IOException {
        byte[] fingerprint =
                keeping.isPresent() ? Checkpoint.fingerprint(problem, options, validation, residuals) : new byte[0];
        if (keeping.isPresent() && Files.exists(keeping.get().file())) {
            restore(Checkpoint.read(keeping.get().file(), fingerprint, blueprint.layout()));
        }
        long kept = begin;
        for (int number = epochs.size() + 1; number <= options.epochs() && !stopped; number++) {
            epoch(number);
            boolean last = stopped || number == options.epochs();
            if (keeping.isPresent()
                    && (last
                            || System.nanoTime() - kept >= keeping.get().pause().toNanos())) {
                checkpoint().write(keeping.get().file(), fingerprint);
                kept = System.nanoTime();
            }
            monitor.epoch(epochs.get(number - 1), progress(number, batches));
        }
        return new NetworkTrainer.Fit(best, lambda, List.copyOf(epochs), chosen, stopped);
    }

    private void restore(Checkpoint from) {
        epochs.addAll(from.epochs());
        descent = new Momentum(
                from.point(), from.velocity(), from.average(), from.steps(), options.momentum(), options.nesterov());
        statistics = from.statistics();
        best = new Network(blueprint, from.bestPoint(), from.bestStatistics());
        chosen = from.chosen();
        stopped = from.stopped();
        stepsBefore = (long) epochs.size() * batches;
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                epochs,
                chosen,
                stopped,
                descent.steps(),
                descent.point(),
                descent.velocity(),
                descent.average(),
                statistics,
                best.trained(),
                best.statistics());
    }

    private Progress progress(int epoch, int done) {
        return Progress.of(
                epoch, options.epochs(), done, batches, stepsBefore, Duration.ofNanos(System.nanoTime() - begin));
    }

    private void epoch(int number) {
        SplittableRandom random = new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + number);
        int[] order = order(random.split());
        SplittableRandom changes = random.split();
        SplittableRandom dropout = random.split();
        SplittableRandom draws = random.split();
        objectiveSum = 0;
        Arrays.fill(gradientSum, 0);
        for (int batch = 0; batch < batches; batch++) {
            int[] rows = Arrays.copyOfRange(
                    order, (int) ((long) n * batch / batches), (int) ((long) n * (batch + 1) / batches));
            Step step = new Step(blueprint, residuals, rows, images(rows, changes), options.threads());
            double lossSum = step.differentiate(descent, statistics, dropout, draws, gradient);
            penalise(rows.length, lossSum);
            double time = number - 1 + (batch + 0.5) / batches;
            descent.step(gradient, options.rate().at(time, options.epochs()), problem.loss());
            monitor.step(progress(number, batch + 1));
        }
        finish(number);
    }

    /** Fisher and Yates' shuffle of 0 … n−1. */
    private int[] order(SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private float[] images(int[] rows, SplittableRandom changes) {
        RowBlocks features = problem.features();
        float[] images = new float[Math.multiplyExact(rows.length, features.columns())];
        try (Matrix selected = features.selectRows(rows)) {
            selected.getRows(0, rows.length, images);
        }
        options.augmentation().applyInPlace(images, problem.input(), changes);
        return images;
    }

    private void penalise(int count, double lossSum) {
        double[] point = descent.point();
        double squares = 0;
        for (int j = 0; j < point.length; j++) {
            if (penalised[j]) {
                squares += point[j] * point[j];
                gradient[j] += lambda * point[j];
            }
            gradientSum[j] += count * gradient[j];
        }
        objectiveSum += lossSum + count * lambda / 2 * squares;
    }

    private void finish(int number) {
        double objective = objectiveSum / n;
        if (!Double.isFinite(objective)) {
            throw new ArithmeticException(
                    "objective is not finite in epoch " + number + ": the learning rate may be too high");
        }
        Network now = new Network(blueprint, descent.point().clone(), statistics.clone());
        OptionalDouble judged = validation
                .map(held -> OptionalDouble.of(NetworkTrainer.judge(now, held, options.threads())))
                .orElse(OptionalDouble.empty());
        epochs.add(new NetworkTrainer.Epoch(number, objective, Vectors.norm(gradientSum) / n, judged));
        if (chosen == 0 || judged.isEmpty() || judged.getAsDouble() < bestValue()) {
            best = now;
            chosen = number;
        }
        stopped = validation.isPresent() && number - chosen >= validation.get().patience();
    }

    private double bestValue() {
        return epochs.get(chosen - 1).validation().orElse(Double.POSITIVE_INFINITY);
    }
}
