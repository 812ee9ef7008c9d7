package io.rectify.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.linalg.Matrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
    /**
     * Rows (5 ± 3, 1, 2), (5, 1 ± 2, 2), (5, 1, 2 ± 1) have the mean (5, 1, 2) and differ by 18, 8 and 2 in the three directions: x is what the first
     * feature is off its mean, y what the second is, and 26 of 28 are in the plane.
     */
    @Test
    void byHand() {
        float[][] rows = {{8, 1, 2}, {2, 1, 2}, {5, 3, 2}, {5, -1, 2}, {5, 1, 3}, {5, 1, 1}};
        try (Matrix features = Matrix.of(rows)) {
            PrincipalPlane plane = PrincipalPlane.of(features, 2);
            for (int i = 0; i < rows.length; i++) {
                assertThat(plane.x()[i]).isCloseTo(rows[i][0] - 5, within(1e-5f));
                assertThat(plane.y()[i]).isCloseTo(rows[i][1] - 1, within(1e-5f));
            }
            assertThat(plane.explained()).isCloseTo(26.0 / 28, within(1e-6));
        }
    }

    /** Power iteration on the covariance in plain loops; more rows than a band, and as many bits with one thread as with three. */
    @Test
    void asPowerIterationFinds() {
        Random random = new Random(5);
        float[][] rows = new float[9000][6];
        for (float[] row : rows) {
            double a = 5 * random.nextGaussian();
            double b = 3 * random.nextGaussian();
            for (int j = 0; j < 6; j++) {
                row[j] = (float) (a * (j + 1) + b * (j % 2 == 0 ? 2 : -1) + random.nextGaussian() + 10 * j);
            }
        }
        double[] mean = new double[6];
        for (float[] row : rows) {
            for (int j = 0; j < 6; j++) {
                mean[j] += row[j] / 9000.0;
            }
        }
        double[][] covariance = new double[6][6];
        for (float[] row : rows) {
            for (int j = 0; j < 6; j++) {
                for (int k = 0; k < 6; k++) {
                    covariance[j][k] += (row[j] - mean[j]) * (row[k] - mean[k]);
                }
            }
        }
        double[] first = largest(covariance);
        deflate(covariance, first);
        double[] second = largest(covariance);
        try (Matrix features = Matrix.of(rows)) {
            PrincipalPlane plane = PrincipalPlane.of(features, 3);
            for (int i = 0; i < rows.length; i += 97) {
                double x = 0;
                double y = 0;
                for (int j = 0; j < 6; j++) {
                    x += (rows[i][j] - mean[j]) * first[j];
                    y += (rows[i][j] - mean[j]) * second[j];
                }
                assertThat((double) plane.x()[i]).isCloseTo(x, within(2e-3));
                assertThat((double) plane.y()[i]).isCloseTo(y, within(2e-3));
            }
            PrincipalPlane alone = PrincipalPlane.of(features, 1);
            assertThat(alone.x()).isEqualTo(plane.x());
            assertThat(alone.y()).isEqualTo(plane.y());
            // Of every ninth row the plane is about the same, and all rows are on it.
            PrincipalPlane few = PrincipalPlane.of(features, 1000, 2);
            assertThat(few.x()).hasSize(9000);
            assertThat((double) few.x()[8]).isCloseTo(plane.x()[8], within(0.5));
        }
    }

    private static double[] largest(double[][] a) {
        double[] v = {1, 0.9, 0.8, 0.7, 0.6, 0.5};
        for (int step = 0; step < 2000; step++) {
            double[] next = new double[6];
            double norm = 0;
            for (int j = 0; j < 6; j++) {
                for (int k = 0; k < 6; k++) {
                    next[j] += a[j][k] * v[k];
                }
                norm += next[j] * next[j];
            }
            for (int j = 0; j < 6; j++) {
                v[j] = next[j] / Math.sqrt(norm);
            }
        }
        double greatest = 0;
        for (double entry : v) {
            greatest = Math.abs(entry) > Math.abs(greatest) ? entry : greatest;
        }
        for (int j = 0; j < 6 && greatest < 0; j++) {
            v[j] = -v[j];
        }
        return v;
    }

    private static void deflate(double[][] a, double[] v) {
        double value = 0;
        for (int j = 0; j < 6; j++) {
            for (int k = 0; k < 6; k++) {
                value += v[j] * a[j][k] * v[k];
            }
        }
        for (int j = 0; j < 6; j++) {
            for (int k = 0; k < 6; k++) {
                a[j][k] -= value * v[j] * v[k];
            }
        }
    }

    @Test
    void rowsThatDifferInOneDirectionOrNone() {
        try (Matrix line = Matrix.of(new float[][] {{1}, {3}, {5}});
                Matrix point = Matrix.of(new float[][] {{2, 2}, {2, 2}});
                Matrix none = Matrix.zeros(0, 2)) {
            assertThat(PrincipalPlane.of(line, 1).x()).containsExactly(-2, 0, 2);
            assertThat(PrincipalPlane.of(line, 1).y()).containsOnly(0);
            assertThat(PrincipalPlane.of(line, 1).explained()).isEqualTo(1);
            assertThat(PrincipalPlane.of(point, 1).x()).containsOnly(0);
            assertThat(PrincipalPlane.of(point, 1).explained()).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> PrincipalPlane.of(none, 1));
        }
    }
}
