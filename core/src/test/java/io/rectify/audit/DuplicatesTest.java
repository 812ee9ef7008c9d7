package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.OnDemandRows;
import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicatesTest {
    private static Duplicates of(double[][] x, Labels given, double cosine) {
        return Duplicates.of(Prepared.asIs(Samples.matrix(x), given), cosine, 2);
    }

    /** Each row so many times, one whole copy of all after the other, copies with noise of that share of their length. */
    private static double[][] copies(double[][] x, int times, double noise) {
        Random random = new Random(5);
        double[][] all = new double[x.length * times][];
        for (int i = 0; i < all.length; i++) {
            double[] original = x[i % x.length];
            double each = i < x.length ? 0 : noise * norm(original) / Math.sqrt(original.length);
            all[i] = Arrays.stream(original)
                    .map(v -> v + each * random.nextGaussian())
                    .toArray();
        }
        return all;
    }

    private static Labels copies(Labels given, int times) {
        int[] all = new int[given.size() * times];
        Arrays.setAll(all, i -> given.get(i % given.size()));
        return Labels.of(all, given.names());
    }

    private static Groups groupsOfCopies(int rows, int times) {
        return Groups.of(IntStream.range(0, rows * times).map(i -> i % rows).toArray());
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    }

    private static double cosine(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).sum() / norm(a) / norm(b);
    }

    /** Angles 0, 10, 20 and 90 degrees: cos 10° = .985 links 0, 1 and 2 as a chain; row 4 is row 3 again. Labels 0 0 1 1 1. */
    @Test
    void workedExample() {
        double[] degrees = {0, 10, 20, 90, 90};
        double[][] x = Arrays.stream(degrees)
                .mapToObj(d -> new double[] {Math.cos(Math.toRadians(d)), Math.sin(Math.toRadians(d))})
                .toArray(double[][]::new);
        Duplicates found = of(x, Labels.of(new int[] {0, 0, 1, 1, 1}, 2), 0.98);
        assertThat(found.groups()).isEqualTo(Groups.of(new int[] {0, 0, 0, 1, 1}));
        assertThat(found.copied()).isEqualTo(2);
        assertThat(found.rows()).isEqualTo(5);
        assertThat(found.equalPairs()).isEqualTo(2);
        assertThat(found.otherPairs()).isEqualTo(2);
        assertThat(found.dense()).isZero();
        assertThat(found.compared()).isTrue();
    }

    /** Links by all pairs in float64, closed by repeated passes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void groupsAreConnectedComponentsOfAllPairs(long seed) {
        double[][] x = Samples.gaussianRows(1300, 9, 1, seed);
        Random random = new Random(seed);
        for (int i = 300; i < x.length; i += 3) {
            double[] original = x[random.nextInt(i)];
            x[i] = Arrays.stream(original)
                    .map(v -> (float) (v + 0.15 * random.nextGaussian()))
                    .toArray();
        }
        Labels given = Samples.labels(1300, 4, seed);
        int[] component = IntStream.range(0, x.length).toArray();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (component[i] != component[j] && cosine(x[i], x[j]) >= 0.98) {
                        component[i] = Math.min(component[i], component[j]);
                        component[j] = component[i];
                        changed = true;
                    }
                }
            }
        }
        Duplicates found = of(x, given, 0.98);
        assertThat(found.groups()).isEqualTo(Groups.of(component));
        assertThat(found.copied()).isGreaterThan(100);
        assertThat(found.dense()).isZero();
        long equal = 0;
        long other = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                equal += component[i] == component[j] && given.get(i) == given.get(j) ? 1 : 0;
                other += component[i] == component[j] && given.get(i) != given.get(j) ? 1 : 0;
            }
        }
        assertThat(found.equalPairs()).isEqualTo(equal);
        assertThat(found.otherPairs()).isEqualTo(other);
        assertThat(found.rows())
                .isEqualTo(found.groups().ofSeveralRows().stream()
                        .mapToInt(rows -> rows.length)
                        .sum());
    }

    /** Exact or all but, in classes that are far apart and in classes that overlap. */
    @ParameterizedTest
    @CsvSource({"5, 0, 0.5", "5, 0.1, 0.5", "2, 0, 0.3", "12, 0.1, 1"})
    void everyRowSeveralTimes(int times, double noise, double spread) {
        Dataset clouds = Samples.clouds(200, 4, 40, spread, 3);
        double[][] x = copies(Samples.doubles(clouds.features()), times, noise);
        Duplicates found = of(x, copies(clouds.given(), times), 0.98);
        assertThat(found.groups()).isEqualTo(groupsOfCopies(200, times));
        assertThat(found.equalPairs()).isEqualTo(200L * times * (times - 1) / 2);
        assertThat(found.otherPairs()).isZero();
    }

    /** So many rows of so many features are compared by bounds first; copies have a cosine of .995 with their rows, and no two rows one of .5. */
    @Test
    void manyRowsEachSeveralTimes() {
        double[][] x = copies(Samples.gaussianRows(1500, 150, 1, 4), 3, 0.1);
        Duplicates found = of(x, copies(Samples.labels(1500, 40, 1), 3), 0.98);
        assertThat(found.compared()).isTrue();
        assertThat(found.groups()).isEqualTo(groupsOfCopies(1500, 3));
        assertThat(of(x, copies(Samples.labels(1500, 40, 1), 3), 0.9999).groups())
                .isEqualTo(Groups.ofSingleRows(4500));
    }

    /** Where a whole class lies within the threshold its rows are no copies, but equal rows still are. */
    @ParameterizedTest
    @CsvSource({"2, 0.01", "10, 0.01", "2, 0.1", "5, 0.1", "10, 0.1", "40, 0.05"})
    void denseClassesAreNoCopies(int classes, double spread) {
        Dataset clouds = Samples.clouds(400, classes, 8, spread, 7);
        double[][] x = Samples.doubles(clouds.features());
        Labels noisy = clouds.given()
                .map(i -> i % 10 == 0
                        ? (clouds.given().get(i) + 1) % classes
                        : clouds.given().get(i));
        Duplicates once = of(x, noisy, 0.98);
        assertThat(once.groups()).isEqualTo(Groups.ofSingleRows(400));
        assertThat(once.dense()).isGreaterThan(200);
        Duplicates twice = of(copies(x, 2, 0), copies(noisy, 2), 0.98);
        assertThat(twice.groups()).isEqualTo(groupsOfCopies(400, 2));
        assertThat(twice.dense()).isGreaterThan(400);
    }

    /** One dense class beside 300 rows far apart, each twice with small changes: only those are copies. */
    @Test
    void aDenseClassDoesNotHideCopiesElsewhere() {
        double[][] x = new double[800][];
        double[][] apart = copies(Samples.gaussianRows(300, 30, 1, 1), 2, 0.05);
        double[][] close = Samples.gaussianRows(200, 30, 0.02, 2);
        System.arraycopy(apart, 0, x, 0, 600);
        for (int i = 0; i < 200; i++) {
            x[600 + i] = close[i];
            x[600 + i][3] += 1;
        }
        int[] classes = new int[800];
        Arrays.setAll(classes, i -> i < 600 ? i % 300 % 7 : 7);
        Duplicates found = of(x, Labels.of(classes, 8), 0.98);
        assertThat(found.groups())
                .isEqualTo(Groups.of(
                        IntStream.range(0, 800).map(i -> i < 600 ? i % 300 : i).toArray()));
        assertThat(found.dense()).isEqualTo(200);
    }

    /** Four values of two features: a quarter of the rows each, which says nothing of copies. */
    @Test
    void equalRowsThatAreManyAreValuesRatherThanCopies() {
        double[][] x = new double[400][];
        Arrays.setAll(x, i -> new double[] {i % 2 * 2 - 1, i / 2 % 2 * 2 - 1});
        Duplicates found = of(x, Samples.labels(400, 3, 1), 0.98);
        assertThat(found.groups()).isEqualTo(Groups.ofSingleRows(400));
        assertThat(found.dense()).isEqualTo(400);
    }

    /** Beyond so many distinct rows equal rows only; 0 and −0 are equal; nothing depends on threads or on where rows are. */
    @Test
    void equalRowsOfManyRows() {
        double[][] x = copies(Samples.gaussianRows(900, 6, 1, 2), 3, 0);
        x[5][2] = 0.0;
        x[905][2] = -0.0;
        x[1805][2] = 1e-30;
        Labels given = copies(Samples.labels(900, 5, 3), 3);
        Groups expected = Groups.of(
                IntStream.range(0, 2700).map(i -> i == 1805 ? i : i % 900).toArray());
        Prepared rows = Prepared.asIs(Samples.matrix(x), given);
        Duplicates found = Duplicates.of(rows, 0.98, 900, 2);
        assertThat(found.groups()).isEqualTo(expected);
        assertThat(found.compared()).isFalse();
        assertThat(found.equalPairs()).isEqualTo(899 * 3 + 1);
        Prepared streamed = Prepared.asIs(new OnDemandRows(x, 6), given);
        assertThat(Duplicates.of(streamed, 0.98, 900, 1)).isEqualTo(found);
        assertThat(Duplicates.of(streamed, 0.98, 1)).isEqualTo(Duplicates.of(rows, 0.98, 2));
        assertThat(Duplicates.of(rows, 0.99999, 901, 2).groups()).isEqualTo(groupsOfCopies(900, 3));
    }

    /** A row of zeros has no direction and is close to no other, but equal to another row of zeros. */
    @Test
    void rowsOfZeros() {
        double[][] x = {{0, 0}, {1, 0}, {0, 0}, {0, 1}};
        assertThat(of(x, Labels.of(new int[] {0, 1, 1, 0}, 2), 0.98).groups()).isEqualTo(Groups.of(new int[] {0, 1, 0, 2
        }));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
    void cosinesOutsideAreRefused(double cosine) {
        try (Matrix one = Matrix.of(new float[][] {{1}, {2}})) {
            Prepared rows = Prepared.asIs(one, Labels.of(new int[] {0, 1}, 2));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Duplicates.of(rows, cosine, 1))
                    .withMessage("cosine of near-duplicates must lie in (0, 1] but is " + cosine);
        }
    }
}
