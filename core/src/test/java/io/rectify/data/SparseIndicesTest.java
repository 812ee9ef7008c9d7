package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseIndicesTest {
    /** By Python's whole numbers of any size. */
    @ParameterizedTest
    @CsvSource({
        "0, 4096, 1909",
        "1, 4096, -1899",
        "2, 4096, -3043",
        "123456789, 4096, 1970",
        "2147483646, 7, 6",
        "5, 1, -1"
    })
    void columnsByAnotherProgram(int feature, int columns, int expected) {
        assertThat(SparseIndices.column(feature, columns)).isEqualTo(expected);
    }

    /**
     * The product of two hashed rows is in the mean ⟨x, y⟩ = ½ here, with variance (Σ_{i≠j} xᵢ²yⱼ² + xᵢyᵢxⱼyⱼ)/D; pairs of rows have features of
     * their own, so that 4,000 of them are as many hashes.
     */
    @Test
    void productsAreKeptInTheMean() {
        int columns = 64;
        int features = 20;
        int pairs = 4000;
        Random random = new Random(1);
        double sum = 0;
        double squares = 0;
        for (int pair = 0; pair < pairs; pair++) {
            double[] x = new double[columns];
            double[] y = new double[columns];
            for (int i = 0; i < features; i++) {
                int hashed = SparseIndices.column(random.nextInt(1 << 30), columns);
                int column = hashed < 0 ? -1 - hashed : hashed;
                double value = (hashed < 0 ? -1 : 1) / Math.sqrt(features);
                x[column] += value;
                y[column] += i % 4 == 0 ? -value : value;
            }
            double product = 0;
            for (int j = 0; j < columns; j++) {
                product += x[j] * y[j];
            }
            sum += product;
            squares += (product - .5) * (product - .5);
        }
        double f = features;
        double expected = ((f * f - f) + (f * f / 4 - f)) / (f * f) / columns;
        assertThat(squares / pairs).isCloseTo(expected, within(.12 * expected));
        assertThat(sum / pairs).isCloseTo(.5, within(4 * Math.sqrt(expected / pairs)));
    }
}
