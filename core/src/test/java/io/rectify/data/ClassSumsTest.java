package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.OnDemandRows;
import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassSumsTest {
    @Test
    void workedExample() {
        Labels labels = Labels.of(new int[] {2, 0, 2}, 4);
        try (ClassSums sums = ClassSums.of(Matrix.of(new float[][] {{1, 2}, {3, 4}, {10, -20}}), labels, 1)) {
            assertThat(sums.sums().rows()).isEqualTo(4);
            assertThat(sums.sums().columns()).isEqualTo(2);
            assertThat(sums.sums().toArray()).containsExactly(3, 4, 0, 0, 11, -18, 0, 0);
            assertThat(sums.squares()).containsExactly(25, 0, 505, 0);
            assertThat(sums.counts()).containsExactly(1, 0, 2, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 2", "5, 0, 2", "1, 1, 1", "2047, 5, 3", "2048, 5, 3", "2049, 5, 3", "7000, 3, 40"})
    void equalTheDefinition(int n, int d, int k) {
        double[][] x = Samples.gaussianRows(n, d, 1, 1);
        Labels labels = Samples.labels(n, k, 2);
        double[] expected = new double[k * d];
        double[] squares = new double[k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                expected[labels.get(i) * d + j] += x[i][j];
                squares[labels.get(i)] += x[i][j] * x[i][j];
            }
        }
        try (Matrix features = Samples.matrix(x, d);
                ClassSums sums = ClassSums.of(features, labels, 2)) {
            assertThat(sums.sums().toArray()).containsExactly(expected, within(1e-10));
            assertThat(sums.squares()).containsExactly(squares, within(1e-10));
            assertThat(sums.counts()).containsExactly(labels.counts());
        }
    }

    /** 2²⁴ + 1 is beyond float32. */
    @Test
    void sumsAreFloat64() {
        Matrix x = Matrix.of(new float[][] {{16777216}, {1}, {1}});
        try (ClassSums sums = ClassSums.of(x, Labels.of(new int[3], 1), 1)) {
            assertThat(sums.sums().toArray()).containsExactly(16777218);
            assertThat(sums.squares()).containsExactly(281474976710658.0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void streamedRowsAndThreadsChangeNoBit(int threads) {
        double[][] x = Samples.gaussianRows(9000, 6, 1, 3);
        OnDemandRows streamed = new OnDemandRows(x, 6);
        Labels labels = Samples.labels(9000, 11, 4);
        try (Matrix features = Samples.matrix(x);
                ClassSums one = ClassSums.of(features, labels, 1);
                ClassSums many = ClassSums.of(streamed, labels, threads)) {
            assertThat(many.sums().toArray()).containsExactly(one.sums().toArray());
            assertThat(many.squares()).containsExactly(one.squares());
            assertThat(streamed.reads()).containsOnly(1);
        }
    }

    @Test
    void closeFreesTheSums() {
        ClassSums sums = ClassSums.of(Matrix.zeros(2, 2), Labels.of(new int[2], 1), 1);
        sums.close();
        assertThatThrownBy(() -> sums.sums().row(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassSums.of(Matrix.zeros(3, 2), Labels.of(new int[2], 1), 1))
                .withMessage("features has 3 rows but labels has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassSums.of(Matrix.zeros(0, 100_000), Labels.of(new int[0], 30_000), 1))
                .withMessage("sums of 30000 classes of 100000 features are too large");
    }
}
