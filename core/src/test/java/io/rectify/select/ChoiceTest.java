package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import io.rectify.probe.Penalty;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final Recipe TEACHER = Recipe.of(Method.TEACHER).withKappa(5);
    private static final Recipe WEAK = Recipe.of(Method.HARDEN).withKappa(5);
    private static final Recipe MIDDLE = Recipe.of(Method.HARDEN).withKappa(15);
    private static final Recipe STRONG = Recipe.of(Method.HARDEN).withKappa(50);
    private static final Recipe STRONGER = Recipe.of(Method.HARDEN).withKappa(150);

    private static Trial trial(Recipe candidate, double behind) {
        Comparison given = new Comparison(100, 0.9 - behind, 0.01, behind, 0.01);
        return new Trial(candidate, given, given, Optional.empty(), 1);
    }

    private static Choice choice(Recipe chosen, Trial... trials) {
        return new Choice(List.of(trials), List.of(), List.of(), chosen, Metric.BALANCED, 50, false, 7, true);
    }

    @Test
    void theSmootherIsTheStrongestThatIsHardlyBehind() {
        Choice choice = choice(
                TEACHER,
                trial(TEACHER, 0),
                trial(STRONGER, 0.01),
                trial(STRONG, 0.08),
                trial(MIDDLE, 0.03),
                trial(WEAK, 0.01),
                trial(MIDDLE.withStudents(new Penalty.Kappa(50)), 0),
                trial(STRONG.withIntercept(true), 0));
        assertThat(choice.smoother(0.1).chosen()).isEqualTo(STRONG);
        assertThat(choice.smoother(0.05).chosen()).isEqualTo(MIDDLE);
        assertThat(choice.smoother(0.02).chosen()).isEqualTo(WEAK);
        assertThat(choice.smoother(0.005)).isSameAs(choice);
        assertThat(choice.smoother(0.1).smoothed()).isTrue();
        assertThat(choice.smoother(0.1).trials()).isEqualTo(choice.trials());
    }

    @Test
    void whatIsSmootherAlreadyStays() {
        Choice choice = choice(STRONG, trial(STRONG, 0), trial(MIDDLE, 0.01));
        assertThat(choice.smoother(0.5)).isSameAs(choice);
    }

    /** 6 rows of 1/16 and 2 of 1/12: one class is 6/16 of 6/16 + 2/12. */
    @Test
    void oneLabelEverywhereAgreesByTheMetric() {
        Labels given = Labels.of(new int[] {0, 0, 0, 1, 0, 0, 0, 1}, 2);
        Choice choice = choice(TEACHER, trial(TEACHER, 0));
        assertThat(choice.mostFrequent(given))
                .isCloseTo((6 / 16.0) / (6 / 16.0 + 2 / 12.0), org.assertj.core.api.Assertions.within(1e-12));
        assertThat(choice.informative(given)).isTrue();
    }
}
