package io.rectify.select;

import java.util.List;

/**
 * On which held-out rows a candidate predicts what they say.
 *
 * @param hit for each row
 * @param weights of the rows; 0 where a row says nothing
 */
record Hits(boolean[] hit, double[] weights) {
    /** Σ w_i [hit_i] / Σ w_i over all folds. */
    static double share(List<Hits> folds) {
        double hits = 0;
        double all = 0;
        for (Hits fold : folds) {
            for (int i = 0; i < fold.hit.length; i++) {
                hits += fold.hit[i] ? fold.weights[i] : 0;
                all += fold.weights[i];
            }
        }
        return hits / all;
    }

    /** Whether any row says anything. */
    boolean tell() {
        for (double weight : weights) {
            if (weight > 0) {
                return true;
            }
        }
        return false;
    }
}
