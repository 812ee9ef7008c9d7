package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.FreshJvm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixTest {
    private static Matrix counting(int rows, int columns) {
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, 100 * i + j);
            }
        }
        return matrix;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 3", "3, 0", "1, 1", "5, 7", "1000, 13"})
    void newMatrixIsAllZeros(int rows, int columns) {
        try (Matrix matrix = Matrix.zeros(rows, columns)) {
            assertThat(matrix.rows()).isEqualTo(rows);
            assertThat(matrix.columns()).isEqualTo(columns);
            assertThat(matrix.size()).isEqualTo((long) rows * columns);
            for (int i = 0; i < rows; i++) {
                assertThat(matrix.row(i)).containsExactly(new float[columns]);
            }
        }
    }

    @Test
    void memoryThatWasUsedBeforeIsZeroedAgain() {
        for (int round = 0; round < 20; round++) {
            try (Matrix matrix = Matrix.zeros(100, 100)) {
                float[] all = new float[10_000];
                matrix.getRows(0, 100, all);
                assertThat(all).containsOnly(0);
                java.util.Arrays.fill(all, 3);
                matrix.setRows(0, 100, all);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 3", "3, -1"})
    void negativeSizesAreRefused(int rows, int columns) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrix.zeros(rows, columns))
                .withMessage("matrix sizes must not be negative: " + rows + " x " + columns);
    }

    @ParameterizedTest
    @CsvSource({"1000000, 1000000", "1500000000, 1500000000", "2147483647, 2147483647"})
    void moreMemoryThanThereIsEndsInAnOutOfMemoryError(int rows, int columns) throws Exception {
        FreshJvm.Outcome outcome =
                FreshJvm.run(HugeAllocation.class, Integer.toString(rows), Integer.toString(columns));
        assertThat(outcome.output()).endsWith("refused" + System.lineSeparator());
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void elementsStandInRowMajorOrder() {
        try (Matrix matrix = counting(4, 3)) {
            float[] all = new float[12];
            matrix.getRows(0, 4, all);
            assertThat(all).containsExactly(0, 1, 2, 100, 101, 102, 200, 201, 202, 300, 301, 302);
            assertThat(matrix.get(2, 1)).isEqualTo(201);
        }
    }

    @Test
    void ofCopiesItsRows() {
        float[][] rows = {{1, 2}, {3, 4}, {5, 6}};
        try (Matrix matrix = Matrix.of(rows)) {
            rows[1][0] = 99;
            assertThat(matrix.row(1)).containsExactly(3, 4);
            assertThat(matrix.rows()).isEqualTo(3);
        }
    }

    @Test
    void ofNoRowsIsEmpty() {
        assertThat(Matrix.of(new float[0][]).size()).isZero();
    }

    @Test
    void raggedRowsAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrix.of(new float[][] {{1, 2}, {3, 4}, {5}}))
                .withMessage("row 2 has 1 columns but row 0 has 2");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "4, 0", "0, -1", "0, 3", "2147483647, 0", "0, 2147483647"})
    void elementsOutsideAreRefused(int row, int column) {
        try (Matrix matrix = counting(4, 3)) {
            String message = "element (" + row + ", " + column + ") of a 4 x 3 matrix";
            assertThatThrownBy(() -> matrix.get(row, column))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> matrix.set(row, column, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(message);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "4, 1", "0, 5", "3, 2", "0, -1", "1, 2147483647"})
    void rowsOutsideAreRefused(int from, int count) {
        try (Matrix matrix = counting(4, 3)) {
            float[] array = new float[100];
            assertThatThrownBy(() -> matrix.getRows(from, count, array)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> matrix.setRows(from, count, array)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void arraysTooShortAreRefusedAndLongerOnesAreFilledAtTheStart() {
        try (Matrix matrix = counting(4, 3)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> matrix.getRows(1, 2, new float[5]))
                    .withMessage("array of 5 for 6 elements");
            assertThatIllegalArgumentException().isThrownBy(() -> matrix.setRows(1, 2, new float[5]));
            float[] longer = {-1, -1, -1, -1, -1};
            matrix.getRows(3, 1, longer);
            assertThat(longer).containsExactly(300, 301, 302, -1, -1);
        }
    }

    @Test
    void setRowsTouchesNothingElse() {
        try (Matrix matrix = counting(4, 2)) {
            matrix.setRows(1, 2, new float[] {1, 2, 3, 4, 77});
            assertThat(matrix.row(0)).containsExactly(0, 1);
            assertThat(matrix.row(1)).containsExactly(1, 2);
            assertThat(matrix.row(2)).containsExactly(3, 4);
            assertThat(matrix.row(3)).containsExactly(300, 301);
        }
    }

    @Test
    void rowIsACopy() {
        try (Matrix matrix = counting(2, 2)) {
            matrix.row(1)[0] = 7;
            assertThat(matrix.get(1, 0)).isEqualTo(100);
        }
    }

    @Test
    void rowBlockSharesMemoryBothWays() {
        try (Matrix matrix = counting(6, 3)) {
            Matrix block = matrix.rowBlock(2, 5);
            assertThat(block.rows()).isEqualTo(3);
            assertThat(block.row(0)).containsExactly(200, 201, 202);
            block.set(1, 1, -5);
            assertThat(matrix.get(3, 1)).isEqualTo(-5);
            matrix.set(4, 2, -6);
            assertThat(block.get(2, 2)).isEqualTo(-6);
        }
    }

    @Test
    void rowBlockOfARowBlockCountsFromItsOwnFirstRow() {
        try (Matrix matrix = counting(9, 2)) {
            Matrix inner = matrix.rowBlock(2, 8).rowBlock(3, 5);
            assertThat(inner.row(0)).containsExactly(500, 501);
            assertThat(inner.row(1)).containsExactly(600, 601);
        }
    }

    @Test
    void rowBlockDoesNotReachBeyondItself() {
        try (Matrix matrix = counting(6, 3)) {
            Matrix block = matrix.rowBlock(2, 4);
            assertThatThrownBy(() -> block.get(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> block.getRows(1, 2, new float[9])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> block.rowBlock(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "3, 2", "0, 7", "7, 7"})
    void rowBlockOutsideIsRefused(int from, int to) {
        try (Matrix matrix = counting(6, 3)) {
            assertThatThrownBy(() -> matrix.rowBlock(from, to))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("rows " + from + " to " + to + " of a matrix with 6 rows");
        }
    }

    @Test
    void emptyRowBlockIsAllowed() {
        try (Matrix matrix = counting(6, 3)) {
            assertThat(matrix.rowBlock(6, 6).size()).isZero();
        }
    }

    @Test
    void selectRowsCopiesRowsInTheOrderGivenAndRepeats() {
        try (Matrix matrix = counting(4, 2);
                Matrix selected = matrix.selectRows(new int[] {3, 0, 3})) {
            assertThat(selected.rows()).isEqualTo(3);
            assertThat(selected.row(0)).containsExactly(300, 301);
            assertThat(selected.row(1)).containsExactly(0, 1);
            assertThat(selected.row(2)).containsExactly(300, 301);
            selected.set(0, 0, -1);
            assertThat(matrix.get(3, 0)).isEqualTo(300);
        }
    }

    @Test
    void selectRowsOutsideIsRefused() {
        try (Matrix matrix = counting(4, 2)) {
            assertThatThrownBy(() -> matrix.selectRows(new int[] {1, 4})).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    static List<Consumer<Matrix>> uses() {
        return List.of(
                m -> m.get(0, 0),
                m -> m.set(0, 0, 1),
                m -> m.row(0),
                m -> m.getRows(0, 1, new float[3]),
                m -> m.setRows(0, 1, new float[3]),
                m -> m.rowBlock(0, 1),
                m -> m.selectRows(new int[] {0}),
                m -> m.contentEquals(m),
                m -> m.at(0),
                m -> Blas.multiply(1, m, Matrix.zeros(3, 2), 0, Matrix.zeros(4, 2), 1),
                m -> Blas.gram(m, 1));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void useAfterCloseIsRefused(Consumer<Matrix> use) {
        Matrix matrix = counting(4, 3);
        use.accept(matrix);
        matrix.close();
        assertThatThrownBy(() -> use.accept(matrix))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("matrix is closed");
    }

    @ParameterizedTest
    @MethodSource("uses")
    void useOfARowBlockAfterItsOwnerClosedIsRefused(Consumer<Matrix> use) {
        Matrix matrix = counting(8, 3);
        Matrix block = matrix.rowBlock(2, 6).rowBlock(0, 4);
        use.accept(block);
        matrix.close();
        assertThatThrownBy(() -> use.accept(block)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTwiceIsHarmless() {
        Matrix matrix = counting(4, 3);
        matrix.close();
        matrix.close();
        assertThat(matrix).hasToString("4 x 3 float32 matrix (closed)");
    }

    @Test
    void closingARowBlockLeavesOwnerAndOtherBlocksOpen() {
        try (Matrix matrix = counting(4, 3)) {
            Matrix block = matrix.rowBlock(1, 3);
            Matrix other = matrix.rowBlock(2, 4);
            block.close();
            assertThatThrownBy(() -> block.get(0, 0)).isInstanceOf(IllegalStateException.class);
            assertThat(matrix.get(1, 2)).isEqualTo(102);
            assertThat(other.get(1, 0)).isEqualTo(300);
            assertThat(block).hasToString("2 x 3 float32 matrix (closed)");
            assertThat(matrix).hasToString("4 x 3 float32 matrix");
        }
    }

    @Test
    void aRowBlockKeepsTheMemoryOfAnUnreachableOwner() {
        Matrix block = counting(500, 500).rowBlock(10, 20);
        for (int i = 0; i < 5; i++) {
            System.gc();
            try (Matrix other = Matrix.zeros(500, 500)) {
                other.set(10, 7, -1);
            }
        }
        assertThat(block.get(0, 7)).isEqualTo(1007);
    }

    @Test
    void contentEqualsComparesSizesAndBits() {
        try (Matrix a = counting(3, 2)) {
            assertThat(a.contentEquals(counting(3, 2))).isTrue();
            assertThat(a.contentEquals(counting(2, 3))).isFalse();
            assertThat(a.contentEquals(counting(4, 2))).isFalse();
            assertThat(a.contentEquals(counting(4, 2).rowBlock(0, 3))).isTrue();
            Matrix b = counting(3, 2);
            b.set(2, 1, Math.nextUp(b.get(2, 1)));
            assertThat(a.contentEquals(b)).isFalse();
            Matrix c = counting(3, 2);
            c.set(0, 0, -0f);
            assertThat(a.contentEquals(c)).isFalse();
        }
    }

    @Test
    void lentMemoryIsSharedAndNeverFreed() {
        FloatBuffer lent =
                ByteBuffer.allocateDirect(4 * 8).order(ByteOrder.nativeOrder()).asFloatBuffer();
        for (int i = 0; i < 8; i++) {
            lent.put(i, i);
        }
        lent.position(1);
        Matrix matrix = Matrix.wrap(lent, 2, 3);
        assertThat(matrix.row(0)).containsExactly(1, 2, 3);
        assertThat(matrix.rowBlock(1, 2).row(0)).containsExactly(4, 5, 6);
        matrix.set(1, 2, 60);
        assertThat(lent.get(6)).isEqualTo(60);
        lent.put(1, 10);
        assertThat(matrix.get(0, 0)).isEqualTo(10);
        matrix.close();
        assertThat(lent.get(6)).isEqualTo(60);
        assertThatIllegalStateException().isThrownBy(() -> matrix.row(0));
    }

    @Test
    void memoryThatCannotBeLentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrix.wrap(FloatBuffer.allocate(6), 2, 3))
                .withMessageContaining("direct buffer");
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * 6);
        ByteOrder other =
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrix.wrap(bytes.order(other).asFloatBuffer(), 2, 3))
                .withMessageContaining("native byte order");
        FloatBuffer lent = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matrix.wrap(lent, 2, 4))
                .withMessage("buffer of 6 values for a matrix of 2 x 4");
        assertThatIllegalArgumentException().isThrownBy(() -> Matrix.wrap(lent, -1, 4));
    }
}
