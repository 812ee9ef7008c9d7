package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path directory;

    private String refusal(byte[] content) throws IOException {
        Path file = NpyBytes.write(directory, content);
        return stripped(file, Refusal.of(() -> Npy.readMatrix(file)));
    }

    private String integersRefusal(byte[] content) throws IOException {
        Path file = NpyBytes.write(directory, content);
        return stripped(file, Refusal.of(() -> Npy.readIntegers(file)));
    }

    private static String stripped(Path file, String message) {
        assertThat(message).startsWith(file + ": ");
        return message.substring(file.toString().length() + 2);
    }

    private static String f4(String shape) {
        return NpyBytes.literal("<f4", false, shape);
    }

    private static Matrix random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix matrix = Matrix.zeros(rows, columns);
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "7,1", "3,5", "1000,384", "300000,3", "2,300000", "1,600000"})
    void whatIsWrittenIsReadBack(int rows, int columns) throws IOException {
        Path file = directory.resolve("x.npy");
        try (Matrix matrix = random(rows, columns, 1)) {
            Npy.writeMatrix(file, matrix);
            assertThat(Files.size(file) % 64).isEqualTo(4L * rows * columns % 64);
            try (Matrix read = Npy.readMatrix(file)) {
                assertThat(read.contentEquals(matrix)).isTrue();
            }
        }
    }

    @Test
    void aRowBlockIsWrittenAsItsOwnRows() throws IOException {
        Path file = directory.resolve("x.npy");
        Npy.writeMatrix(file, random(10, 3, 1).rowBlock(4, 6));
        assertThat(Npy.readMatrix(file).contentEquals(random(10, 3, 1).rowBlock(4, 6)))
                .isTrue();
    }

    /** Sizes around a tile, a block and a window of the column-major path, and rows longer than a block. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,40", "40,1", "17,33", "300001,17", "5000,1000", "2,4194305"})
    void columnMajorFilesAreTransposed(int rows, int columns) throws IOException {
        byte[] data = NpyBytes.data(2 * rows * columns, bytes -> {
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < rows; i++) {
                    bytes.putShort(value(i, j));
                }
            }
        });
        String shape = "(" + rows + ", " + columns + ")";
        Path file = NpyBytes.write(directory, NpyBytes.of(NpyBytes.literal("<i2", true, shape), data));
        for (int window : new int[] {1 << 20, MappedElements.WINDOW_BYTES}) {
            try (Matrix matrix = Npy.readMatrix(file, window)) {
                float[] expected = new float[columns];
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        expected[j] = value(i, j);
                    }
                    assertThat(Arrays.equals(matrix.row(i), expected))
                            .as("row %d", i)
                            .isTrue();
                }
            }
        }
    }

    private static short value(int i, int j) {
        return (short) (31 * i + 17 * j);
    }

    @Test
    void dataNeedNotBeAligned() throws IOException {
        for (int padding = 0; padding < 8; padding++) {
            byte[] content = NpyBytes.of(" ".repeat(padding) + f4("(1, 3)"), NpyBytes.floats(1, -2, 3));
            Path file = NpyBytes.write(directory, content);
            assertThat(Npy.readMatrix(file, 8).row(0)).containsExactly(1, -2, 3);
        }
    }

    /** Positions beyond 2³¹ bytes, in a sparse file that takes no room on the disk. */
    @Test
    void elementsBeyondTwoGibibytesAreFound() throws IOException {
        Path file = directory.resolve("large");
        long elements = 5L << 27;
        long marked = elements - 3;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(100 + 8 * elements);
            sparse.seek(100 + 8 * marked);
            sparse.writeDouble(42);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            MappedElements mapped =
                    MappedElements.map(channel, 100, elements, 8, ByteOrder.BIG_ENDIAN, MappedElements.WINDOW_BYTES);
            float[] values = new float[4];
            mapped.toFloats(NpyType.FLOAT64, marked - 1, 4, values, 0);
            assertThat(values).containsExactly(0, 42, 0, 0);
            long boundary = MappedElements.WINDOW_BYTES / 8;
            mapped.toFloats(NpyType.FLOAT64, boundary - 2, 4, values, 0);
            assertThat(values).containsOnly(0);
        }
    }

    @Test
    void aValueThatIsNotFiniteIsNamedByItsRowAndColumn() throws IOException {
        float[] values = new float[6];
        values[5] = Float.NEGATIVE_INFINITY;
        assertThat(refusal(NpyBytes.of(f4("(3, 2)"), NpyBytes.floats(values))))
                .isEqualTo("row 2 (counting from 0), column 1: expected a finite number but found -Infinity");
        assertThat(refusal(NpyBytes.of(
                        NpyBytes.literal("<f4", true, "(3, 2)"), NpyBytes.floats(0, Float.NaN, 0, 0, 0, 0))))
                .isEqualTo("row 1 (counting from 0), column 0: expected a finite number but found NaN");
        assertThat(refusal(NpyBytes.of(f4("(6,)"), NpyBytes.floats(values))))
                .isEqualTo("row 5 (counting from 0): expected a finite number but found -Infinity");
    }

    @Test
    void aValueThatIsNotFiniteIsFoundInAnyBlock() throws IOException {
        for (boolean fortran : new boolean[] {false, true}) {
            float[] values = new float[3_000_000];
            values[fortran ? 1_000_000 + 777_777 : 3 * 777_777 + 1] = Float.NaN;
            byte[] content = NpyBytes.of(NpyBytes.literal("<f4", fortran, "(1000000, 3)"), NpyBytes.floats(values));
            assertThat(refusal(content))
                    .isEqualTo("row 777777 (counting from 0), column 1: expected a finite number but found NaN");
        }
        float[] wide = new float[1_200_000];
        wide[599_999 + 500_001] = Float.NaN;
        assertThat(refusal(NpyBytes.of(f4("(2, 600000)"), NpyBytes.floats(wide))))
                .isEqualTo("row 1 (counting from 0), column 500000: expected a finite number but found NaN");
    }

    @Test
    void aDoubleBeyondFloatIsRefusedAndOneThatRoundsToTheLargestFloatIsNot() throws IOException {
        String literal = NpyBytes.literal("<f8", false, "(1, 2)");
        byte[] tooLarge = NpyBytes.data(16, bytes -> bytes.putDouble(1).putDouble(-1e300));
        assertThat(refusal(NpyBytes.of(literal, tooLarge)))
                .isEqualTo(
                        "row 0 (counting from 0), column 1: expected a number within float32's range but found -1.0E300");
        byte[] infinite = NpyBytes.data(16, bytes -> bytes.putDouble(1).putDouble(1.0 / 0));
        assertThat(refusal(NpyBytes.of(literal, infinite)))
                .isEqualTo("row 0 (counting from 0), column 1: expected a finite number but found Infinity");
        byte[] large = NpyBytes.data(16, bytes -> bytes.putDouble(1).putDouble(3.4028235e38));
        Path file = NpyBytes.write(directory, NpyBytes.of(literal, large));
        assertThat(Npy.readMatrix(file).get(0, 1)).isEqualTo(Float.MAX_VALUE);
    }

    @Test
    void halfPrecisionInfinityIsRefused() throws IOException {
        byte[] data = NpyBytes.data(2, bytes -> bytes.putShort((short) 0x7C00));
        assertThat(refusal(NpyBytes.of(NpyBytes.literal("<f2", false, "(1, 1)"), data)))
                .isEqualTo("row 0 (counting from 0), column 0: expected a finite number but found Infinity");
    }

    @Test
    void anyByteButZeroIsTrue() throws IOException {
        byte[] content = NpyBytes.of(NpyBytes.literal("|b1", false, "(1, 3)"), new byte[] {0, 1, -1});
        assertThat(Npy.readMatrix(NpyBytes.write(directory, content)).row(0)).containsExactly(0, 1, 1);
    }

    @Test
    void aFileShorterThanItsShapeIsRefused() throws IOException {
        assertThat(refusal(NpyBytes.of(f4("(3, 4)"), new byte[47])))
                .isEqualTo("file is truncated: shape (3, 4) of f4 takes 48 bytes after the header but there are 47");
    }

    @Test
    void aFileLongerThanItsShapeIsRefused() throws IOException {
        assertThat(refusal(NpyBytes.of(f4("(3, 4)"), new byte[49])))
                .isEqualTo(
                        "file has bytes after its data: shape (3, 4) of f4 takes 48 bytes after the header but there are 49");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(-3, 4);expected sizes that are not negative but the shape is (-3, 4)",
                "(-1,);expected sizes that are not negative but the shape is (-1,)",
                "(0,);expected at least one row and one column but the shape is (0,)",
                "(2147483648, 1);expected at most 2147483647 rows and as many columns but the shape is (2147483648, 1)",
                "(1, 2147483648);expected at most 2147483647 rows and as many columns but the shape is (1, 2147483648)",
                "(2147483647, 2147483647);file is truncated: shape (2147483647, 2147483647) of f4 takes 18446744056529682436 bytes after the header but there are 8",
                "(4294967296, 4294967296);expected at most 2147483647 rows and as many columns but the shape is (4294967296, 4294967296)",
                "(500000, 400000);file is truncated: shape (500000, 400000) of f4 takes 800000000000 bytes after the header but there are 8"
            })
    void impossibleShapesAreRefusedWithoutAllocating(String shape, String expected) throws IOException {
        assertThat(refusal(NpyBytes.of(f4(shape), new byte[8]))).isEqualTo(expected);
        assertThat(integersRefusal(NpyBytes.of(f4(shape), new byte[8]))).isEqualTo(expected);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        Path missing = directory.resolve("missing.npy");
        assertThat(Refusal.of(() -> Npy.readMatrix(missing)))
                .isEqualTo(missing + ": cannot be read: no such file or directory");
        assertThat(Refusal.of(() -> Npy.readMatrix(directory)))
                .isEqualTo(directory + ": expected a file but found a directory");
    }

    @Test
    void integersOfEveryTypeAreRead() throws IOException {
        for (NpyType type : NpyType.values()) {
            if (type.isInteger()) {
                byte[] data = new byte[3 * type.size()];
                data[0] = 1;
                data[type.size()] = 100;
                data[2 * type.size()] = 7;
                byte[] content = NpyBytes.of(NpyBytes.literal("<" + type.code(), false, "(3,)"), data);
                Path file = NpyBytes.write(directory, content);
                assertThat(Npy.readIntegers(file, 8)).as(type.code()).containsExactly(1, 100, 7);
            }
        }
        byte[] extremes =
                NpyBytes.data(16, bytes -> bytes.putLong(Integer.MIN_VALUE).putLong(Integer.MAX_VALUE));
        Path file = NpyBytes.write(directory, NpyBytes.of(NpyBytes.literal("<i8", true, "(2, 1)"), extremes));
        assertThat(Npy.readIntegers(file)).containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void integersOutsideTheRangeOfIntAreRefused() throws IOException {
        byte[] negative = NpyBytes.data(16, bytes -> bytes.putLong(0).putLong(Integer.MIN_VALUE - 1L));
        assertThat(integersRefusal(NpyBytes.of(NpyBytes.literal("<i8", false, "(2,)"), negative)))
                .isEqualTo(
                        "row 1 (counting from 0): expected an integer from -2147483648 to 2147483647 but found -2147483649");
        byte[] unsigned = NpyBytes.data(16, bytes -> bytes.putLong(0).putLong(-1));
        assertThat(integersRefusal(NpyBytes.of(NpyBytes.literal("<u8", false, "(2, 1)"), unsigned)))
                .isEqualTo(
                        "row 1 (counting from 0), column 0: expected an integer from -2147483648 to 2147483647 but found "
                                + "18446744073709551615");
        byte[] word = NpyBytes.data(4, bytes -> bytes.putInt(-1));
        assertThat(integersRefusal(NpyBytes.of(NpyBytes.literal("<u4", false, "(1,)"), word)))
                .isEqualTo(
                        "row 0 (counting from 0): expected an integer from -2147483648 to 2147483647 but found 4294967295");
    }

    @Test
    void whatIsNoColumnOfIntegersIsRefusedAsLabels() throws IOException {
        assertThat(integersRefusal(NpyBytes.of(f4("(1,)"), NpyBytes.floats(1))))
                .isEqualTo("expected integers, dtype i1 to i8 or u1 to u8, but found '<f4'");
        assertThat(integersRefusal(NpyBytes.of(NpyBytes.literal("|b1", false, "(1,)"), new byte[1])))
                .isEqualTo("expected integers, dtype i1 to i8 or u1 to u8, but found '|b1'");
        assertThat(integersRefusal(NpyBytes.of(NpyBytes.literal("|i1", false, "(1, 2)"), new byte[2])))
                .isEqualTo("expected shape (N,) or (N, 1) but found (1, 2)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000})
    void integersThatAreWrittenAreReadBack(int count) throws IOException {
        Path file = directory.resolve("x.npy");
        int[] values = new Random(1).ints(count).toArray();
        Npy.writeIntegers(file, values);
        assertThat(Files.size(file)).isEqualTo(128 + 4L * count);
        if (count == 0) {
            assertThat(Refusal.of(() -> Npy.readIntegers(file)))
                    .isEqualTo(file + ": expected at least one row and one column but the shape is (0,)");
        } else {
            assertThat(Npy.readIntegers(file)).isEqualTo(values);
        }
    }

    @Test
    void aFailedReadFreesTheMatrix() throws IOException {
        int rows = 5_000_000;
        float[] values = new float[rows];
        Path good = NpyBytes.write(directory, NpyBytes.of(f4("(" + rows + ", 1)"), NpyBytes.floats(values)));
        long before = Pointer.totalBytes();
        try (Matrix matrix = Npy.readMatrix(good)) {
            assertThat(matrix.rows()).isEqualTo(rows);
            assertThat(Pointer.totalBytes() - before)
                    .as("bytes of a live matrix")
                    .isGreaterThanOrEqualTo(4L * rows);
        }
        values[rows - 1] = Float.NaN;
        Path bad = NpyBytes.write(directory, NpyBytes.of(f4("(" + rows + ", 1)"), NpyBytes.floats(values)));
        before = Pointer.totalBytes();
        Refusal.of(() -> Npy.readMatrix(bad));
        assertThat(Pointer.totalBytes() - before)
                .as("bytes left after a refusal")
                .isLessThan(4L * rows);
    }

    @Test
    void theTargetIsNotTouchedIfWritingFails() throws IOException {
        Path file = directory.resolve("x.npy");
        Npy.writeMatrix(file, Matrix.of(new float[][] {{1}}));
        Matrix closed = Matrix.of(new float[][] {{2}});
        closed.close();
        assertThatCode(() -> Npy.writeMatrix(file, closed)).isInstanceOf(IllegalStateException.class);
        assertThat(Npy.readMatrix(file).get(0, 0)).isEqualTo(1);
        try (var files = Files.list(directory)) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }
}
