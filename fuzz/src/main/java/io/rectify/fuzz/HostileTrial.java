package io.rectify.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives files to one reader and judges what it does: it must read them, or refuse them by an {@link IOException} with one
 * line. Anything else that is thrown, a line that is none, or more heap than a small file warrants is a fault. A reader that does
 * not come back ends the process.
 */
final class HostileTrial {
    /** Exit code of a process whose reader did not come back. */
    static final int HUNG = 3;

    /** Heap that reading a small file may take. */
    static final long LARGEST_ALLOCATION = 64L << 20;

    private static final int LONGEST_LINE = 1000;
    private static final long IDLE = Long.MAX_VALUE;

    private final HostileReader reader;
    private final long largestAllocation;
    private final AtomicLong deadline = new AtomicLong(IDLE);
    private volatile long limit = IDLE;
    private long read;
    private long refused;
    private long slowest;
    private long largest;

    /**
     * @param largestAllocation bytes of heap that one file may take
     */
    HostileTrial(HostileReader reader, long largestAllocation) {
        this.reader = reader;
        this.largestAllocation = largestAllocation;
    }

    /** Ends the process when one input takes longer than this. */
    void limitTime(int seconds) {
        Thread reading = Thread.currentThread();
        Thread watch = new Thread(() -> watch(reading));
        watch.setDaemon(true);
        deadline.set(IDLE);
        limit = seconds * 1_000_000_000L;
        watch.start();
    }

    private void watch(Thread reading) {
        while (true) {
            long end = deadline.get();
            if (end != IDLE && System.nanoTime() - end > 0) {
                System.err.println("no end in sight at:");
                for (StackTraceElement element : reading.getStackTrace()) {
                    System.err.println("  " + element);
                }
                Runtime.getRuntime().halt(HUNG);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** What is wrong with how the reader took the file, if anything is. */
    Optional<String> judge(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        long heap = allocated();
        long begin = System.nanoTime();
        if (limit != IDLE) {
            deadline.set(begin + limit);
        }
        Optional<String> fault = outcome(file);
        deadline.set(IDLE);
        slowest = Math.max(slowest, System.nanoTime() - begin);
        heap = allocated() - heap;
        largest = Math.max(largest, heap);
        if (fault.isEmpty() && heap > largestAllocation) {
            return Optional.of("allocated " + heap + " bytes for a file of " + bytes.length);
        }
        return fault;
    }

    private Optional<String> outcome(Path file) {
        boolean any = false;
        for (HostileReader.Reading reading : reader.readings()) {
            try {
                reading.read(file);
                any = true;
            } catch (UncheckedIOException | IOException e) {
                Optional<String> unclear = unclear(file, e);
                if (unclear.isPresent()) {
                    return unclear;
                }
            } catch (RuntimeException | Error e) {
                return Optional.of(described(e));
            }
        }
        read += any ? 1 : 0;
        refused += any ? 0 : 1;
        return Optional.empty();
    }

    private static Optional<String> unclear(Path file, Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        String line = cause == null ? "" : String.valueOf(cause.getMessage());
        boolean clear = line.startsWith(file.toString())
                && line.length() - file.toString().length() <= LONGEST_LINE
                && line.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
        return clear ? Optional.empty() : Optional.of("unclear refusal: " + described(e));
    }

    private static String described(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < Math.min(trace.length, 6); i++) {
            text.append("\n    ").append(trace[i]);
        }
        return text.toString();
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    long read() {
        return read;
    }

    long refused() {
        return refused;
    }

    /** Milliseconds that the slowest input took. */
    long slowestMillis() {
        return slowest / 1_000_000;
    }

    /** Kilobytes of heap that the hungriest input took. */
    long largestKilobytes() {
        return largest >> 10;
    }
}
