package io.rectify.theory;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.opencompare.hac.HierarchicalAgglomerativeClusterer;
import org.opencompare.hac.agglomeration.CompleteLinkage;

/**
 * Superclasses from the correlations between classes: complete-linkage clustering with distance 1 − correlation, cut at a
 * share of the largest merge height.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, experiments; the distances between classes themselves are
 * clustered, not the rows of their matrix as points.
 */
public final class SuperclassDiscovery {
    /** Where Jeong &amp; Chung cut. */
    public static final double CUT = 0.8;

    private SuperclassDiscovery() {}

    /**
     * Index of the superclass of each class, numbered in the order of their first class. A class without rows stands alone.
     *
     * @param cut share of the largest merge height, in [0, 1]
     */
    public static int[] discover(ClassCorrelation correlation, double cut) {
        if (!(cut >= 0 && cut <= 1)) {
            throw new IllegalArgumentException("cut must lie between 0 and 1 but is " + cut);
        }
        return joined(correlation, (merges, i) -> merges.height[i] <= cut * merges.height[merges.count - 1]);
    }

    /**
     * The same with a number of superclasses instead of a cut: the merges are undone from the last one on until there are so
     * many. Classes without rows stand alone and are not counted.
     *
     * @param count from 1 to the number of classes that have rows
     */
    public static int[] clusters(ClassCorrelation correlation, int count) {
        int classes = present(correlation).length;
        if (count < 1 || count > classes) {
            throw new IllegalArgumentException(
                    "number of superclasses must lie between 1 and " + classes + " but is " + count);
        }
        return joined(correlation, (merges, i) -> i < classes - count);
    }

    private static int[] present(ClassCorrelation correlation) {
        return IntStream.range(0, correlation.classes())
                .filter(k -> correlation.counts()[k] > 0)
                .toArray();
    }

    private interface Choice {
        boolean takes(Merges merges, int i);
    }

    private static int[] joined(ClassCorrelation correlation, Choice choice) {
        int[] present = present(correlation);
        int[] parent = IntStream.range(0, correlation.classes()).toArray();
        if (present.length > 1) {
            Merges merges = new Merges(present.length);
            new HierarchicalAgglomerativeClusterer(
                            () -> present.length,
                            (experiment, a, b) -> 1 - correlation.means()[present[a]][present[b]],
                            new CompleteLinkage())
                    .cluster(merges::add);
            for (int i = 0; i < merges.count; i++) {
                if (choice.takes(merges, i)) {
                    parent[root(parent, present[merges.first[i]])] = root(parent, present[merges.second[i]]);
                }
            }
        }
        return numbered(parent);
    }

    /** The merges in order, each naming one member of either cluster. */
    private static final class Merges {
        private final int[] first;
        private final int[] second;
        private final double[] height;
        private int count;

        Merges(int observations) {
            first = new int[observations - 1];
            second = new int[observations - 1];
            height = new double[observations - 1];
        }

        void add(int a, int b, double dissimilarity) {
            first[count] = a;
            second[count] = b;
            height[count] = dissimilarity;
            count++;
        }
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
