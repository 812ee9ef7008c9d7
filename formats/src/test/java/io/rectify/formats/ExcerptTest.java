package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void whatBreaksOrForgesALineIsEscaped() {
        assertThat(Excerpt.of("a\nb\r\tc\u001b[31m\u0000\u0085\u2028\u202Ed"))
                .isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0000\\u0085\\u2028\\u202ed");
        assertThat(Excerpt.of("lone \uD800 surrogate, tag \uDB40\uDC41"))
                .isEqualTo("lone \\ud800 surrogate, tag \\U000e0041");
    }

    @Test
    void plainTextOfAnyScriptIsLeftAlone() {
        assertThat(Excerpt.of("Größe 大きさ 😀 \\ '")).isEqualTo("Größe 大きさ 😀 \\ '");
    }

    @Test
    void longTextIsCutBetweenCodePoints() {
        assertThat(Excerpt.of("x".repeat(40))).isEqualTo("x".repeat(40));
        assertThat(Excerpt.of("😀".repeat(41))).isEqualTo("😀".repeat(40) + "…");
        assertThat(Excerpt.quoted("x".repeat(1000))).isEqualTo("'" + "x".repeat(40) + "…'");
    }

    @Test
    void aListNamesTheFirstAndCountsTheRest() {
        assertThat(Excerpt.list(List.of("a", "b"), 2)).isEqualTo("'a', 'b'");
        assertThat(Excerpt.list(List.of("a", "b", "c\n", "d"), 3)).isEqualTo("'a', 'b', 'c\\n' and 1 more");
    }
}
