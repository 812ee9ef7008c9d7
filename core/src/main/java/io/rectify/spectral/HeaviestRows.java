package io.rectify.spectral;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The training rows of largest weight among those added, at most {@code count}; of equal weights the first rows. Bands of rows
 * may be added in any order and by several threads.
 */
final class HeaviestRows {
    private static final Comparator<Neighbour> LEAST_FIRST = Comparator.comparingDouble(Neighbour::weight)
            .thenComparing(Comparator.comparingInt(Neighbour::row).reversed());

    private final int count;
    private final PriorityQueue<Neighbour> heaviest = new PriorityQueue<>(LEAST_FIRST);

    HeaviestRows(int count) {
        this.count = count;
    }

    /**
     * Adds a band of rows.
     *
     * @param firstRow the band's first row
     * @param weights of the band's rows for each of several queries, row after row
     * @param query the one whose neighbours these are
     */
    synchronized void add(int firstRow, double[] weights, int query, int queries) {
        for (int i = 0; i * queries < weights.length && count > 0; i++) {
            double weight = weights[i * queries + query];
            Neighbour least = heaviest.peek();
            if (heaviest.size() < count || least == null || weight >= least.weight()) {
                heaviest.add(new Neighbour(firstRow + i, weight));
                if (heaviest.size() > count) {
                    heaviest.remove();
                }
            }
        }
    }

    synchronized List<Neighbour> heaviestFirst() {
        return heaviest.stream().sorted(LEAST_FIRST.reversed()).toList();
    }
}
