package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;

/**
 * What held-out rows say of one candidate.
 *
 * @param given of which rows the prediction is the given label
 * @param reviewed of which rows it is the right label, as far as a person has said which that is
 * @param evaluations of objective and gradient that the candidate's last fit took
 */
record Verdict(Hits given, Hits reviewed, int evaluations) {
    /**
     * @param scores one row per held-out row; the largest of a row, the first of equals, is its prediction
     * @param weights of the rows by their given labels
     * @param right labels of the same rows, right where they were reviewed
     */
    static Verdict of(Matrix scores, Labels given, double[] weights, Taught right, int evaluations) {
        boolean[] agrees = new boolean[scores.rows()];
        boolean[] hits = new boolean[agrees.length];
        double[] reviewed = new double[agrees.length];
        float[] row = new float[scores.columns()];
        for (int i = 0; i < agrees.length; i++) {
            scores.getRows(i, 1, row);
            int predicted = Probabilities.argmax(row);
            agrees[i] = predicted == given.get(i);
            hits[i] = predicted == right.labels().get(i);
            reviewed[i] = weights[i] * right.standsFor(i);
        }
        return new Verdict(new Hits(agrees, weights), new Hits(hits, reviewed), evaluations);
    }

    /** The given labels with every row counted alike. */
    Hits plain() {
        double[] alike = new double[given.hit().length];
        Arrays.fill(alike, 1);
        return new Hits(given.hit(), alike);
    }
}
