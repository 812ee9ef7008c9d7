package io.rectify.select;

import java.util.List;

/**
 * How often a candidate hits what rows say, beside the candidate that hits most often.
 *
 * @param rows that say something: those of a weight above 0
 * @param share Σ w_i [hit_i] / Σ w_i
 * @param standardError of the share
 * @param behind how far the share is behind that of the best on the same rows
 * @param behindError standard error of that difference, from the rows on which the two differ
 */
public record Comparison(int rows, double share, double standardError, double behind, double behindError) {
    /**
     * Standard errors are those of ratios: the root of Σ w_i²·(value_i − mean)² over Σ w_i.
     *
     * @param own of the first folds
     * @param best of at least as many
     */
    static Comparison of(List<Hits> own, List<Hits> best) {
        double share = Hits.share(own);
        double behind = Hits.share(best.subList(0, own.size())) - share;
        int rows = 0;
        double sum = 0;
        double squares = 0;
        double differences = 0;
        for (int f = 0; f < own.size(); f++) {
            double[] weights = own.get(f).weights();
            for (int i = 0; i < weights.length; i++) {
                double value = own.get(f).hit()[i] ? 1 : 0;
                double ahead = (best.get(f).hit()[i] ? 1 : 0) - value;
                double square = weights[i] * weights[i];
                rows += weights[i] > 0 ? 1 : 0;
                sum += weights[i];
                squares += square * (value - share) * (value - share);
                differences += square * (ahead - behind) * (ahead - behind);
            }
        }
        return new Comparison(rows, share, Math.sqrt(squares) / sum, behind, Math.sqrt(differences) / sum);
    }
}
