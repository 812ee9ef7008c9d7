package io.rectify.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which texts the model is given together: the longest first, so that little is padded and what does not fit into memory
 * shows at once. Texts without any token are in no batch. The plan depends on the tokens and the batch size alone.
 */
final class BatchPlan {
    /** Tokens of a batch, padding included, unless one text has more: what a thread needs for attention grows with them. */
    static final int MOST_TOKENS = 4096;

    private final int[] order;
    private final List<Batch> batches = new ArrayList<>();

    /**
     * @param from first position in the order
     * @param to position after the last
     * @param work tokens the model reads, padding included, in this and all earlier batches
     */
    record Batch(int from, int to, long work) {}

    /**
     * @param lengths tokens of each text
     * @param equalLengths whether the texts of a batch must have the same number of tokens
     */
    BatchPlan(int[] lengths, int batchSize, boolean equalLengths) {
        order = IntStream.range(0, lengths.length)
                .filter(row -> lengths[row] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> -lengths[row]).thenComparingInt(row -> row))
                .mapToInt(Integer::intValue)
                .toArray();
        long work = 0;
        int from = 0;
        while (from < order.length) {
            int longest = lengths[order[from]];
            int to = Math.min(order.length, from + Math.min(batchSize, Math.max(1, MOST_TOKENS / longest)));
            while (equalLengths && lengths[order[to - 1]] < longest) {
                to--;
            }
            work += (long) longest * (to - from);
            batches.add(new Batch(from, to, work));
            from = to;
        }
    }

    List<Batch> batches() {
        return batches;
    }

    /** The row of the text at a position of the order. */
    int row(int position) {
        return order[position];
    }

    /** The rows of the texts of a batch. */
    int[] rows(Batch batch) {
        return Arrays.copyOfRange(order, batch.from(), batch.to());
    }

    /** Number of texts with a token. */
    int size() {
        return order.length;
    }

    /** Tokens of all batches. */
    long work() {
        return batches.isEmpty() ? 0 : batches.get(batches.size() - 1).work();
    }

    /** The batch that begins at a position; the number of batches at the end; −1 if none does. */
    int batchAt(int position) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).from() == position) {
                return i;
            }
        }
        return position == order.length ? batches.size() : -1;
    }
}
