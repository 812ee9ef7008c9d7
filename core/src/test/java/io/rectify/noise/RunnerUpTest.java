package io.rectify.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerUpTest {
    private static final Labels RIGHT = Labels.of(new int[] {0, 1, 2, 0, 1}, 3);

    private static Probabilities outputs() {
        return Probabilities.of(Matrix.of(new float[][] {
            {0.9f, 0.06f, 0.04f}, // leads class 1 by .84
            {0.3f, 0.5f, 0.2f}, // leads class 0 by .2
            {0.2f, 0.45f, 0.35f}, // trails class 1 by .1
            {0.4f, 0.3f, 0.3f}, // leads class 1, the first of equals, by .1
            {0.1f, 0.5f, 0.4f} // leads class 2 by .1, as the row before but later (in float32: less)
        }));
    }

    @Test
    void theLeastSureRowsBecomeTheirMostProbableOtherClass() {
        try (Probabilities outputs = outputs()) {
            assertThat(new RunnerUp(0).apply(outputs, RIGHT)).isEqualTo(RIGHT);
            assertThat(new RunnerUp(0.2).apply(outputs, RIGHT).toArray()).containsExactly(0, 1, 1, 0, 1);
            assertThat(new RunnerUp(0.6).apply(outputs, RIGHT).toArray()).containsExactly(0, 1, 1, 1, 2);
            assertThat(new RunnerUp(0.8).apply(outputs, RIGHT).toArray()).containsExactly(0, 0, 1, 1, 2);
            assertThat(new RunnerUp(1).apply(outputs, RIGHT).toArray()).containsExactly(1, 0, 1, 1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.37, 0.5, 0.9})
    void exactlyTheShareIsWrong(double rate) {
        Labels labels = Samples.labels(1000, 7, 3);
        try (Probabilities outputs = Samples.probabilities(1000, 7, 4)) {
            Labels given = new RunnerUp(rate).apply(outputs, labels);
            assertThat(1000 - labels.agreements(given)).isEqualTo((int) Math.round(rate * 1000));
        }
    }

    @Test
    void badInputIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunnerUp(-0.1))
                .withMessageContaining("-0.1");
        try (Probabilities outputs = outputs()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RunnerUp(0.1).apply(outputs, Labels.of(new int[4], 3)))
                    .withMessageContaining("5 x 3");
        }
    }
}
