package io.rectify.report;

/**
 * A way of training that was tried.
 *
 * @param candidate its description
 * @param rows held-out rows it was judged on
 * @param agreement share of them whose prediction is the given label
 * @param standardError of the agreement
 * @param behind how far it is behind the best on the same rows, a difference of shares
 * @param chosen whether it is the one the run went on with
 */
public record TrialSummary(
        String candidate, long rows, double agreement, double standardError, double behind, boolean chosen) {
    /**
     * @throws IllegalArgumentException if candidate is blank, rows is negative, agreement is not between 0 and 1, or
     *     another number is negative or not finite
     */
    public TrialSummary {
        Require.notBlank("candidate", candidate);
        Require.notNegative("rows", rows);
        Require.share("agreement", agreement);
        Require.notNegative("standardError", standardError);
        Require.notNegative("behind", behind);
    }
}
