package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineBoundsTest {
    /** Feature j has variance 1/j, as in embeddings; every third row is another one and a little noise, of another length. */
    private static double[][] rows(int n, int features, int rank, long seed) {
        Random random = new Random(seed);
        double[][] rows = Samples.gaussianRows(n, features, 1, seed);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < features; j++) {
                rows[i][j] = j < rank ? rows[i][j] / Math.sqrt(j + 1) : 0;
            }
            if (i > 0 && i % 3 == 0) {
                double[] other = rows[random.nextInt(i)];
                for (int j = 0; j < features; j++) {
                    rows[i][j] = 2 * other[j] + 0.2 * rows[i][j];
                }
            }
        }
        rows[n / 2] = new double[features];
        return Samples.doubles(Samples.matrix(rows));
    }

    private static double product(double[] a, double[] b) {
        double product = 0;
        for (int j = 0; j < a.length; j++) {
            product += a[j] * b[j];
        }
        return product;
    }

    private static double cosine(double[] a, double[] b) {
        double norms = Math.sqrt(product(a, a) * product(b, b));
        return norms == 0 ? 0 : product(a, b) / norms;
    }

    /** No cosine in float64 lies above its bound by more than what is added for rounding, whatever the axes. */
    @ParameterizedTest
    @CsvSource({
        "200, 200, .98, 33",
        "200, 200, .5, 200",
        "200, 200, .8, 65",
        "300, 20, .98, 21",
        "64, 64, .98, 64",
        "1300, 1300, .98, 33",
        "200, 200, -1, 33"
    })
    void noCosineIsAboveItsBound(int features, int rank, double least, int columns) {
        double[][] x = rows(400, features, rank, 3);
        try (Matrix rows = Samples.matrix(x);
                CosineBounds bounds = CosineBounds.of(rows, least, 4);
                Matrix placed = bounds.place(rows, 2)) {
            assertThat(placed.columns()).isEqualTo(columns);
            assertThat((double) bounds.least()).isLessThan(least);
            double[][] places = Samples.doubles(placed);
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    assertThat(product(places[i], places[j]) + least - bounds.least())
                            .isGreaterThanOrEqualTo(cosine(x[i], x[j]));
                }
            }
        }
    }

    /** In 20,000 directions alike no few axes tell anything: rows stand for themselves, at norm 1. */
    @Test
    void rowsStandForThemselvesWhereNoAxesHelp() {
        double[][] x = Samples.gaussianRows(100, 20_000, 1, 1);
        try (Matrix rows = Samples.matrix(x);
                CosineBounds bounds = CosineBounds.of(rows, 0.98, 4);
                Matrix placed = bounds.place(rows, 1)) {
            assertThat(placed.columns()).isEqualTo(20_000);
            double[][] places = Samples.doubles(placed);
            assertThat(product(places[7], places[9])).isCloseTo(cosine(x[7], x[9]), within(1e-6));
            assertThat(product(places[7], places[7])).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 100", "5, 0"})
    void fewRowsOrNone(int rows, int features) {
        try (Matrix none = Matrix.zeros(rows, features);
                CosineBounds bounds = CosineBounds.of(none, 0.98, 4);
                Matrix placed = bounds.place(none, 1)) {
            assertThat(placed.rows()).isEqualTo(rows);
        }
    }
}
