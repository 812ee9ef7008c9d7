package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNeighbourEntropyTest {
    private static final double FINE = 1e-8;

    private static double[] sample(int n, ToDoubleFunction<Random> law) {
        Random random = new Random(3);
        double[] values = new double[n];
        Arrays.setAll(values, i -> law.applyAsDouble(random));
        return values;
    }

    /** 0, 1 and 3 have neighbours at 1, 1 and 2: H = ψ(3) − ψ(1) + (2·ln 2 + ln 4)/3 = (1 + ½) + 4/3·ln 2. */
    @Test
    void workedExample() {
        assertThat(NearestNeighbourEntropy.of(new double[] {0, 1, 3}, 1, FINE)).isCloseTo(2.424196, within(1e-6));
    }

    /** Entropies by formula; one standard error of the estimate is about 0.01. */
    @ParameterizedTest
    @CsvSource({"1", "4"})
    void knownEntropies(int k) {
        int n = 20000;
        assertThat(NearestNeighbourEntropy.of(sample(n, Random::nextDouble), k, FINE))
                .isCloseTo(0, within(0.03));
        assertThat(NearestNeighbourEntropy.of(sample(n, r -> 5 * r.nextDouble() - 2), k, FINE))
                .isCloseTo(Math.log(5), within(0.03));
        assertThat(NearestNeighbourEntropy.of(sample(n, r -> 0.3 * r.nextGaussian()), k, FINE))
                .isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.09), within(0.03));
        for (double a : new double[] {0.5, 3, 50}) {
            assertThat(NearestNeighbourEntropy.of(sample(n, r -> Math.pow(r.nextDouble(), 1 / a)), k, FINE))
                    .isCloseTo(1 - 1 / a - Math.log(a), within(0.04));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void equalsTheDefinitionByBruteForce(int k) {
        double[] x = sample(60, Random::nextGaussian);
        double harmonic = 0;
        for (int m = k; m < x.length; m++) {
            harmonic += 1.0 / m;
        }
        double expected = harmonic;
        for (double centre : x) {
            double[] distances =
                    Arrays.stream(x).map(v -> Math.abs(v - centre)).sorted().toArray();
            expected += Math.log(2 * distances[k]) / x.length;
        }
        assertThat(NearestNeighbourEntropy.of(x, k, FINE)).isCloseTo(expected, within(1e-4));
    }

    @Test
    void shiftChangesNothingAndScaleAddsItsLogarithm() {
        double[] x = sample(500, Random::nextGaussian);
        double entropy = NearestNeighbourEntropy.of(x, 1, FINE);
        assertThat(NearestNeighbourEntropy.of(
                        Arrays.stream(x).map(v -> 8 * v - 3).toArray(), 1, 8 * FINE))
                .isCloseTo(entropy + Math.log(8), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 5000, 100000})
    void equalValuesAreUniformOverTheResolution(int n) {
        double[] x = new double[n];
        Arrays.fill(x, 0.7);
        assertThat(NearestNeighbourEntropy.of(x, 1, 1e-3)).isCloseTo(Math.log(1e-3), within(5 / Math.sqrt(n)));
    }

    /** Rounding to a grid matters neither where it is finer than the spacing of the values nor where it is coarser. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 1e-4, 1e-3, 1e-2})
    void roundedValuesKeepTheirEntropy(double grid) {
        double[] x = sample(5000, r -> Math.rint(0.3 * r.nextGaussian() / grid) * grid);
        assertThat(NearestNeighbourEntropy.of(x, 1, grid))
                .isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.09), within(0.06));
    }

    /** Half of the sample at one point: half of ln δ, half of the uniform's 0, and ln 2 for not knowing which. */
    @Test
    void anAtomPullsTheEntropyDownByItsShareOnly() {
        double[] x = sample(4000, r -> r.nextBoolean() ? 2 : r.nextDouble());
        assertThat(NearestNeighbourEntropy.of(x, 1, 0x1p-24))
                .isCloseTo(0.5 * Math.log(0x1p-24) + Math.log(2), within(0.3));
    }

    @Test
    void inputsThatCannotBeMeasuredAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearestNeighbourEntropy.of(new double[] {1}, 1, FINE))
                .withMessage("entropy by neighbour 1 needs at least 2 values but there are 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearestNeighbourEntropy.of(new double[] {1, Double.NaN}, 1, FINE))
                .withMessage("values must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearestNeighbourEntropy.of(new double[] {0.5, 1}, 1, 0))
                .withMessageContaining("but is 0.0");
    }

    @Test
    void theOrderOfTheValuesDoesNotMatter() {
        double[] x = sample(1000, r -> Math.rint(10 * r.nextGaussian()) / 10);
        double[] reversed = new double[1000];
        Arrays.setAll(reversed, i -> x[999 - i]);
        assertThat(NearestNeighbourEntropy.of(reversed, 1, 0.1)).isEqualTo(NearestNeighbourEntropy.of(x, 1, 0.1));
    }
}
