package io.rectify.review;

import io.rectify.audit.ReviewedEstimates;
import org.jspecify.annotations.Nullable;

/**
 * What the work has come to so far.
 *
 * @param rows N
 * @param flagged rows that the audit flagged
 * @param kept rows whose label was found right
 * @param changed rows that got another
 * @param excluded rows to leave out
 * @param unsure rows that could not be told
 * @param skipped rows put off
 * @param drawn size of the random sample
 * @param answered rows of it whose right label is known
 * @param noiseRate share of wrong labels among all, by the sample alone; null before its first answer
 * @param precision share of the flags that are right, likewise
 * @param twice rows that two reviewers or more have answered
 * @param agreed of these, rows that all answered alike
 * @param sequence of the journal's last line
 */
public record Figures(
        int rows,
        int flagged,
        int kept,
        int changed,
        int excluded,
        int unsure,
        int skipped,
        int drawn,
        int answered,
        @Nullable Share noiseRate,
        @Nullable Share precision,
        int twice,
        int agreed,
        long sequence) {

    /** A share with its 95 % interval. */
    public record Share(double value, double low, double high) {
        static @Nullable Share of(ReviewedEstimates.Estimate estimate) {
            return Double.isNaN(estimate.value()) ? null : new Share(estimate.value(), estimate.low(), estimate.high());
        }
    }
}
