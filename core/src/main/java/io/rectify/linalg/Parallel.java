package io.rectify.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bands of rows shared out among threads. The cut into bands never depends on the number of threads, and sums are added
 * band by band in order, so results are the same for any number of threads.
 *
 * <p>The calling thread works too; the others are daemon threads that end after a few idle seconds. If a task throws,
 * the remaining bands are skipped and the caller receives that exception.
 */
public final class Parallel {
    private static final ExecutorService HELPERS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "rectify-worker");
                thread.setDaemon(true);
                return thread;
            });

    private Parallel() {}

    /** Work on rows {@code from … to−1}. */
    @FunctionalInterface
    public interface Band {
        void accept(int from, int to);
    }

    /** The part of a sum that one band contributes, kept in buffers that belong to one thread. */
    public interface Partial extends AutoCloseable {
        void addTo(double[] total);

        @Override
        default void close() {}
    }

    /** Fills a partial sum from rows {@code from … to−1}, replacing what it held. */
    @FunctionalInterface
    public interface PartialBand<P extends Partial> {
        void accept(P partial, int from, int to);
    }

    /** Calls {@code body} for each band of {@code bandRows} rows, in no certain order. */
    public static void forEachBand(int rows, int bandRows, int threads, Band body) {
        AtomicInteger next = new AtomicInteger();
        int bands = bands(rows, bandRows);
        run(threads, bands, stop -> {
            for (int band = next.getAndIncrement(); band < bands && stop.get() == null; band = next.getAndIncrement()) {
                body.accept(from(band, bandRows), to(band, bandRows, rows));
            }
        });
    }

    /**
     * Adds the partial sum of every band to {@code total}, always in the order of the bands.
     *
     * @param buffers makes the buffers of one thread; closed at the end
     */
    public static <P extends Partial> void sumOrdered(
            int rows, int bandRows, int threads, double[] total, Supplier<P> buffers, PartialBand<P> body) {
        AtomicInteger next = new AtomicInteger();
        int bands = bands(rows, bandRows);
        Turnstile turnstile = new Turnstile();
        run(threads, bands, stop -> {
            try (P partial = buffers.get()) {
                for (int band = next.getAndIncrement(); band < bands; band = next.getAndIncrement()) {
                    body.accept(partial, from(band, bandRows), to(band, bandRows, rows));
                    if (!turnstile.await(band, stop)) {
                        return;
                    }
                    partial.addTo(total);
                    turnstile.passed();
                }
            }
        });
    }

    private interface Worker {
        void work(AtomicReference<@Nullable Throwable> stop);
    }

    private static void run(int threads, int bands, Worker worker) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable guarded = () -> {
            try {
                worker.work(failure);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        List<Future<?>> helpers = new ArrayList<>();
        try {
            while (helpers.size() < Math.min(threads, bands) - 1) {
                helpers.add(HELPERS.submit(guarded));
            }
        } catch (OutOfMemoryError e) {
            // The machine gives no more threads: those there are do the work.
        }
        guarded.run();
        awaitAll(helpers);
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Helpers touch the caller's memory, so an interrupt is passed on only after they have ended. */
    private static void awaitAll(List<Future<?>> helpers) {
        boolean interrupted = false;
        for (Future<?> helper : helpers) {
            boolean done = false;
            while (!done) {
                try {
                    helper.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static int bands(int rows, int bandRows) {
        return (int) (((long) rows + bandRows - 1) / bandRows);
    }

    private static int from(int band, int bandRows) {
        return band * bandRows;
    }

    private static int to(int band, int bandRows, int rows) {
        return (int) Math.min(rows, (long) (band + 1) * bandRows);
    }

    /** Lets bands through one at a time in their order. */
    private static final class Turnstile {
        private int turn;

        synchronized boolean await(int band, AtomicReference<@Nullable Throwable> stop) {
            while (turn != band && stop.get() == null) {
                try {
                    wait(10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while summing", e);
                }
            }
            return stop.get() == null;
        }

        synchronized void passed() {
            turn++;
            notifyAll();
        }
    }
}
