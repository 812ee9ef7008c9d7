package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectedRowsTest {
    private static Matrix numbered(int rows, int columns) {
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            float[] row = new float[columns];
            for (int j = 0; j < columns; j++) {
                row[j] = i * 100 + j;
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }

    private static int[] random(int count, int rows, long seed) {
        return new Random(seed).ints(count, 0, rows).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50, 1000})
    void rowsInAnyOrderAndRepeatedAreThoseOfAMatrix(int count) {
        int[] indices = random(count, 700, count);
        StreamedRows streamed = new StreamedRows(numbered(700, 3));
        Matrix expected = numbered(700, 3).selectRows(indices);
        assertThat(streamed.selectRows(indices).contentEquals(expected)).isTrue();
        RowBlocks selected = streamed.select(indices);
        assertThat(selected.rows()).isEqualTo(count);
        assertThat(selected.columns()).isEqualTo(3);
        assertThat(selected.rowBlock(0, count).contentEquals(expected)).isTrue();
        assertThat(streamed.open()).isZero();
    }

    @Test
    void aBlockOfSelectedRowsIsThatPartOfThem() {
        int[] indices = {9, 2, 5, 5, 0};
        Matrix block = new StreamedRows(numbered(10, 2)).select(indices).rowBlock(1, 4);
        assertThat(block.row(0)).containsExactly(200, 201);
        assertThat(block.row(1)).containsExactly(500, 501);
        assertThat(block.row(2)).containsExactly(500, 501);
        assertThat(block.rows()).isEqualTo(3);
    }

    @Test
    void aSelectionOfASelectionNamesTheFirstOnes() {
        RowBlocks twice =
                new StreamedRows(numbered(10, 1)).select(new int[] {7, 3, 1}).select(new int[] {2, 0});
        assertThat(twice.rowBlock(0, 2).row(0)).containsExactly(100);
        assertThat(twice.selectRows(new int[] {1}).row(0)).containsExactly(700);
    }

    @Test
    void rowsFarApartAreNotReadWithAllBetweenThem() {
        StreamedRows streamed = new StreamedRows(numbered(100_000, 1));
        streamed.selectRows(new int[] {0, 50_000, 99_999});
        assertThat(streamed.largestBlock()).isEqualTo(1);
    }

    @Test
    void mostRowsOfARangeAreReadTogether() {
        StreamedRows streamed = new StreamedRows(numbered(1000, 1));
        int[] indices = IntStream.range(0, 1000).filter(i -> i % 5 != 0).toArray();
        streamed.selectRows(indices);
        assertThat(streamed.largestBlock()).isEqualTo(999);
    }

    @Test
    void aRowThatDoesNotExistIsRefused() {
        StreamedRows streamed = new StreamedRows(numbered(3, 1));
        assertThatThrownBy(() -> streamed.select(new int[] {0, 3}))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("row 3 of 3 rows");
        assertThatThrownBy(() -> streamed.select(new int[] {-1})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void closingASelectionLeavesItsSourceOpen() {
        Matrix matrix = numbered(3, 1);
        new StreamedRows(matrix).select(new int[] {1}).close();
        assertThat(matrix.get(1, 0)).isEqualTo(100);
    }
}
