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
        checkShare(testShare);
        int[] quota = Arrays.stream(labels.counts())
                .map(count -> (int) (count * testShare + 1e-9))
                .toArray();
        return byQuota(labels, quota, seed);
    }

    /**
     * A random split in which the classes, taken in random order, give the share of their rows together: small classes give a
     * row now and then, and every class keeps one for training.
     *
     * @param testShare in (0, 1)
     * @throws IllegalArgumentException if the share is outside (0, 1)
     */
    public static Split proportional(Labels labels, double testShare, long seed) {
        checkShare(testShare);
        int[] counts = labels.counts();
        int[] quota = new int[counts.length];
        double owed = 0;
        for (int k : permutation(counts.length, seed)) {
            owed += counts[k] * testShare;
            quota[k] = Math.max(0, Math.min((int) (owed + 1e-9), counts[k] - 1));
            owed -= quota[k];
        }
        return byQuota(labels, quota, seed);
    }

    private static Split byQuota(Labels labels, int[] quota, long seed) {
        int[] order = permutation(labels.size(), seed);
        boolean[] held = new boolean[order.length];
        for (int row : order) {
            held[row] = quota[labels.get(row)]-- > 0;
        }
        return new Split(rows(held, false), rows(held, true));
    }

    private static void checkShare(double testShare) {
        if (!(testShare > 0 && testShare < 1)) {
            throw new IllegalArgumentException("test share must lie between 0 and 1 but is " + testShare);
        }
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
