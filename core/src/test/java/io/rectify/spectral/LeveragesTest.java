package io.rectify.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeveragesTest {
    /** X = (2 1; 1 2) has the eigenvector (1, 1)/√2 of value 9, along which (1, 1) has the square 2: 2/(9 + 1), and 2/1 without it. */
    @Test
    void workedExample() {
        Leverages leverages =
                new Leverages(GramSpectrum.of(Matrix.of(new float[][] {{2, 1}, {1, 2}}), 1), new double[] {1, 0}, 1);
        try (Matrix actual = leverages.of(Matrix.of(new float[][] {{1, 1}}))) {
            assertThat(actual.row(0)).containsExactly(new float[] {0.2f, 2}, within(1e-6f));
        }
    }

    /** More rows than features, and fewer, where X'X is singular. */
    @ParameterizedTest
    @CsvSource({"30, 4", "5, 12"})
    void equalTheInverse(int rows, int features) {
        double[][] x = Samples.gaussianRows(rows, features, 1, 6);
        double[] curvatures = {0, 0.2, 3};
        double ridge = 0.7;
        Matrix matrix = Samples.matrix(x);
        Leverages leverages = new Leverages(GramSpectrum.of(matrix, 1), curvatures, ridge);
        try (Matrix actual = leverages.of(matrix)) {
            for (int f = 0; f < curvatures.length; f++) {
                double[][] a = Reference.multiply(Reference.transpose(x, features), x);
                for (int j = 0; j < features; j++) {
                    for (int l = 0; l < features; l++) {
                        a[j][l] = curvatures[f] * a[j][l] + (j == l ? ridge : 0);
                    }
                }
                for (int i = 0; i < rows; i++) {
                    double[] solved = Reference.solve(a, x[i]);
                    double expected = 0;
                    for (int j = 0; j < features; j++) {
                        expected += x[i][j] * solved[j];
                    }
                    assertThat(actual.get(i, f))
                            .as("row %d, curvature %d", i, f)
                            .isCloseTo((float) expected, within((float) (1e-5 * (1 + expected))));
                }
            }
        }
    }

    @Test
    void badNumbersAreRefused() {
        GramSpectrum spectrum = GramSpectrum.of(Samples.gaussian(4, 2, 1, 1), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Leverages(spectrum, new double[] {1}, 0))
                .withMessageContaining("ridge must be a positive number but is 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Leverages(spectrum, new double[] {1, Double.NaN}, 1))
                .withMessageContaining("curvature must be a finite number of at least 0 but is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Leverages(spectrum, new double[] {1}, 1).of(Matrix.zeros(3, 5)));
    }
}
