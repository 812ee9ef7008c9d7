package io.rectify.audit;

import java.util.Arrays;
import java.util.List;

/**
 * What several annotators together say of each row, and how often each of them is right, by maximum a posteriori: a row is of class k
 * with probability p_k, and annotator a then says l with probability π^a_kl. EM alternates between the probability of each class for each
 * row, T_ik ∝ p_k Π π^a_k,l over the row's answers, and p and π from T. The first T are the shares of the row's votes.
 *
 * <p>Each row of π^a has a Dirichlet prior with as many pseudo-counts as the options say, spread as the answers of all annotators are, so that
 * an annotator of few answers is taken for an average one; without pseudo-counts this is Dawid and Skene's.
 *
 * <p>Source: A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics
 * 28 (1979), eqs. 2.3 to 2.5.
 *
 * @param classes T, N×K: probability of each class for each row; a row without answers has p
 * @param prior p, K
 * @param confusions π, one K×K matrix for each annotator: row = true class, column = answer
 * @param accuracies for each annotator the expected share of its answers that are right, averaged over the rows that it answered
 * @param logPosterior after each iteration, up to a constant; never falls
 */
public record DawidSkene(
        double[][] classes, double[] prior, double[][][] confusions, double[] accuracies, List<Double> logPosterior) {
    private static final double LEAST = 1e-300;

    /**
     * One answer.
     *
     * @param row from 0
     * @param annotator from 0
     * @param label class that the annotator said
     */
    public record Answer(int row, int annotator, int label) {}

    /**
     * @param pseudoCounts of each row of π^a, α; 0 for maximum likelihood
     * @param tolerance of the log posterior of an answer, at which EM ends
     * @param iterations at most
     */
    public record Options(double pseudoCounts, double tolerance, int iterations) {
        public static final Options DEFAULTS = new Options(2, 1e-9, 1000);

        /** @throws IllegalArgumentException if a number is negative */
        public Options {
            if (!(pseudoCounts >= 0) || !(tolerance >= 0) || iterations < 1) {
                throw new IllegalArgumentException(
                        "pseudo-counts and tolerance must not be negative, iterations at least 1");
            }
        }

        public Options withPseudoCounts(double count) {
            return new Options(count, tolerance, iterations);
        }
    }

    /**
     * @param rows N
     * @param annotators A
     * @param classes K
     * @throws IllegalArgumentException if there are no answers, or one is of no such row, annotator or class
     */
    public static DawidSkene of(List<Answer> answers, int rows, int annotators, int classes, Options options) {
        check(answers, rows, annotators, classes);
        double[][] posterior = votes(answers, rows, classes);
        double[][] centre = centre(answers, posterior, classes);
        double[] prior = new double[classes];
        double[][][] confusions = new double[annotators][classes][classes];
        java.util.ArrayList<Double> log = new java.util.ArrayList<>();
        boolean[] answered = new boolean[rows];
        answers.forEach(answer -> answered[answer.row()] = true);
        for (int step = 0; step < options.iterations(); step++) {
            maximise(answers, answered, posterior, centre, options.pseudoCounts(), prior, confusions);
            double value = expect(answers, answered, prior, confusions, posterior)
                    + logPrior(confusions, centre, options.pseudoCounts());
            log.add(value);
            if (step > 0 && value - log.get(step - 1) <= options.tolerance() * answers.size()) {
                break;
            }
        }
        return new DawidSkene(
                posterior, prior, confusions, accuracies(answers, posterior, annotators), List.copyOf(log));
    }

    private static void check(List<Answer> answers, int rows, int annotators, int classes) {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("there are no answers of annotators");
        }
        for (Answer answer : answers) {
            if (answer.row() < 0
                    || answer.row() >= rows
                    || answer.annotator() < 0
                    || answer.annotator() >= annotators
                    || answer.label() < 0
                    || answer.label() >= classes) {
                throw new IllegalArgumentException(answer + " is none of " + rows + " rows, " + annotators
                        + " annotators and " + classes + " classes");
            }
        }
    }

    /**
     * The share of each class among the answers to each row, N×K; a row without answers has the shares of all answers.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static double[][] votes(List<Answer> answers, int rows, int classes) {
        double[][] votes = new double[rows][classes];
        double[] all = new double[classes];
        for (Answer answer : answers) {
            votes[answer.row()][answer.label()]++;
            all[answer.label()]++;
        }
        normalise(all, all);
        for (double[] row : votes) {
            normalise(row, all);
        }
        return votes;
    }

    /** Divides by the sum; takes other numbers if that is 0. */
    private static void normalise(double[] row, double[] otherwise) {
        double sum = Arrays.stream(row).sum();
        for (int k = 0; k < row.length; k++) {
            row[k] = sum > 0 ? row[k] / sum : otherwise[k];
        }
    }

    /** How answers of all annotators together spread, by the votes: what the prior of each π^a is spread as. */
    private static double[][] centre(List<Answer> answers, double[][] votes, int classes) {
        double[][] centre = new double[classes][classes];
        for (Answer answer : answers) {
            for (int k = 0; k < classes; k++) {
                centre[k][answer.label()] += votes[answer.row()][k];
            }
        }
        double[] even = new double[classes];
        Arrays.fill(even, 1.0 / classes);
        for (double[] row : centre) {
            for (int l = 0; l < classes; l++) {
                row[l] += 1.0 / classes;
            }
            normalise(row, even);
        }
        return centre;
    }

    private static void maximise(
            List<Answer> answers,
            boolean[] answered,
            double[][] posterior,
            double[][] centre,
            double pseudoCounts,
            double[] prior,
            double[][][] confusions) {
        int classes = prior.length;
        Arrays.fill(prior, 0);
        for (int i = 0; i < posterior.length; i++) {
            for (int k = 0; answered[i] && k < classes; k++) {
                prior[k] += posterior[i][k];
            }
        }
        normalise(prior, prior);
        for (double[][] confusion : confusions) {
            for (int k = 0; k < classes; k++) {
                for (int l = 0; l < classes; l++) {
                    confusion[k][l] = pseudoCounts * centre[k][l];
                }
            }
        }
        for (Answer answer : answers) {
            for (int k = 0; k < classes; k++) {
                confusions[answer.annotator()][k][answer.label()] += posterior[answer.row()][k];
            }
        }
        for (double[][] confusion : confusions) {
            for (int k = 0; k < classes; k++) {
                normalise(confusion[k], centre[k]);
            }
        }
    }

    /** Sets T; returns Σ log Σ_k p_k Π π^a_k,l. */
    private static double expect(
            List<Answer> answers, boolean[] answered, double[] prior, double[][][] confusions, double[][] posterior) {
        for (double[] row : posterior) {
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.log(Math.max(LEAST, prior[k]));
            }
        }
        for (Answer answer : answers) {
            double[] row = posterior[answer.row()];
            for (int k = 0; k < row.length; k++) {
                row[k] += Math.log(Math.max(LEAST, confusions[answer.annotator()][k][answer.label()]));
            }
        }
        double log = 0;
        for (int i = 0; i < posterior.length; i++) {
            double[] row = posterior[i];
            double most = Arrays.stream(row).max().orElse(0);
            double sum = 0;
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.exp(row[k] - most);
                sum += row[k];
            }
            for (int k = 0; k < row.length; k++) {
                row[k] /= sum;
            }
            log += answered[i] ? most + Math.log(sum) : 0;
        }
        return log;
    }

    private static double logPrior(double[][][] confusions, double[][] centre, double pseudoCounts) {
        double log = 0;
        for (double[][] confusion : confusions) {
            for (int k = 0; k < centre.length; k++) {
                for (int l = 0; l < centre.length && pseudoCounts > 0; l++) {
                    log += pseudoCounts * centre[k][l] * Math.log(Math.max(LEAST, confusion[k][l]));
                }
            }
        }
        return log;
    }

    private static double[] accuracies(List<Answer> answers, double[][] posterior, int annotators) {
        double[] right = new double[annotators];
        int[] counts = new int[annotators];
        for (Answer answer : answers) {
            right[answer.annotator()] += posterior[answer.row()][answer.label()];
            counts[answer.annotator()]++;
        }
        for (int a = 0; a < annotators; a++) {
            right[a] /= counts[a];
        }
        return right;
    }
}
