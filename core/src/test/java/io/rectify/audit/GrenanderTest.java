package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrenanderTest {
    /**
     * Of .1, .2 and .6 the distribution function climbs to 1/3, 2/3 and 1. It is concave already: slopes (1/3)/.1 = 10/3 up to .2,
     * (1/3)/.4 = 5/6 up to .6, then 0. Of .6 and .8, slopes of .5/.6 and then .5/.2 would rise, so that both give way to 1/.8.
     */
    @Test
    void workedExample() {
        Grenander three = Grenander.of(new double[] {0.6, 0.1, 0.2});
        assertThat(three.at(0)).isCloseTo(10.0 / 3, within(1e-12));
        assertThat(three.at(0.15)).isCloseTo(10.0 / 3, within(1e-12));
        assertThat(three.at(0.2)).as("from the left").isCloseTo(10.0 / 3, within(1e-12));
        assertThat(three.at(0.4)).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(three.at(0.6)).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(three.at(0.7)).isZero();
        assertThat(three.at(1)).isZero();
        Grenander two = Grenander.of(new double[] {0.8, 0.6});
        assertThat(two.at(0.1)).isCloseTo(1.25, within(1e-12));
        assertThat(two.at(0.7)).isCloseTo(1.25, within(1e-12));
        assertThat(two.at(0.9)).isZero();
    }

    private static double[] values(int n, double power, int ties, long seed) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> Math.pow(random.nextDouble(), power))
                .map(v -> ties == 0 ? v : Math.ceil(v * ties) / ties)
                .limit(n)
                .toArray();
    }

    /** The left slope of the least concave majorant at v: of all chords over v, min over starts s < v of the max over ends t ≥ v. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 1, 0", "40, 1, 0", "60, 3, 0", "60, 0.3, 0", "80, 2, 7", "50, 1, 1"})
    void slopesOfTheLeastConcaveMajorant(int n, double power, int ties) {
        double[] values = values(n, power, ties, n);
        Grenander density = Grenander.of(values);
        double[] points = DoubleStream.concat(DoubleStream.of(0, 1), Arrays.stream(values))
                .distinct()
                .sorted()
                .toArray();
        for (double v : values(30, 1, 0, 3)) {
            double least = Double.POSITIVE_INFINITY;
            for (double s : points) {
                double most = Double.NEGATIVE_INFINITY;
                for (double t : points) {
                    most = s < v && t >= v ? Math.max(most, (share(values, t) - share(values, s)) / (t - s)) : most;
                }
                least = s < v ? Math.min(least, most) : least;
            }
            assertThat(density.at(v)).isCloseTo(least, within(1e-9 * (1 + least)));
        }
    }

    private static double share(double[] values, double at) {
        return Arrays.stream(values).filter(v -> v <= at).count() / (double) values.length;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "500, 1, 0", "500, 4, 0", "500, 2, 20"})
    void decreasesAndIntegratesToOne(int n, double power, int ties) {
        double[] values = values(n, power, ties, 5);
        Grenander density = Grenander.of(values);
        double[] points = DoubleStream.concat(DoubleStream.of(0, 1), Arrays.stream(values))
                .distinct()
                .sorted()
                .toArray();
        double mass = 0;
        double last = Double.POSITIVE_INFINITY;
        for (int i = 1; i < points.length; i++) {
            double height = density.at(points[i]);
            assertThat(height).isBetween(0.0, last * (1 + 1e-12));
            mass += height * (points[i] - points[i - 1]);
            last = height;
        }
        assertThat(mass).isCloseTo(1, within(1e-9));
    }

    @Test
    void orderDoesNotMatterAndArgumentsStay() {
        double[] values = {0.9, 0.2, 0.4};
        Grenander density = Grenander.of(values);
        assertThat(values).containsExactly(0.9, 0.2, 0.4);
        assertThat(Grenander.of(new double[] {0.2, 0.4, 0.9}).at(0.3)).isEqualTo(density.at(0.3));
        assertThat(Grenander.of(new double[] {1, 1}).at(0.5)).isEqualTo(1);
    }

    @Test
    void valuesAtZeroAreInfinitelyDense() {
        Grenander density = Grenander.of(new double[] {0, 0, 0.5, 1});
        assertThat(density.at(0)).isInfinite();
        assertThat(density.at(0.25)).isCloseTo(0.5, within(1e-12));
    }
}
