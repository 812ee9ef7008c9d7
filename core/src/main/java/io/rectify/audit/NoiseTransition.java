package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.DeepCopy;

/**
 * How given labels come about: T_kj, the probability that a row of true class k is given label j, estimated without true labels.
 *
 * @param transitions T, K×K, rows sum to 1; none, an empty array, where classes are more than {@link #MOST_CLASSES}: wrong labels of every
 *     class then are taken to be as many, and to go to all other classes alike, T_kj = rate/(K−1) for j ≠ k
 * @param priors share of each true class
 * @param rate share of given labels that are wrong; NaN if it cannot be told
 * @param low end of an interval that holds the rate with probability 95 %, sampling error alone
 * @param high its other end
 * @param inverseTemperature β of the outputs at which T was estimated
 * @param shrinkage rows by which T was shrunk towards even mistakes; infinite where nothing was estimated
 */
public record NoiseTransition(
        double[][] transitions,
        double[] priors,
        double rate,
        double low,
        double high,
        double inverseTemperature,
        double shrinkage) {
    /** Of the normal distribution, for intervals of 95 %. */
    static final double QUANTILE = 1.96;

    /** Smaller outputs are taken as this. */
    static final float LEAST_LOG = -69;

    /** Classes of a noise matrix: of more, the pairs that are confused are far more than rows could tell. */
    public static final int MOST_CLASSES = 3000;

    private static final double LEAST = Math.exp(LEAST_LOG);

    public NoiseTransition {
        transitions = DeepCopy.of(transitions);
        priors = priors.clone();
    }

    @Override
    public double[][] transitions() {
        return DeepCopy.of(transitions);
    }

    @Override
    public double[] priors() {
        return priors.clone();
    }

    /**
     * By maximum likelihood: given labels are drawn from Σ_k softmax(β·log p_i)_k·T_k·, with p_i the out-of-sample outputs. EM
     * alternates between the probability r_ik ∝ softmax(β·log p_i)_k·T_k,g that row i is of class k and T_kj ∝ Σ r_ik [g_i = j].
     * Each class's rate of wrong labels is shrunk towards the pooled one as if by 100 rows, and where wrong labels go towards all
     * other classes alike, as strongly as half of the rows foretell the other half best: otherwise T would take over the
     * classifier's own confusions. β is chosen by likelihood under strong shrinkage, or with the shrinkage where that is clearly
     * better.
     *
     * <p>Where rows times classes are very many, T is estimated from {@link SomeRows}; of more than {@link #MOST_CLASSES} classes the share of
     * wrong labels alone, by {@link EvenNoise}.
     *
     * <p>Where the outputs agree with given labels no more than by chance, nothing can be told: the rate is NaN and T the identity.
     * Nor can it where outputs of two classes hold no degrees, such as zeros and ones: then errors of the outputs and of the labels
     * look alike, and rates from 0 to the share of disagreement are equally likely.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public static NoiseTransition likelihood(OutOfSample outputs, Labels given, int threads) {
        return likelihood(outputs, given, Groups.ofSingleRows(given.size()), threads);
    }

    /**
     * The same where some rows are copies of others: what a row foretells of its copies chooses nothing.
     *
     * @param copies groups of these rows
     * @throws IllegalArgumentException as above
     */
    public static NoiseTransition likelihood(OutOfSample outputs, Labels given, Groups copies, int threads) {
        check(outputs, given);
        return given.classCount() > MOST_CLASSES
                ? EvenNoise.estimate(outputs.probabilities(), given, threads)
                : TransitionLikelihood.estimate(outputs.probabilities(), given, copies, threads);
    }

    /**
     * By counting: a row counts as of class k if its output for k is at least what it usually is for rows given k, the most
     * probable such class; the counts are scaled to the given classes' sizes.
     *
     * <p>Source: the confident joint of Northcutt, Jiang &amp; Chuang 2021, JAIR, arXiv 1911.00068.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public static NoiseTransition confidentJoint(OutOfSample outputs, Labels given) {
        check(outputs, given);
        return ConfidentJoint.estimate(outputs.probabilities(), given);
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
    }

    /** The probability of each true class of a row, given its outputs and its label. */
    Posterior posterior() {
        return transitions.length > 0
                ? new Posterior(transitions, inverseTemperature)
                : Posterior.even(rate, priors.length, inverseTemperature);
    }

    /** Bayes' rule with this T: r_k ∝ p_kᵝ·T_k,given. */
    static final class Posterior {
        private final double[][] transitions;
        private final double right;
        private final double other;
        private final double beta;

        private Posterior(double[][] transitions, double right, double other, double beta) {
            this.transitions = transitions;
            this.right = right;
            this.other = other;
            this.beta = beta;
        }

        Posterior(double[][] transitions, double beta) {
            this(transitions, 0, 0, beta);
        }

        /** @param rate share of wrong labels, which go to all other classes alike; NaN where it cannot be told */
        static Posterior even(double rate, int classes, double beta) {
            double wrong = Double.isNaN(rate) ? 0 : rate;
            return new Posterior(new double[0][], 1 - wrong, wrong / (classes - 1), beta);
        }

        private double transition(int truth, int given) {
            if (transitions.length > 0) {
                return transitions[truth][given];
            }
            return truth == given ? right : other;
        }

        /** @param row its K out-of-sample probabilities; overwritten with the result, which sums to 1 */
        void inPlace(float[] row, int given) {
            double[] weights = new double[row.length];
            double most = Math.max(LEAST, row[Probabilities.argmax(row)]);
            double sum = 0;
            for (int k = 0; k < row.length; k++) {
                weights[k] = power(Math.max(LEAST, row[k]) / most, beta) * transition(k, given);
                sum += weights[k];
            }
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (weights[k] / sum);
            }
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
}
