package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassCorrelationTest {
    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double[][] normalised(double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row)
                        .map(v -> (float) (v / Math.sqrt(dot(row, row))))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Every pair of rows in turn. */
    private static void equalsAllPairs(double[][] rows, Labels labels, int[] superclasses) {
        int k = labels.classCount();
        double[][] sums = new double[k][k];
        double[][] pairs = new double[k][k];
        double[] self = new double[k];
        double[][] levels = new double[3][3];
        for (int i = 0; i < rows.length; i++) {
            int a = labels.get(i);
            self[a] += dot(rows[i], rows[i]);
            for (int j = 0; j < rows.length; j++) {
                int b = labels.get(j);
                double product = dot(rows[i], rows[j]);
                if (i != j) {
                    sums[a][b] += product;
                    pairs[a][b]++;
                }
                if (i < j) {
                    double[] level = levels[a == b ? 0 : superclasses[a] == superclasses[b] ? 1 : 2];
                    level[0]++;
                    level[1] += product;
                }
            }
        }
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                int a = labels.get(i);
                int b = labels.get(j);
                double[] level = levels[a == b ? 0 : superclasses[a] == superclasses[b] ? 1 : 2];
                level[2] += Math.pow(dot(rows[i], rows[j]) - level[1] / level[0], 2);
            }
        }
        try (Matrix x = Samples.matrix(rows)) {
            ClassCorrelation correlation = ClassCorrelation.of(x, labels, 2);
            assertThat(correlation.classes()).isEqualTo(k);
            assertThat(correlation.counts()).containsExactly(labels.counts());
            for (int a = 0; a < k; a++) {
                same(correlation.self()[a], self[a] / labels.counts()[a], 1e-12, "self " + a);
                for (int b = 0; b < k; b++) {
                    same(correlation.means()[a][b], sums[a][b] / pairs[a][b], 1e-11, "mean " + a + ", " + b);
                }
            }
            ClassCorrelation.Levels found = correlation.levels(x, labels, superclasses, 2);
            same(found.sameClass(), levels[0], "c");
            same(found.sameSuperclass(), levels[1], "d");
            same(found.other(), levels[2], "e");
        }
    }

    private static void same(double actual, double expected, double tolerance, String what) {
        if (Double.isNaN(expected)) {
            assertThat(actual).as(what).isNaN();
        } else {
            assertThat(actual).as(what).isCloseTo(expected, within(tolerance * (1 + Math.abs(expected))));
        }
    }

    private static void same(ClassCorrelation.Level actual, double[] level, String what) {
        assertThat(actual.pairs()).as(what).isEqualTo(level[0]);
        same(actual.mean(), level[1] / level[0], 1e-11, what);
        same(actual.deviation(), Math.sqrt(level[2] / level[0]), 1e-6, what + " deviation");
    }

    /** (1, 0) and (.6, .8) of class 0, (0, 1) of class 1: .6 within class 0, (0 + .8)/2 between the classes, no pair in class 1. */
    @Test
    void workedExample() {
        ClassCorrelation correlation = ClassCorrelation.of(
                Matrix.of(new float[][] {{1, 0}, {0.6f, 0.8f}, {0, 1}}), Labels.of(new int[] {0, 0, 1}, 2), 1);
        assertThat(correlation.counts()).containsExactly(2, 1);
        assertThat(correlation.self()).containsExactly(new double[] {1, 1}, within(1e-7));
        assertThat(correlation.means()[0]).containsExactly(new double[] {0.6, 0.4}, within(1e-7));
        assertThat(correlation.means()[1][1]).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"60, 5, 6, 1", "40, 90, 6, 2", "30, 30, 4, 3", "7, 3, 7, 4", "300, 8, 3, 5", "2500, 2, 2, 6"})
    void meansAndLevelsEqualAllPairs(int rows, int features, int classes, long seed) {
        double[][] x = normalised(Samples.gaussianRows(rows, features, 1, seed));
        Labels labels = Samples.labels(rows, classes, seed);
        equalsAllPairs(x, labels, ExplicitModel.superclasses(classes, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 40})
    void oneSuperclassAndAsManySuperclassesAsClasses(int features) {
        double[][] x = normalised(Samples.gaussianRows(25, features, 1, 7));
        Labels labels = Samples.labels(25, 5, 7);
        equalsAllPairs(x, labels, new int[5]);
        equalsAllPairs(x, labels, new int[] {4, 3, 2, 1, 0});
        equalsAllPairs(x, labels, new int[] {7, -2, 7, 100, -2});
    }

    @Test
    void classesOfOneRowAndWithoutRows() {
        Labels labels = Labels.of(new int[] {3, 1, 3, 5, 1, 3, 1}, 7);
        equalsAllPairs(Samples.gaussianRows(7, 4, 1, 8), labels, new int[] {0, 0, 0, 1, 1, 1, 2});
        equalsAllPairs(Samples.gaussianRows(1, 4, 1, 9), Labels.of(new int[] {1}, 3), new int[3]);
        equalsAllPairs(Samples.gaussianRows(4, 9, 1, 9), Labels.of(new int[] {0, 1, 2, 3}, 4), new int[] {0, 0, 1, 1});
    }

    @Test
    void rowsThatAreNotNormalised() {
        double[][] x = Samples.gaussianRows(50, 6, 3, 10);
        for (double[] row : x) {
            row[0] = (float) (row[0] + 8);
        }
        equalsAllPairs(x, Samples.labels(50, 4, 10), new int[] {0, 1, 1, 0});
    }

    @Test
    void constructedCorrelationsAreFoundAgainWithoutScatter() {
        try (Matrix x = Samples.correlated(8, 6, 4, 0.4, 0.2, 0.1)) {
            Labels labels = Samples.blocks(8, 6);
            ClassCorrelation.Levels levels =
                    ClassCorrelation.of(x, labels, 1).levels(x, labels, ExplicitModel.superclasses(8, 4), 1);
            ClassCorrelation.Level[] found = {levels.sameClass(), levels.sameSuperclass(), levels.other()};
            double[] expected = {0.4, 0.2, 0.1};
            double[] pairs = {8 * 15, 2 * 6 * 36, 16 * 36};
            for (int i = 0; i < 3; i++) {
                assertThat(found[i].mean()).isCloseTo(expected[i], within(1e-7));
                assertThat(found[i].deviation()).isLessThan(1e-6);
                assertThat(found[i].pairs()).isEqualTo(pairs[i]);
            }
        }
    }

    @Test
    void threadsDoNotMatter() {
        Labels labels = Samples.labels(5000, 9, 11);
        try (Matrix x = Samples.gaussian(5000, 7, 1, 11)) {
            ClassCorrelation one = ClassCorrelation.of(x, labels, 1);
            ClassCorrelation three = ClassCorrelation.of(x, labels, 3);
            assertThat(three.means()).isDeepEqualTo(one.means());
            assertThat(three.self()).containsExactly(one.self());
            int[] superclasses = ExplicitModel.superclasses(9, 3);
            assertThat(three.levels(x, labels, superclasses, 3)).isEqualTo(one.levels(x, labels, superclasses, 1));
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Labels labels = Samples.labels(10, 3, 1);
        try (Matrix x = Samples.gaussian(10, 4, 1, 1);
                Matrix other = Samples.gaussian(9, 4, 1, 1)) {
            ClassCorrelation correlation = ClassCorrelation.of(x, labels, 1);
            assertThatIllegalArgumentException().isThrownBy(() -> ClassCorrelation.of(other, labels, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> correlation.levels(x, labels, new int[2], 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> correlation.levels(x, Samples.labels(10, 4, 1), new int[3], 1));
        }
    }

    /** The Javadoc promises it "if the shapes do not fit". */
    @ParameterizedTest
    @ValueSource(ints = {9, 11})
    void levelsOfAnotherNumberOfRowsAreRefused(int rows) {
        Labels labels = Samples.labels(10, 3, 1);
        try (Matrix x = Samples.gaussian(10, 4, 1, 1);
                Matrix other = Samples.gaussian(rows, 4, 1, 1)) {
            ClassCorrelation correlation = ClassCorrelation.of(x, labels, 1);
            assertThatIllegalArgumentException().isThrownBy(() -> correlation.levels(other, labels, new int[3], 1));
        }
    }
}
