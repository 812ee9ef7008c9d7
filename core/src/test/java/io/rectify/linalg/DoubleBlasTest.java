package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.OnDemandRows;
import io.rectify.Reference;
import io.rectify.Samples;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products in float64, and Gram matrices of streamed rows. */
class DoubleBlasTest {
    private static final boolean[] BOTH = {false, true};

    /** Values that float32 could not hold. */
    private static double[][] values(int rows, int columns, long seed) {
        Random random = new Random(seed);
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return values;
    }

    private static DoubleMatrix matrix(double[][] values, int columns) {
        return DoubleMatrix.of(
                Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray(), values.length, columns);
    }

    private static DoubleMatrix stored(double[][] values, int columns, boolean transposed) {
        return transposed ? matrix(Reference.transpose(values, columns), values.length) : matrix(values, columns);
    }

    /** (1 2; 3 4)ᵀ·(5; 6) = (1·5 + 3·6; 2·5 + 4·6). */
    @Test
    void workedExample() {
        try (DoubleMatrix a = DoubleMatrix.of(new double[] {1, 2, 3, 4}, 2, 2);
                DoubleMatrix b = DoubleMatrix.of(new double[] {5, 6}, 2, 1);
                DoubleMatrix c = DoubleMatrix.zeros(2, 1)) {
            Blas.multiply(true, a, false, b, c, 1);
            assertThat(c.toArray()).containsExactly(23, 34);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 3, 4",
        "3, 0, 4",
        "3, 4, 0",
        "1, 1, 1",
        "1, 9, 1",
        "7, 1, 5",
        "127, 5, 3",
        "128, 5, 3",
        "129, 5, 3",
        "5, 128, 129",
        "257, 130, 64",
        "128, 128, 128",
        "300, 7, 1"
    })
    void allFourProductsEqualTheDefinition(int n, int inner, int m) {
        double[][] a = values(n, inner, 1);
        double[][] b = values(inner, m, 2);
        double[][] expected = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < inner; l++) {
                for (int j = 0; j < m; j++) {
                    expected[i][j] += a[i][l] * b[l][j];
                }
            }
        }
        for (boolean transposeA : BOTH) {
            for (boolean transposeB : BOTH) {
                try (DoubleMatrix left = stored(a, inner, transposeA);
                        DoubleMatrix right = stored(b, m, transposeB);
                        DoubleMatrix c = DoubleMatrix.zeros(n, m)) {
                    double[] forgotten = new double[n * m];
                    Arrays.fill(forgotten, Double.NaN);
                    c.setRows(0, n, forgotten);
                    Blas.multiply(transposeA, left, transposeB, right, c, 2);
                    for (int i = 0; i < n; i++) {
                        assertThat(c.row(i)).containsExactly(expected[i], within(1e-14 * (inner + 1)));
                    }
                }
            }
        }
    }

    @Test
    void aMatrixTimesItself() {
        double[][] x = values(140, 30, 3);
        try (DoubleMatrix a = matrix(x, 30);
                DoubleMatrix gram = DoubleMatrix.zeros(140, 140)) {
            Blas.multiply(false, a, true, a, gram, 2);
            double[][] expected = Reference.multiply(x, Reference.transpose(x, 30));
            for (int i = 0; i < 140; i++) {
                assertThat(gram.row(i)).containsExactly(expected[i], within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void productsAreBitEqualForAnyNumberOfThreads(int threads) {
        for (boolean transposeA : BOTH) {
            for (boolean transposeB : BOTH) {
                try (DoubleMatrix a = stored(values(700, 65, 1), 65, transposeA);
                        DoubleMatrix b = stored(values(65, 33, 2), 33, transposeB);
                        DoubleMatrix one = DoubleMatrix.zeros(700, 33);
                        DoubleMatrix many = DoubleMatrix.zeros(700, 33)) {
                    Blas.multiply(transposeA, a, transposeB, b, one, 1);
                    Blas.multiply(transposeA, a, transposeB, b, many, threads);
                    assertThat(many.toArray()).containsExactly(one.toArray());
                }
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        DoubleMatrix a = DoubleMatrix.zeros(2, 3);
        DoubleMatrix b = DoubleMatrix.zeros(4, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(false, a, false, b, DoubleMatrix.zeros(2, 5), 1))
                .withMessage("shapes do not fit: (2 x 3) times (4 x 5) into 2 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(true, a, false, b, DoubleMatrix.zeros(3, 5), 1))
                .withMessage("shapes do not fit: (3 x 2) times (4 x 5) into 3 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(false, a, true, b, DoubleMatrix.zeros(2, 4), 1))
                .withMessage("shapes do not fit: (2 x 3) times (5 x 4) into 2 x 4");
        for (int[] wrong : new int[][] {{3, 2}, {2, 3}, {3, 3}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Blas.multiply(false, a, true, a, DoubleMatrix.zeros(wrong[0], wrong[1]), 1));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(false, a, true, a, DoubleMatrix.zeros(2, 2), 0))
                .withMessage("threads must be at least 1 but is 0");
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "15, 3", "17, 1", "1023, 7", "1024, 7", "1025, 7", "2500, 19"})
    void gramOfStreamedRowsIsBitEqualToThatOfTheMatrix(int n, int d) {
        double[][] x = Samples.gaussianRows(n, d, 1, 5);
        OnDemandRows streamed = new OnDemandRows(x, d);
        try (Matrix matrix = Samples.matrix(x, d)) {
            double[] expected = Blas.gram(matrix, 1);
            for (int threads : new int[] {1, 2, 5}) {
                assertThat(Blas.gram(streamed, threads)).containsExactly(expected);
                assertThat(streamed.reads()).hasSize(n).containsOnly(n == 0 ? new int[0] : new int[] {1});
            }
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    double sum = 0;
                    for (double[] row : x) {
                        sum += row[a] * row[b];
                    }
                    assertThat(expected[a * d + b]).isCloseTo(sum, within(1e-13 * (n + 1)));
                }
            }
        }
    }
}
