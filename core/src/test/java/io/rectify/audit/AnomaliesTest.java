package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomaliesTest {
    private static final int ROWS = 700;
    private static final double LEAST = 0.95;

    /** Clouds of four classes, every seventh row a near copy of an earlier one with another length, two rows of zeros. */
    private static double[][] features(long seed) {
        double[][] x = Samples.doubles(Samples.clouds(ROWS, 4, 8, 0.7, seed).features());
        Random random = new Random(seed);
        for (int i = 7; i < ROWS; i += 7) {
            double[] original = x[random.nextInt(i)];
            double length = 0.5 + random.nextDouble();
            x[i] = Arrays.stream(original)
                    .map(v -> length * v + 0.01 * random.nextGaussian())
                    .toArray();
        }
        x[3] = new double[8];
        x[650] = new double[8];
        return Samples.doubles(Samples.matrix(x));
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int j = 0; j < a.length; j++) {
            product += a[j] * b[j];
            squaresOfA += a[j] * a[j];
            squaresOfB += b[j] * b[j];
        }
        return product / Math.sqrt(squaresOfA * squaresOfB);
    }

    private static Anomalies of(double[][] x, Labels given, Labels suggested, int[] queries, int threads) {
        return Anomalies.of(Prepared.asIs(Samples.matrix(x), given), suggested, queries, LEAST, threads);
    }

    /**
     * Rows 0, 1 and 2 point the same way, cosine 1, and are given 0, 1 and 0: two pairs of different labels and one of the same. Class 1 is
     * suggested for no row.
     */
    @Test
    void workedExample() {
        Anomalies anomalies = of(
                new double[][] {{1, 0}, {2, 0}, {4, 0}, {0, 1}},
                Labels.of(new int[] {0, 1, 0, 1}, 2),
                Labels.of(new int[] {0, 0, 0, 0}, 2),
                new int[] {0, 1, 2, 3},
                1);
        assertThat(anomalies.duplicates()).containsExactly(new Anomalies.Pair(0, 1, 1), new Anomalies.Pair(1, 2, 1));
        assertThat(anomalies.otherPairs()).isEqualTo(2);
        assertThat(anomalies.equalPairs()).isEqualTo(1);
        assertThat(anomalies.uncovered()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void duplicatesEqualAComparisonOfAllPairs(int every) {
        double[][] x = features(1);
        Labels given = Samples.labels(ROWS, 4, 2);
        int[] queries = IntStream.range(0, ROWS).filter(i -> i % every == 0).toArray();
        List<Anomalies.Pair> expected = new ArrayList<>();
        long equal = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = i + 1; j < ROWS; j++) {
                double cosine = cosine(x[i], x[j]);
                if (cosine >= LEAST && (i % every == 0 || j % every == 0)) {
                    if (given.get(i) == given.get(j)) {
                        equal++;
                    } else {
                        expected.add(new Anomalies.Pair(i, j, cosine));
                    }
                }
            }
        }
        Anomalies anomalies = of(x, given, given, queries, 2);
        List<Anomalies.Pair> found = anomalies.duplicates();
        assertThat(anomalies.equalPairs()).isEqualTo(equal).isPositive();
        assertThat(anomalies.otherPairs()).isEqualTo(expected.size());
        assertThat(expected).hasSizeBetween(20, 1000);
        assertThat(found).hasSameSizeAs(expected);
        List<Anomalies.Pair> inOrder = found.stream()
                .sorted(Comparator.comparingInt(Anomalies.Pair::first).thenComparingInt(Anomalies.Pair::second))
                .toList();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(inOrder.get(i).first()).isEqualTo(expected.get(i).first());
            assertThat(inOrder.get(i).second()).isEqualTo(expected.get(i).second());
            assertThat(inOrder.get(i).cosine()).isCloseTo(expected.get(i).cosine(), within(1e-6));
        }
        for (int i = 1; i < found.size(); i++) {
            assertThat(found.get(i - 1).cosine())
                    .isGreaterThanOrEqualTo(found.get(i).cosine());
        }
        assertThat(found).allMatch(pair -> pair.cosine() <= 1);
    }

    @Test
    void noQueriesNoDuplicates() {
        Labels given = Samples.labels(ROWS, 4, 2);
        assertThat(of(features(1), given, given, new int[0], 2).duplicates()).isEmpty();
    }

    @Test
    void outliersEqualTheirDefinition() {
        Dataset clouds = Samples.clouds(ROWS, 4, 8, 0.2, 3);
        double[][] x = Samples.doubles(clouds.features());
        Random random = new Random(4);
        for (int i : new int[] {100, 300, 600}) {
            Arrays.setAll(x[i], j -> (float) (5 * random.nextGaussian()));
        }
        x[650] = new double[8];
        Labels suggested = clouds.given();
        check(x, suggested);
    }

    private static void check(double[][] x, Labels suggested) {
        int k = suggested.classCount();
        double[][] means = new double[k][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[i].length; j++) {
                means[suggested.get(i)][j] += x[i][j] / suggested.counts()[suggested.get(i)];
            }
        }
        double[] nearest = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double[] row = x[i];
            boolean zero = Arrays.stream(row).allMatch(v -> v == 0);
            nearest[i] = zero
                    ? 0
                    : Arrays.stream(means)
                            .mapToDouble(m -> cosine(row, m))
                            .max()
                            .orElseThrow();
        }
        double median = median(nearest);
        double deviation = 1.4826
                * median(Arrays.stream(nearest).map(v -> Math.abs(v - median)).toArray());
        int[] expected = IntStream.range(0, x.length)
                .filter(i -> nearest[i] < median - 5 * deviation)
                .toArray();
        List<Anomalies.Outlier> found =
                of(x, suggested, suggested, new int[0], 2).outliers();
        assertThat(expected).isNotEmpty();
        assertThat(found)
                .extracting(Anomalies.Outlier::row)
                .containsExactlyInAnyOrder(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).cosine()).isCloseTo(nearest[found.get(i).row()], within(1e-6));
            assertThat(i == 0 || found.get(i - 1).cosine() <= found.get(i).cosine())
                    .isTrue();
        }
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Test
    void uncoveredClassesAreGivenButNotSuggested() {
        Labels given = Labels.of(new int[] {0, 1, 1, 2, 4, 4}, 6);
        Labels suggested = Labels.of(new int[] {0, 0, 3, 2, 0, 2}, 6);
        double[][] x = Samples.gaussianRows(6, 3, 1, 1);
        assertThat(of(x, given, suggested, new int[0], 1).uncovered()).containsExactly(1, 4);
        assertThat(of(x, given, given, new int[0], 1).uncovered()).isEmpty();
    }

    @Test
    void threadsDoNotMatter() {
        double[][] x = features(6);
        Labels given = Samples.labels(ROWS, 4, 7);
        int[] all = IntStream.range(0, ROWS).toArray();
        assertThat(of(x, given, given, all, 2)).usingRecursiveComparison().isEqualTo(of(x, given, given, all, 1));
    }

    /** A row of zeros has no direction: it is like no other row, and as far from every class as a right angle. */
    @Test
    void rowsOfZeros() {
        double[][] x = {{0, 0}, {0, 0}, {1, 0}, {1, 0.01}, {0, 1}, {0.01, 1}, {1, 0.02}, {0.03, 1}};
        Labels given = Labels.of(new int[] {0, 1, 0, 0, 1, 1, 0, 1}, 2);
        Anomalies anomalies = of(x, given, given, IntStream.range(0, 8).toArray(), 1);
        assertThat(anomalies.duplicates()).isEmpty();
        assertThat(anomalies.outliers()).containsExactly(new Anomalies.Outlier(0, 0), new Anomalies.Outlier(1, 0));
    }
}
