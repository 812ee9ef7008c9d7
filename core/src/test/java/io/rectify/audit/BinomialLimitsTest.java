package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialLimitsTest {
    /**
     * No hit in n trials happens with probability (1 − p)ⁿ, which is .025 at p = 1 − .025^(1/n): .3085 for n = 10. As many hits as trials
     * mirror it.
     */
    @Test
    void byHand() {
        assertThat(BinomialLimits.exactHigh(0, 10)).isCloseTo(1 - Math.pow(0.025, 0.1), within(1e-12));
        assertThat(BinomialLimits.exactHigh(0, 10)).isCloseTo(0.3085, within(5e-5));
        assertThat(BinomialLimits.exactLow(10, 10)).isCloseTo(Math.pow(0.025, 0.1), within(1e-12));
        assertThat(BinomialLimits.exactLow(0, 10)).isZero();
        assertThat(BinomialLimits.exactHigh(10, 10)).isEqualTo(1);
        assertThat(BinomialLimits.jeffreysLow(0, 10)).isZero();
        assertThat(BinomialLimits.jeffreysHigh(10, 10)).isEqualTo(1);
    }

    /** At the lower limit k or more hits have probability .025, at the upper one k or fewer. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,8", "3,8", "7,8", "33,67", "1,400", "200,400", "399,400", "40,2000"})
    void exactLimitsAreThoseOfTheBinomialDistribution(int k, int n) {
        assertThat(atLeast(k, n, BinomialLimits.exactLow(k, n))).isCloseTo(0.025, within(1e-9));
        if (k < n) {
            assertThat(1 - atLeast(k + 1, n, BinomialLimits.exactHigh(k, n))).isCloseTo(0.025, within(1e-9));
        }
    }

    private static double atLeast(int k, int n, double p) {
        double sum = 0;
        for (int j = k; j <= n; j++) {
            double log = 0;
            for (int i = 1; i <= j; i++) {
                log += Math.log((double) (n - j + i) / i);
            }
            sum += Math.exp(log + j * Math.log(p) + (n - j) * Math.log1p(-p));
        }
        return sum;
    }

    /**
     * Below Jeffreys' lower limit lies .025 of the density x^(k−½)(1 − x)^(n−k−½), above the upper one as much; summed over angles, x =
     * sin²φ, where it is smooth.
     */
    @ParameterizedTest
    @CsvSource({"1,8", "4,8", "7,8", "1,400", "33,67"})
    void jeffreysLimitsCutTheBetaDensity(int k, int n) {
        double low = BinomialLimits.jeffreysLow(k, n);
        double high = BinomialLimits.jeffreysHigh(k, n);
        double below = 0;
        double above = 0;
        double all = 0;
        int steps = 400_000;
        for (int i = 0; i < steps; i++) {
            double phi = (i + 0.5) * Math.PI / 2 / steps;
            double x = Math.sin(phi) * Math.sin(phi);
            double density = Math.exp(k * Math.log(x) + (n - k) * Math.log1p(-x));
            all += density;
            below += x < low ? density : 0;
            above += x > high ? density : 0;
        }
        assertThat(below / all).isCloseTo(0.025, within(1e-4));
        assertThat(above / all).isCloseTo(0.025, within(1e-4));
    }
}
