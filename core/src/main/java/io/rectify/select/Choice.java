package io.rectify.select;

import io.rectify.data.Labels;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What was tried and what was chosen.
 *
 * @param trials in the order they were first made
 * @param preprocessings the best in closed form of each preprocessing that was considered; empty if there was one only
 * @param skipped candidates of the grid that were left out, because their teacher's students showed no promise or the budget
 *     ended the search
 * @param clean how often the choice is right, by estimate
 * @param metric by which agreement is measured
 * @param evaluations of objective and gradient, by all fits of the search
 * @param complete whether the budget was enough
 */
public record Choice(
        List<Trial> trials,
        List<Trial> preprocessings,
        List<Recipe> skipped,
        Recipe chosen,
        CleanAccuracy clean,
        Metric metric,
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
