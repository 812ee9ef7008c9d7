package io.rectify.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How well scores put positive rows before negative ones; the higher the score, the earlier the row. */
public final class Ranking {
    private Ranking() {}

    /**
     * Area under the receiver operating characteristic: the probability that a positive row scores higher than a negative one,
     * ties counting half. NaN if either kind is missing.
     */
    public static double auroc(double[] scores, boolean[] positive) {
        Integer[] order = descending(scores, positive);
        double positives = count(positive);
        double negatives = positive.length - positives;
        double above = 0;
        double before = 0;
        for (int from = 0; from < order.length; ) {
            int to = tie(order, scores, from);
            double positivesHere = 0;
            for (int i = from; i < to; i++) {
                positivesHere += positive[order[i]] ? 1 : 0;
            }
            double negativesHere = to - from - positivesHere;
            above += negativesHere * (before + positivesHere / 2);
            before += positivesHere;
            from = to;
        }
        return above / (positives * negatives);
    }

    /**
     * Average precision Σ (R_n − R_{n−1})·P_n over the distinct scores, highest first, with recall R and precision P of the rows
     * down to that score. NaN if no row is positive.
     */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        Integer[] order = descending(scores, positive);
        double positives = count(positive);
        double found = 0;
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            int to = tie(order, scores, from);
            double here = 0;
            for (int i = from; i < to; i++) {
                here += positive[order[i]] ? 1 : 0;
            }
            found += here;
            sum += here * found / to;
            from = to;
        }
        return sum / positives;
    }

    private static Integer[] descending(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores but " + positive.length + " rows that are positive or not");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score of row " + i + " is NaN");
            }
        }
        return Arrays.stream(descending(scores)).boxed().toArray(Integer[]::new);
    }

    /** Rows by their scores, the highest first, equal ones by index. */
    public static int[] descending(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    /** The end of the rows that score as the one at {@code from}. */
    private static int tie(Integer[] order, double[] scores, int from) {
        int to = from + 1;
        while (to < order.length && scores[order[to]] == scores[order[from]]) {
            to++;
        }
        return to;
    }

    private static double count(boolean[] positive) {
        double count = 0;
        for (boolean p : positive) {
            count += p ? 1 : 0;
        }
        return count;
    }
}
