package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Reads files that have been damaged at random, from a seed. A reader must succeed or throw a {@link
 * DataFormatException} of one line, and must not allocate much more than the file warrants.
 */
final class Mutations {
    private static final long ALLOCATION_LIMIT = 4 << 20;

    private final Random random;
    private int successes;
    private int refusals;

    Mutations(long seed) {
        random = new Random(seed);
    }

    interface Reader {
        void read(Path file) throws Exception;
    }

    /** Reads {@code count} damaged copies of the original, written to {@code file}. */
    void run(byte[] original, Path file, int count, Reader reader) throws Exception {
        Files.write(file, original);
        assertThat(refusal(file, reader))
                .as("the original must be read, which also loads native code")
                .isNull();
        for (int i = 0; i < count; i++) {
            byte[] damaged = original;
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                damaged = mutate(damaged);
            }
            Files.write(file, damaged);
            long before = allocated();
            String refusal = refusal(file, reader);
            assertThat(allocated() - before).isLessThan(ALLOCATION_LIMIT);
            if (refusal == null) {
                successes++;
            } else {
                assertThat(refusal).startsWith(file + ": ").doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]");
                assertThat(refusal.length() - file.toString().length()).isLessThan(1000);
                refusals++;
            }
        }
    }

    private static String refusal(Path file, Reader reader) throws Exception {
        try {
            reader.read(file);
            return null;
        } catch (DataFormatException e) {
            return e.getMessage();
        }
    }

    int successes() {
        return successes;
    }

    int refusals() {
        return refusals;
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private byte[] mutate(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> replaced(bytes, at, (byte) random.nextInt());
            case 1 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 2 -> replaced(bytes, at, interesting());
            case 3 -> spliced(bytes, 0, at, bytes.length);
            case 4 -> spliced(bytes, 0, at, at + length);
            default -> spliced(bytes, 0, at + length, at);
        };
    }

    private byte interesting() {
        byte[] values = {
            0, 1, -1, 127, -128, '"', '\'', ',', '\n', '\r', '{', '}', '[', ']', '(', ')', ':', '-', '0', '9'
        };
        return values[random.nextInt(values.length)];
    }

    private static byte[] replaced(byte[] bytes, int at, byte value) {
        byte[] copy = bytes.clone();
        copy[at] = value;
        return copy;
    }

    /** Bytes {@code from … to−1} followed by those from {@code next} on. */
    private static byte[] spliced(byte[] bytes, int from, int to, int next) {
        byte[] copy = new byte[to - from + bytes.length - next];
        System.arraycopy(bytes, from, copy, 0, to - from);
        System.arraycopy(bytes, next, copy, to - from, bytes.length - next);
        return copy;
    }
}
