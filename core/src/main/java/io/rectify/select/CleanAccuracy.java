package io.rectify.select;

/**
 * An estimate of how often a classifier is right, from how often it agrees with noisy labels.
 *
 * <p>Let a be the probability that it is right, r that a given label is right, and ρ that the given label of a row it gets wrong
 * is its prediction. It agrees with probability A = a·r + (1 − a)·ρ, so a = (A − ρ)/(r − ρ). Both unknowns are read off the
 * most confident fifth of the predictions of each class: r is how often the given label is the prediction there, ρ how often it
 * is the second choice.
 *
 * <p>Assumptions: given a row's true class, the noise does not depend on its features; the most confident fifth are right; a
 * wrong prediction relates to the true class as a second choice does to the first. The second fails where most labels are
 * wrong, and the estimate is too high then.
 *
 * @param estimate a; NaN if it cannot be told, because the confident agree no more often than by chance
 * @param low end of an interval that holds a with probability 95 % under the assumptions, by the delta method
 * @param high its other end
 * @param labelsRight r, the share of given labels that are right
 */
public record CleanAccuracy(double estimate, double low, double high, double labelsRight) {
    /** Normal quantile of a two-sided 95 % interval. */
    private static final double QUANTILE = 1.96;

    /**
     * @param rows held-out rows
     * @param agreeing those of them whose prediction is the given label
     * @param confident the most confident rows among them
     * @param confidentAgreeing those of the confident whose prediction is the given label
     * @param confidentSecond those of the confident whose second choice is the given label
     */
    static CleanAccuracy of(int rows, int agreeing, int confident, int confidentAgreeing, int confidentSecond) {
        double agreement = (double) agreeing / rows;
        double right = (double) confidentAgreeing / confident;
        double chance = (double) confidentSecond / confident;
        double range = right - chance;
        if (!(range > 0)) {
            return new CleanAccuracy(Double.NaN, 0, 1, right);
        }
        double accuracy = (agreement - chance) / range;
        double rest = 1 - accuracy;
        double variance = agreement * (1 - agreement) / rows
                + (accuracy * accuracy * right * (1 - right)
                                + rest * rest * chance * (1 - chance)
                                - 2 * accuracy * rest * right * chance)
                        / confident;
        double error = QUANTILE * Math.sqrt(Math.max(0, variance)) / range;
        return new CleanAccuracy(clamp(accuracy), clamp(accuracy - error), clamp(accuracy + error), right);
    }

    private static double clamp(double share) {
        return Math.min(1, Math.max(0, share));
    }
}
