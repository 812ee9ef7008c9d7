package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.RowNorms;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The rows nearest to each row by cosine, itself and its copies left out. Where pairs would be too many, those nearest of a random sample.
 */
public final class NearestRows {
    private static final int BAND = 512;

    /** Rows that are compared with all others at a time where these are many. */
    private static final int FEW = 128;

    /** Pairs of rows that are compared, at most unless a sample would be too small. */
    private static final long MOST_PAIRS = 2_000_000_000L;

    /** Features of which so many pairs are as much work as is done. */
    private static final int FEATURES = 384;

    /** A sample of so many rows is not made smaller to save work. */
    private static final int LARGE = 10_000;

    /** A sample smaller than this says nothing of a row's surroundings. */
    private static final int LEAST_COMPARED = 5_000;

    private static final long SEED = 4;

    /** By which a cosine of float32 features may be off. */
    private static final double ROUNDING = 1e-4;

    private final int count;
    private final int[] nearest;
    private final float[] closest;

    private NearestRows(int count, int[] nearest, float[] closest) {
        this.count = count;
        this.nearest = nearest;
        this.closest = closest;
    }

    /**
     * The nearest rows of every row.
     *
     * @param features N×D, prepared
     * @param copies rows of one group are no neighbours of each other
     * @param count how many of each, fewer where there are not so many rows
     */
    public static NearestRows of(RowBlocks features, Groups copies, int count, int threads) {
        int n = features.rows();
        int compared = compared(n, features.columns());
        if (compared == 0) {
            return new NearestRows(0, new int[0], new float[0]);
        }
        int[] rows = compared == n
                ? IntStream.range(0, n).toArray()
                : new SplittableRandom(SEED)
                        .ints(0, n)
                        .distinct()
                        .limit(compared)
                        .sorted()
                        .toArray();
        int kept = Math.min(count, compared - mostOfOneGroup(rows, copies));
        if (kept <= 0) {
            return new NearestRows(0, new int[0], new float[0]);
        }
        int[] nearest = new int[Math.multiplyExact(n, kept)];
        float[] closest = new float[n];
        double[] squares = compared == n ? RowNorms.squared(features, threads) : new double[n];
        try (Matrix candidates = unit(features.selectRows(rows), threads)) {
            Parallel.forEachBand(n, BAND, threads, (from, to) -> {
                Nearest best = new Nearest(from, to, kept, copies);
                best.among(features, candidates, rows);
                for (int i = from; i < to; i++) {
                    System.arraycopy(best.rows, (i - from) * kept, nearest, i * kept, kept);
                    closest[i] = squares[i] > 0 ? (float) (best.closest[i - from] / Math.sqrt(squares[i])) : 0;
                }
            });
        }
        return new NearestRows(kept, nearest, compared == n ? closest : new float[0]);
    }

    /**
     * Rows among which the nearest of each of n rows of D features are sought: all, or a random sample; 0 of a single row. There are at most
     * 2·10⁹ pairs, and as much work as in so many of 384 features, unless fewer than 5,000 or 10,000 rows are left.
     */
    public static int compared(int n, int features) {
        if (n < 2) {
            return 0;
        }
        long pairs = MOST_PAIRS / n;
        long worth = Math.max(LARGE, pairs * FEATURES / Math.max(1, features));
        return (int) Math.min(n, Math.max(LEAST_COMPARED, Math.min(pairs, worth)));
    }

    /**
     * The nearest of other rows, but for those that are as close as copies.
     *
     * @param rows of norm 1
     * @param others of norm 1, M×D: row indices of the result are theirs
     * @param copies cosine from which rows are copies
     * @param count how many of each, fewer where there are not so many others
     */
    static NearestRows among(Matrix rows, Matrix others, double copies, int count) {
        int kept = Math.min(count, others.rows());
        int[] nearest = new int[Math.multiplyExact(rows.rows(), kept)];
        Parallel.forEachBand(rows.rows(), FEW, 1, (from, to) -> {
            try (Matrix products = Matrix.zeros(to - from, others.rows())) {
                Blas.multiplyTransposedB(1, rows.rowBlock(from, to), others, 0, products, 1);
                float[] row = new float[others.rows()];
                for (int i = from; i < to; i++) {
                    products.getRows(i - from, 1, row);
                    for (int c = 0; c < row.length; c++) {
                        row[c] = row[c] >= copies ? -row[c] : row[c];
                    }
                    System.arraycopy(Probabilities.largest(row, kept), 0, nearest, i * kept, kept);
                }
            }
        });
        return new NearestRows(kept, nearest, new float[0]);
    }

    private static int mostOfOneGroup(int[] rows, Groups copies) {
        int[] counts = new int[copies.count()];
        for (int row : rows) {
            counts[copies.get(row)]++;
        }
        return Arrays.stream(counts).max().orElse(0);
    }

    /** Rows divided by their norms, in place; rows of zeros stay. */
    static Matrix unit(Matrix rows, int threads) {
        double[] squares = RowNorms.squared(rows, threads);
        float[] row = new float[rows.columns()];
        for (int i = 0; i < squares.length; i++) {
            if (squares[i] > 0) {
                rows.getRows(i, 1, row);
                float scale = (float) (1 / Math.sqrt(squares[i]));
                for (int j = 0; j < row.length; j++) {
                    row[j] *= scale;
                }
                rows.setRows(i, 1, row);
            }
        }
        return rows;
    }

    /**
     * The nearest rows of one band, found piece by piece of the candidates while their products are in the cache: largest value first, the
     * first of equals first; by insertion, since few of many are wanted.
     */
    private static final class Nearest {
        private final int from;
        private final int to;
        private final int kept;
        private final Groups copies;
        private final float[] best;
        private final int[] rows;
        /** The largest value of another row, copies included. */
        private final float[] closest;

        Nearest(int from, int to, int kept, Groups copies) {
            this.from = from;
            this.to = to;
            this.kept = kept;
            this.copies = copies;
            this.best = new float[(to - from) * kept];
            this.rows = new int[best.length];
            this.closest = new float[to - from];
            Arrays.fill(best, Float.NEGATIVE_INFINITY);
            Arrays.fill(closest, Float.NEGATIVE_INFINITY);
        }

        void among(RowBlocks features, Matrix candidates, int[] candidateRows) {
            try (Matrix band = features.rowBlock(from, to)) {
                TiledProducts.forEach(
                        band,
                        candidates,
                        candidates.rows(),
                        (row, start, end, products) -> insert(products, candidateRows, start, end, from + row));
            }
        }

        private void insert(float[] values, int[] candidateRows, int start, int end, int self) {
            int first = (self - from) * kept;
            int last = first + kept - 1;
            int group = copies.get(self);
            for (int c = start; c < end; c++) {
                float value = values[c - start];
                if (!(value > best[last])) {
                    continue;
                }
                int row = candidateRows[c];
                if (row != self) {
                    closest[self - from] = Math.max(closest[self - from], value);
                }
                if (copies.get(row) != group) {
                    int place = last;
                    while (place > first && value > best[place - 1]) {
                        best[place] = best[place - 1];
                        rows[place] = rows[place - 1];
                        place--;
                    }
                    best[place] = value;
                    rows[place] = row;
                }
            }
        }
    }

    /**
     * Rows, of those asked about, that may have another row within a cosine; all of them where not every row was compared.
     *
     * @param asked row indices
     */
    int[] within(double cosine, int[] asked) {
        return closest.length == 0
                ? asked
                : Arrays.stream(asked)
                        .filter(row -> closest[row] >= cosine - ROUNDING)
                        .toArray();
    }

    /** How many are known of each row. */
    int count() {
        return count;
    }

    /** The c-th nearest row, from 0. */
    int get(int row, int c) {
        return nearest[row * count + c];
    }

    /**
     * How often each class is given to the nearest rows of a row.
     *
     * @param votes K numbers, overwritten
     */
    void votes(int row, Labels given, int[] votes) {
        Arrays.fill(votes, 0);
        for (int c = 0; c < count; c++) {
            votes[given.get(get(row, c))]++;
        }
    }
}
