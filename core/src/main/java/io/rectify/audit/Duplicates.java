package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that are copies of each other: equal, or all but equal. A copy tells what label the other was given, so neither should be judged
 * by a model that has seen the other.
 *
 * <p>Equal rows are a group; so are distinct rows that are linked by cosines of at least a threshold, directly or through others, unless
 * they are a dense class rather than copies. Linked rows are dense if they are more than a twentieth of all distinct rows, or more than a
 * third of those of a given class; and where more rows lie in dense groups than in others, all are, since closeness means nothing there.
 * Up to ten rows, and up to two of a class, are never dense by their share. What is dense keeps its equal rows as groups. Equal rows that are more
 * than a twentieth of all rows are no group either: they are values of few features rather than copies.
 *
 * <p>Measured at .98 on centred, normalised rows: 1797 digits have two such pairs; clouds of 2 to 10 classes in 8 dimensions are dense and
 * have none; every row of the digits, of Banking77 or of 300 well separated rows five times gives groups of five.
 *
 * @param groups of all rows
 * @param copied number of groups of more than one row
 * @param rows number of rows in them
 * @param equalPairs pairs of rows of one group that were given the same label
 * @param otherPairs pairs of rows of one group that were given different labels
 * @param dense rows whose groups were taken for dense classes instead
 * @param compared whether distinct rows were compared too, or were too many
 */
public record Duplicates(
        Groups groups, int copied, int rows, long equalPairs, long otherPairs, int dense, boolean compared) {
    /** Cosine from which two rows are taken for copies. */
    public static final double COSINE = 0.98;

    /** Distinct rows up to which every one is compared with every other. */
    private static final int MOST_COMPARED = 100_000;

    /** Numbers in such rows, which are copied. */
    private static final int MOST_NUMBERS = 1 << 27;

    private static final int BAND = 512;

    /** Largest share of all rows that copies of one row may have. */
    private static final double MOST_OF_ALL = 0.05;

    /** Largest share of a class. */
    private static final double MOST_OF_CLASS = 1.0 / 3;

    /** So few rows are copies, whatever their share of all. */
    private static final int FEW_OF_ALL = 10;

    /** So few rows are copies, whatever their share of a class. */
    private static final int FEW_OF_CLASS = 2;

    /**
     * Finds copies: exact ones in one pass over the rows, and near ones in time M² for {@link #mostCompared} distinct rows M at most.
     *
     * @param cosine from which rows are taken for copies, in (0, 1]
     * @throws IllegalArgumentException if the cosine is outside (0, 1]
     */
    public static Duplicates of(Prepared data, double cosine, int threads) {
        return of(data, cosine, mostCompared(data.features().columns()), threads);
    }

    /** Distinct rows of D numbers up to which every one is compared with every other: 100,000, and 2²⁷/D. */
    static int mostCompared(int features) {
        return Math.min(MOST_COMPARED, MOST_NUMBERS / Math.max(1, features));
    }

    /** @param most distinct rows to compare with each other */
    static Duplicates of(Prepared data, double cosine, int most, int threads) {
        if (!(cosine > 0 && cosine <= 1)) {
            throw new IllegalArgumentException("cosine of near-duplicates must lie in (0, 1] but is " + cosine);
        }
        Labels given = data.given();
        int[] first = firstOfEqual(data.features(), threads);
        int[] distinct = distinct(first);
        boolean compared = distinct.length <= most;
        int[] joined = compared ? near(data.features(), first, distinct, cosine, threads) : first.clone();
        int[] keys = new int[first.length];
        boolean[] denseClose = compared ? dense(joined, first, distinct, given) : new boolean[first.length];
        boolean[] many = largerThan(first, Math.max(FEW_OF_ALL, MOST_OF_ALL * first.length));
        int dense = 0;
        for (int i = 0; i < keys.length; i++) {
            boolean tied = many[first[i]];
            boolean close = denseClose[joined[i]];
            keys[i] = tied ? -1 - i : close ? first[i] : joined[i];
            dense += close || tied ? 1 : 0;
        }
        return of(Groups.of(keys), given, dense, compared);
    }

    /** No copies, where none are looked for. */
    public static Duplicates none(int rows) {
        return new Duplicates(Groups.ofSingleRows(rows), 0, 0, 0, 0, 0, false);
    }

    private static Duplicates of(Groups groups, Labels given, int dense, boolean compared) {
        List<int[]> copies = groups.ofSeveralRows();
        long equal = 0;
        long all = 0;
        for (int[] rows : copies) {
            all += rows.length * (rows.length - 1L) / 2;
            Map<Integer, Integer> counts = new HashMap<>();
            for (int row : rows) {
                equal += counts.merge(given.get(row), 1, Integer::sum) - 1;
            }
        }
        int rows = copies.stream().mapToInt(copy -> copy.length).sum();
        return new Duplicates(groups, copies.size(), rows, equal, all - equal, dense, compared);
    }

    /** The first row that each row equals in every feature, bit for bit but for the sign of 0. */
    private static int[] firstOfEqual(RowBlocks features, int threads) {
        long[] hashes = new long[features.rows()];
        Parallel.forEachBand(hashes.length, BAND, threads, (from, to) -> {
            float[] row = new float[features.columns()];
            try (Matrix block = features.rowBlock(from, to)) {
                for (int i = from; i < to; i++) {
                    block.getRows(i - from, 1, row);
                    hashes[i] = hash(row);
                }
            }
        });
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        int[] known = new int[hashes.length];
        Arrays.fill(known, -1);
        int[] first = new int[hashes.length];
        for (int i = 0; i < first.length; i++) {
            int place = Arrays.binarySearch(sorted, hashes[i]);
            known[place] = known[place] < 0 ? i : known[place];
            first[i] = known[place];
        }
        return first;
    }

    /** 64 bits of all values; that two of a billion rows share them by accident has a chance of 3 %, of a million 3·10⁻⁸. */
    private static long hash(float[] row) {
        long hash = row.length;
        for (float value : row) {
            long mixed = (hash ^ Float.floatToIntBits(value + 0f)) * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            hash = mixed ^ (mixed >>> 31);
        }
        return hash;
    }

    /** The least row that each row is linked with. */
    private static int[] near(RowBlocks features, int[] first, int[] distinct, double cosine, int threads) {
        Links links = new Links(first);
        try (Matrix rows = NearestRows.unit(features.selectRows(distinct), threads);
                CosineBounds bounds = CosineBounds.of(rows, cosine);
                Matrix placed = bounds.place(rows, threads)) {
            float least = bounds.least();
            Parallel.forEachBand(distinct.length, BAND, threads, (from, to) -> {
                TiledProducts.forEach(placed.rowBlock(from, to), placed, to, (row, start, end, most) -> {
                    int i = from + row;
                    for (int j = start; j < Math.min(end, i); j++) {
                        if (most[j - start] >= least
                                && !links.known(distinct[i], distinct[j])
                                && Blas.dot(rows, i, rows, j) >= cosine) {
                            links.join(distinct[i], distinct[j]);
                        }
                    }
                });
            });
        }
        return links.least();
    }

    private static int[] distinct(int[] first) {
        int[] distinct = new int[first.length];
        int count = 0;
        for (int i = 0; i < first.length; i++) {
            if (first[i] == i) {
                distinct[count++] = i;
            }
        }
        return Arrays.copyOf(distinct, count);
    }

    /** Union and find; the root of a set is its least row. */
    private static final class Links {
        private final int[] parent;

        Links(int[] first) {
            parent = first.clone();
        }

        /**
         * Whether the two are linked already, as far as this thread sees: in a dense class nearly every pair is close. A row's parent only
         * ever becomes a lesser row of the same set, so what is read while others write is a row of that set.
         */
        boolean known(int a, int b) {
            return top(a) == top(b);
        }

        private int top(int row) {
            int at = row;
            for (int next = parent[at]; next != at; next = parent[at]) {
                at = next;
            }
            return at;
        }

        synchronized void join(int a, int b) {
            int rootOfA = root(a);
            int rootOfB = root(b);
            parent[Math.max(rootOfA, rootOfB)] = Math.min(rootOfA, rootOfB);
        }

        private int root(int row) {
            int at = row;
            while (parent[at] != at) {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            return at;
        }

        int[] least() {
            int[] roots = new int[parent.length];
            Arrays.setAll(roots, this::root);
            return roots;
        }
    }

    /** Whether the linked rows, named by their least one, are a dense class. */
    private static boolean[] dense(int[] joined, int[] first, int[] distinct, Labels given) {
        boolean[] dense = largerThan(
                Arrays.stream(distinct).map(row -> joined[row]).toArray(),
                Math.max(FEW_OF_ALL, MOST_OF_ALL * distinct.length),
                joined.length);
        int[] classes = new int[given.classCount()];
        Map<Long, Integer> inGroup = new HashMap<>();
        Set<Long> counted = new HashSet<>();
        int k = given.classCount();
        for (int i = 0; i < joined.length; i++) {
            if (counted.add((long) first[i] * k + given.get(i))) {
                classes[given.get(i)]++;
                inGroup.merge((long) joined[i] * k + given.get(i), 1, Integer::sum);
            }
        }
        inGroup.forEach((key, count) -> {
            int of = (int) (key % k);
            dense[(int) (key / k)] |= count > FEW_OF_CLASS && count > MOST_OF_CLASS * classes[of];
        });
        int[] sizes = sizes(Arrays.stream(distinct).map(row -> joined[row]).toArray(), joined.length);
        int denseRows = 0;
        int others = 0;
        for (int i = 0; i < sizes.length; i++) {
            denseRows += dense[i] ? sizes[i] : 0;
            others += !dense[i] && sizes[i] > 1 ? sizes[i] : 0;
        }
        if (denseRows > others) {
            for (int i = 0; i < sizes.length; i++) {
                dense[i] |= sizes[i] > 1;
            }
        }
        return dense;
    }

    private static boolean[] largerThan(int[] keys, double most) {
        return largerThan(keys, most, keys.length);
    }

    private static boolean[] largerThan(int[] keys, double most, int count) {
        int[] sizes = sizes(keys, count);
        boolean[] larger = new boolean[count];
        for (int i = 0; i < count; i++) {
            larger[i] = sizes[i] > most;
        }
        return larger;
    }

    private static int[] sizes(int[] keys, int count) {
        int[] sizes = new int[count];
        for (int key : keys) {
            sizes[key]++;
        }
        return sizes;
    }
}
