package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import io.rectify.select.Choice;
import io.rectify.select.Comparison;
import io.rectify.select.Trial;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said for a choice holds of it, whatever plain logistic regression came to. */
class SearchReportTest {
    private static final Recipe MIX = Recipe.of(Method.MIX);
    private static final Recipe PLAIN = Recipe.of(Method.TEACHER);

    private static Trial trial(Recipe candidate, int rows, double behind, double error) {
        Comparison given = new Comparison(rows, 0.93 - behind, 0.01, behind, error);
        return new Trial(candidate, given, given, Optional.empty(), 1);
    }

    private static SearchReport report(boolean smoothed, Trial... trials) {
        Choice choice = new Choice(List.of(trials), List.of(), List.of(), MIX, Metric.ACCURACY, 50, smoothed, 7, true);
        return new SearchReport(choice, 1, Labels.of(new int[] {0, 1}, List.of("a", "b")), Optional.empty());
    }

    /** Plain logistic regression is 0.0 +- 0.0 behind on the rows that it was tried on. */
    @Test
    void theSimplestIsNotClaimedBesidePlainRegressionThatIsAsGood() {
        SearchReport report = report(false, trial(MIX, 1000, 0, 0), trial(PLAIN, 200, 0, 0));
        assertThat(report.text())
                .contains("Chosen, hardly behind the best, as is plain logistic regression: mix")
                .doesNotContain("the simplest");
        assertThat(report.verdict(false)).startsWith("Distilling makes no clear difference: it agrees");
    }

    @Test
    void theSimplestIsClaimedWherePlainRegressionIsBehind() {
        SearchReport report = report(false, trial(MIX, 1000, 0, 0), trial(PLAIN, 1000, 0.05, 0.01));
        assertThat(report.text()).contains("Chosen, the simplest that is hardly behind the best: mix");
        assertThat(report.verdict(false).lines())
                .containsExactly(
                        "Distilling helped: it agrees with held-out given labels 5.0 points more often than the best",
                        "plain logistic regression, give or take 2.0.",
                        "Way of training: one student on a mix of the teacher's outputs and the given labels (" + MIX
                                + ").");
    }

    @Test
    void aSmootherChoiceSaysWhy() {
        assertThat(report(true, trial(MIX, 1000, 0.01, 0.01), trial(PLAIN, 1000, 0, 0))
                        .text())
                .contains("Chosen, smoother than the best, to follow mistakes less: mix");
    }

    /** Test rows were measured and speak first: held-out labels do not contradict them. */
    @Test
    void whatTestRowsSaidIsNotContradicted() {
        SearchReport unclear = report(false, trial(MIX, 1000, 0, 0), trial(PLAIN, 1000, 0.001, 0.005));
        assertThat(unclear.verdict(true))
                .startsWith("Held-out given labels alone would not tell: it agrees")
                .doesNotContain("no clear difference");
        assertThat(unclear.verdict(false)).startsWith("Distilling makes no clear difference: it agrees");
        assertThat(unclear.estimate(false)).isNotEmpty();
        assertThat(unclear.estimate(true)).doesNotContain("How often it is right");
    }
}
