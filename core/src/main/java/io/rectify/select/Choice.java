package io.rectify.select;

import java.util.List;

/**
 * What was tried and what was chosen.
 *
 * @param trials in the order they were first made
 * @param preprocessings the best in closed form of each preprocessing that was considered; empty if there was one only
 * @param skipped candidates of the grid that were left out, because their teacher's students showed no promise or the budget
 *     ended the search
 * @param clean how often the choice is right, by estimate
 * @param evaluations of objective and gradient, by all fits of the search
 * @param complete whether the budget was enough
 */
public record Choice(
        List<Trial> trials,
        List<Trial> preprocessings,
        List<Candidate> skipped,
        Candidate chosen,
        CleanAccuracy clean,
        long evaluations,
        boolean complete) {
    /** Held-out rows that the choice was judged on. */
    public int heldOut() {
        return trials.stream().mapToInt(Trial::rows).max().orElseThrow();
    }
}
