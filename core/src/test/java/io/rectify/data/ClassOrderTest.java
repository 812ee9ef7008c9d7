package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassOrderTest {
    @Test
    void namesAreDistinctAndSorted() {
        assertThat(ClassOrder.distinctSorted(List.of("b", "a", "b", "B", ""))).containsExactly("", "B", "a", "b");
    }

    @Test
    void integersAreSortedByValueOnlyIfAllAreIntegers() {
        assertThat(ClassOrder.distinctSorted(List.of("10", "9", "-1", "100000000000000000000", "0", "-20")))
                .containsExactly("-20", "-1", "0", "9", "10", "100000000000000000000");
        assertThat(ClassOrder.distinctSorted(List.of("10", "9", "x"))).containsExactly("10", "9", "x");
        assertThat(ClassOrder.distinctSorted(List.of("7", "007", "07"))).containsExactly("007", "07", "7");
    }

    /** Python: sorted(['\U0001F600', '\uFF21', 'z', 'za']) */
    @Test
    void othersAreSortedByCodePointsNotUtf16Units() {
        String emoji = "😀";
        String wideA = "\uFF21";
        assertThat(emoji.compareTo(wideA)).isNegative();
        assertThat(ClassOrder.distinctSorted(List.of(emoji, wideA, "za", "z")))
                .containsExactly("z", "za", wideA, emoji);
        assertThat(ClassOrder.distinctSorted(List.of("a" + emoji + "b", "a" + emoji, "a" + wideA)))
                .containsExactly("a" + wideA, "a" + emoji, "a" + emoji + "b");
    }
}
