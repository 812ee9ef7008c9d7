package io.rectify.formats;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: where each tensor lies, and a map of strings.
 *
 * @param tensors in the order of their data
 */
record SafetensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
    /**
     * One tensor.
     *
     * @param begin first byte, counting from the end of the header
     * @param end byte after the last
     */
    record Entry(String name, SafetensorsType type, List<Long> shape, long begin, long end) {
        /** Number of elements. */
        long count() {
            return (end - begin) / type.size();
        }
    }

    /** A header whose tensors fill {@code dataLength} bytes one after another, without gaps or overlaps. */
    static SafetensorsHeader of(Path file, List<Entry> entries, Map<String, String> metadata, long dataLength)
            throws DataFormatException {
        List<Entry> sorted = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long at = 0;
        for (Entry entry : sorted) {
            checkExtent(file, entry);
            if (entry.begin() != at) {
                throw problem(file, entry, "expected data_offsets to begin at " + at + " but found " + entry.begin());
            }
            if (entry.end() > dataLength) {
                throw problem(
                        file,
                        entry,
                        "file is truncated: data ends at byte " + entry.end() + " after the header but there are "
                                + dataLength);
            }
            at = entry.end();
        }
        if (at != dataLength) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected " + at + " bytes of data after the header but found " + dataLength);
        }
        return new SafetensorsHeader(sorted, metadata);
    }

    private static void checkExtent(Path file, Entry entry) throws DataFormatException {
        if (entry.begin() < 0 || entry.end() < entry.begin()) {
            throw problem(
                    file,
                    entry,
                    "expected data_offsets in ascending order but found [" + entry.begin() + ", " + entry.end() + "]");
        }
        long extent = entry.end() - entry.begin();
        if (byteCount(entry) != extent) {
            throw problem(
                    file,
                    entry,
                    "shape " + entry.shape() + " of " + entry.type() + " does not take the " + extent
                            + " bytes that data_offsets give it");
        }
    }

    /** Bytes that the shape takes; −1 if a size is negative or the product too large for a file. */
    private static long byteCount(Entry entry) {
        long bytes = entry.type().size();
        try {
            for (long size : entry.shape()) {
                if (size < 0) {
                    return -1;
                }
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    static DataFormatException problem(Path file, Entry entry, String problem) {
        return new DataFormatException(
                DataLocation.in(file), "tensor " + Excerpt.quoted(entry.name()) + ": " + problem);
    }
}
