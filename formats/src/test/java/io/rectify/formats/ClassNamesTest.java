package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
    @Test
    void namesAreDistinctAndSorted() {
        assertThat(ClassNames.distinctSorted(List.of("b", "a", "b", "B", ""))).containsExactly("", "B", "a", "b");
    }

    @Test
    void integersAreSortedByValueOnlyIfAllAreIntegers() {
        assertThat(ClassNames.distinctSorted(List.of("10", "9", "-1", "100000000000000000000", "0", "-20")))
                .containsExactly("-20", "-1", "0", "9", "10", "100000000000000000000");
        assertThat(ClassNames.distinctSorted(List.of("10", "9", "x"))).containsExactly("10", "9", "x");
        assertThat(ClassNames.distinctSorted(List.of("7", "007", "07"))).containsExactly("007", "07", "7");
    }

    /** Python: sorted(['\U0001F600', '\uFF21', 'z', 'za']) */
    @Test
    void othersAreSortedByCodePointsNotUtf16Units() {
        String emoji = "😀";
        String wideA = "\uFF21";
        assertThat(emoji.compareTo(wideA)).isNegative();
        assertThat(ClassNames.distinctSorted(List.of(emoji, wideA, "za", "z")))
                .containsExactly("z", "za", wideA, emoji);
        assertThat(ClassNames.distinctSorted(List.of("a" + emoji + "b", "a" + emoji, "a" + wideA)))
                .containsExactly("a" + wideA, "a" + emoji, "a" + emoji + "b");
    }

    @Test
    void labelsBecomeIndicesIntoTheNames() throws DataFormatException {
        assertThat(ClassNames.toLabels(List.of("b", "a", "b"), List.of("a", "b", "c"), Path.of("x"))
                        .toArray())
                .containsExactly(1, 0, 1);
    }

    @Test
    void anUnknownClassIsRefused() {
        assertThat(Refusal.of(() -> ClassNames.toLabels(List.of("a", "z"), List.of("a", "b"), Path.of("x.npy"))))
                .isEqualTo("x.npy: row 1 (counting from 0): expected one of the 2 classes 'a', 'b' but found 'z'");
    }

    @Test
    void namesMustBeDistinct() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassNames.toLabels(List.of("a"), List.of("a", "a"), Path.of("x")));
    }
}
