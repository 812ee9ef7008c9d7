package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubleMatrixTest {
    private static final double THIRD = 1 / 3.0;

    private static DoubleMatrix counting(int rows, int columns) {
        double[] values = new double[rows * columns];
        Arrays.setAll(values, i -> 100 * (i / columns) + i % columns + THIRD);
        return DoubleMatrix.of(values, rows, columns);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 3", "3, 0", "1, 1", "5, 7", "1000, 13"})
    void newMatrixIsAllZeros(int rows, int columns) {
        for (int round = 0; round < 5; round++) {
            try (DoubleMatrix matrix = DoubleMatrix.zeros(rows, columns)) {
                assertThat(matrix.rows()).isEqualTo(rows);
                assertThat(matrix.columns()).isEqualTo(columns);
                assertThat(matrix.toArray()).containsExactly(new double[rows * columns]);
                double[] used = new double[rows * columns];
                Arrays.fill(used, 3);
                matrix.setRows(0, rows, used);
            }
        }
    }

    @Test
    void rowsAreCopiedInAndOutAtFullPrecision() {
        try (DoubleMatrix matrix = counting(4, 3)) {
            assertThat(matrix.row(2)).containsExactly(200 + THIRD, 201 + THIRD, 202 + THIRD);
            double[] middle = {-1, -1, -1, -1, -1, -1, -1};
            matrix.getRows(1, 2, middle);
            assertThat(middle)
                    .containsExactly(100 + THIRD, 101 + THIRD, 102 + THIRD, 200 + THIRD, 201 + THIRD, 202 + THIRD, -1);
            matrix.setRows(3, 1, new double[] {7, 8, 9, 10});
            assertThat(matrix.row(3)).containsExactly(7, 8, 9);
            assertThat(matrix.row(2)).containsExactly(200 + THIRD, 201 + THIRD, 202 + THIRD);
            matrix.getRows(4, 0, new double[0]);
            matrix.setRows(0, 0, new double[0]);
        }
    }

    @Test
    void whatIsReadAndWhatWasGivenAreCopies() {
        double[] values = {1, 2};
        try (DoubleMatrix matrix = DoubleMatrix.of(values, 1, 2)) {
            values[0] = 9;
            matrix.toArray()[1] = 9;
            matrix.row(0)[1] = 9;
            assertThat(matrix.toArray()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 3", "3, 0", "1, 1", "19, 7"})
    void singlePrecisionAndBackIsExact(int rows, int columns) {
        try (Matrix single = Samples.gaussian(rows, columns, 1, 1);
                DoubleMatrix matrix = DoubleMatrix.of(single);
                Matrix back = matrix.toMatrix()) {
            assertThat(back.contentEquals(single)).isTrue();
            for (int i = 0; i < rows; i++) {
                assertThat(matrix.row(i)).containsExactly(Samples.doubles(single.row(i)));
            }
        }
    }

    @Test
    void aRowBlockIsConvertedAlone() {
        try (Matrix single = Samples.gaussian(10, 3, 1, 1);
                DoubleMatrix matrix = DoubleMatrix.of(single.rowBlock(4, 6))) {
            assertThat(matrix.rows()).isEqualTo(2);
            assertThat(matrix.row(1)).containsExactly(Samples.doubles(single.row(5)));
        }
    }

    @Test
    void valuesAreRoundedToSinglePrecision() {
        try (DoubleMatrix matrix = DoubleMatrix.of(new double[] {THIRD, 1e300, -1e-300}, 1, 3)) {
            assertThat(matrix.toMatrix().row(0)).containsExactly(1 / 3f, Float.POSITIVE_INFINITY, -0f);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 3", "3, -1", "-2147483648, -1"})
    void negativeSizesAreRefused(int rows, int columns) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DoubleMatrix.zeros(rows, columns))
                .withMessage("matrix sizes must not be negative: " + rows + " x " + columns);
    }

    @Test
    void wrongNumberOfValuesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DoubleMatrix.of(new double[5], 2, 3))
                .withMessage("5 values for a 2 x 3 matrix");
        assertThatIllegalArgumentException().isThrownBy(() -> DoubleMatrix.of(new double[6], -2, -3));
        assertThatIllegalArgumentException().isThrownBy(() -> DoubleMatrix.of(new double[0], 65536, 65536));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 5", "4, 1", "2, 3", "2147483647, 1", "1, 2147483647", "0, -1"})
    void rowsOutsideAreRefused(int from, int count) {
        try (DoubleMatrix matrix = counting(4, 3)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> matrix.getRows(from, count, new double[100]));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> matrix.setRows(from, count, new double[100]));
        }
    }

    @Test
    void arraysThatAreTooShortAreRefused() {
        try (DoubleMatrix matrix = counting(4, 3)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> matrix.getRows(0, 2, new double[5]))
                    .withMessage("array of 5 for 6 elements");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> matrix.setRows(0, 2, new double[5]))
                    .withMessage("array of 5 for 6 elements");
        }
    }

    @Test
    void aClosedMatrixIsOfNoUse() {
        DoubleMatrix matrix = counting(4, 3);
        matrix.close();
        matrix.close();
        assertThatThrownBy(() -> matrix.row(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("matrix is closed");
        assertThatThrownBy(() -> matrix.setRows(0, 1, new double[3])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(matrix::toMatrix).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Blas.multiply(false, matrix, true, matrix, DoubleMatrix.zeros(4, 4), 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesItsSizes() {
        assertThat(DoubleMatrix.zeros(4, 3)).hasToString("4 x 3 float64 matrix");
    }
}
