package io.rectify.embed;

import io.rectify.linalg.Parallel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a plan, several at a time, one thread each; what is finished is kept in parts in the order of the plan.
 * Numbers do not depend on how many threads there are.
 */
final class BatchRun {
    private static final int BLOCK_ROWS = 4096;
    private static final long BLOCK_NANOS = 5_000_000_000L;
    private static final int BATCHES_A_THREAD = 4;

    private BatchRun() {}

    /** Features of the rows of a batch. */
    @FunctionalInterface
    interface Work {
        List<float[]> features(int[] rows) throws IOException;
    }

    /**
     * Computes what is missing in the parts, and returns how many rows were there.
     *
     * @throws IOException that of the first batch in the order of the plan that has failed
     */
    static int finish(FinishedParts parts, BatchPlan plan, int threads, Work work, Embedding.Monitor monitor)
            throws IOException {
        int next = plan.batchAt(parts.rows());
        if (next < 0) {
            parts.clear();
            next = 0;
        }
        if (parts.hasDiscarded()) {
            monitor.discarded();
        }
        int resumed = parts.rows();
        tell(plan, next, monitor);
        List<float[]> block = new ArrayList<>();
        long begin = System.nanoTime();
        int count = plan.batches().size();
        while (next < count) {
            int to = Math.min(count, next + BATCHES_A_THREAD * threads);
            for (List<float[]> rows : atOnce(plan, next, to, threads, work)) {
                block.addAll(rows);
                next++;
                if (next == count || block.size() >= BLOCK_ROWS || System.nanoTime() - begin > BLOCK_NANOS) {
                    parts.add(block);
                    block.clear();
                    begin = System.nanoTime();
                }
            }
            tell(plan, next, monitor);
        }
        return resumed;
    }

    private static List<List<float[]>> atOnce(BatchPlan plan, int from, int to, int threads, Work work)
            throws IOException {
        List<@Nullable List<float[]>> done = new ArrayList<>();
        List<@Nullable IOException> failed = new ArrayList<>();
        for (int batch = from; batch < to; batch++) {
            done.add(null);
            failed.add(null);
        }
        Parallel.forEachBand(to - from, 1, threads, (first, last) -> {
            for (int i = first; i < last; i++) {
                try {
                    done.set(i, work.features(plan.rows(plan.batches().get(from + i))));
                } catch (IOException e) {
                    failed.set(i, e);
                }
            }
        });
        List<List<float[]>> all = new ArrayList<>();
        for (int i = 0; i < to - from; i++) {
            IOException failure = failed.get(i);
            if (failure != null) {
                throw failure;
            }
            List<float[]> rows = done.get(i);
            if (rows != null) {
                all.add(rows);
            }
        }
        return all;
    }

    private static void tell(BatchPlan plan, int batches, Embedding.Monitor monitor) {
        BatchPlan.Batch last =
                batches == 0 ? new BatchPlan.Batch(0, 0, 0) : plan.batches().get(batches - 1);
        monitor.finished(last.to(), plan.size(), (double) last.work() / plan.work());
    }
}
