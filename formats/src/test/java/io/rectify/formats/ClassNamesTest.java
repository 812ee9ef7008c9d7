package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
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
