package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A noise matrix by maximum likelihood: temperature and shrinkage by {@link TransitionTuning} on a sample of the rows, T by
 * {@link TransitionEm} on all of them, and the interval of the rate from rows of the sample drawn again.
 */
final class TransitionLikelihood {
    /** Numbers of a sample that temperature and shrinkage are chosen on, and whose rows are drawn again for the interval. */
    private static final int SAMPLE_NUMBERS = 1_500_000;

    private static final int LEAST_SAMPLE = 10_000;

    /** Iterations of the EM for the result. */
    private static final int LONG = 40;

    /** Rates further apart that explain the labels equally well leave the rate untold. */
    private static final double UNTOLD = 0.05;

    /** Outputs hold degrees if the largest of a row, but for a hundredth at either end, differs by more. */
    private static final double DEGREES = 1e-3;

    /** Numbers that are foretold at a time. */
    private static final int FORETOLD = 1 << 22;

    private static final int REDRAWN = 10;
    static final int REDRAWN_STEPS = 4;

    private static final long SAMPLE_SEED = 8;
    private static final long HELD_SEED = 9;

    private TransitionLikelihood() {}

    static NoiseTransition estimate(Probabilities outputs, Labels given, Groups copies, int threads) {
        int[] held = SomeRows.of(given.size(), SomeRows.MOST_HELD / given.classCount(), HELD_SEED);
        if (held.length == given.size()) {
            return estimate(outputs, outputs, given, copies, threads);
        }
        try (Probabilities some = Probabilities.whenRead(outputs.blocks().selectRows(held))) {
            return estimate(outputs, some, given.select(held), copies.select(held), threads);
        }
    }

    /** @param outputs of the rows here, all or some */
    private static NoiseTransition estimate(
            Probabilities all, Probabilities outputs, Labels given, Groups copies, int threads) {
        try (Matrix logs = outputs.logarithms(NoiseTransition.LEAST_LOG, threads)) {
            double calibrated = calibrated(logs, given, threads);
            if (!(calibrated > 0) || !agree(outputs, given) && !foretell(logs, given, calibrated, threads)) {
                return unknown(given);
            }
            int[] sample = TransitionEm.byLabel(given, sample(given));
            TransitionTuning.Setting chosen;
            double spread;
            TransitionTuning.Explained explained;
            try (Matrix few = logs.selectRows(sample);
                    TransitionTuning tuning = new TransitionTuning(
                            few,
                            given.select(sample),
                            Arrays.stream(sample).map(copies::get).toArray(),
                            calibrated,
                            threads)) {
                chosen = tuning.choose();
                explained = tuning.explained(chosen, all.rows());
                if (explained.most() - explained.least() > UNTOLD
                        && !(holdDegrees(outputs) && foretell(logs, given, calibrated, threads))) {
                    return unknown(given);
                }
                spread = spread(tuning, sample.length, chosen);
            }
            Tempering.temper(logs, chosen.beta(), logs, threads);
            TransitionEm em = new TransitionEm(logs, given, chosen.shrinkage(), threads);
            em.run(LONG, new float[0]);
            double error = NoiseTransition.QUANTILE * spread * Math.sqrt((double) sample.length / given.size());
            return new NoiseTransition(
                    em.transitions(),
                    em.priors(),
                    em.rate(),
                    Math.max(0, Math.min(explained.least(), em.rate() - error)),
                    Math.min(1, Math.max(explained.most(), em.rate() + error)),
                    chosen.beta(),
                    chosen.shrinkage());
        }
    }

    private static double calibrated(Matrix logs, Labels given, int threads) {
        int[] some = SomeRows.of(given, SAMPLE_SEED);
        if (some.length == given.size()) {
            return Temperature.fit(logs, given, threads).inverse();
        }
        try (Matrix few = logs.selectRows(some)) {
            return Temperature.fit(few, given.select(some), threads).inverse();
        }
    }

    /**
     * Whether outputs agree with given labels clearly more often than by chance, Σ_k (share predicted as k)·(share given k): one class
     * named everywhere agrees as often as by chance.
     */
    private static boolean agree(Probabilities outputs, Labels given) {
        double n = given.size();
        Labels predicted = Labels.of(outputs.argmax(), given.names());
        double agreement = given.agreement(predicted);
        int[] asGiven = given.counts();
        int[] asPredicted = predicted.counts();
        double chance = IntStream.range(0, asGiven.length)
                .mapToDouble(k -> asGiven[k] / n * asPredicted[k] / n)
                .sum();
        return agreement - chance > 2 * Math.sqrt(agreement * (1 - agreement) / n);
    }

    /**
     * Whether calibrated outputs foretell given labels clearly better than the shares of the classes do, in log loss: where one class is rare the
     * most probable class of every row may be the common one.
     */
    static boolean foretell(Matrix logs, Labels given, double calibrated, int threads) {
        int n = given.size();
        int[] counts = given.counts();
        double sum = 0;
        double squares = 0;
        int band = Math.max(1, FORETOLD / logs.columns());
        for (int from = 0; from < n; from += band) {
            int to = Math.min(n, from + band);
            try (Probabilities outputs = new Temperature(calibrated).apply(logs.rowBlock(from, to), threads)) {
                for (int i = from; i < to; i++) {
                    int label = given.get(i);
                    double gain = Math.log(Math.max(outputs.get(i - from, label), Float.MIN_NORMAL))
                            - Math.log(counts[label] / (double) n);
                    sum += gain;
                    squares += gain * gain;
                }
            }
        }
        return sum > 2 * Math.sqrt(squares - sum * sum / n);
    }

    /** Whether outputs tell rows that are clear from others, as outputs of zeros and ones do not. */
    private static boolean holdDegrees(Probabilities outputs) {
        double[] largest = new double[outputs.rows()];
        outputs.forEachRow((i, row) -> largest[i] = row[Probabilities.argmax(row)]);
        Arrays.sort(largest);
        int tail = largest.length / 100;
        return largest[largest.length - 1 - tail] - largest[tail] > DEGREES;
    }

    /** Labels taken as they are, because nothing else is known. */
    private static NoiseTransition unknown(Labels given) {
        int k = given.classCount();
        double[][] identity = new double[k][k];
        for (int c = 0; c < k; c++) {
            identity[c][c] = 1;
        }
        return unknown(identity, given);
    }

    /** @param transitions the identity, or none where classes are too many */
    static NoiseTransition unknown(double[][] transitions, Labels given) {
        double[] priors = Arrays.stream(given.counts())
                .mapToDouble(count -> count / (double) given.size())
                .toArray();
        return new NoiseTransition(transitions, priors, Double.NaN, 0, 1, 1, Double.POSITIVE_INFINITY);
    }

    private static int[] sample(Labels given) {
        return SomeRows.of(given.size(), Math.max(LEAST_SAMPLE, SAMPLE_NUMBERS / given.classCount()), 1);
    }

    /** Standard deviation of the rate over rows drawn again with replacement, the temperature chosen anew each time. */
    private static double spread(TransitionTuning tuning, int rows, TransitionTuning.Setting chosen) {
        double sum = 0;
        double squares = 0;
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < REDRAWN; draw++) {
            float[] times = new float[rows];
            for (int i = 0; i < times.length; i++) {
                times[random.nextInt(times.length)]++;
            }
            double beta = tuning.likeliest(chosen.shrinkage(), times, REDRAWN_STEPS);
            TransitionEm em = tuning.fitted(beta, chosen.shrinkage(), TransitionTuning.SHORT, times);
            sum += em.rate();
            squares += em.rate() * em.rate();
        }
        double mean = sum / REDRAWN;
        return Math.sqrt(Math.max(0, squares / REDRAWN - mean * mean) * REDRAWN / (REDRAWN - 1));
    }
}
