package io.rectify.select;

import io.rectify.distill.Recipe;

/**
 * A candidate that was tried.
 *
 * @param rows held-out rows it was judged on
 * @param agreement share of them whose prediction is the given label, weighed by the metric
 * @param standardError of the agreement
 * @param behind how far the agreement is behind that of the best on the same rows
 * @param behindError standard error of that difference, from the rows on which the two differ
 * @param evaluations of objective and gradient that its own last fits took; 0 in closed form
 */
public record Trial(
        Recipe candidate,
        int rows,
        double agreement,
        double standardError,
        double behind,
        double behindError,
        int evaluations) {}
