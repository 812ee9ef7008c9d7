package io.rectify.select;

import io.rectify.distill.Recipe;
import java.util.Optional;

/**
 * A candidate that was tried.
 *
 * @param given how often it agrees with held-out given labels, weighed by the metric
 * @param plain the same with every row counted alike
 * @param reviewed how often it is right where a person has said what is right, weighed by the metric and by how many rows each of these stands
 *     for; nothing where there are none
 * @param evaluations of objective and gradient that its own last fits took; 0 in closed form
 */
public record Trial(
        Recipe candidate, Comparison given, Comparison plain, Optional<Comparison> reviewed, int evaluations) {
    /** Held-out rows it was judged on. */
    public int rows() {
        return given.rows();
    }

    /** Share of them whose prediction is the given label, weighed by the metric. */
    public double agreement() {
        return given.share();
    }

    /** Standard error of the agreement. */
    public double standardError() {
        return given.standardError();
    }

    /** How far the agreement is behind that of the best on the same rows. */
    public double behind() {
        return given.behind();
    }

    /** Standard error of that difference, from the rows on which the two differ. */
    public double behindError() {
        return given.behindError();
    }

    /** Whether reviewed rows speak against it: by more than a standard error it is less often right than another. */
    public boolean refuted() {
        return reviewed.filter(right -> right.behind() > right.behindError()).isPresent();
    }
}
