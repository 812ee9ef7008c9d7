package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
    @ParameterizedTest
    @CsvSource({"0, 2", "2.99, 2", "3, 0.2", "4.5, 0.2", "6, 0.02", "9, 0.02"})
    void stepsFallAtMilestones(double epoch, double expected) {
        assertThat(new LearningRate.Step(2, 0.1, List.of(3.0, 6.0)).at(epoch, 10))
                .isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "2.5, 3.414213562373095", "5, 2", "7.5, 0.585786437626905", "10, 0"})
    void cosineFallsToZero(double epoch, double expected) {
        assertThat(new LearningRate.Cosine(4).at(epoch, 10)).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 1", "1, 2", "2, 4", "6, 2", "10, 0"})
    void warmUpRisesToTheScheduleThatHasTheRest(double epoch, double expected) {
        assertThat(new LearningRate.WarmUp(2, new LearningRate.Cosine(4)).at(epoch, 10))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void aWarmUpAsLongAsTheRunOnlyRises() {
        assertThat(new LearningRate.WarmUp(10, new LearningRate.Cosine(4)).at(5, 10))
                .isEqualTo(2);
    }

    @Test
    void constantStays() {
        assertThat(new LearningRate.Constant(3).at(7, 10)).isEqualTo(3);
    }

    @Test
    void ratesThatAreNotPositiveAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LearningRate.Constant(Double.NaN))
                .withMessage("learning rate must be positive and finite but is NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate.Cosine(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningRate.Step(1, 1.5, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LearningRate.WarmUp(-1, new LearningRate.Constant(1)));
    }
}
