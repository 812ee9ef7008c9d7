package io.rectify.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceDependentTest {
    private static final int K = 5;
    private static final int PER_CLASS = 4_000;
    private static final double TRUNCATED_MEAN = 0.36139;
    private static final Labels RIGHT = Samples.blocks(K, PER_CLASS);

    /** One row in every class again and again, so that what a single row is taken for can be counted. */
    private static Matrix sameRow() {
        float[][] rows = new float[K * PER_CLASS][];
        Arrays.fill(rows, new float[] {3, -1, 2, 0.5f});
        return Matrix.of(rows);
    }

    private static double[][] shares(Labels given) {
        return Corruption.between(RIGHT, given).transitions(K);
    }

    /** At a rate of 1 without deviation every label is wrong, and of two classes there is one other. */
    @Test
    void workedExample() {
        Labels right = Labels.of(new int[] {0, 1, 1}, 2);
        try (Matrix rows = Matrix.of(new float[][] {{1, 2}, {3, -4}, {0, 5}})) {
            assertThat(new InstanceDependent(1, 0, 10).apply(rows, right, 1).toArray())
                    .containsExactly(1, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.6, 1})
    void theShareOfWrongLabelsIsTheRate(double rate) {
        try (Matrix rows = Samples.gaussian(K * PER_CLASS, 4, 1, 3)) {
            Labels given = new InstanceDependent(rate, 0, 10).apply(rows, RIGHT, 1);
            assertThat(1 - RIGHT.agreement(given)).isCloseTo(rate, within(0.015));
        }
    }

    /** The mean of a normal distribution cut to [0, 1] where the cut matters: N(0, 0.5²) has mean 0.3614 there, by scipy's truncnorm. */
    @Test
    void ratesOfRowsAreCutToProbabilities() {
        try (Matrix rows = Samples.gaussian(K * PER_CLASS, 4, 1, 3)) {
            Labels given = new InstanceDependent(0, 0.5, 1).apply(rows, RIGHT, 1);
            assertThat(1 - RIGHT.agreement(given)).isCloseTo(TRUNCATED_MEAN, within(0.015));
        }
    }

    @Test
    void aSharpRowIsTakenForOneClass() {
        try (Matrix rows = sameRow()) {
            double[][] shares = shares(new InstanceDependent(0.4, 0.1, 300).apply(rows, RIGHT, 2));
            for (int own = 0; own < K; own++) {
                int k = own;
                double[] wrong = Arrays.stream(shares[own])
                        .filter(share -> share != shares[k][k])
                        .sorted()
                        .toArray();
                assertThat(wrong[wrong.length - 1]).isCloseTo(1 - shares[own][own], within(0.02));
            }
        }
    }

    @Test
    void withoutSharpnessTheNoiseIsSymmetric() {
        try (Matrix rows = sameRow()) {
            double[][] shares = shares(new InstanceDependent(0.4, 0.1, 0).apply(rows, RIGHT, 2));
            for (int i = 0; i < K; i++) {
                for (int j = 0; j < K; j++) {
                    assertThat(shares[i][j]).isCloseTo(i == j ? 0.6 : 0.1, within(0.03));
                }
            }
        }
    }

    /** log(p_j/p_k) of one row is s·(w_j − w_k)ᵀx/‖x‖, so it doubles with s. */
    @Test
    void sharpnessScalesTheLogOddsOfWrongClasses() {
        try (Matrix rows = sameRow()) {
            double[][] once = shares(new InstanceDependent(1, 0, 0.4).apply(rows, RIGHT, 5));
            double[][] twice = shares(new InstanceDependent(1, 0, 0.8).apply(rows, RIGHT, 5));
            for (int own = 0; own < K; own++) {
                int a = own == 0 ? 1 : 0;
                int b = own == 4 ? 3 : 4;
                assertThat(Math.log(twice[own][a] / twice[own][b]))
                        .isCloseTo(2 * Math.log(once[own][a] / once[own][b]), within(0.35));
            }
        }
    }

    @Test
    void lengthsOfRowsDoNotMatterAndSeedsDo() {
        InstanceDependent noise = InstanceDependent.of(0.5);
        try (Matrix rows = Samples.gaussian(K * PER_CLASS, 4, 1, 3);
                Matrix longer = Samples.gaussian(K * PER_CLASS, 4, 2, 3)) {
            Labels given = noise.apply(rows, RIGHT, 1);
            assertThat(noise.apply(rows, RIGHT, 1)).isEqualTo(given);
            assertThat(noise.apply(longer, RIGHT, 1)).isEqualTo(given);
            assertThat(noise.apply(rows, RIGHT, 2)).isNotEqualTo(given);
        }
    }

    @Test
    void aRowOfZerosIsConfusedEvenly() {
        try (Matrix rows = Matrix.zeros(K * PER_CLASS, 4)) {
            assertThat(shares(new InstanceDependent(1, 0, 300).apply(rows, RIGHT, 2))[0][3])
                    .isCloseTo(0.25, within(0.03));
        }
    }

    @Test
    void badInputIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceDependent.of(1.1))
                .withMessageContaining("1.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new InstanceDependent(0.1, Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new InstanceDependent(0.1, 0.1, -1));
        try (Matrix rows = Matrix.zeros(3, 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> InstanceDependent.of(0.1).apply(rows, RIGHT, 1))
                    .withMessageContaining("3 rows");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> InstanceDependent.of(0.1).apply(rows, Labels.of(new int[3], 1), 1));
        }
    }
}
