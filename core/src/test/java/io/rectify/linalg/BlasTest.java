package io.rectify.linalg;

import static io.rectify.Samples.doubles;
import static io.rectify.Samples.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlasTest {
    private static final String SIZES = """
            # n, k, m
            0, 0, 0
            0, 3, 4
            3, 0, 4
            3, 4, 0
            1, 1, 1
            1, 7, 1
            7, 1, 5
            3, 5, 7
            31, 33, 29
            200, 17, 130
            129, 300, 257
            1024, 3, 5
            1025, 3, 5
            2500, 13, 11
            13, 2500, 11
            7, 2048, 3
            7, 2049, 3
            5, 6200, 4
            """;

    private enum Product {
        PLAIN {
            @Override
            void into(float alpha, Matrix a, Matrix b, float beta, Matrix c, int threads) {
                Blas.multiply(alpha, a, b, beta, c, threads);
            }
        },
        TRANSPOSED_A {
            @Override
            void into(float alpha, Matrix a, Matrix b, float beta, Matrix c, int threads) {
                Blas.multiplyTransposedA(alpha, transpose(a), b, beta, c, threads);
            }
        },
        TRANSPOSED_B {
            @Override
            void into(float alpha, Matrix a, Matrix b, float beta, Matrix c, int threads) {
                Blas.multiplyTransposedB(alpha, a, transpose(b), beta, c, threads);
            }
        };

        /** C ← α·A·B + β·C for A n×k and B k×m, whatever the layout the product reads. */
        abstract void into(float alpha, Matrix a, Matrix b, float beta, Matrix c, int threads);

        private static Matrix transpose(Matrix matrix) {
            Matrix result = Matrix.zeros(matrix.columns(), matrix.rows());
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    result.set(j, i, matrix.get(i, j));
                }
            }
            return result;
        }
    }

    private static void isProduct(Matrix actual, double alpha, Matrix a, Matrix b, double beta, Matrix before) {
        double[][] product = Reference.multiply(doubles(a), doubles(b));
        double tolerance = 2e-7 * (a.columns() + 4) * 4;
        for (int i = 0; i < actual.rows(); i++) {
            for (int j = 0; j < actual.columns(); j++) {
                double inner = a.columns() == 0 ? 0 : product[i][j];
                double expected = alpha * inner + (beta == 0 ? 0 : beta * before.get(i, j));
                if (!(Math.abs(actual.get(i, j) - expected) <= tolerance)) {
                    assertThat((double) actual.get(i, j))
                            .as("element %d, %d", i, j)
                            .isCloseTo(expected, org.assertj.core.data.Offset.offset(tolerance));
                }
            }
        }
    }

    private static void equalsTheDefinition(Product product, int n, int k, int m, float alpha, float beta) {
        try (Matrix a = gaussian(n, k, 1, 1);
                Matrix b = gaussian(k, m, 1, 2);
                Matrix before = gaussian(n, m, 1, 3);
                Matrix c = gaussian(n, m, 1, 3)) {
            product.into(alpha, a, b, beta, c, 2);
            isProduct(c, alpha, a, b, beta, before);
        }
    }

    /** ½·(1 2; 3 4)·(5 6; 7 8) + ½·(2 4; 6 8) = ½·(19 22; 43 50) + (1 2; 3 4). */
    @Test
    void workedExample() {
        try (Matrix a = Matrix.of(new float[][] {{1, 2}, {3, 4}});
                Matrix b = Matrix.of(new float[][] {{5, 6}, {7, 8}});
                Matrix c = Matrix.of(new float[][] {{2, 4}, {6, 8}})) {
            Blas.multiply(0.5f, a, b, 0.5f, c, 1);
            assertThat(c.row(0)).containsExactly(10.5f, 13);
            assertThat(c.row(1)).containsExactly(24.5f, 29);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void multiplyEqualsTheDefinition(int n, int k, int m) {
        equalsTheDefinition(Product.PLAIN, n, k, m, 1, 0);
        equalsTheDefinition(Product.PLAIN, n, k, m, -1.5f, 0.5f);
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void multiplyTransposedAEqualsTheDefinition(int n, int k, int m) {
        equalsTheDefinition(Product.TRANSPOSED_A, n, k, m, 1, 0);
        equalsTheDefinition(Product.TRANSPOSED_A, n, k, m, -1.5f, 0.5f);
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void multiplyTransposedBEqualsTheDefinition(int n, int k, int m) {
        equalsTheDefinition(Product.TRANSPOSED_B, n, k, m, 1, 0);
        equalsTheDefinition(Product.TRANSPOSED_B, n, k, m, -1.5f, 0.5f);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 1", "2, -1", "0, 0.25"})
    void alphaAndBetaScaleProductAndOldContent(float alpha, float beta) {
        for (Product product : Product.values()) {
            equalsTheDefinition(product, 130, 6, 9, alpha, beta);
        }
    }

    @Test
    void betaZeroForgetsEvenNotANumber() {
        for (Product product : Product.values()) {
            try (Matrix a = gaussian(5, 4, 1, 1);
                    Matrix b = gaussian(4, 3, 1, 2);
                    Matrix c = Matrix.zeros(5, 3)) {
                c.set(2, 1, Float.NaN);
                product.into(1, a, b, 0, c, 1);
                isProduct(c, 1, a, b, 0, c);
            }
        }
    }

    @Test
    void rowBlocksTakePartLikeMatricesOfTheirOwn() {
        try (Matrix left = gaussian(2600, 6, 1, 1);
                Matrix right = gaussian(20, 5, 1, 2);
                Matrix into = gaussian(3000, 5, 1, 3)) {
            Matrix a = left.rowBlock(37, 2537);
            Matrix b = right.rowBlock(11, 17);
            Matrix c = into.rowBlock(100, 2600);
            Blas.multiply(1, a, b, 0, c, 2);
            isProduct(c, 1, a, b, 0, c);
            try (Matrix untouched = gaussian(3000, 5, 1, 3)) {
                assertThat(into.rowBlock(0, 100).contentEquals(untouched.rowBlock(0, 100)))
                        .isTrue();
                assertThat(into.rowBlock(2600, 3000).contentEquals(untouched.rowBlock(2600, 3000)))
                        .isTrue();
            }
        }
    }

    @Test
    void transposedProductsOfRowBlocks() {
        try (Matrix x = gaussian(600, 7, 1, 1);
                Matrix r = gaussian(600, 5, 1, 2);
                Matrix gradient = Matrix.zeros(7, 5);
                Matrix gram = Matrix.zeros(300, 300)) {
            Matrix block = x.rowBlock(150, 450);
            Matrix residual = r.rowBlock(150, 450);
            Blas.multiplyTransposedA(1, block, residual, 0, gradient, 2);
            try (Matrix transposed = Product.transpose(block)) {
                isProduct(gradient, 1, transposed, residual, 0, gradient);
                Blas.multiplyTransposedB(1, block, block, 0, gram, 2);
                isProduct(gram, 1, block, transposed, 0, gram);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void productsAreBitEqualForAnyNumberOfThreads(int threads) {
        int[][] sizes = {{2500, 40, 33}, {1300, 5, 700}, {500, 600, 400}, {40, 6000, 33}};
        for (int[] size : sizes) {
            for (Product product : Product.values()) {
                try (Matrix a = gaussian(size[0], size[1], 1, 1);
                        Matrix b = gaussian(size[1], size[2], 1, 2);
                        Matrix one = Matrix.zeros(size[0], size[2]);
                        Matrix many = Matrix.zeros(size[0], size[2])) {
                    product.into(1, a, b, 0, one, 1);
                    product.into(1, a, b, 0, many, threads);
                    assertThat(many.contentEquals(one)).as("%s", product).isTrue();
                }
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Matrix a = Matrix.zeros(2, 3);
        Matrix b = Matrix.zeros(4, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(1, a, b, 0, Matrix.zeros(2, 5), 1))
                .withMessage("shapes do not fit: (2 x 3) times (4 x 5) into 2 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiplyTransposedA(1, a, b, 0, Matrix.zeros(3, 5), 1))
                .withMessage("shapes do not fit: (3 x 2) times (4 x 5) into 3 x 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiplyTransposedB(1, a, b, 0, Matrix.zeros(2, 4), 1))
                .withMessage("shapes do not fit: (2 x 3) times (5 x 4) into 2 x 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(1, a, Matrix.zeros(3, 5), 0, Matrix.zeros(5, 2), 1))
                .withMessage("shapes do not fit: (2 x 3) times (3 x 5) into 5 x 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiply(1, a, Matrix.zeros(3, 5), 0, Matrix.zeros(2, 4), 1));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void fewerThanOneThreadIsRefused(Product product) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> product.into(1, Matrix.zeros(2, 2), Matrix.zeros(2, 2), 0, Matrix.zeros(2, 2), 0))
                .withMessage("threads must be at least 1 but is 0");
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "5, 3", "3, 0", "1023, 7", "1024, 7", "2500, 19"})
    void gramEqualsTheDefinition(int n, int d) {
        try (Matrix x = gaussian(n, d, 1, 5)) {
            double[] gram = Blas.gram(x, 2);
            assertThat(gram).hasSize(d * d);
            double[][] rows = doubles(x);
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    double sum = 0;
                    for (double[] row : rows) {
                        sum += row[a] * row[b];
                    }
                    assertThat(gram[a * d + b]).isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-13 * (n + 1)));
                    assertThat(gram[a * d + b]).isEqualTo(gram[b * d + a]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void gramIsBitEqualForAnyNumberOfThreads(int threads) {
        try (Matrix x = gaussian(5000, 23, 1, 6)) {
            assertThat(Blas.gram(x, threads)).containsExactly(Blas.gram(x, 1));
        }
    }

    @Test
    void gramOfTooManyColumnsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.gram(Matrix.zeros(0, 50_000), 1))
                .withMessage("a Gram matrix of 50000 columns does not fit in one array");
    }

    @Test
    void libraryNamesWhatIsInUse() {
        assertThat(Blas.library()).isIn("OpenBLAS", "MKL");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "33, 65", "300, 20"})
    void vectorProductsEqualTheDefinition(int n, int m) {
        Matrix a = gaussian(n, m, 1, 5);
        Matrix x = gaussian(1, Math.max(n, m) + 2, 1, 6);
        for (boolean transpose : new boolean[] {false, true}) {
            int inner = transpose ? n : m;
            int outer = transpose ? m : n;
            Matrix y = gaussian(1, outer + 1, 1, 7);
            float behind = y.get(0, outer);
            Blas.multiplyVector(transpose, a, x, y);
            for (int i = 0; i < outer; i++) {
                double sum = 0;
                for (int j = 0; j < inner; j++) {
                    sum += (double) (transpose ? a.get(j, i) : a.get(i, j)) * x.get(0, j);
                }
                assertThat(y.get(0, i)).isCloseTo((float) sum, within(1e-4f));
            }
            assertThat(y.get(0, outer)).isEqualTo(behind);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiplyVector(false, a, Matrix.zeros(1, m - 1), Matrix.zeros(1, n)))
                .withMessageContaining("shapes do not fit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Blas.multiplyVector(true, a, Matrix.zeros(1, n), Matrix.zeros(1, m - 1)));
    }
}
