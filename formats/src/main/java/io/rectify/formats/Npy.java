package io.rectify.formats;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * NumPy's npy files of numbers, of any size: read by mapping them into memory, written in blocks of rows.
 *
 * <p>Read are format versions 1.0, 2.0 and 3.0; element types f2, f4, f8, i1 to i8, u1 to u8 and b1 in either byte
 * order; C and Fortran order. Pickled objects are never read. A file must not change while it is being read.
 */
public final class Npy {
    private Npy() {}

    /**
     * The array as float32, each value rounded to the nearest; an array of one dimension becomes one column.
     *
     * @throws DataFormatException if the file is missing, is no npy file of numbers in one or two dimensions, has no
     *     elements, is shorter or longer than its header says, or has a value that is not finite in float32
     * @throws IOException if reading fails
     * @throws OutOfMemoryError if the machine has no room for the matrix
     */
    public static Matrix readMatrix(Path file) throws IOException {
        return readMatrix(file, MappedElements.WINDOW_BYTES);
    }

    static Matrix readMatrix(Path file, int windowBytes) throws IOException {
        return whole(file, () -> new NpyMatrixReader(NpyArray.open(file, windowBytes)).read());
    }

    /**
     * The integers of an array of shape (N,) or (N, 1), such as labels.
     *
     * @throws DataFormatException as {@link #readMatrix}, or if the elements are not integers, there is more than one
     *     column, or a value is outside the range of int
     * @throws IOException if reading fails
     */
    public static int[] readIntegers(Path file) throws IOException {
        return readIntegers(file, MappedElements.WINDOW_BYTES);
    }

    static int[] readIntegers(Path file, int windowBytes) throws IOException {
        return whole(file, () -> integers(NpyArray.open(file, windowBytes)));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** A mapped file that shrinks while it is read makes the JVM throw an InternalError. */
    private static <T> T whole(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (InternalError e) {
            throw new DataFormatException(DataLocation.in(file), "the file was cut short while it was being read");
        }
    }

    private static int[] integers(NpyArray array) throws DataFormatException {
        NpyHeader header = array.header();
        if (!header.type().isInteger()) {
            throw array.problem("expected integers, dtype i1 to i8 or u1 to u8, but found '" + header.descr() + "'");
        }
        if (array.columns() != 1) {
            throw array.problem("expected shape (N,) or (N, 1) but found " + header.shapeText());
        }
        int[] values = new int[array.rows()];
        for (int row = 0; row < values.length; row++) {
            long value = array.toLong(row);
            if (value != (int) value) {
                throw array.problem(
                        row,
                        0,
                        "expected an integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + " but found "
                                + array.text(row, 0));
            }
            values[row] = (int) value;
        }
        return values;
    }

    /**
     * Writes version 1.0, {@code <f4}, C order; the file appears whole or not at all. Values are written as they are,
     * also those that {@link #readMatrix} would refuse.
     *
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void writeMatrix(Path file, RowBlocks matrix) throws IOException {
        List<Long> shape = List.of((long) matrix.rows(), (long) matrix.columns());
        write(file, NpyType.FLOAT32, shape, channel -> new FloatOutput(channel).write(matrix));
    }

    /**
     * Writes version 1.0, {@code <i4}, shape (N,); the file appears whole or not at all.
     *
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void writeIntegers(Path file, int[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        write(file, NpyType.INT32, List.of((long) values.length), channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private interface Elements {
        void writeTo(FileChannel channel) throws IOException;
    }

    private static void write(Path file, NpyType type, List<Long> shape, Elements elements) throws IOException {
        NpyHeader header = new NpyHeader(1, type, ByteOrder.LITTLE_ENDIAN, false, shape);
        AtomicOutput.file(file, temporary -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                new FloatOutput(channel).write(header.toBytes());
                elements.writeTo(channel);
            }
        });
    }
}
