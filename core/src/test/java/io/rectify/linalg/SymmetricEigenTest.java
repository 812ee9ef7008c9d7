package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
    private static double[] symmetric(int n, long seed) {
        double[][] a = Samples.gaussianRows(n, n, 1, seed);
        double[] flat = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                flat[i * n + j] = a[i][j] + a[j][i];
            }
        }
        return flat;
    }

    private static void satisfiesTheDefinition(double[] a, int n) {
        SymmetricEigen eigen = SymmetricEigen.of(a, n);
        double[] s = eigen.values();
        double[] v = eigen.vectors();
        double scale = Arrays.stream(a).map(Math::abs).max().orElse(0) * n + 1e-300;
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += a[i * n + i];
            for (int j = 0; j < n; j++) {
                double av = 0;
                double vv = 0;
                for (int l = 0; l < n; l++) {
                    av += a[i * n + l] * v[l * n + j];
                    vv += v[l * n + i] * v[l * n + j];
                }
                assertThat(av).as("A·v%d", j).isCloseTo(s[j] * v[i * n + j], within(1e-13 * scale));
                assertThat(vv).as("v%d·v%d", i, j).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
            assertThat(i == 0 || s[i - 1] >= s[i]).as("descending").isTrue();
        }
        assertThat(Arrays.stream(s).sum()).isCloseTo(trace, within(1e-13 * scale));
    }

    /** (2 1; 1 2) triples (1, 1) and leaves (1, −1) as it is: 2 + 1 = 3 and 2 − 1 = 1. */
    @Test
    void knownTwoByTwo() {
        SymmetricEigen eigen = SymmetricEigen.of(new double[] {2, 1, 1, 2}, 2);
        assertThat(eigen.size()).isEqualTo(2);
        assertThat(eigen.values()).containsExactly(new double[] {3, 1}, within(1e-14));
        double[] v = eigen.vectors();
        assertThat(Math.abs(v[0])).isCloseTo(Math.sqrt(0.5), within(1e-14));
        assertThat(v[0]).isCloseTo(v[2], within(1e-14));
        assertThat(v[1]).isCloseTo(-v[3], within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 16, 33, 60})
    void vectorsAndValuesSatisfyTheDefinition(int n) {
        satisfiesTheDefinition(symmetric(n, n), n);
    }

    @Test
    void repeatedEigenvaluesHaveOrthonormalVectors() {
        int n = 8;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(a, i * n, (i + 1) * n, 0.4);
            a[i * n + i] = 1;
        }
        satisfiesTheDefinition(a, n);
        double[] s = SymmetricEigen.of(a, n).values();
        assertThat(s[0]).isCloseTo(1 + 0.4 * (n - 1), within(1e-13));
        for (int j = 1; j < n; j++) {
            assertThat(s[j]).isCloseTo(0.6, within(1e-13));
        }
    }

    @Test
    void zeroAndIdentityMatrices() {
        satisfiesTheDefinition(new double[25], 5);
        assertThat(SymmetricEigen.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3)
                        .values())
                .containsExactly(new double[] {1, 1, 1}, within(1e-15));
    }

    @Test
    void verySmallAndVeryLargeEntries() {
        for (double scale : new double[] {1e-150, 1e150}) {
            satisfiesTheDefinition(
                    Arrays.stream(symmetric(6, 3)).map(x -> x * scale).toArray(), 6);
        }
    }

    @Test
    void sizeZeroAndOne() {
        assertThat(SymmetricEigen.of(new double[0], 0).values()).isEmpty();
        SymmetricEigen one = SymmetricEigen.of(new double[] {-4}, 1);
        assertThat(one.values()).containsExactly(-4);
        assertThat(Math.abs(one.vectors()[0])).isEqualTo(1);
    }

    @Test
    void onlyTheLowerTriangleCounts() {
        double[] a = symmetric(5, 9);
        double[] broken = a.clone();
        for (int i = 0; i < 5; i++) {
            for (int j = i + 1; j < 5; j++) {
                broken[i * 5 + j] = 1000;
            }
        }
        assertThat(SymmetricEigen.of(broken, 5).values())
                .containsExactly(SymmetricEigen.of(a, 5).values(), within(1e-12));
    }

    @Test
    void inputIsLeftUnchangedAndResultsAreCopies() {
        double[] a = symmetric(7, 1);
        double[] before = a.clone();
        SymmetricEigen eigen = SymmetricEigen.of(a, 7);
        assertThat(a).containsExactly(before);
        eigen.values()[0] = 99;
        eigen.vectors()[0] = 99;
        assertThat(eigen.values()[0]).isNotEqualTo(99);
        assertThat(eigen.vectors()[0]).isNotEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void valuesThatAreNotFiniteAreRefused(double bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SymmetricEigen.of(new double[] {1, 0, bad, 1}, 2))
                .withMessage("matrix holds " + bad + "; all values must be finite");
    }

    @Test
    void wrongLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SymmetricEigen.of(new double[5], 2))
                .withMessage("5 values for a 2 x 2 matrix");
    }

    @Test
    void negativeSizeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SymmetricEigen.of(new double[4], -2));
    }

    @Test
    void eigenvaluesOfAGramMatrixAreSquaredSingularValues() {
        try (Matrix x = Samples.gaussian(300, 6, 1, 4)) {
            double[] gram = Blas.gram(x, 2);
            double[] values = SymmetricEigen.of(gram, 6).values();
            assertThat(values[5]).isPositive();
            double squares = 0;
            for (double[] row : Samples.doubles(x)) {
                squares += Arrays.stream(row).map(a -> a * a).sum();
            }
            assertThat(Arrays.stream(values).sum()).isCloseTo(squares, within(1e-9));
        }
    }
}
