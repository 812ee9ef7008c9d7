package io.rectify.neural;

import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The binary version of CIFAR-10 and CIFAR-100: records of one or two bytes of labels and 3·32·32 bytes of pixels, red, green
 * and blue one after the other (Krizhevsky 2009). Files whose names end in .gz are decompressed.
 */
public final class CifarFile {
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    private CifarFile() {}

    /** Which labels. */
    public enum Kind {
        /** CIFAR-10. */
        CIFAR10(1, 0, 10),
        /** The 20 superclasses of CIFAR-100. */
        CIFAR100_COARSE(2, 0, 20),
        /** The 100 classes of CIFAR-100. */
        CIFAR100_FINE(2, 1, 100);

        private final int labelBytes;
        private final int place;
        private final int classes;

        Kind(int labelBytes, int place, int classes) {
            this.labelBytes = labelBytes;
            this.place = place;
            this.classes = classes;
        }

        /** Number of classes. */
        public int classes() {
            return classes;
        }
    }

    /** Reads files one after the other; classes are called 0, 1, …. */
    public static Images read(List<Path> files, Kind kind) throws IOException {
        return read(
                files,
                kind,
                IntStream.range(0, kind.classes).mapToObj(Integer::toString).toList());
    }

    /**
     * Reads files one after the other.
     *
     * @param classNames in the order of their numbers, as batches.meta.txt has them
     * @throws DataFormatException if a file cannot be read, ends within an image, or has a label out of range; if there is no
     *     image at all
     * @throws IllegalArgumentException if there is no file, or there are not as many names as classes
     */
    public static Images read(List<Path> files, Kind kind, List<String> classNames) throws IOException {
        if (files.isEmpty() || classNames.size() != kind.classes) {
            throw new IllegalArgumentException("expected files and " + kind.classes + " class names but there are "
                    + files.size() + " files and " + classNames.size() + " names");
        }
        ImageCollector collector = new ImageCollector();
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(InputFile.textStream(file))) {
                readRecords(file, in, kind, collector);
            }
        }
        return Images.of(SHAPE, collector.pixels(), Labels.of(collector.classes(), classNames));
    }

    private static void readRecords(Path file, InputStream in, Kind kind, ImageCollector collector) throws IOException {
        int length = kind.labelBytes + SHAPE.size();
        long row = 0;
        for (byte[] record = in.readNBytes(length); record.length > 0; record = in.readNBytes(length)) {
            if (record.length < length) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(row),
                        "expected " + length + " bytes of an image but the file ends after " + record.length);
            }
            int label = Byte.toUnsignedInt(record[kind.place]);
            if (label >= kind.classes) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(row).withColumn("label"),
                        "expected 0 to " + (kind.classes - 1) + " but found " + label);
            }
            collector.add(file, java.util.Arrays.copyOfRange(record, kind.labelBytes, length), label);
            row++;
        }
        if (row == 0) {
            throw new DataFormatException(DataLocation.in(file), "expected images but the file is empty");
        }
    }
}
