package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TemperatureScalingTest {
    /** Three of four rows at (.9, .1) are of class 0: confidence .9 beside accuracy .75 is an error of .15; scaled to .75 it is none. */
    @Test
    void fourRowsByHand() {
        Probabilities outputs =
                Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}, {0.9f, 0.1f}, {0.9f, 0.1f}, {0.9f, 0.1f}}));
        TemperatureScaling scaling = TemperatureScaling.ofOutOfSample(outputs, Labels.of(new int[] {0, 0, 0, 1}, 2), 1);
        assertThat(scaling.rows()).isEqualTo(4);
        assertThat(scaling.before().expectedError()).isCloseTo(0.15, within(1e-6));
        assertThat(scaling.after().expectedError()).isCloseTo(0, within(1e-3));
        assertThat(scaling.before().bins()).hasSize(1);
        assertThat(scaling.after().bins().get(0).confidence()).isCloseTo(0.75, within(1e-3));
    }

    /** Labels drawn from p, outputs as sure as p³: scaling takes the exponent back. */
    private static double[] errors(boolean byHalves, int rows) {
        Random random = new Random(3);
        double[][] outputs = new double[rows][];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            double p = 0.5 + 0.45 * random.nextDouble();
            double odds = Math.pow(p / (1 - p), 3);
            outputs[i] = new double[] {odds / (1 + odds), 1 / (1 + odds)};
            labels[i] = random.nextDouble() < p ? 0 : 1;
        }
        Probabilities stated = Probabilities.of(Samples.matrix(outputs));
        Labels truth = Labels.of(labels, 2);
        TemperatureScaling scaling = byHalves
                ? TemperatureScaling.byHalves(stated, truth, 2).orElseThrow()
                : TemperatureScaling.ofOutOfSample(stated, truth, 2);
        return new double[] {scaling.before().expectedError(), scaling.after().expectedError(), scaling.rows()};
    }

    @Test
    void overconfidenceIsTakenBackByEitherWay() {
        for (boolean byHalves : new boolean[] {false, true}) {
            double[] errors = errors(byHalves, 20_000);
            assertThat(errors[0]).as(Arrays.toString(errors)).isGreaterThan(0.15);
            assertThat(errors[1]).as(Arrays.toString(errors)).isLessThan(0.02);
        }
    }

    @Test
    void ofVeryManyRowsSomeAreDrawn() {
        double[] errors = errors(false, 100_001);
        assertThat(errors[2]).isBetween(99_990.0, 100_000.0);
        assertThat(errors[1]).isLessThan(0.01);
    }

    @Test
    void oneRowHasNoHalves() {
        Probabilities one = Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}}));
        assertThat(TemperatureScaling.byHalves(one, Labels.of(new int[] {0}, 2), 1))
                .isEmpty();
    }
}
