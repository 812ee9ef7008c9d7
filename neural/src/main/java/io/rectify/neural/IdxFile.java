package io.rectify.neural;

import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The IDX format of MNIST and its like, unsigned bytes alone: two bytes 0, type 8, number of dimensions, their sizes as
 * big-endian integers of four bytes, values. Files whose names end in .gz are decompressed. What a header claims is not believed
 * before the bytes are there.
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTES = 8;
    private static final int MAX_CLASSES = 256;

    private IdxFile() {}

    /**
     * Reads grey images and their labels; classes are called 0 to the largest.
     *
     * @throws DataFormatException if a file cannot be read, is no IDX file of unsigned bytes, has another number of dimensions (3 for
     *     images, 1 for labels), ends early or goes on behind its end; if there are not as many labels as images
     */
    public static Images read(Path images, Path labels) throws IOException {
        int[] classes = readLabels(labels);
        ImageCollector collector = new ImageCollector();
        ImageShape shape;
        try (InputStream in = new BufferedInputStream(InputFile.textStream(images))) {
            int[] sizes = sizes(images, in, 3);
            if (sizes[0] != classes.length) {
                throw new DataFormatException(
                        DataLocation.in(images),
                        "expected as many images as " + labels + " has labels, " + classes.length + ", but there are "
                                + sizes[0]);
            }
            shape = shape(images, sizes);
            for (int i = 0; i < sizes[0]; i++) {
                collector.add(images, values(images, in, shape.size(), i), classes[i]);
            }
            checkEnd(images, in);
        }
        int largest = 1;
        for (int label : classes) {
            largest = Math.max(largest, label);
        }
        return Images.of(shape, collector.pixels(), Labels.of(classes, Math.min(MAX_CLASSES, largest + 1)));
    }

    private static ImageShape shape(Path file, int[] sizes) throws DataFormatException {
        try {
            return new ImageShape(1, sizes[1], sizes[2]);
        } catch (IllegalArgumentException e) {
            throw new DataFormatException(DataLocation.in(file), String.valueOf(e.getMessage()));
        }
    }

    private static int[] readLabels(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(InputFile.textStream(file))) {
            int count = sizes(file, in, 1)[0];
            byte[] values = values(file, in, count, 0);
            checkEnd(file, in);
            int[] classes = new int[count];
            for (int i = 0; i < count; i++) {
                classes[i] = Byte.toUnsignedInt(values[i]);
            }
            return classes;
        }
    }

    private static int[] sizes(Path file, InputStream in, int dimensions) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            throw new DataFormatException(DataLocation.in(file), "expected an IDX file, which begins with two bytes 0");
        }
        if (magic[2] != UNSIGNED_BYTES || magic[3] != dimensions) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected unsigned bytes (type 8) of " + dimensions + " dimensions but found type "
                            + Byte.toUnsignedInt(magic[2]) + " of " + Byte.toUnsignedInt(magic[3]));
        }
        byte[] header = in.readNBytes(dimensions * Integer.BYTES);
        if (header.length < dimensions * Integer.BYTES) {
            throw new DataFormatException(DataLocation.in(file), "the file ends within its header");
        }
        int[] sizes = new int[dimensions];
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        for (int size : sizes) {
            if (size < 1) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected sizes of 1 to 2147483647 but found " + Integer.toUnsignedString(size));
            }
        }
        return sizes;
    }

    private static byte[] values(Path file, InputStream in, int count, long row) throws IOException {
        byte[] values = in.readNBytes(count);
        if (values.length < count) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(row),
                    "expected " + count + " bytes but the file ends after " + values.length);
        }
        return values;
    }

    private static void checkEnd(Path file, InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected the end of the file but there are more bytes than its header says");
        }
    }
}
