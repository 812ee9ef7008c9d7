package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SearchBudgetTest {
    @Test
    void timeEndsASearchHoweverFewTheEvaluations() {
        SearchBudget budget = SearchBudget.ofTime(Duration.ofSeconds(2));
        assertThat(budget.allows(1_999_999_999L, Long.MAX_VALUE)).isTrue();
        assertThat(budget.allows(2_000_000_001L, 0)).isFalse();
    }

    @Test
    void evaluationsEndASearchHoweverShortTheTime() {
        SearchBudget budget = SearchBudget.ofEvaluations(100);
        assertThat(budget.allows(Long.MAX_VALUE, 99)).isTrue();
        assertThat(budget.allows(0, 101)).isFalse();
        assertThat(SearchBudget.ofEvaluations(0).allows(0, 1)).isFalse();
    }

    @Test
    void withoutLimitEverythingIsAllowed() {
        assertThat(SearchBudget.UNLIMITED.allows(Long.MAX_VALUE, Long.MAX_VALUE))
                .isTrue();
        assertThat(SearchBudget.UNLIMITED).isEqualTo(AutoOptions.DEFAULTS.budget());
    }

    @Test
    void itIsWrittenAsUsersWriteIt() {
        assertThat(SearchBudget.UNLIMITED).hasToString("none");
        assertThat(SearchBudget.ofEvaluations(1500)).hasToString("1500");
        assertThat(SearchBudget.ofTime(Duration.ofMinutes(90))).hasToString("1h30m");
        assertThat(SearchBudget.ofTime(Duration.ofMillis(2500))).hasToString("2.5s");
    }

    @Test
    void negativeEvaluationsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchBudget.ofEvaluations(-1))
                .withMessage("evaluations must be at least 0 but are -1");
    }
}
