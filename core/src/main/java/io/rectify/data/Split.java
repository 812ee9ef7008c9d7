package io.rectify.data;

import java.util.Arrays;
import java.util.Comparator;
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
                .map(count -> roundedDown(count, testShare))
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
        return folds(labels, Groups.ofSingleRows(labels.size()), folds, seed);
    }

    /**
     * The same with the rows of each group in one part. Groups of several rows are seated first, the largest first, where their classes
     * lack most; single rows make up for what is uneven then. Without such groups the parts are those of {@link #folds(Labels, int, long)}.
     *
     * @param groups of the same rows
     * @throws IllegalArgumentException as above, if there are fewer groups than folds or so large ones that a part stays empty, or the
     *     numbers of rows differ
     */
    public static List<Split> folds(Labels labels, Groups groups, int folds, long seed) {
        if (groups.size() != labels.size()) {
            throw new IllegalArgumentException("labels have " + labels.size() + " rows but groups " + groups.size());
        }
        if (folds < 2 || folds > labels.size()) {
            throw new IllegalArgumentException(
                    labels.size() + " rows cannot be cut into " + folds + " folds: there must be 2 to as many as rows");
        }
        int[] foldOfRow = new Seating(labels, groups, folds).seat(permutation(labels.size(), seed));
        return IntStream.range(0, folds)
                .mapToObj(fold -> {
                    boolean[] held = new boolean[foldOfRow.length];
                    for (int i = 0; i < held.length; i++) {
                        held[i] = foldOfRow[i] == fold;
                    }
                    Split split = new Split(rows(held, false), rows(held, true));
                    if (split.test.length == 0) {
                        throw new IllegalArgumentException(groups + " cannot be cut into " + folds
                                + " folds that each hold some: one stays empty");
                    }
                    return split;
                })
                .toList();
    }

    /**
     * Rows to stand for all where these are too many: of each class a share of its rows, rounded down, at random, but at least one where it
     * has one. Ascending; the test rows of {@link #stratified} wherever that leaves no class out.
     *
     * @param share in (0, 1)
     * @throws IllegalArgumentException if the share is outside (0, 1)
     */
    public static int[] sample(Labels labels, double share, long seed) {
        checkShare(share);
        int[] quota = Arrays.stream(labels.counts())
                .map(count -> Math.min(count, Math.max(1, roundedDown(count, share))))
                .toArray();
        return byQuota(labels, quota, seed).test;
    }

    private static int roundedDown(int count, double share) {
        return (int) (count * share + 1e-9);
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

    /**
     * Seats rows in folds. The seats of class k are numbered on from those of class k − 1 and seat s is in fold s mod F: this makes both
     * classes and folds even.
     */
    private static final class Seating {
        private final Labels labels;
        private final Groups groups;
        private final int folds;
        /** Seats of each class that are free in each fold; below 0 where a group took more. */
        private final int[][] free;
        /** Seats that are free in each fold. */
        private final int[] room;
        /** Where each class looks first. */
        private final int[] next;

        Seating(Labels labels, Groups groups, int folds) {
            this.labels = labels;
            this.groups = groups;
            this.folds = folds;
            int[] counts = labels.counts();
            free = new int[counts.length][folds];
            room = new int[folds];
            next = new int[counts.length];
            int seat = 0;
            for (int k = 0; k < counts.length; k++) {
                next[k] = seat % folds;
                for (int i = 0; i < counts[k]; i++) {
                    free[k][seat % folds]++;
                    room[seat++ % folds]++;
                }
            }
        }

        int[] seat(int[] order) {
            int[] fold = new int[order.length];
            int[] place = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                place[order[i]] = i;
                fold[i] = -1;
            }
            groups.ofSeveralRows().stream()
                    .sorted(Comparator.<int[]>comparingInt(rows -> -rows.length)
                            .thenComparingInt(rows -> place[rows[0]]))
                    .forEach(rows -> {
                        int chosen = mostWelcome(rows);
                        for (int row : rows) {
                            take(row, chosen, fold);
                        }
                    });
            for (int row : order) {
                if (fold[row] < 0) {
                    int chosen = freest(labels.get(row));
                    take(row, chosen, fold);
                    next[labels.get(row)] = (chosen + 1) % folds;
                }
            }
            return fold;
        }

        private void take(int row, int chosen, int[] fold) {
            fold[row] = chosen;
            free[labels.get(row)][chosen]--;
            room[chosen]--;
        }

        /** The fold with free seats for most rows of a group; of these the one with most room. */
        private int mostWelcome(int[] rows) {
            int best = -1;
            int most = -1;
            for (int f = 0; f < folds; f++) {
                int welcome = 0;
                for (int row : rows) {
                    welcome += free[labels.get(row)][f]-- > 0 ? 1 : 0;
                }
                for (int row : rows) {
                    free[labels.get(row)][f]++;
                }
                if (welcome > most || welcome == most && room[f] > room[best]) {
                    best = f;
                    most = welcome;
                }
            }
            return best;
        }

        /** The fold with most free seats of a class; of these the next in turn. */
        private int freest(int k) {
            int best = next[k];
            for (int i = 1; i < folds; i++) {
                int f = (next[k] + i) % folds;
                best = free[k][f] > free[k][best] ? f : best;
            }
            return best;
        }
    }
}
