package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** By hand: rows 0 and 2 of three have labels; outputs (1, 0), (3, 0) of those and (2, 0) of row 1 are (1, 0), (2, 0), (3, 0). */
class RowPartsTest {
    private static final RowParts PARTS = new RowParts(new int[] {0, 2}, new int[] {1});

    @Test
    void outputsAreJoinedInTheOrderOfTheRows() {
        try (Matrix first = Matrix.of(new float[][] {{1, 0}, {3, 0}});
                Matrix second = Matrix.of(new float[][] {{2, 0}});
                Matrix joined = PARTS.joined(first, second)) {
            assertThat(joined.row(0)).containsExactly(1, 0);
            assertThat(joined.row(1)).containsExactly(2, 0);
            assertThat(joined.row(2)).containsExactly(3, 0);
            assertThatIllegalArgumentException().isThrownBy(() -> PARTS.joined(second, first));
        }
        assertThat(PARTS.isWhole()).isFalse();
        assertThat(RowParts.whole(2)).isEqualTo(new RowParts(new int[] {0, 1}, new int[0]));
    }

    @Test
    void eachRowIsInOnePart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RowParts(new int[] {0, 1}, new int[] {1}));
        assertThatIllegalArgumentException().isThrownBy(() -> new RowParts(new int[] {1, 0}, new int[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new RowParts(new int[] {0}, new int[] {2}));
    }
}
