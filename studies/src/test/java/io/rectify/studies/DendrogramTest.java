package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.theory.ClassCorrelation;
import io.rectify.theory.SuperclassDiscovery;
import io.rectify.theory.SuperclassDiscovery.Merge;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DendrogramTest {
    @Test
    void smallOneByHand() {
        Dendrogram tree = Dendrogram.of(4, List.of(new Merge(1, 3, 0.2), new Merge(2, 0, 0.5), new Merge(3, 0, 0.9)));
        assertThat(tree.order()).containsExactly(0, 2, 1, 3);
        assertThat(tree.joins())
                .containsExactly(
                        new Dendrogram.Join(0.2, 2.5, 0, 3.5, 0),
                        new Dendrogram.Join(0.5, 0.5, 0, 1.5, 0),
                        new Dendrogram.Join(0.9, 1, 0.5, 3, 0.2));
        assertThat(tree.largestHeight()).isEqualTo(0.9);
    }

    /** No branches cross: in the order of the leaves every cluster of every number of clusters is one stretch. */
    @Test
    void clustersAreStretchesOfTheOrder() {
        int k = 25;
        Random random = new Random(4);
        double[][] means = new double[k][k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                means[a][b] = random.nextDouble();
                means[b][a] = means[a][b];
            }
        }
        int[] counts = new int[k];
        Arrays.fill(counts, 2);
        List<Merge> merges = SuperclassDiscovery.merges(new ClassCorrelation(counts, new double[k], means));
        Dendrogram tree = Dendrogram.of(k, merges);
        assertThat(tree.order())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, k).boxed().toList());
        for (int count = 1; count <= k; count++) {
            int[] clusters = SuperclassDiscovery.clusters(k, merges.subList(0, k - count));
            Set<Integer> left = new HashSet<>();
            for (int i = 1; i < k; i++) {
                int before = clusters[tree.order().get(i - 1)];
                int here = clusters[tree.order().get(i)];
                if (here != before) {
                    left.add(before);
                }
                assertThat(left).doesNotContain(here);
            }
        }
    }
}
