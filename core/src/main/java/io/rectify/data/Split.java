package io.rectify.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two disjoint sets of row indices, each ascending.
 *
 * @param train rows to fit to
 * @param test rows held out
 */
public record Split(int[] train, int[] test) {
    /**
     * A random split in which every class gives the same share of its rows, rounded down, to the test set.
     *
     * @param testShare in (0, 1)
     * @throws IllegalArgumentException if the share is outside (0, 1)
     */
    public static Split stratified(Labels labels, double testShare, long seed) {
        if (!(testShare > 0 && testShare < 1)) {
            throw new IllegalArgumentException("test share must lie between 0 and 1 but is " + testShare);
        }
        int[] order = permutation(labels.size(), seed);
        int[] quota = Arrays.stream(labels.counts())
                .map(count -> (int) (count * testShare + 1e-9))
                .toArray();
        boolean[] held = new boolean[order.length];
        for (int row : order) {
            held[row] = quota[labels.get(row)]-- > 0;
        }
        return new Split(rows(held, false), rows(held, true));
    }

    private static int[] rows(boolean[] held, boolean wanted) {
        return java.util.stream.IntStream.range(0, held.length)
                .filter(row -> held[row] == wanted)
                .toArray();
    }

    /** Fisher and Yates' shuffle of 0 … n−1. */
    private static int[] permutation(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
