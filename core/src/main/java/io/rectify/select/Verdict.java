package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What held-out labels say of one candidate. The confident rows are the fifth, rounded down, of the predictions of each class
 * that are made with most confidence, the first of equals; a class of fewer than five predictions has none.
 *
 * @param agrees for each held-out row, whether the prediction is the given label
 * @param weights of the held-out rows in the agreement
 * @param confident number of confident rows
 * @param confidentAgreeing those of them whose prediction is the given label
 * @param confidentSecond those of them whose second choice is the given label
 * @param confidentByChance how many of them would agree if given labels were dealt out at random
 * @param evaluations of objective and gradient that the candidate's last fit took
 */
record Verdict(
        boolean[] agrees,
        double[] weights,
        int confident,
        int confidentAgreeing,
        int confidentSecond,
        double confidentByChance,
        int evaluations) {
    private static final int ONE_IN = 5;

    /**
     * @param scores one row per held-out row; the largest of a row is its prediction and its confidence
     * @param weights of the rows
     */
    static Verdict of(Matrix scores, Labels given, double[] weights, int evaluations) {
        int n = scores.rows();
        int[] predicted = new int[n];
        int[] second = new int[n];
        float[] confidence = new float[n];
        boolean[] agrees = new boolean[n];
        float[] row = new float[scores.columns()];
        for (int i = 0; i < n; i++) {
            scores.getRows(i, 1, row);
            int[] top = Probabilities.largest(row, 2);
            predicted[i] = top[0];
            second[i] = top[1];
            confidence[i] = row[top[0]];
            agrees[i] = predicted[i] == given.get(i);
        }
        int[] counts = given.counts();
        int confident = 0;
        int confidentAgreeing = 0;
        int confidentSecond = 0;
        double confidentByChance = 0;
        for (int i : confident(predicted, confidence, given.classCount())) {
            confident++;
            confidentAgreeing += agrees[i] ? 1 : 0;
            confidentSecond += second[i] == given.get(i) ? 1 : 0;
            confidentByChance += (double) counts[predicted[i]] / n;
        }
        return new Verdict(
                agrees, weights, confident, confidentAgreeing, confidentSecond, confidentByChance, evaluations);
    }

    private static int[] confident(int[] predicted, float[] confidence, int classes) {
        int[] left = new int[classes];
        for (int k : predicted) {
            left[k]++;
        }
        Arrays.setAll(left, k -> left[k] / ONE_IN);
        return IntStream.range(0, predicted.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -confidence[i]))
                .filter(i -> left[predicted[i]]-- > 0)
                .mapToInt(i -> i)
                .toArray();
    }
}
