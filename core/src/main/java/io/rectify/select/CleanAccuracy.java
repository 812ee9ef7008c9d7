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
 * <p>The winner of a search is judged on rows that helped to choose it, and by fits to fewer rows than the final one: the first
 * makes the estimate too high, the second too low, both a little.
 *
 * @param estimate a; NaN if it cannot be told, because too few rows are confident, or they agree no more
 *     than by chance or clearly less than the others
 * @param low end of an interval that holds a with probability 95 % under the assumptions, by the delta method
 * @param high its other end
 * @param labelsRight r, the share of given labels that are right
 */
public record CleanAccuracy(double estimate, double low, double high, double labelsRight) {
    /** Normal quantile of a two-sided 95 % interval. */
    private static final double QUANTILE = 1.96;

    private static final int LEAST_CONFIDENT = 20;

    /**
     * @param rows held-out rows
     * @param agreeing those of them whose prediction is the given label
     * @param confident the most confident rows among them
     * @param confidentAgreeing those of the confident whose prediction is the given label
     * @param confidentSecond those of the confident whose second choice is the given label
     * @param byChance how many of the confident would agree if given labels were dealt out at random
     */
    static CleanAccuracy of(
            int rows, int agreeing, int confident, int confidentAgreeing, int confidentSecond, double byChance) {
        double agreement = (double) agreeing / rows;
        double right = (double) confidentAgreeing / confident;
        double chance = (double) confidentSecond / confident;
        double base = byChance / confident;
        double range = right - chance;
        boolean informed = right - base > 2 * Math.sqrt(base * (1 - base) / confident);
        boolean contradicted = agreement - right > 2 * Math.sqrt(right * (1 - right) / confident);
        if (confident < LEAST_CONFIDENT || !informed || contradicted || !(range > 0)) {
            return new CleanAccuracy(Double.NaN, 0, 1, right);
        }
        double accuracy = (agreement - chance) / range;
        double rest = 1 - accuracy;
        double ofConfident = accuracy * accuracy * right * (1 - right)
                + rest * rest * chance * (1 - chance)
                - 2 * accuracy * rest * right * chance;
        double shared = 2 * (rest * right * chance - accuracy * right * (1 - right));
        double variance = (agreement * (1 - agreement) + shared) / rows + ofConfident / confident;
        double error = QUANTILE * Math.sqrt(Math.max(0, variance)) / range;
        return new CleanAccuracy(clamp(accuracy), clamp(accuracy - error), clamp(accuracy + error), right);
    }

    private static double clamp(double share) {
        return Math.min(1, Math.max(0, share));
    }
}
