package io.rectify.neural;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Images as they come from files, no more than half of the heap of them. */
final class ImageCollector {
    private final List<byte[]> pixels = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final long room;
    private long bytes;

    ImageCollector() {
        this(Runtime.getRuntime().maxMemory() / 2);
    }

    ImageCollector(long room) {
        this.room = room;
    }

    void add(Path file, byte[] image, int label) throws DataFormatException {
        bytes += image.length;
        if (bytes > room) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "more than " + (room >> 20) + " MB of images do not fit into the memory: raise Java's -Xmx");
        }
        pixels.add(image);
        classes.add(label);
    }

    List<byte[]> pixels() {
        return pixels;
    }

    int[] classes() {
        return classes.stream().mapToInt(Integer::intValue).toArray();
    }
}
