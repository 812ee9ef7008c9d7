package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;

/**
 * What held-out labels say of one candidate.
 *
 * @param agrees for each held-out row, whether the prediction is the given label
 * @param confident number of rows among the most confident fifth of the predictions of each class
 * @param confidentAgreeing those of them whose prediction is the given label
 * @param confidentSecond those of them whose second choice is the given label
 * @param evaluations of objective and gradient that the candidate's own fits took
 */
record Verdict(boolean[] agrees, int confident, int confidentAgreeing, int confidentSecond, int evaluations) {
    private static final double CONFIDENT_SHARE = 0.2;

    /**
     * @param scores one row per held-out row; the largest of a row is its prediction and its confidence
     */
    static Verdict of(Matrix scores, Labels given, int evaluations) {
        int n = scores.rows();
        int[] predicted = new int[n];
        int[] second = new int[n];
        float[] confidence = new float[n];
        float[] row = new float[scores.columns()];
        for (int i = 0; i < n; i++) {
            scores.getRows(i, 1, row);
            int[] top = Probabilities.largest(row, 2);
            predicted[i] = top[0];
            second[i] = top[1];
            confidence[i] = row[top[0]];
        }
        float[] enough = leastOfTheConfident(predicted, confidence, given.classCount());
        boolean[] agrees = new boolean[n];
        int confident = 0;
        int confidentAgreeing = 0;
        int confidentSecond = 0;
        for (int i = 0; i < n; i++) {
            agrees[i] = predicted[i] == given.get(i);
            if (confidence[i] >= enough[predicted[i]]) {
                confident++;
                confidentAgreeing += agrees[i] ? 1 : 0;
                confidentSecond += second[i] == given.get(i) ? 1 : 0;
            }
        }
        return new Verdict(agrees, confident, confidentAgreeing, confidentSecond, evaluations);
    }

    /** For each class, the confidence that a fifth of its predictions reach. */
    private static float[] leastOfTheConfident(int[] predicted, float[] confidence, int classes) {
        float[][] ofClass = new float[classes][];
        int[] counts = new int[classes];
        for (int k : predicted) {
            counts[k]++;
        }
        Arrays.setAll(ofClass, k -> new float[counts[k]]);
        for (int i = 0; i < predicted.length; i++) {
            ofClass[predicted[i]][--counts[predicted[i]]] = confidence[i];
        }
        float[] least = new float[classes];
        for (int k = 0; k < classes; k++) {
            Arrays.sort(ofClass[k]);
            int n = ofClass[k].length;
            least[k] = n == 0 ? 0 : ofClass[k][n - (int) Math.ceil(CONFIDENT_SHARE * n)];
        }
        return least;
    }
}
