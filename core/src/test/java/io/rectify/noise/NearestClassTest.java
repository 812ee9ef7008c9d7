package io.rectify.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestClassTest {
    /**
     * Rows (1, 0), (0, 1), (−1, −1) have the mean 0; their cosines are 0 between classes 0 and 1, −1/√2 between either and class 2. So 0 and
     * 1 are nearest to each other, and 2 is as far from both and takes the first.
     */
    @Test
    void workedExample() {
        try (Matrix rows = Matrix.of(new float[][] {{1, 0}, {0, 1}, {-1, -1}})) {
            assertThat(NearestClass.of(rows, Labels.of(new int[] {0, 1, 2}, 3), 1))
                    .containsExactly(1, 0, 0);
        }
    }

    /** The definition in plain loops: centre, normalise, mean of each class, cosine. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsItsDefinition(long seed) {
        Dataset clouds = Samples.clouds(900, 9, 6, 1, seed);
        double[][] x = Samples.doubles(clouds.features());
        int d = x[0].length;
        double[] mean = new double[d];
        for (double[] row : x) {
            for (int j = 0; j < d; j++) {
                mean[j] += row[j] / x.length;
            }
        }
        double[][] means = new double[9][d];
        for (int i = 0; i < x.length; i++) {
            double squares = 0;
            for (int j = 0; j < d; j++) {
                squares += (x[i][j] - mean[j]) * (x[i][j] - mean[j]);
            }
            for (int j = 0; j < d; j++) {
                means[clouds.given().get(i)][j] += (x[i][j] - mean[j]) / Math.sqrt(squares);
            }
        }
        int[] expected = new int[9];
        for (int k = 0; k < 9; k++) {
            double largest = -2;
            for (int l = 0; l < 9; l++) {
                double cosine = product(means[k], means[l])
                        / Math.sqrt(product(means[k], means[k]) * product(means[l], means[l]));
                if (l != k && cosine > largest) {
                    largest = cosine;
                    expected[k] = l;
                }
            }
        }
        assertThat(NearestClass.of(clouds.features(), clouds.given(), 2))
                .containsExactly(expected)
                .containsExactly(NearestClass.of(clouds.features(), clouds.given(), 1));
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    @Test
    void aClassWithoutRowsIsNearestToItselfAndToNoOther() {
        try (Matrix rows = Matrix.of(new float[][] {{1, 0}, {0, 1}, {-1, -1}})) {
            assertThat(NearestClass.of(rows, Labels.of(new int[] {0, 3, 0}, 4), 1))
                    .containsExactly(3, 1, 2, 0);
            assertThat(NearestClass.of(rows, Labels.of(new int[] {2, 2, 2}, 4), 1))
                    .containsExactly(0, 1, 2, 3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NearestClass.of(rows, Labels.of(new int[] {0, 1}, 2), 1));
        }
    }
}
