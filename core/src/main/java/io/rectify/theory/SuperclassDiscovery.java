package io.rectify.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.opencompare.hac.HierarchicalAgglomerativeClusterer;
import org.opencompare.hac.agglomeration.CompleteLinkage;

/**
 * Superclasses from the correlations between classes: complete-linkage clustering with distance 1 − correlation, cut where
 * superclasses explain the correlations best, or at a share of the largest merge height.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, experiments, for the clustering and the latter cut; the distances
 * between classes themselves are clustered, not the rows of their matrix as points. The former is the point-biserial criterion of Milligan (Psychometrika
 * 46, 1981): what {@link ThreeLevelModel} takes of correlations between classes is whether two share a superclass.
 */
public final class SuperclassDiscovery {
    /** Where Jeong &amp; Chung cut. */
    public static final double CUT = 0.8;

    private SuperclassDiscovery() {}

    /**
     * Two clusters that become one.
     *
     * @param first a class of the one
     * @param second a class of the other
     * @param height 1 − the smallest correlation between a class of the one and a class of the other
     */
    public record Merge(int first, int second, double height) {}

    /** The merges of the classes that have rows, lowest first; one less than there are such classes. */
    public static List<Merge> merges(ClassCorrelation correlation) {
        int[] counts = correlation.counts();
        double[][] means = correlation.means();
        int[] present =
                IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
        List<Merge> merges = new ArrayList<>();
        if (present.length > 1) {
            new HierarchicalAgglomerativeClusterer(
                            () -> present.length,
                            (experiment, a, b) -> 1 - means[present[a]][present[b]],
                            new CompleteLinkage())
                    .cluster((a, b, height) -> merges.add(new Merge(present[a], present[b], height)));
        }
        return List.copyOf(merges);
    }

    /**
     * The superclasses for which the correlation, over pairs of classes, between R_kj and whether k and j share a superclass is largest; of
     * equal ones those with more superclasses. Each class stands alone where there are fewer than three or all R_kj are equal.
     */
    public static int[] discover(ClassCorrelation correlation) {
        List<Merge> merges = merges(correlation);
        double[][] means = correlation.means();
        int[] counts = correlation.counts();
        int[] present =
                IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
        double pairs = present.length * (present.length - 1) / 2.0;
        double mean = Arrays.stream(present)
                        .mapToDouble(a -> Arrays.stream(present)
                                .filter(b -> b < a)
                                .mapToDouble(b -> means[a][b])
                                .sum())
                        .sum()
                / pairs;
        int[] cluster = IntStream.range(0, means.length).toArray();
        double same = 0;
        double excess = 0;
        double largest = 0;
        int best = 0;
        for (int j = 0; j < merges.size() - 1; j++) {
            int first = cluster[merges.get(j).first()];
            int second = cluster[merges.get(j).second()];
            int[] members =
                    Arrays.stream(present).filter(k -> cluster[k] == second).toArray();
            for (int a : present) {
                for (int b : cluster[a] == first ? members : new int[0]) {
                    same++;
                    excess += means[a][b] - mean;
                }
            }
            Arrays.stream(members).forEach(k -> cluster[k] = first);
            double explained = excess / Math.sqrt(same * (pairs - same));
            if (explained > largest * (1 + 1e-12)) {
                largest = explained;
                best = j + 1;
            }
        }
        return clusters(means.length, merges.subList(0, best));
    }

    /**
     * Index of the superclass of each class, numbered in the order of their first class. A class without rows stands alone.
     *
     * @param cut share of the largest merge height, in [0, 1]
     */
    public static int[] discover(ClassCorrelation correlation, double cut) {
        if (!(cut >= 0 && cut <= 1)) {
            throw new IllegalArgumentException("cut must lie between 0 and 1 but is " + cut);
        }
        List<Merge> merges = merges(correlation);
        double limit =
                merges.isEmpty() ? 0 : cut * merges.get(merges.size() - 1).height();
        return clusters(
                correlation.classes(),
                merges.stream().filter(merge -> merge.height() <= limit).toList());
    }

    /**
     * The clusters that some merges make of single classes, numbered in the order of their first class: the first j merges
     * leave j clusters fewer than there are classes.
     *
     * @param classes K
     * @throws IllegalArgumentException if a merge names no class
     */
    public static int[] clusters(int classes, List<Merge> merges) {
        int[] parent = IntStream.range(0, classes).toArray();
        for (Merge merge : merges) {
            if (Math.min(merge.first(), merge.second()) < 0 || Math.max(merge.first(), merge.second()) >= classes) {
                throw new IllegalArgumentException(merge + " is not of " + classes + " classes");
            }
            parent[root(parent, merge.first())] = root(parent, merge.second());
        }
        return numbered(parent);
    }

    /**
     * As many superclasses as are wanted: the last merges are left out. Classes without rows stand alone and are not counted.
     *
     * @param count from 1 to the number of classes that have rows
     */
    public static int[] clusters(ClassCorrelation correlation, int count) {
        List<Merge> merges = merges(correlation);
        int classes = merges.size() + 1;
        if (count < 1 || count > classes) {
            throw new IllegalArgumentException(
                    "number of superclasses must lie between 1 and " + classes + " but is " + count);
        }
        return clusters(correlation.classes(), merges.subList(0, classes - count));
    }

    private static int root(int[] parent, int k) {
        int root = k;
        while (parent[root] != root) {
            root = parent[root];
        }
        return root;
    }

    private static int[] numbered(int[] parent) {
        int[] number = new int[parent.length];
        Arrays.fill(number, -1);
        int[] superclasses = new int[parent.length];
        int next = 0;
        for (int k = 0; k < parent.length; k++) {
            int root = root(parent, k);
            if (number[root] < 0) {
                number[root] = next++;
            }
            superclasses[k] = number[root];
        }
        return superclasses;
    }
}
