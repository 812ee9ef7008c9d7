package io.rectify.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A stratified random sample of rows for a person to check. Strata are cut by rank of suspicion: h = 0 … 5 are the rows
 * beyond the stratum before, down to the top 2, 5, 10, 20, 40 and 100 %. Equal numbers are drawn in each, so that suspicious rows,
 * which say most about the flags, are not missed and the others, which are most of the rows, are still represented.
 *
 * <p>Source: Cochran, Sampling Techniques, 3rd edition 1977, chapter 5.
 */
public final class ReviewSample {
    /** Where the strata end, in per cent of the rows. */
    private static final int[] PERCENT = {2, 5, 10, 20, 40, 100};

    /** Number of strata, H. */
    public static final int STRATA = PERCENT.length;

    private ReviewSample() {}

    /**
     * A row that was drawn.
     *
     * @param row from 0
     * @param stratum from 0, the most suspicious
     * @param inclusion probability n_h / N_h with which each row of the stratum was drawn, in (0, 1]
     */
    public record Row(int row, int stratum, double inclusion) {}

    /**
     * Draws rows without replacement, by the seed alone. They come in a random order: who reviews them is not to know how
     * suspicious they are.
     *
     * @param ranking all N rows, most suspicious first
     * @param count n, how many to draw; all rows if there are no more
     * @throws IllegalArgumentException if the ranking is no permutation of 0 … N−1, or count is not positive
     */
    public static List<Row> draw(int[] ranking, int count, long seed) {
        if (count <= 0) {
            throw new IllegalArgumentException("rows to review must be at least 1 but are " + count);
        }
        checkPermutation(ranking);
        SplittableRandom random = new SplittableRandom(seed);
        int[] sizes = sizes(ranking.length);
        int[] drawn = allocate(sizes, Math.min(count, ranking.length));
        List<Row> rows = new ArrayList<>();
        int start = 0;
        for (int h = 0; h < STRATA; h++) {
            int[] stratum = Arrays.copyOfRange(ranking, start, start + sizes[h]);
            for (int i = 0; i < drawn[h]; i++) {
                int j = i + random.nextInt(stratum.length - i);
                rows.add(new Row(stratum[j], h, (double) drawn[h] / sizes[h]));
                stratum[j] = stratum[i];
            }
            start += sizes[h];
        }
        for (int i = rows.size() - 1; i > 0; i--) {
            Collections.swap(rows, i, random.nextInt(i + 1));
        }
        return List.copyOf(rows);
    }

    /** Where strata end, as shares of all rows, the most suspicious first; the last is 1. */
    public static double[] ends() {
        return Arrays.stream(PERCENT).mapToDouble(percent -> percent / 100.0).toArray();
    }

    /** N_h, how many of so many rows are in each stratum; strata end at ⌈N·percent/100⌉. */
    public static int[] sizes(int rows) {
        int[] sizes = new int[STRATA];
        int start = 0;
        for (int h = 0; h < STRATA; h++) {
            int end = (int) (((long) rows * PERCENT[h] + 99) / 100);
            sizes[h] = end - start;
            start = end;
        }
        return sizes;
    }

    /**
     * The stratum of each row.
     *
     * @param ranking all rows, most suspicious first
     * @throws IllegalArgumentException if the ranking is no permutation of 0 … N−1
     */
    public static int[] strata(int[] ranking) {
        checkPermutation(ranking);
        int[] sizes = sizes(ranking.length);
        int[] strata = new int[ranking.length];
        int start = 0;
        for (int h = 0; h < STRATA; h++) {
            for (int i = start; i < start + sizes[h]; i++) {
                strata[ranking[i]] = h;
            }
            start += sizes[h];
        }
        return strata;
    }

    /**
     * n_h, how many of so many rows to draw in each stratum: equal numbers, as far as a stratum has them; what is left over goes to the others,
     * the largest first.
     *
     * @param sizes N_h
     * @param count n, at most Σ N_h
     */
    public static int[] allocate(int[] sizes, int count) {
        int[] drawn = new int[STRATA];
        int left = count;
        while (left > 0) {
            int open = 0;
            for (int h = 0; h < STRATA; h++) {
                open += drawn[h] < sizes[h] ? 1 : 0;
            }
            int each = Math.max(1, left / open);
            for (int h = STRATA - 1; h >= 0; h--) {
                int more = Math.min(left, Math.min(each, sizes[h] - drawn[h]));
                drawn[h] += more;
                left -= more;
            }
        }
        return drawn;
    }

    private static void checkPermutation(int[] ranking) {
        boolean[] seen = new boolean[ranking.length];
        for (int row : ranking) {
            if (row < 0 || row >= seen.length || seen[row]) {
                throw new IllegalArgumentException("a ranking of " + seen.length
                        + " rows must name each of 0 to " + (seen.length - 1) + " once but row " + row
                        + (row < 0 || row >= seen.length ? " is not among them" : " is there twice"));
            }
            seen[row] = true;
        }
    }
}
