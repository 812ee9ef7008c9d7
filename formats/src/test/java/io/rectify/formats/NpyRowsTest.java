package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of {@link NpyRows} are those of {@link Npy#readMatrix}, which has its own oracles. */
class NpyRowsTest {
    @TempDir
    Path directory;

    /** Every type, both byte orders and both element orders; shapes below and above a piece of 2¹⁸ bytes. */
    static Stream<Arguments> files() {
        List<int[]> shapes = List.of(
                new int[] {1, 1}, new int[] {7, 3}, new int[] {3000, 50}, new int[] {2, 200_000}, new int[] {200_000, 2
                });
        return Stream.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")
                .flatMap(type -> Stream.of('<', '>')
                        .flatMap(order -> Stream.of(false, true)
                                .flatMap(fortran -> shapes.stream()
                                        .map(shape -> Arguments.of(order + type, fortran, shape[0], shape[1])))));
    }

    private Path file(String descr, boolean fortran, int rows, int columns) throws IOException {
        NpyType type = NpyType.ofCode(descr.substring(1)).orElseThrow();
        byte[] data = new byte[rows * columns * type.size()];
        new Random(rows + columns).nextBytes(data);
        boolean floats = descr.charAt(1) == 'f';
        for (int i = 0; floats && i < data.length; i += type.size()) {
            // A high byte of 0x2a or so keeps every float finite.
            data[descr.charAt(0) == '<' ? i + type.size() - 1 : i] &= 0x3a;
        }
        return NpyBytes.write(
                directory, NpyBytes.of(NpyBytes.literal(descr, fortran, "(" + rows + ", " + columns + ")"), data));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyBlockIsThatPartOfTheMatrix(String descr, boolean fortran, int rows, int columns) throws IOException {
        Path file = file(descr, fortran, rows, columns);
        try (Matrix all = Npy.readMatrix(file);
                NpyRows opened = NpyRows.open(file)) {
            assertThat(opened.rows()).isEqualTo(rows);
            assertThat(opened.columns()).isEqualTo(columns);
            assertThat(opened.bytesInMemory()).isEqualTo(4L * rows * columns);
            for (int from : new int[] {0, rows / 3, rows - 1}) {
                try (Matrix block = opened.rowBlock(from, rows)) {
                    assertThat(block.contentEquals(all.rowBlock(from, rows))).isTrue();
                }
            }
            assertThat(opened.rowBlock(0, 0).rows()).isZero();
        }
    }

    @Test
    void aVectorIsOneColumn() throws IOException {
        Path file =
                NpyBytes.write(directory, NpyBytes.of(NpyBytes.literal("|i1", false, "(3,)"), new byte[] {1, 2, 3}));
        try (NpyRows rows = NpyRows.open(file)) {
            assertThat(rows.columns()).isEqualTo(1);
            assertThat(rows.rowBlock(1, 3).get(1, 0)).isEqualTo(3);
        }
    }

    private static String refusal(NpyRows rows, int from, int to) {
        Throwable thrown = catchThrowable(() -> rows.rowBlock(from, to));
        assertThat(thrown).isInstanceOf(UncheckedIOException.class);
        return Refusal.of(() -> {
            throw thrown.getCause();
        });
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aNumberThatIsNotFiniteIsNamedByItsPlace(boolean fortran) throws IOException {
        Path file = file("<f4", fortran, 3000, 50);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long element = fortran ? 7 * 3000L + 2345 : 2345 * 50L + 7;
            channel.write(
                    java.nio.ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putFloat(0, Float.NaN),
                    Files.size(file) - 4L * 3000 * 50 + 4 * element);
        }
        try (NpyRows rows = NpyRows.open(file)) {
            rows.rowBlock(0, 2345).close();
            assertThat(refusal(rows, 2000, 3000))
                    .isEqualTo(file + ": row 2345 (counting from 0), column 7: expected a finite number but found NaN");
        }
    }

    static Stream<Boolean> orders() {
        return Stream.of(false, true);
    }

    @Test
    void aFileCutShortAfterItWasOpenedIsRefused() throws IOException {
        Path file = file("<f4", false, 3000, 50);
        try (NpyRows rows = NpyRows.open(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(Files.size(file) / 2);
            }
            rows.rowBlock(0, 100).close();
            assertThat(refusal(rows, 2900, 3000)).isEqualTo(file + ": the file was cut short while it was being read");
        }
    }

    @Test
    void aHeaderThatLiesIsRefusedBeforeAnythingIsRead() throws IOException {
        Path file = NpyBytes.write(
                directory,
                NpyBytes.of(NpyBytes.literal("<f4", false, "(1000000000, 1000000)"), new byte[] {1, 2, 3, 4}));
        assertThat(Refusal.of(() -> NpyRows.open(file))).contains("file is truncated");
        assertThat(Refusal.of(() -> NpyRows.open(directory.resolve("missing.npy"))))
                .contains("missing.npy");
    }

    @Test
    void rowsThatDoNotExistAndClosedRowsAreFaultsOfTheCaller() throws IOException {
        NpyRows rows = NpyRows.open(file("<f4", false, 7, 3));
        assertThatThrownBy(() -> rows.rowBlock(0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.rowBlock(-1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        rows.close();
        assertThatThrownBy(() -> rows.rowBlock(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    /** A thread that reads many files must not keep the buffers of all of them. */
    @Test
    void closedRowsAreForgotten() throws Exception {
        Path file = directory.resolve("rows.npy");
        Npy.writeMatrix(file, Matrix.of(new float[][] {{1, 2}, {3, 4}}));
        NpyRows rows = NpyRows.open(file);
        rows.rowBlock(0, 2).close();
        WeakReference<NpyRows> reference = new WeakReference<>(rows);
        rows.close();
        rows = null;
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(reference.get()).isNull();
    }
}
