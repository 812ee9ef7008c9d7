package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;

/**
 * What held-out labels say of one candidate.
 *
 * @param agrees for each held-out row, whether the prediction is the given label
 * @param weights of the held-out rows in the agreement
 * @param evaluations of objective and gradient that the candidate's last fit took
 */
record Verdict(boolean[] agrees, double[] weights, int evaluations) {
    /**
     * @param scores one row per held-out row; the largest of a row, the first of equals, is its prediction
     * @param weights of the rows
     */
    static Verdict of(Matrix scores, Labels given, double[] weights, int evaluations) {
        boolean[] agrees = new boolean[scores.rows()];
        float[] row = new float[scores.columns()];
        for (int i = 0; i < agrees.length; i++) {
            scores.getRows(i, 1, row);
            agrees[i] = Probabilities.argmax(row) == given.get(i);
        }
        return new Verdict(agrees, weights, evaluations);
    }
}
