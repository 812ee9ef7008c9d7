package io.rectify.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralFilterTest {
    /** s = 3 with μ = 1 at step 2: (3/4)² is kept, of which 3/4² is the weight. */
    @Test
    void workedExample() {
        SpectralFilter filter = new SpectralFilter(1, 2);
        assertThat(filter.keep(3)).isCloseTo(0.5625, within(1e-15));
        assertThat(filter.weight(3)).isCloseTo(0.1875, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 3, 2", "0.5, 12.25, 7", "500, 0.001, 3", "1e-3, 1000, 20"})
    void keepAndWeightAreRepeatedProducts(double mu, double s, int step) {
        SpectralFilter filter = new SpectralFilter(mu, step);
        double keep = 1;
        for (int t = 0; t < step; t++) {
            keep *= s / (s + mu);
        }
        assertThat(filter.keep(s)).isCloseTo(keep, within(1e-13 * keep));
        assertThat(filter.weight(s) * s).isCloseTo(keep, within(1e-13 * keep));
    }

    @Test
    void anEigenvalueOfZeroIsNotKept() {
        assertThat(new SpectralFilter(2, 1).keep(0)).isZero();
        assertThat(new SpectralFilter(2, 1).weight(0)).isEqualTo(0.5);
        assertThat(new SpectralFilter(2, 3).weight(0)).isZero();
    }

    @Test
    void gridIsInTheOrderOfTheDocumentation() {
        assertThat(SpectralFilter.grid(new double[] {3, 1}, 2))
                .containsExactly(
                        new SpectralFilter(3, 1),
                        new SpectralFilter(3, 2),
                        new SpectralFilter(1, 1),
                        new SpectralFilter(1, 2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void muMustBePositive(double mu) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpectralFilter(mu, 1))
                .withMessage("mu must be a positive number but is " + mu);
        assertThatIllegalArgumentException().isThrownBy(() -> SpectralFilter.grid(new double[] {1, mu}, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void stepsCountFromOne(int step) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpectralFilter(1, step))
                .withMessage("steps count from 1, the teacher, but the step is " + step);
    }
}
