package io.rectify.metrics;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether confidence, the largest predicted probability, matches accuracy. */
public final class Calibration {
    private Calibration() {}

    /** How rows are put into bins by their confidence. */
    public enum Binning {
        /** Intervals (b/B, (b+1)/B] of equal width. */
        EQUAL_WIDTH,
        /** As nearly as possible the same number of rows in each, in the order of confidence. */
        EQUAL_MASS
    }

    /**
     * One bin of the reliability curve; empty bins are left out.
     *
     * @param rows in the bin
     * @param confidence mean of the largest probability
     * @param accuracy share of rows whose most probable class is the label
     */
    public record Bin(int rows, double confidence, double accuracy) {}

    /** A probability, and whether what it is the probability of is true. */
    record Outcome(float confidence, boolean correct) {}

    /** ECE = Σ_b (N_b/N)·|accuracy_b − confidence_b| (Naeini et al. 2015; Guo et al. 2017). */
    public static double expectedError(Probabilities predicted, Labels labels, int bins, Binning binning) {
        return gap(reliability(predicted, labels, bins, binning)) / labels.size();
    }

    /**
     * Classwise ECE = (1/K) Σ_k Σ_b (N_bk/N)·|frequency_bk − mean probability_bk|: for each class the rows are put into bins by the
     * probability of that class, whether or not it is the most probable one (Kull et al. 2019).
     *
     * @throws IllegalArgumentException if the shapes differ, there is no row, or the number of bins is less than 1
     */
    public static double classwiseError(Probabilities predicted, Labels labels, int bins, Binning binning) {
        Evaluation.checkShapes(predicted, labels);
        checkBins(bins);
        double error = 0;
        for (int k = 0; k < labels.classCount(); k++) {
            error += gap(curve(ofClass(predicted, labels, k), bins, binning));
        }
        return error / labels.classCount() / labels.size();
    }

    private static double gap(List<Bin> curve) {
        double gap = 0;
        for (Bin bin : curve) {
            gap += bin.rows() * Math.abs(bin.accuracy() - bin.confidence());
        }
        return gap;
    }

    /**
     * The reliability curve, least confident bin first.
     *
     * @throws IllegalArgumentException if the shapes differ, there is no row, or the number of bins is less than 1
     */
    public static List<Bin> reliability(Probabilities predicted, Labels labels, int bins, Binning binning) {
        Evaluation.checkShapes(predicted, labels);
        checkBins(bins);
        return curve(outcomes(predicted, labels), bins, binning);
    }

    static void checkBins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("number of bins must be at least 1 but is " + bins);
        }
    }

    private static List<Bin> curve(Outcome[] outcomes, int bins, Binning binning) {
        return groups(outcomes, bins, binning).stream().map(Calibration::bin).toList();
    }

    /** The outcomes of each bin that is not empty, least confident first; sorts them. */
    static List<List<Outcome>> groups(Outcome[] outcomes, int bins, Binning binning) {
        Arrays.sort(outcomes, (a, b) -> Float.compare(a.confidence(), b.confidence()));
        List<List<Outcome>> groups = new ArrayList<>();
        int from = 0;
        for (int b = 0; b < bins; b++) {
            int to = from;
            if (binning == Binning.EQUAL_MASS) {
                to = (int) ((long) outcomes.length * (b + 1) / bins);
            } else {
                while (to < outcomes.length && binOf(outcomes[to].confidence(), bins) == b) {
                    to++;
                }
            }
            if (to > from) {
                groups.add(Arrays.asList(outcomes).subList(from, to));
            }
            from = to;
        }
        return groups;
    }

    /** The b with confidence in (b/B, (b+1)/B]; roundings above 1 stay in the last bin. */
    private static int binOf(float confidence, int bins) {
        return Math.min(bins - 1, Math.max(0, (int) Math.ceil((double) confidence * bins) - 1));
    }

    static Bin bin(List<Outcome> outcomes) {
        double confidence = 0;
        int correct = 0;
        for (Outcome outcome : outcomes) {
            confidence += outcome.confidence();
            correct += outcome.correct() ? 1 : 0;
        }
        int rows = outcomes.size();
        return new Bin(rows, confidence / rows, (double) correct / rows);
    }

    /** Probability of one class, and whether it is the label. */
    static Outcome[] ofClass(Probabilities predicted, Labels labels, int k) {
        Outcome[] outcomes = new Outcome[labels.size()];
        Arrays.setAll(outcomes, i -> new Outcome(predicted.get(i, k), labels.get(i) == k));
        return outcomes;
    }

    private static Outcome[] outcomes(Probabilities predicted, Labels labels) {
        Outcome[] outcomes = new Outcome[labels.size()];
        float[] row = new float[labels.classCount()];
        for (int i = 0; i < outcomes.length; i++) {
            predicted.matrix().getRows(i, 1, row);
            int best = Probabilities.argmax(row);
            outcomes[i] = new Outcome(row[best], best == labels.get(i));
        }
        return outcomes;
    }
}
