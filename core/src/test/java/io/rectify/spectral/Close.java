package io.rectify.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;

/** Comparison of matrices entry by entry. */
final class Close {
    private Close() {}

    static void isClose(Matrix actual, double[][] expected, double tolerance) {
        assertThat(actual.rows()).isEqualTo(expected.length);
        isClose(Samples.doubles(actual), expected, tolerance);
    }

    static void isClose(double[][] actual, double[][] expected, double tolerance) {
        assertThat(actual).hasDimensions(expected.length, expected.length == 0 ? 0 : expected[0].length);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertThat(actual[i][j]).as("row %d, column %d", i, j).isCloseTo(expected[i][j], within(tolerance));
            }
        }
    }
}
