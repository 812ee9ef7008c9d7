package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PenaltyTest {
    @Test
    void lambdaIsItself() {
        assertThat(new Penalty.Lambda(0.25).lambda(7, 100)).isEqualTo(0.25);
    }

    @Test
    void kappaIsKTimesNTimesLambda() {
        double lambda = new Penalty.Kappa(50).lambda(77, 8000);
        assertThat(77 * 8000 * lambda).isCloseTo(50, within(1e-12));
        assertThat(new Penalty.Kappa(50).lambda(100_000, 2e9)).isCloseTo(50 / 2e14, within(1e-20));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void negativeAndInfiniteValuesAreRefused(double value) {
        String message = " must be a finite number of at least 0 but is " + value;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Penalty.Lambda(value))
                .withMessage("lambda" + message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Penalty.Kappa(value))
                .withMessage("kappa" + message);
    }
}
