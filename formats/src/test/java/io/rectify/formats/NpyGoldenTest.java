package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading what NumPy wrote, and giving the values that NumPy's own conversion to float32 gives. */
class NpyGoldenTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 5;

    static List<String> expected() throws IOException {
        List<String> lines = Files.readAllLines(NpyGolden.file("expected.csv"));
        return lines.subList(1, lines.size());
    }

    @Test
    void theFilesCoverTypesOrdersByteOrdersAndVersions() throws IOException {
        // nine types of several bytes in two byte orders, three of one byte, all in two orders; 8 more versions
        assertThat(expected()).hasSize((9 * 2 + 3) * 2 + 4 * 2);
    }

    @ParameterizedTest
    @MethodSource("expected")
    void theMatrixIsNumpys(String line) throws IOException {
        String[] fields = line.split(",", -1);
        for (int window : new int[] {8, 16, MappedElements.WINDOW_BYTES}) {
            try (Matrix matrix = Npy.readMatrix(NpyGolden.file(fields[0]), window)) {
                assertThat(matrix.rows()).isEqualTo(ROWS);
                assertThat(matrix.columns()).isEqualTo(COLUMNS);
                for (int i = 0; i < ROWS; i++) {
                    for (int j = 0; j < COLUMNS; j++) {
                        assertThat(Float.floatToIntBits(matrix.get(i, j)))
                                .as("%s row %d column %d", fields[0], i, j)
                                .isEqualTo(Float.floatToIntBits(Float.parseFloat(fields[1 + i * COLUMNS + j])));
                    }
                }
            }
        }
    }

    @Test
    void oneDimensionIsOneColumn() throws IOException {
        try (Matrix matrix = Npy.readMatrix(NpyGolden.file("vector_f4.npy"))) {
            assertThat(matrix.contentEquals(Matrix.of(new float[][] {{0.5f}, {-1.5f}})))
                    .isTrue();
        }
    }

    @Test
    void integersAreRead() throws IOException {
        assertThat(Npy.readIntegers(NpyGolden.file("labels_i8.npy"))).containsExactly(3, 1, 2, 1, 10);
        assertThat(Npy.readIntegers(NpyGolden.file("labels_column_u1.npy"))).containsExactly(3, 1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "object#dtype '|O' holds pickled Python objects, which are never read because they can run code; save plain numbers instead: numpy.save(file, array.astype('float32')), or labels by array.astype(str)",
                "structured#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '[('a', '<i4'), ('b', '<f4')]' (a structured dtype)",
                "unicode#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '<U2' (strings)",
                "bytes#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '|S2' (strings)",
                "complex#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '<c8' (complex numbers)",
                "datetime#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '<M8[D]' (dates or times)",
                "timedelta#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '<m8[s]' (dates or times)",
                "longdouble#expected dtype f2, f4, f8, i1 to i8, u1 to u8 or b1 but found '<f16' (a float of a size that is not read)",
                "scalar#expected an array of 2 dimensions, rows and columns, or of 1 but the shape is ()",
                "three#expected an array of 2 dimensions, rows and columns, or of 1 but the shape is (2, 3, 4)",
                "no_rows#expected at least one row and one column but the shape is (0, 4)",
                "no_columns#expected at least one row and one column but the shape is (4, 0)",
                "nan#row 1 (counting from 0), column 1: expected a finite number but found NaN",
            })
    void whatIsNoMatrixOfFiniteNumbersIsRefused(String name, String message) {
        Path file = NpyGolden.file("refused/" + name + ".npy");
        assertThat(Refusal.of(() -> Npy.readMatrix(file))).isEqualTo(file + ": " + message);
    }

    @Test
    void everyRefusedFileIsTested() throws Exception {
        long rows = NpyGoldenTest.class
                .getDeclaredMethod("whatIsNoMatrixOfFiniteNumbersIsRefused", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value()
                .length;
        try (Stream<Path> files = Files.list(NpyGolden.file("refused"))) {
            assertThat(files.count()).isEqualTo(rows);
        }
    }
}
