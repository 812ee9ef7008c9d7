package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What was tried and what was chosen.
 *
 * @param trials in the order they were first made
 * @param preprocessings the best in closed form of each preprocessing that was considered; empty if there was one only
 * @param skipped candidates of the grid that were left out, because their teacher's students showed no promise or the budget
 *     ended the search
 * @param metric by which agreement is measured
 * @param strongest κ of the strongest penalty that {@link #smoother} takes
 * @param smoothed whether the choice is not the simplest that is hardly behind, but a {@link #smoother} one
 * @param evaluations of objective and gradient, by all fits of the search
 * @param complete whether the budget was enough
 */
public record Choice(
        List<Trial> trials,
        List<Trial> preprocessings,
        List<Recipe> skipped,
        Recipe chosen,
        Metric metric,
        double strongest,
        boolean smoothed,
        long evaluations,
        boolean complete) {
    /** Held-out rows that the choice was judged on. */
    public int heldOut() {
        return trials.stream().mapToInt(Trial::rows).max().orElseThrow();
    }

    /** Agreement of the choice with the given labels of the rows it was judged on. */
    public double agreement() {
        return trials.stream()
                .filter(trial -> trial.candidate().equals(chosen))
                .mapToDouble(Trial::agreement)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The same trials with another choice: the student of its teacher's most probable classes of the strongest penalty, up to κ = 50, that
     * agrees with given labels hardly less often than the best, or the choice itself where there is none.
     *
     * <p>Where mistakes follow the features, what foretells given labels best has learned the mistakes; a student of a strong penalty
     * follows them less, and agrees less with the labels that are wrong. None that reviewed rows refute is taken.
     *
     * @param behind share of the agreement by which it may be behind the best, such as that of labels known to be wrong
     */
    public Choice smoother(double behind) {
        Optional<Recipe> smoothest = trials.stream()
                .filter(trial -> trial.behind() <= behind && !trial.refuted() && isSmooth(trial.candidate()))
                .map(Trial::candidate)
                .max(Comparator.comparingDouble(Choice::kappa));
        return smoothest
                .filter(other -> !isSmooth(chosen) || kappa(other) > kappa(chosen))
                .map(other -> new Choice(
                        trials, preprocessings, skipped, other, metric, strongest, true, evaluations, complete))
                .orElse(this);
    }

    private boolean isSmooth(Recipe candidate) {
        return candidate.method().is(Method.HARDEN)
                && !candidate.intercept()
                && candidate.teacher().equals(candidate.students())
                && kappa(candidate) <= strongest;
    }

    private static double kappa(Recipe candidate) {
        return candidate.teacher().kappa(1, 1);
    }

    /** How often naming one label everywhere would agree with all given labels by the metric, at most. */
    public double mostFrequent(Labels given) {
        int[] counts = given.counts();
        double[] weights = metric.weights(counts);
        return IntStream.range(0, counts.length)
                        .mapToDouble(k -> counts[k] * weights[k])
                        .max()
                        .orElse(0)
                / given.size();
    }

    /** Whether the choice agrees with given labels more often than one label would. */
    public boolean informative(Labels given) {
        return agreement() > mostFrequent(given);
    }
}
