package io.rectify.metrics;

import java.util.Arrays;

/**
 * How far two partitions of the same things agree, beyond chance: of the pairs of things, with a pairs together in both, b and c
 * in the one and in the other, of n in all,
 *
 * <p>ARI = (a − bc/n) / ((b + c)/2 − bc/n),
 *
 * <p>1 for equal partitions and 0 on average for random ones with clusters of the same sizes.
 *
 * <p>Source: Hubert &amp; Arabie, "Comparing partitions", Journal of Classification 2, 1985, equation 5.
 */
public final class AdjustedRand {
    private AdjustedRand() {}

    /**
     * The index; 1 for partitions that chance alone makes equal: both of single things, or both of one cluster.
     *
     * @param first cluster of each thing, 0 or more
     * @param second the same in the other partition
     * @throws IllegalArgumentException if they differ in length, or a cluster is negative
     */
    public static double of(int[] first, int[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "partitions are of " + first.length + " and " + second.length + " things");
        }
        int rows = clusters(first);
        int columns = clusters(second);
        int[][] together = new int[rows][columns];
        int[] sums = new int[columns];
        for (int i = 0; i < first.length; i++) {
            together[first[i]][second[i]]++;
            sums[second[i]]++;
        }
        double both = Arrays.stream(together).mapToDouble(AdjustedRand::pairs).sum();
        double inFirst = pairs(Arrays.stream(together)
                .mapToInt(row -> Arrays.stream(row).sum())
                .toArray());
        double inSecond = pairs(sums);
        double all = pairs(new int[] {first.length});
        double expected = all == 0 ? 0 : inFirst * inSecond / all;
        double largest = (inFirst + inSecond) / 2;
        return largest == expected ? 1 : (both - expected) / (largest - expected);
    }

    private static int clusters(int[] partition) {
        if (Arrays.stream(partition).anyMatch(cluster -> cluster < 0)) {
            throw new IllegalArgumentException("clusters count from 0 but one is negative");
        }
        return 1 + Arrays.stream(partition).max().orElse(-1);
    }

    /** Σ n(n − 1)/2. */
    private static double pairs(int[] counts) {
        return Arrays.stream(counts).mapToDouble(n -> n * (n - 1.0) / 2).sum();
    }
}
