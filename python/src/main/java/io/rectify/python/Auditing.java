package io.rectify.python;

import io.rectify.AuditOptions;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.Reviewed;
import java.util.Optional;

/**
 * How to judge labels; what stands for "as usual" is NaN.
 *
 * @param thorough whether to search for the best way of training and judge by that
 * @param neighbours rows to name for each issue
 * @param anomalies whether to look for near-duplicates and outliers too
 * @param flagsAt share of the flags that may be right after all; NaN for flags that are more probably wrong than right
 * @param copies cosine from which rows count as copies; above 1 looks for none
 * @param seed of the parts that rows are cut into
 * @param threads to compute with
 */
public record Auditing(
        boolean thorough, int neighbours, boolean anomalies, double flagsAt, double copies, long seed, int threads) {
    /**
     * @param stated outputs to judge by; none to train here
     * @param reviewed labels that a person has checked
     * @throws IllegalArgumentException if a value is out of range
     */
    AuditOptions options(Optional<OutOfSample> stated, Optional<Reviewed> reviewed) {
        AuditOptions options = AuditOptions.DEFAULTS
                .withThorough(thorough)
                .withNeighbours(neighbours)
                .withAnomalies(anomalies)
                .withCopies(copies)
                .withSeed(seed)
                .withThreads(threads);
        if (!Double.isNaN(flagsAt)) {
            options = options.withFlagsAt(flagsAt);
        }
        if (stated.isPresent()) {
            options = options.withOutputs(stated.get());
        }
        return reviewed.isPresent() ? options.withReviewed(reviewed.get()) : options;
    }
}
