package io.rectify.studies;

import io.rectify.theory.SuperclassDiscovery.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The tree of agglomerative merges, its leaves in an order in which no branches cross.
 *
 * @param order classes from first leaf to last
 * @param joins of each merge, lowest first
 */
record Dendrogram(List<Integer> order, List<Join> joins) {
    /**
     * A merge as it is drawn: two branches at places counted in leaves, the middle of the first leaf at .5, from the heights where
     * they began to the height where they meet.
     */
    record Join(double height, double firstAt, double firstFrom, double secondAt, double secondFrom) {}

    /** A cluster while the tree is being built. */
    private record Branch(List<Integer> leaves, double height, int join) {}

    /** Makes the tree of K − 1 merges of K classes. */
    static Dendrogram of(int classes, List<Merge> merges) {
        Map<Integer, Branch> branches = new HashMap<>();
        for (int k = 0; k < classes; k++) {
            branches.put(k, new Branch(List.of(k), 0, -1));
        }
        List<Branch[]> pairs = new ArrayList<>();
        Branch all = Objects.requireNonNull(branches.get(0));
        for (Merge merge : merges) {
            Branch first = Objects.requireNonNull(branches.get(merge.first()));
            Branch second = Objects.requireNonNull(branches.get(merge.second()));
            if (first.leaves().get(0) > second.leaves().get(0)) {
                Branch kept = first;
                first = second;
                second = kept;
            }
            List<Integer> leaves = new ArrayList<>(first.leaves());
            leaves.addAll(second.leaves());
            all = new Branch(leaves, merge.height(), pairs.size());
            pairs.add(new Branch[] {first, second});
            for (int leaf : leaves) {
                branches.put(leaf, all);
            }
        }
        return new Dendrogram(List.copyOf(all.leaves()), joins(all.leaves(), pairs, merges));
    }

    private static List<Join> joins(List<Integer> order, List<Branch[]> pairs, List<Merge> merges) {
        double[] at = new double[pairs.size()];
        List<Join> joins = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Branch first = pairs.get(i)[0];
            Branch second = pairs.get(i)[1];
            double firstAt = place(first, at, order);
            double secondAt = place(second, at, order);
            at[i] = (firstAt + secondAt) / 2;
            joins.add(new Join(merges.get(i).height(), firstAt, first.height(), secondAt, second.height()));
        }
        return joins;
    }

    private static double place(Branch branch, double[] at, List<Integer> order) {
        return branch.join() < 0 ? order.indexOf(branch.leaves().get(0)) + 0.5 : at[branch.join()];
    }

    double largestHeight() {
        return joins.isEmpty() ? 1 : joins.get(joins.size() - 1).height();
    }
}
