package io.rectify.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The elements of a file of any size, mapped into memory in windows. A buffer has at most 2³¹−1 bytes; a window holds a
 * whole number of elements, so none straddles two.
 */
final class MappedElements {
    /** A multiple of every element size. */
    static final int WINDOW_BYTES = 1 << 30;

    private final ByteBuffer[] windows;
    private final int elementSize;
    private final int elementsPerWindow;

    private MappedElements(ByteBuffer[] windows, int elementSize, int elementsPerWindow) {
        this.windows = windows;
        this.elementSize = elementSize;
        this.elementsPerWindow = elementsPerWindow;
    }

    /** Maps {@code count} elements that start at byte {@code start}; all must lie inside the file. */
    static MappedElements map(
            FileChannel channel, long start, long count, int elementSize, ByteOrder order, int windowBytes)
            throws IOException {
        long bytes = count * elementSize;
        ByteBuffer[] windows = new ByteBuffer[(int) ((bytes + windowBytes - 1) / windowBytes)];
        for (int w = 0; w < windows.length; w++) {
            long from = (long) w * windowBytes;
            windows[w] = channel.map(FileChannel.MapMode.READ_ONLY, start + from, Math.min(windowBytes, bytes - from))
                    .order(order);
        }
        return new MappedElements(windows, elementSize, windowBytes / elementSize);
    }

    /** A buffer positioned at the element, which reaches to the end of the element's window. */
    ByteBuffer at(long element) {
        ByteBuffer window = windows[(int) (element / elementsPerWindow)];
        return window.duplicate().order(window.order()).position((int) (element % elementsPerWindow) * elementSize);
    }

    /** Converts {@code count} elements from {@code from} on. */
    void toFloats(NpyType type, long from, int count, float[] target, int offset) {
        int done = 0;
        while (done < count) {
            ByteBuffer source = at(from + done);
            int run = Math.min(count - done, source.remaining() / elementSize);
            type.toFloats(source, target, offset + done, run);
            done += run;
        }
    }
}
