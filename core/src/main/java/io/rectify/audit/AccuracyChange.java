package io.rectify.audit;

import io.rectify.audit.ReviewedEstimates.Estimate;
import io.rectify.data.Probabilities;
import java.util.ArrayList;
import java.util.List;

/**
 * How much oftener one model is right than another, by a {@linkplain Reviewed#ofSample reviewed random sample} that neither has seen. With the shares
 * g of rows that only the second has right and l of those that only the first has, the change is g − l. Both are estimated as {@link
 * ReviewedEstimates} does; their limits are joined by (Zou &amp; Donner 2008, Statistics in Medicine 27)
 *
 * <pre>g − l ∓ √(δg² + δl² + 2·√(gl/((1 − g)(1 − l)))·δg·δl),</pre>
 *
 * δ how far the limits of g and l that lie towards it are away, and the last term their correlation, as no row is of both.
 *
 * @param rows how many were reviewed
 * @param before how often the first is right among all rows
 * @param after how often the second is
 * @param difference after less before, in [−1, 1]
 */
public record AccuracyChange(int rows, Estimate before, Estimate after, Estimate difference) {
    /** Reviewed rows below which nothing is said of the change. */
    public static final int LEAST = 30;

    /**
     * @param reviewed rows whose right label neither model has seen
     * @param before N×K
     * @param after N×K
     * @throws IllegalArgumentException if reviewed is no random sample or nothing of it was answered, or the numbers of rows differ
     */
    public static AccuracyChange of(Reviewed reviewed, Probabilities before, Probabilities after) {
        int n = reviewed.rows();
        if (!reviewed.isSample() || reviewed.answers().isEmpty()) {
            throw new IllegalArgumentException("expected answers to a random sample");
        }
        if (before.rows() != n || after.rows() != n) {
            throw new IllegalArgumentException(
                    "rows were reviewed of " + n + " but outputs are of " + before.rows() + " and " + after.rows());
        }
        int[][] counts = new int[5][ReviewSample.STRATA];
        for (Reviewed.Answer answer : reviewed.answers()) {
            boolean first =
                    answer.right() == Probabilities.argmax(before.matrix().row(answer.row()));
            boolean second =
                    answer.right() == Probabilities.argmax(after.matrix().row(answer.row()));
            int h = answer.stratum();
            counts[0][h]++;
            counts[1][h] += first ? 1 : 0;
            counts[2][h] += second ? 1 : 0;
            counts[3][h] += second && !first ? 1 : 0;
            counts[4][h] += first && !second ? 1 : 0;
        }
        return new AccuracyChange(
                reviewed.answers().size(),
                share(n, counts[0], counts[1]),
                share(n, counts[0], counts[2]),
                difference(share(n, counts[0], counts[3]), share(n, counts[0], counts[4])));
    }

    private static Estimate share(int rows, int[] answered, int[] found) {
        int[] sizes = ReviewSample.sizes(rows);
        List<WrongRows.Cell> cells = new ArrayList<>();
        for (int h = 0; h < sizes.length; h++) {
            cells.add(new WrongRows.Cell(sizes[h], answered[h], found[h]));
        }
        return Estimate.share(WrongRows.of(cells), rows);
    }

    private static Estimate difference(Estimate gain, Estimate loss) {
        double g = gain.value();
        double l = loss.value();
        double correlation = g * l == 0 ? 0 : Math.sqrt(g * l / ((1 - g) * (1 - l)));
        return new Estimate(
                g - l,
                g - l - joined(g - gain.low(), loss.high() - l, correlation),
                g - l + joined(gain.high() - g, l - loss.low(), correlation));
    }

    private static double joined(double a, double b, double correlation) {
        return Math.sqrt(a * a + b * b + 2 * correlation * a * b);
    }

    /** Whether enough rows were reviewed to say anything. */
    public boolean isKnown() {
        return rows >= LEAST;
    }

    /** Whether it is certain that one model is better: the interval of the difference does not hold 0. */
    public boolean isCertain() {
        return isKnown() && (difference.low() > 0 || difference.high() < 0);
    }

    /** Such as "right on 81.2 % of rows before and 84.0 % after, +2.8 points (-0.5 to 6.1): no change for certain", of rows not seen. */
    @Override
    public String toString() {
        if (!isKnown()) {
            return "cannot be told by " + rows + " rows of the random sample; " + LEAST + " are needed";
        }
        return String.format(
                java.util.Locale.ROOT,
                "right on %.1f %% of rows before and %.1f %% after, %+.1f points (%.1f to %.1f)%s",
                100 * before.value(),
                100 * after.value(),
                100 * difference.value(),
                100 * difference.low(),
                100 * difference.high(),
                isCertain() ? "" : ": which is better cannot be told");
    }
}
