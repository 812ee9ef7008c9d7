package io.rectify.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two disjoint sets of row indices, each ascending. Every call of {@link #train} and {@link #test} makes a copy.
 *
 * @param train rows to fit to
 * @param test rows held out
 */
public record Split(int[] train, int[] test) {
    public Split {
        train = train.clone();
        test = test.clone();
    }

    @Override
    public int[] train() {
        return train.clone();
    }

    @Override
    public int[] test() {
        return test.clone();
    }

    /** Whether both hold the same rows. */
    @Override
    public boolean equals(@Nullable Object that) {
        return that instanceof Split other && Arrays.equals(train, other.train) && Arrays.equals(test, other.test);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(train) + Arrays.hashCode(test);
    }

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
     * Cuts the rows at random into parts of equal size, each class spread over them as evenly as it can be, and holds each part
     * out once. A class of one row is absent from the training rows of one of the splits.
     *
     * @param folds number of parts, at least 2
     * @throws IllegalArgumentException if there are fewer than two folds, or fewer rows than folds
     */
    public static List<Split> folds(Labels labels, int folds, long seed) {
        if (folds < 2 || folds > labels.size()) {
            throw new IllegalArgumentException(
                    labels.size() + " rows cannot be cut into " + folds + " folds: there must be 2 to as many as rows");
        }
        int[] order = permutation(labels.size(), seed);
        int[] foldOfRow = new int[order.length];
        int[] seats = new int[labels.classCount() + 1];
        int[] counts = labels.counts();
        for (int k = 0; k < counts.length; k++) {
            seats[k + 1] = seats[k] + counts[k];
        }
        for (int row : order) {
            foldOfRow[row] = seats[labels.get(row)]++ % folds;
        }
        return IntStream.range(0, folds)
                .mapToObj(fold -> {
                    boolean[] held = new boolean[foldOfRow.length];
                    for (int i = 0; i < held.length; i++) {
                        held[i] = foldOfRow[i] == fold;
                    }
                    return new Split(rows(held, false), rows(held, true));
                })
                .toList();
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
        return IntStream.range(0, held.length)
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
