package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.rectify.Golden;
import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against SciPy, see src/test/python/make_superclass_golden.py, and against the definition. */
class SuperclassDiscoveryTest {
    private static final Golden GOLDEN = Golden.of("superclasses");

    private static ClassCorrelation of(double[][] means, int[] counts) {
        return new ClassCorrelation(counts, Reference.ones(counts.length), means);
    }

    private static ClassCorrelation of(double[][] means) {
        int[] counts = new int[means.length];
        Arrays.fill(counts, 5);
        return of(means, counts);
    }

    private static double[][] random(int k, long seed) {
        Random random = new Random(seed);
        double[][] means = new double[k][k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                means[a][b] = 2 * random.nextDouble() - 1;
                means[b][a] = means[a][b];
            }
        }
        return means;
    }

    /** Pearson's correlation over pairs of classes, for every number of clusters by itself. */
    private static int[] mostExplained(ClassCorrelation correlation) {
        int k = correlation.classes();
        List<SuperclassDiscovery.Merge> merges = SuperclassDiscovery.merges(correlation);
        int[] best = IntStream.range(0, k).toArray();
        double largest = 1e-9;
        for (int j = 1; j < merges.size(); j++) {
            int[] clusters = SuperclassDiscovery.clusters(k, merges.subList(0, j));
            List<double[]> pairs = new ArrayList<>();
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < a; b++) {
                    pairs.add(new double[] {correlation.means()[a][b], clusters[a] == clusters[b] ? 1 : 0});
                }
            }
            double[] mean = {
                pairs.stream().mapToDouble(p -> p[0]).average().orElseThrow(),
                pairs.stream().mapToDouble(p -> p[1]).average().orElseThrow()
            };
            double pearson =
                    moment(pairs, mean, 0, 1) / Math.sqrt(moment(pairs, mean, 0, 0) * moment(pairs, mean, 1, 1));
            if (pearson > largest + 1e-12) {
                largest = pearson;
                best = clusters;
            }
        }
        return best;
    }

    private static double moment(List<double[]> pairs, double[] mean, int i, int j) {
        return pairs.stream()
                .mapToDouble(p -> (p[i] - mean[i]) * (p[j] - mean[j]))
                .sum();
    }

    @Test
    void superclassesThatExplainMost() {
        for (int seed = 0; seed < 40; seed++) {
            ClassCorrelation correlation = of(random(3 + seed % 20, seed));
            assertThat(SuperclassDiscovery.discover(correlation)).isEqualTo(mostExplained(correlation));
        }
    }

    /** Five superclasses of 2 to 6 classes whose correlations overlap a little with those of others are found, at any level of the rest. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void superclassesThatWerePutIn(long seed) {
        Random random = new Random(seed);
        int[] planted = IntStream.range(0, 20)
                .map(k -> k < 2 ? 0 : k < 5 ? 1 : k < 9 ? 2 : k < 14 ? 3 : 4)
                .toArray();
        double[][] means = new double[20][20];
        for (int a = 0; a < 20; a++) {
            for (int b = 0; b <= a; b++) {
                double level = a == b ? 0.6 : planted[a] == planted[b] ? 0.2 : 0.05;
                means[a][b] = level + 0.02 * random.nextGaussian();
                means[b][a] = means[a][b];
            }
        }
        assertThat(SuperclassDiscovery.discover(of(means))).isEqualTo(planted);
    }

    @Test
    void classesStandAloneWhereNothingIsExplained() {
        double[][] alike = new double[4][4];
        for (double[] row : alike) {
            Arrays.fill(row, 0.25);
        }
        assertThat(SuperclassDiscovery.discover(of(alike))).containsExactly(0, 1, 2, 3);
        assertThat(SuperclassDiscovery.discover(of(random(2, 1)))).containsExactly(0, 1);
        assertThat(SuperclassDiscovery.discover(of(random(1, 1)))).containsExactly(0);
    }

    /** The two closest clusters become one, again and again; the farthest two members are the distance. */
    private static int[] naive(double[][] means, double cut) {
        List<List<Integer>> clusters = new ArrayList<>();
        List<int[]> partitions = new ArrayList<>();
        List<Double> heights = new ArrayList<>();
        for (int k = 0; k < means.length; k++) {
            clusters.add(new ArrayList<>(List.of(k)));
        }
        partitions.add(numbered(clusters, means.length));
        heights.add(Double.NEGATIVE_INFINITY);
        while (clusters.size() > 1) {
            double best = Double.POSITIVE_INFINITY;
            int[] pair = {0, 1};
            for (int a = 0; a < clusters.size(); a++) {
                for (int b = a + 1; b < clusters.size(); b++) {
                    double farthest = Double.NEGATIVE_INFINITY;
                    for (int i : clusters.get(a)) {
                        for (int j : clusters.get(b)) {
                            farthest = Math.max(farthest, 1 - means[i][j]);
                        }
                    }
                    if (farthest < best) {
                        best = farthest;
                        pair = new int[] {a, b};
                    }
                }
            }
            clusters.get(pair[0]).addAll(clusters.remove(pair[1]));
            partitions.add(numbered(clusters, means.length));
            heights.add(best);
        }
        int last = heights.size() - 1;
        int chosen = 0;
        for (int i = 1; i <= last; i++) {
            chosen = heights.get(i) <= cut * heights.get(last) ? i : chosen;
        }
        return partitions.get(chosen);
    }

    private static int[] numbered(List<List<Integer>> clusters, int k) {
        int[] partition = new int[k];
        Arrays.fill(partition, -1);
        int next = 0;
        for (int i = 0; i < k; i++) {
            if (partition[i] < 0) {
                for (List<Integer> cluster : clusters) {
                    if (cluster.contains(i)) {
                        for (int j : cluster) {
                            partition[j] = next;
                        }
                    }
                }
                next++;
            }
        }
        return partition;
    }

    /**
     * Correlations .8 of classes 0 and 1, .1 and .3 of these and class 2: 0 and 1 merge at 1 − .8, and 2 with both at 1 − .1, the farther
     * one. Cut at .8·.9 = .72, class 2 stands alone.
     */
    @Test
    void workedExample() {
        ClassCorrelation correlation = of(new double[][] {{1, 0.8, 0.1}, {0.8, 1, 0.3}, {0.1, 0.3, 1}});
        assertThat(SuperclassDiscovery.merges(correlation))
                .extracting(SuperclassDiscovery.Merge::height)
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
                .containsExactly(0.2, 0.9);
        assertThat(SuperclassDiscovery.discover(correlation, 0.8)).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "three", "twelve", "banking", "clinc", "noise"})
    void partitionsEqualScipy(String name) {
        int k = GOLDEN.integer(name + ".classes");
        int[] above = GOLDEN.integers(name + ".correlations");
        double[][] means = new double[k][k];
        int at = 0;
        for (int a = 0; a < k; a++) {
            means[a][a] = Double.NaN;
            for (int b = a + 1; b < k; b++) {
                means[a][b] = above[at] / 1e6;
                means[b][a] = means[a][b];
                at++;
            }
        }
        for (double cut : new double[] {0.3, 0.5, SuperclassDiscovery.CUT, 0.9}) {
            assertThat(SuperclassDiscovery.discover(of(means), cut))
                    .as("cut %s", cut)
                    .containsExactly(GOLDEN.integers(name + "." + cut));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 25})
    void partitionsEqualTheDefinition(int k) {
        for (int seed = 0; seed < 20; seed++) {
            double[][] means = random(k, seed);
            for (double cut : new double[] {0, 0.25, 0.5, 0.8, 1}) {
                assertThat(SuperclassDiscovery.discover(of(means), cut)).containsExactly(naive(means, cut));
            }
        }
    }

    /** Every number of clusters is what the definition has after so many merges, at the height of the last of them. */
    @Test
    void everyNumberOfClustersIsThatOfTheDefinition() {
        double[][] means = random(15, 8);
        List<SuperclassDiscovery.Merge> merges = SuperclassDiscovery.merges(of(means));
        assertThat(merges).hasSize(14);
        double largest = merges.get(13).height();
        for (int count = 1; count <= 14; count++) {
            double height = merges.get(14 - count).height();
            assertThat(SuperclassDiscovery.clusters(15, merges.subList(0, 15 - count)))
                    .containsExactly(naive(means, Math.nextUp(height / largest)))
                    .contains(count - 1)
                    .doesNotContain(count);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SuperclassDiscovery.clusters(3, merges))
                .withMessageEndingWith("is not of 3 classes");
    }

    @Test
    void theWholeRangeOfCuts() {
        double[][] means = random(9, 3);
        assertThat(SuperclassDiscovery.discover(of(means), 1)).containsOnly(0);
        assertThat(SuperclassDiscovery.discover(of(means), 0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void classesWithoutRowsStandAlone() {
        double[][] means = random(12, 4);
        int[] counts = new int[12];
        int[] present = {1, 2, 4, 5, 7, 8, 9, 11};
        for (int k : present) {
            counts[k] = 1;
        }
        double[][] reduced = new double[8][8];
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                reduced[a][b] = means[present[a]][present[b]];
            }
        }
        for (int absent : new int[] {0, 3, 6, 10}) {
            for (int k = 0; k < 12; k++) {
                means[absent][k] = Double.NaN;
                means[k][absent] = Double.NaN;
            }
        }
        int[] expected = SuperclassDiscovery.discover(of(reduced), 0.8);
        int[] found = SuperclassDiscovery.discover(of(means, counts), 0.8);
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < 8; b++) {
                assertThat(found[present[a]] == found[present[b]]).isEqualTo(expected[a] == expected[b]);
            }
        }
        for (int absent : new int[] {0, 3, 6, 10}) {
            assertThat(Arrays.stream(found).filter(q -> q == found[absent]).count())
                    .isEqualTo(1);
        }
        int next = 0;
        for (int q : found) {
            assertThat(q).as("numbered by first class").isLessThanOrEqualTo(next);
            next = Math.max(next, q + 1);
        }
        assertThat(SuperclassDiscovery.discover(of(means, new int[12]), 0.8))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void constructedSuperclassesAreFoundAgain() {
        try (Matrix x = Samples.correlated(12, 4, 3, 0.7, 0.5, 0.1)) {
            assertThat(SuperclassDiscovery.discover(
                            ClassCorrelation.of(x, Samples.blocks(12, 4), 1), SuperclassDiscovery.CUT))
                    .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3);
        }
    }

    /** Whatever order the classes are in. */
    @Test
    void partitionsFollowThePermutationOfTheClasses() {
        double[][] means = random(30, 6);
        int[] order = Samples.permutation(30, 7);
        double[][] permuted = new double[30][30];
        for (int a = 0; a < 30; a++) {
            for (int b = 0; b < 30; b++) {
                permuted[a][b] = means[order[a]][order[b]];
            }
        }
        int[] first = SuperclassDiscovery.discover(of(means), 0.7);
        int[] second = SuperclassDiscovery.discover(of(permuted), 0.7);
        for (int a = 0; a < 30; a++) {
            for (int b = 0; b < 30; b++) {
                assertThat(second[a] == second[b]).isEqualTo(first[order[a]] == first[order[b]]);
            }
        }
    }

    @Test
    void aThousandClassesAreQuick() {
        double[][] means = random(1000, 5);
        int[] found = assertTimeout(Duration.ofSeconds(15), () -> SuperclassDiscovery.discover(of(means), 0.8));
        assertThat(found).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void cutsOutsideAreRefused(double cut) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SuperclassDiscovery.discover(of(random(3, 1)), cut))
                .withMessage("cut must lie between 0 and 1 but is " + cut);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 11, 12})
    void aNumberOfClustersIsThatOfTheCutThatLeavesSoMany(int count) {
        double[][] means = random(12, 7);
        int[] clusters = SuperclassDiscovery.clusters(of(means), count);
        assertThat(Arrays.stream(clusters).distinct().count()).isEqualTo(count);
        int[] cut = null;
        for (int i = 0; i <= 1000 && cut == null; i++) {
            int[] tried = naive(means, i / 1000.0);
            cut = Arrays.stream(tried).distinct().count() == count ? tried : null;
        }
        assertThat(clusters).isEqualTo(cut);
    }

    @Test
    void classesWithoutRowsAreNotCounted() {
        double[][] means = random(4, 7);
        assertThat(SuperclassDiscovery.clusters(of(means, new int[] {3, 0, 3, 3}), 1))
                .containsExactly(0, 1, 0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SuperclassDiscovery.clusters(of(means, new int[] {3, 0, 3, 3}), 4))
                .withMessageContaining("between 1 and 3");
    }
}
