package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How given labels come about: T_kj, the probability that a row of true class k is given label j, estimated without true labels.
 *
 * @param transitions T, K×K, rows sum to 1
 * @param priors share of each true class
 * @param rate share of given labels that are wrong; NaN if it cannot be told
 * @param low end of an interval that holds the rate with probability 95 %, sampling error alone
 * @param high its other end
 * @param inverseTemperature β of the outputs at which T was estimated
 */
public record NoiseTransition(
        double[][] transitions, double[] priors, double rate, double low, double high, double inverseTemperature) {
    private static final int TILE = 8192;
    private static final int MOST_CLASSES = 3000;

    /** Rows that temperature and shrinkage are chosen on, and that are drawn again for the interval. */
    private static final int SAMPLE = 20_000;

    private static final double[] TEMPERATURES = {0.35, 0.5, 0.7, 1, 1.4, 2, 2.8};
    private static final double[] SHRINKAGES = {50, 200, 1000, 1e5};

    /**
     * Shrinkage that the temperature is first chosen under. Choosing both together suits exact posteriors better, but lets T take
     * over a classifier's confusions: on Banking77 with 10 % noise, linear outputs, the rate became 14.4 instead of 10.6 %.
     */
    private static final double STRONG = 1000;

    /**
     * Nats per row by which both must be better chosen together. Strong shrinkage cannot tell much noise that stays within a few
     * classes from none: on CLINC150 with 50 % superclass noise, outputs left out, it found no wrong label.
     */
    private static final double CLEAR_GAIN = 0.05;

    /** Rows that the pooled rate counts for in each class. */
    private static final double POOLED_ROWS = 100;

    private static final int SHORT = 8;
    private static final int LONG = 40;
    private static final int REDRAWN = 20;
    private static final double QUANTILE = 1.96;
    /** What a mean of float32 values may be off by. */
    private static final double ROUNDING = 1e-9;

    private static final float LEAST_LOG = -69;
    private static final double LEAST = Math.exp(LEAST_LOG);

    /**
     * By maximum likelihood: given labels are drawn from Σ_k softmax(β·log p_i)_k·T_k·, with p_i the out-of-sample outputs. EM
     * alternates between the probability r_ik ∝ softmax(β·log p_i)_k·T_k,g that row i is of class k and T_kj ∝ Σ r_ik [g_i = j].
     * Each class's rate of wrong labels is shrunk towards the pooled one as if by 100 rows, and where wrong labels go towards all
     * other classes alike, as strongly as half of the rows foretell the other half best: otherwise T would take over the
     * classifier's own confusions. β is chosen by likelihood under strong shrinkage, or with the shrinkage where that is clearly
     * better.
     *
     * <p>Where the outputs agree with given labels no more than the most frequent label would, nothing can be told: the rate is NaN
     * and T the identity.
     *
     * @throws IllegalArgumentException if the shapes differ, or there are more than 3,000 classes
     */
    public static NoiseTransition likelihood(OutOfSample outputs, Labels given, int threads) {
        check(outputs, given);
        if (!informed(outputs.probabilities(), given)) {
            return unknown(given);
        }
        try (Matrix logs = outputs.probabilities().logarithms(LEAST_LOG, threads)) {
            int[] sample = sample(given.size());
            Setting chosen;
            double spread;
            try (Matrix few = logs.selectRows(sample);
                    Matrix tempered = Matrix.zeros(few.rows(), few.columns())) {
                Labels fewGiven = given.select(sample);
                chosen = choose(few, tempered, fewGiven, threads);
                temper(few, chosen.beta(), tempered, threads);
                spread = spread(tempered, fewGiven, chosen.shrinkage(), threads);
            }
            temper(logs, chosen.beta(), logs, threads);
            Em em = new Em(logs, given, chosen.shrinkage(), threads);
            em.run(LONG, new float[0]);
            double error = QUANTILE * spread * Math.sqrt((double) sample.length / given.size());
            return new NoiseTransition(
                    em.transitions,
                    em.priors,
                    em.rate,
                    Math.max(0, em.rate - error),
                    Math.min(1, em.rate + error),
                    chosen.beta());
        }
    }

    /**
     * By counting: a row counts as of class k if its output for k is at least what it usually is for rows given k, the most
     * probable such class; the counts are scaled to the given classes' sizes.
     *
     * <p>Source: the confident joint of Northcutt, Jiang &amp; Chuang 2021, JAIR, arXiv 1911.00068.
     *
     * @throws IllegalArgumentException if the shapes differ, or there are more than 3,000 classes
     */
    public static NoiseTransition confidentJoint(OutOfSample outputs, Labels given) {
        check(outputs, given);
        Matrix p = outputs.probabilities().matrix();
        int k = given.classCount();
        int[] counts = given.counts();
        double[] usual = new double[k];
        for (int i = 0; i < given.size(); i++) {
            usual[given.get(i)] += p.get(i, given.get(i));
        }
        for (int c = 0; c < k; c++) {
            usual[c] = usual[c] / Math.max(1, counts[c]) - ROUNDING;
        }
        double[][] joint = new double[k][k];
        float[] row = new float[k];
        for (int i = 0; i < given.size(); i++) {
            p.getRows(i, 1, row);
            int best = -1;
            for (int c = 0; c < k; c++) {
                if (counts[c] > 0 && row[c] >= usual[c] && (best < 0 || row[c] > row[best])) {
                    best = c;
                }
            }
            if (best >= 0) {
                joint[best][given.get(i)]++;
            }
        }
        return ofJoint(joint, counts);
    }

    /** Whether outputs agree with given labels clearly more often than the most frequent label would. */
    private static boolean informed(Probabilities outputs, Labels given) {
        double n = given.size();
        double agreement = given.agreements(Labels.of(outputs.argmax(), given.names())) / n;
        double most = Arrays.stream(given.counts()).max().orElse(0) / n;
        return agreement - most > 2 * Math.sqrt(agreement * (1 - agreement) / n);
    }

    /** Labels taken as they are, because nothing else is known. */
    private static NoiseTransition unknown(Labels given) {
        int k = given.classCount();
        double[][] identity = new double[k][k];
        for (int c = 0; c < k; c++) {
            identity[c][c] = 1;
        }
        double[] priors = Arrays.stream(given.counts())
                .mapToDouble(count -> count / (double) given.size())
                .toArray();
        return new NoiseTransition(identity, priors, Double.NaN, 0, 1, 1);
    }

    /** Columns scaled so that given classes have their sizes, then rows to probabilities. */
    private static NoiseTransition ofJoint(double[][] joint, int[] counts) {
        int k = counts.length;
        int n = Arrays.stream(counts).sum();
        double[] priors = new double[k];
        double right = 0;
        for (int j = 0; j < k; j++) {
            double sum = 0;
            for (int c = 0; c < k; c++) {
                sum += joint[c][j];
            }
            for (int c = 0; c < k; c++) {
                joint[c][j] = sum > 0 ? joint[c][j] / sum * counts[j] : c == j ? counts[j] : 0;
                priors[c] += joint[c][j] / n;
            }
            right += joint[j][j] / n;
        }
        for (int c = 0; c < k; c++) {
            double sum = Arrays.stream(joint[c]).sum();
            for (int j = 0; j < k; j++) {
                joint[c][j] = sum > 0 ? joint[c][j] / sum : c == j ? 1 : 0;
            }
        }
        double error = QUANTILE * Math.sqrt(right * (1 - right) / n);
        return new NoiseTransition(
                joint, priors, 1 - right, Math.max(0, 1 - right - error), Math.min(1, 1 - right + error), 1);
    }

    private static void check(OutOfSample outputs, Labels given) {
        int rows = outputs.probabilities().rows();
        int classes = outputs.probabilities().classes();
        if (rows != given.size() || classes != given.classCount()) {
            throw new IllegalArgumentException("outputs are " + rows + " x " + classes + " but labels has "
                    + given.size() + " rows of " + given.classCount() + " classes");
        }
        if (rows == 0 || classes < 2) {
            throw new IllegalArgumentException("noise cannot be estimated from " + rows + " rows of " + classes
                    + " classes; a row and two classes are the least");
        }
        if (classes > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "a noise matrix of " + classes + " classes is too large; " + MOST_CLASSES + " are the most");
        }
    }

    private static int[] sample(int rows) {
        if (rows <= SAMPLE) {
            return IntStream.range(0, rows).toArray();
        }
        return new SplittableRandom(1)
                .ints(0, rows)
                .distinct()
                .limit(SAMPLE)
                .sorted()
                .toArray();
    }

    /** softmax(β·log p) of each row; the result may take the place of the logarithms. */
    private static void temper(Matrix logs, double beta, Matrix result, int threads) {
        int k = logs.columns();
        Parallel.forEachBand(logs.rows(), Math.max(1, TILE / k), threads, (from, to) -> {
            float[] tile = new float[(to - from) * k];
            logs.getRows(from, to - from, tile);
            for (int j = 0; j < tile.length; j++) {
                tile[j] *= (float) beta;
            }
            LogSumExp.softmaxRowsInPlace(tile, to - from, k, new double[to - from]);
            result.setRows(from, to - from, tile);
        });
    }

    private record Setting(double beta, double shrinkage) {}

    /**
     * β by likelihood under strong shrinkage and then the shrinkage by that of half of the rows when fitted to the other half; or
     * both together so, where that foretells clearly better.
     *
     * @param tempered is overwritten
     */
    private static Setting choose(Matrix logs, Matrix tempered, Labels given, int threads) {
        float[] one = new float[given.size()];
        float[] other = new float[given.size()];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < one.length; i++) {
            one[i] = random.nextInt(2);
            other[i] = 1 - one[i];
        }
        Trial strong = Trial.NONE;
        Trial together = Trial.NONE;
        double likeliest = Double.NEGATIVE_INFINITY;
        for (double beta : TEMPERATURES) {
            temper(logs, beta, tempered, threads);
            Trial best = Trial.NONE;
            for (double shrinkage : SHRINKAGES) {
                Em em = new Em(tempered, given, shrinkage, threads);
                em.run(SHORT, one);
                em.expect(other);
                best = best.orBetter(new Trial(new Setting(beta, shrinkage), em.logLikelihood));
            }
            together = together.orBetter(best);
            Em em = new Em(tempered, given, STRONG, threads);
            em.run(SHORT, new float[0]);
            if (em.logLikelihood > likeliest) {
                likeliest = em.logLikelihood;
                strong = best;
            }
        }
        double gain = (together.heldOut() - strong.heldOut()) / (given.size() / 2.0);
        return gain > CLEAR_GAIN ? together.setting() : strong.setting();
    }

    /** @param heldOut log likelihood of the rows not fitted to */
    private record Trial(Setting setting, double heldOut) {
        static final Trial NONE = new Trial(new Setting(1, SHRINKAGES[0]), Double.NEGATIVE_INFINITY);

        Trial orBetter(Trial that) {
            return that.heldOut > heldOut ? that : this;
        }
    }

    /** Standard deviation of the rate over rows drawn again with replacement. */
    private static double spread(Matrix tempered, Labels given, double shrinkage, int threads) {
        double sum = 0;
        double squares = 0;
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < REDRAWN; draw++) {
            float[] times = new float[given.size()];
            for (int i = 0; i < times.length; i++) {
                times[random.nextInt(times.length)]++;
            }
            Em em = new Em(tempered, given, shrinkage, threads);
            em.run(SHORT, times);
            sum += em.rate;
            squares += em.rate * em.rate;
        }
        double mean = sum / REDRAWN;
        return Math.sqrt(Math.max(0, squares / REDRAWN - mean * mean) * REDRAWN / (REDRAWN - 1));
    }

    /**
     * The probability of each true class of a row, given its outputs and its label.
     *
     * @param row its K out-of-sample probabilities; overwritten with the result, which sums to 1
     */
    void posteriorInPlace(float[] row, int given) {
        double[] weights = new double[row.length];
        double most = Math.max(LEAST, row[Probabilities.argmax(row)]);
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            weights[k] = power(Math.max(LEAST, row[k]) / most, inverseTemperature) * transitions[k][given];
            sum += weights[k];
        }
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (weights[k] / sum);
        }
    }

    /** Math.pow, which is slow, but for the exponents that need none. */
    static double power(double base, double exponent) {
        if (exponent == 1) {
            return base;
        }
        if (exponent == 0.5) {
            return Math.sqrt(base);
        }
        return exponent == 1.25 ? base * Math.sqrt(Math.sqrt(base)) : Math.pow(base, exponent);
    }

    /** Expectation and maximisation over the rows of one matrix. */
    private static final class Em {
        private final Matrix outputs;
        private final Labels given;
        private final double shrinkage;
        private final int threads;
        private final int k;
        private final double[][] transitions;
        private double[] priors;
        private double rate = 0.2;
        private double logLikelihood;

        /** @param outputs at their temperature */
        Em(Matrix outputs, Labels given, double shrinkage, int threads) {
            this.outputs = outputs;
            this.given = given;
            this.shrinkage = shrinkage;
            this.threads = threads;
            this.k = given.classCount();
            this.transitions = new double[k][k];
            this.priors = new double[k];
            for (int c = 0; c < k; c++) {
                Arrays.fill(transitions[c], rate / (k - 1));
                transitions[c][c] = 1 - rate;
            }
        }

        void run(int iterations, float[] rowWeights) {
            for (int i = 0; i < iterations; i++) {
                maximise(expect(rowWeights));
            }
        }

        /** Σ_i w_i·r_ik by given label g (row) and class k (column); an empty array of weights means 1 each. */
        double[] expect(float[] rowWeights) {
            float[] byGiven = new float[k * k];
            for (int c = 0; c < k; c++) {
                for (int j = 0; j < k; j++) {
                    byGiven[j * k + c] = (float) transitions[c][j];
                }
            }
            double[] total = new double[k * k + 1];
            int band = Math.max(256, Math.min(1 << 16, 4 * k));
            Parallel.sumOrdered(
                    outputs.rows(),
                    band,
                    threads,
                    total,
                    Counts::new,
                    (counts, from, to) -> counts.of(from, to, byGiven, rowWeights));
            logLikelihood = total[k * k];
            return total;
        }

        private void maximise(double[] counts) {
            double[] rows = new double[k];
            double[] wrong = new double[k];
            for (int j = 0; j < k; j++) {
                for (int c = 0; c < k; c++) {
                    rows[c] += counts[j * k + c];
                    wrong[c] += j == c ? 0 : counts[j * k + c];
                }
            }
            double all = Arrays.stream(rows).sum();
            rate = Arrays.stream(wrong).sum() / all;
            for (int c = 0; c < k; c++) {
                priors[c] = rows[c] / all;
                double own = (wrong[c] + POOLED_ROWS * rate) / (rows[c] + POOLED_ROWS);
                for (int j = 0; j < k; j++) {
                    transitions[c][j] =
                            j == c ? 1 - own : own * (counts[j * k + c] + shrinkage / (k - 1)) / (wrong[c] + shrinkage);
                }
            }
        }

        /** What one band of rows adds. */
        private final class Counts implements Parallel.Partial {
            private final int tileRows = Math.max(1, TILE / k);
            private final float[] tile = new float[tileRows * k];
            private final double[] sums = new double[k * k + 1];

            void of(int from, int to, float[] byGiven, float[] rowWeights) {
                Arrays.fill(sums, 0);
                for (int start = from; start < to; start += tileRows) {
                    int count = Math.min(tileRows, to - start);
                    outputs.getRows(start, count, tile);
                    for (int i = 0; i < count; i++) {
                        row(i * k, given.get(start + i) * k, byGiven, weight(rowWeights, start + i));
                    }
                }
            }

            private double weight(float[] rowWeights, int row) {
                return rowWeights.length == 0 ? 1 : rowWeights[row];
            }

            private void row(int from, int label, float[] byGiven, double weight) {
                if (weight == 0) {
                    return;
                }
                double sum = 0;
                for (int c = 0; c < k; c++) {
                    tile[from + c] *= byGiven[label + c];
                    sum += tile[from + c];
                }
                sum = Math.max(sum, Float.MIN_NORMAL);
                sums[k * k] += weight * Math.log(sum);
                double scale = weight / sum;
                for (int c = 0; c < k; c++) {
                    sums[label + c] += scale * tile[from + c];
                }
            }

            @Override
            public void addTo(double[] total) {
                for (int j = 0; j < total.length; j++) {
                    total[j] += sums[j];
                }
            }
        }
    }
}
