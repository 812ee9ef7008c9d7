package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
    @Test
    void labelsBecomeIndicesIntoTheNames() throws DataFormatException {
        assertThat(ClassNames.index(
                                List.of("b", "a", "b"),
                                List.of("a", "b", "c"),
                                row -> DataLocation.in(Path.of("x")).withRow(row))
                        .toArray())
                .containsExactly(1, 0, 1);
    }

    @Test
    void anUnknownClassIsRefused() {
        assertThat(Refusal.of(() -> ClassNames.index(
                        List.of("a", "z"),
                        List.of("a", "b"),
                        row -> DataLocation.in(Path.of("x.npy")).withRow(row))))
                .isEqualTo("x.npy: row 1 (counting from 0): expected one of the 2 classes 'a', 'b' but found 'z'");
    }

    @Test
    void namesMustBeDistinct() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassNames.index(
                        List.of("a"),
                        List.of("a", "a"),
                        row -> DataLocation.in(Path.of("x")).withRow(row)));
    }
}
