package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Sums rows of a fixed random array whose sum depends on the order of additions. */
    private static final class Sum implements Parallel.Partial {
        private static final double[] VALUES = values();
        private final List<Integer> order;
        private final AtomicInteger open;
        private final Set<Long> threads = ConcurrentHashMap.newKeySet();
        private double sum;
        private int band;

        Sum(List<Integer> order, AtomicInteger open) {
            this.order = order;
            this.open = open;
            open.incrementAndGet();
        }

        private static double[] values() {
            Random random = new Random(1);
            return random.doubles(100_000)
                    .map(u -> Math.exp(60 * u - 30) * (u * 1000 % 1 < 0.5 ? -1 : 1))
                    .toArray();
        }

        void of(int from, int to) {
            threads.add(Thread.currentThread().getId());
            assertThat(threads).hasSize(1);
            band = from;
            sum = 0;
            for (int i = from; i < to; i++) {
                sum += VALUES[i];
            }
        }

        @Override
        public void addTo(double[] total) {
            order.add(band);
            total[0] += sum;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 1",
        "0, 4, 3",
        "1, 4, 3",
        "5, 5, 2",
        "5, 4, 2",
        "1000, 7, 1",
        "1000, 7, 2",
        "1000, 7, 7",
        "10, 100, 4"
    })
    void bandsCoverEveryRowOnceAndDoNotDependOnThreads(int rows, int bandRows, int threads) {
        Set<List<Integer>> bands = Collections.newSetFromMap(new ConcurrentHashMap<>());
        AtomicInteger calls = new AtomicInteger();
        Parallel.forEachBand(rows, bandRows, threads, (from, to) -> {
            calls.incrementAndGet();
            bands.add(List.of(from, to));
        });
        Set<List<Integer>> expected = new java.util.HashSet<>();
        for (int from = 0; from < rows; from += bandRows) {
            expected.add(List.of(from, Math.min(rows, from + bandRows)));
        }
        assertThat(bands).isEqualTo(expected);
        assertThat(calls).hasValue(expected.size());
    }

    @Test
    void asManyRowsAsAnIntCanHoldDoNotOverflow() {
        AtomicLong covered = new AtomicLong();
        AtomicInteger end = new AtomicInteger();
        Parallel.forEachBand(Integer.MAX_VALUE, 1 << 22, 2, (from, to) -> {
            assertThat(from).isBetween(0, to - 1);
            covered.addAndGet(to - from);
            end.accumulateAndGet(to, Math::max);
        });
        assertThat(covered).hasValue(Integer.MAX_VALUE);
        assertThat(end).hasValue(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 32})
    void sumsAreBitEqualForAnyNumberOfThreads(int threads) {
        for (int repeat = 0; repeat < 20; repeat++) {
            List<Integer> order = new ArrayList<>();
            AtomicInteger open = new AtomicInteger();
            AtomicInteger made = new AtomicInteger();
            double[] total = {0.25};
            Parallel.sumOrdered(
                    100_000,
                    1234,
                    threads,
                    total,
                    () -> {
                        made.incrementAndGet();
                        return new Sum(order, open);
                    },
                    Sum::of);
            assertThat(total[0]).isEqualTo(bandByBand(100_000, 1234));
            assertThat(order).isSorted().hasSize(82);
            assertThat(open).as("buffers left open").hasValue(0);
            assertThat(made).hasValueLessThanOrEqualTo(threads);
        }
    }

    private static double bandByBand(int rows, int bandRows) {
        double total = 0.25;
        for (int from = 0; from < rows; from += bandRows) {
            double sum = 0;
            for (int i = from; i < Math.min(rows, from + bandRows); i++) {
                sum += Sum.VALUES[i];
            }
            total += sum;
        }
        return total;
    }

    @Test
    void theSumUsedHereDoesDependOnTheOrder() {
        double backwards = 0;
        for (int i = Sum.VALUES.length - 1; i >= 0; i--) {
            backwards += Sum.VALUES[i];
        }
        assertThat(backwards + 0.25).isNotEqualTo(bandByBand(100_000, 1234));
    }

    @Test
    void helpersReallyWorkBesideTheCaller() {
        CyclicBarrier both = new CyclicBarrier(2);
        assertTimeoutPreemptively(
                LONG,
                () -> Parallel.forEachBand(2, 1, 2, (from, to) -> {
                    try {
                        both.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException("the bands did not run at the same time", e);
                    }
                }));
    }

    @Test
    void moreThreadsThanBandsAreNotUsed() {
        Set<Long> threads = ConcurrentHashMap.newKeySet();
        Parallel.forEachBand(
                3, 1, 50, (from, to) -> threads.add(Thread.currentThread().getId()));
        assertThat(threads).hasSizeBetween(1, 3);
    }

    @Test
    void oneThreadIsTheCallersOwnAndKeepsTheOrder() {
        List<Integer> order = new ArrayList<>();
        Set<Thread> threads = new java.util.HashSet<>();
        Parallel.forEachBand(10, 3, 1, (from, to) -> {
            order.add(from);
            threads.add(Thread.currentThread());
        });
        assertThat(order).containsExactly(0, 3, 6, 9);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void fewerThanOneThreadIsRefused(int threads) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallel.forEachBand(5, 2, threads, (from, to) -> {}))
                .withMessage("threads must be at least 1 but is " + threads);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallel.sumOrdered(
                        5, 2, threads, new double[1], () -> new Sum(new ArrayList<>(), new AtomicInteger()), Sum::of));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 57", "2, 0", "2, 57", "2, 99", "7, 0", "7, 33", "7, 99"})
    void anExceptionInABandReachesTheCaller(int threads, int badBand) {
        IllegalStateException exception = new IllegalStateException("band " + badBand);
        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> Parallel.forEachBand(100, 1, threads, (from, to) -> {
                            if (from == badBand) {
                                throw exception;
                            }
                        }))
                        .isSameAs(exception));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 57", "2, 0", "2, 57", "2, 99", "7, 0", "7, 33", "7, 99"})
    void anExceptionInABandOfASumReachesTheCallerAndBuffersAreClosed(int threads, int badBand) {
        AtomicInteger open = new AtomicInteger();
        OutOfMemoryError error = new OutOfMemoryError("band " + badBand);
        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> Parallel.sumOrdered(
                                100,
                                1,
                                threads,
                                new double[1],
                                () -> new Sum(Collections.synchronizedList(new ArrayList<>()), open),
                                (sum, from, to) -> {
                                    if (from == badBand) {
                                        throw error;
                                    }
                                    sum.of(from, to);
                                }))
                        .isSameAs(error));
        assertThat(open).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void anExceptionWhileMakingBuffersReachesTheCaller(int threads) {
        AtomicInteger made = new AtomicInteger();
        OutOfMemoryError error = new OutOfMemoryError("no room for buffers");
        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> Parallel.sumOrdered(
                                100,
                                1,
                                threads,
                                new double[1],
                                () -> {
                                    if (made.incrementAndGet() == threads) {
                                        throw error;
                                    }
                                    return new Slow();
                                },
                                (slow, from, to) -> slow.work()))
                        .isSameAs(error));
    }

    /** Slow enough that every thread gets to make its buffers before the bands run out. */
    private static final class Slow implements Parallel.Partial {
        void work() {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void addTo(double[] total) {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void anExceptionWhileAddingReachesTheCaller(int threads) {
        assertTimeoutPreemptively(
                LONG,
                () -> assertThatThrownBy(() -> Parallel.sumOrdered(
                                100,
                                1,
                                threads,
                                new double[0],
                                () -> new Sum(Collections.synchronizedList(new ArrayList<>()), new AtomicInteger()),
                                Sum::of))
                        .isInstanceOf(ArrayIndexOutOfBoundsException.class));
    }

    @Test
    void bandsAfterAFailureAreSkipped() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> Parallel.forEachBand(1_000_000, 1, 2, (from, to) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("at once");
                }))
                .hasMessage("at once");
        assertThat(calls).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void theNextCallAfterAFailureWorks() {
        assertThatThrownBy(() -> Parallel.forEachBand(10, 1, 4, (from, to) -> {
                    throw new IllegalStateException("once");
                }))
                .hasMessage("once");
        AtomicInteger calls = new AtomicInteger();
        Parallel.forEachBand(10, 1, 4, (from, to) -> calls.incrementAndGet());
        assertThat(calls).hasValue(10);
    }

    @Test
    void bandsMayUseBandsThemselves() {
        double[] totals = new double[12];
        assertTimeoutPreemptively(
                LONG,
                () -> Parallel.forEachBand(12, 1, 4, (from, to) -> {
                    double[] total = {0.25};
                    Parallel.sumOrdered(
                            100_000,
                            1234,
                            4,
                            total,
                            () -> new Sum(Collections.synchronizedList(new ArrayList<>()), new AtomicInteger()),
                            Sum::of);
                    totals[from] = total[0];
                }));
        assertThat(totals).containsOnly(bandByBand(100_000, 1234));
    }

    @Test
    void anInterruptIsPassedOnAfterAllBandsHaveEnded() {
        Set<Integer> done = Collections.synchronizedSet(new TreeSet<>());
        Thread.currentThread().interrupt();
        Parallel.forEachBand(50, 1, 3, (from, to) -> done.add(from));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasSize(50);
    }
}
