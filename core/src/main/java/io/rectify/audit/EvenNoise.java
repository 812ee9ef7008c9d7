package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The share τ of wrong labels where classes are too many for a noise matrix: a label is right with probability 1 − τ, and else any other
 * alike. So a row of outputs q has its label g with probability (1 − τ)·q_g + τ·(1 − q_g)/(K − 1), and nothing but q_g matters. τ by EM, the
 * temperature of the outputs by likelihood, as {@link TransitionTuning} seeks it under strong shrinkage; both from {@link SomeRows}, then τ
 * from all rows.
 */
final class EvenNoise {
    private static final int BAND = 1 << 16;
    private static final long SEED = 1;
    private static final int ITERATIONS = 200;
    private static final double START = 0.2;

    /** By which τ still moves where it stands. */
    private static final double STANDS = 1e-9;

    private static final int STEPS = 9;
    private static final int REDRAWN = 10;

    private EvenNoise() {}

    /** T is the identity or one number; see {@link NoiseTransition}. */
    static NoiseTransition estimate(Probabilities outputs, Labels given, int threads) {
        int k = given.classCount();
        int[] some = SomeRows.of(given, SEED);
        Labels labels = given.select(some);
        try (Matrix logs = SomeRows.logarithms(outputs, some, threads)) {
            double calibrated = Temperature.fit(logs, labels, threads).inverse();
            if (!(calibrated > 0) || !TransitionLikelihood.foretell(logs, labels, calibrated, threads)) {
                return TransitionLikelihood.unknown(new double[0][], given);
            }
            Map<Double, double[]> known = new HashMap<>();
            double beta = TransitionTuning.likeliest(
                    tried -> logLikelihood(at(logs, labels, tried, threads, known), k), calibrated, STEPS);
            double spread = spread(logs, labels, calibrated, threads, known);
            double rate;
            double[] priors;
            try (Probabilities tempered = Probabilities.whenRead(new TemperedRows(outputs, beta))) {
                double[] own = ofGiven(
                        tempered.blocks(),
                        given,
                        IntStream.range(0, given.size()).toArray(),
                        threads);
                rate = rate(own, k);
                priors = priors(own, given, rate);
            }
            double error = NoiseTransition.QUANTILE * spread * Math.sqrt((double) some.length / given.size());
            return new NoiseTransition(
                    new double[0][],
                    priors,
                    rate,
                    Math.max(0, rate - error),
                    Math.min(1, rate + error),
                    beta,
                    Double.POSITIVE_INFINITY);
        }
    }

    /** q_g of some rows. */
    static double[] ofGiven(RowBlocks outputs, Labels given, int[] rows, int threads) {
        double[] own = new double[rows.length];
        int band = Math.max(1, BAND / outputs.columns());
        Parallel.forEachBand(rows.length, band, threads, (from, to) -> {
            try (Matrix block = outputs.selectRows(Arrays.copyOfRange(rows, from, to))) {
                for (int i = from; i < to; i++) {
                    own[i] = block.get(i - from, given.get(rows[i]));
                }
            }
        });
        return own;
    }

    /** q_g of all rows at a temperature, out of logarithms. */
    private static double[] at(Matrix logs, Labels given, double beta, int threads, Map<Double, double[]> known) {
        return known.computeIfAbsent(beta, any -> {
            int k = logs.columns();
            double[] own = new double[logs.rows()];
            Parallel.forEachBand(own.length, Math.max(1, BAND / k), threads, (from, to) -> {
                float[] tile = new float[(to - from) * k];
                logs.getRows(from, to - from, tile);
                for (int j = 0; j < tile.length; j++) {
                    tile[j] *= (float) beta;
                }
                LogSumExp.softmaxRowsInPlace(tile, to - from, k, new double[to - from]);
                for (int i = from; i < to; i++) {
                    own[i] = tile[(i - from) * k + given.get(i)];
                }
            });
            return own;
        });
    }

    /** τ that is likeliest given q_g of rows of K classes. */
    static double rate(double[] own, int k) {
        double rate = START;
        for (int i = 0; i < ITERATIONS; i++) {
            double before = rate;
            double sum = 0;
            for (double q : own) {
                sum += wrong(q, before, k);
            }
            rate = sum / own.length;
            if (Math.abs(rate - before) < STANDS) {
                return rate;
            }
        }
        return rate;
    }

    /** The probability that a label of output q is wrong. */
    private static double wrong(double q, double rate, int k) {
        double asWrong = rate * (1 - q) / (k - 1);
        double all = asWrong + (1 - rate) * q;
        return all > 0 ? asWrong / all : 0;
    }

    private static double logLikelihood(double[] own, int k) {
        double rate = rate(own, k);
        double sum = 0;
        for (double q : own) {
            sum += Math.log(Math.max(Double.MIN_NORMAL, (1 - rate) * q + rate * (1 - q) / (k - 1)));
        }
        return sum;
    }

    /** Shares of true classes: a label that is wrong speaks for no class. */
    private static double[] priors(double[] own, Labels given, double rate) {
        double[] priors = new double[given.classCount()];
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            double right = 1 - wrong(own[i], rate, priors.length);
            priors[given.get(i)] += right;
            sum += right;
        }
        for (int c = 0; c < priors.length; c++) {
            priors[c] = sum > 0 ? priors[c] / sum : 1.0 / priors.length;
        }
        return priors;
    }

    /** Standard deviation of τ over rows drawn again with replacement, the temperature chosen anew each time. */
    private static double spread(
            Matrix logs, Labels labels, double calibrated, int threads, Map<Double, double[]> known) {
        SplittableRandom random = new SplittableRandom(3);
        int k = logs.columns();
        double[] rates = new double[REDRAWN];
        for (int draw = 0; draw < REDRAWN; draw++) {
            int[] rows = random.ints(labels.size(), 0, labels.size()).toArray();
            double beta = TransitionTuning.likeliest(
                    tried -> logLikelihood(drawn(at(logs, labels, tried, threads, known), rows), k),
                    calibrated,
                    TransitionLikelihood.REDRAWN_STEPS);
            rates[draw] = rate(drawn(at(logs, labels, beta, threads, known), rows), k);
        }
        double mean = Arrays.stream(rates).average().orElseThrow();
        return Math.sqrt(Arrays.stream(rates)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (REDRAWN - 1));
    }

    private static double[] drawn(double[] own, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> own[row]).toArray();
    }
}
