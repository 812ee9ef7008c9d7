package io.rectify.formats;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** An npy file whose header has been checked against the file's size, with its elements mapped into memory. */
final class NpyArray {
    private final Path file;
    private final NpyHeader header;
    private final MappedElements elements;

    private NpyArray(Path file, NpyHeader header, MappedElements elements) {
        this.file = file;
        this.header = header;
        this.elements = elements;
    }

    static NpyArray open(Path file, int windowBytes) throws IOException {
        try (FileChannel channel = InputFile.channel(file)) {
            NpyHeader header = checkedHeader(file, channel);
            long count = header.shape().stream().reduce(1L, Math::multiplyExact);
            int size = header.type().size();
            return new NpyArray(
                    file,
                    header,
                    MappedElements.map(channel, channel.position(), count, size, header.order(), windowBytes));
        }
    }

    /** A header that fits the file, with the channel left at the first byte of the data. */
    static NpyHeader checkedHeader(Path file, FileChannel channel) throws IOException {
        NpyHeader header = NpyHeader.read(file, channel);
        checkShape(file, header);
        checkSize(file, header, channel.size() - channel.position());
        return header;
    }

    /** What to say of an element that is no finite float. */
    static String expectedFinite(String found) {
        boolean finite = Double.isFinite(Double.parseDouble(found));
        return "expected " + (finite ? "a number within float32's range" : "a finite number") + " but found " + found;
    }

    static void checkShape(Path file, NpyHeader header) throws DataFormatException {
        List<Long> shape = header.shape();
        String expected = null;
        if (shape.stream().anyMatch(size -> size < 0)) {
            expected = "sizes that are not negative";
        } else if (shape.size() != 1 && shape.size() != 2) {
            expected = "an array of 2 dimensions, rows and columns, or of 1";
        } else if (shape.contains(0L)) {
            expected = "at least one row and one column";
        } else if (shape.stream().anyMatch(size -> size > Integer.MAX_VALUE)) {
            expected = "at most " + Integer.MAX_VALUE + " rows and as many columns";
        }
        if (expected != null) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected " + expected + " but the shape is " + header.shapeText());
        }
    }

    private static void checkSize(Path file, NpyHeader header, long found) throws DataFormatException {
        BigInteger needed = header.shape().stream()
                .map(BigInteger::valueOf)
                .reduce(BigInteger.valueOf(header.type().size()), BigInteger::multiply);
        int excess = BigInteger.valueOf(found).compareTo(needed);
        if (excess != 0) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    (excess < 0 ? "file is truncated: " : "file has bytes after its data: ") + "shape "
                            + header.shapeText() + " of " + header.type().code() + " takes " + needed
                            + " bytes after the header but there are " + found);
        }
    }

    NpyHeader header() {
        return header;
    }

    int rows() {
        return Math.toIntExact(header.shape().get(0));
    }

    int columns() {
        return isVector() ? 1 : Math.toIntExact(header.shape().get(1));
    }

    private boolean isVector() {
        return header.shape().size() == 1;
    }

    /** Position of an element in the file. */
    private long index(long row, int column) {
        return header.fortranOrder() ? column * (long) rows() + row : row * columns() + column;
    }

    /** Converts consecutive elements of the file. */
    void toFloats(long from, int count, float[] target, int offset) {
        elements.toFloats(header.type(), from, count, target, offset);
    }

    long toLong(int row) {
        return header.type().toLong(elements.at(row));
    }

    /** An element as it stands in the file. */
    String text(int row, int column) {
        return header.type().toText(elements.at(index(row, column)));
    }

    DataFormatException problem(int row, int column, String problem) {
        DataLocation location = DataLocation.in(file).withRow(row);
        return new DataFormatException(isVector() ? location : location.withColumn(column), problem);
    }

    DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file), problem);
    }
}
