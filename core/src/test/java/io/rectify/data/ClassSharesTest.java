package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassSharesTest {
    /** Three rows, one, and none of three classes: (3.5, 1.5, .5)/5.5 = .6364, .2727, .0909. */
    @Test
    void workedExample() {
        float[] logarithms = ClassShares.logarithms(new double[] {3, 1, 0});
        assertThat(Math.exp(logarithms[0])).isCloseTo(0.6364, within(1e-4));
        assertThat(Math.exp(logarithms[1])).isCloseTo(0.2727, within(1e-4));
        assertThat(Math.exp(logarithms[2])).isCloseTo(0.0909, within(1e-4));
    }

    /** Targets of a mix may weigh a class negatively. */
    @Test
    void negativeWeightsCountAsNone() {
        assertThat(ClassShares.logarithms(new double[] {-2, 4}))
                .containsExactly(ClassShares.logarithms(new double[] {0, 4}));
    }
}
