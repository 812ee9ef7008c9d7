package io.rectify.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.probe.ConfidencePenalty;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothingTest {
    private static final Labels GIVEN = Labels.of(new int[] {2, 0, 1, 2}, 3);

    private static void equal(Targets actual, Targets expected, double tolerance) {
        double[][] a = Reference.rows(actual);
        double[][] e = Reference.rows(expected);
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i]).containsExactly(e[i], within(tolerance));
        }
    }

    @Test
    void bothConventionsOfLabelSmoothing() {
        double[][] others = Reference.rows(new LabelSmoothing(0.3, LabelSmoothing.Spread.OTHERS).targets(GIVEN));
        assertThat(others[0]).containsExactly(new double[] {0.15, 0.15, 0.7}, within(1e-7));
        assertThat(others[1]).containsExactly(new double[] {0.7, 0.15, 0.15}, within(1e-7));
        double[][] all = Reference.rows(new LabelSmoothing(0.3, LabelSmoothing.Spread.ALL).targets(GIVEN));
        assertThat(all[0]).containsExactly(new double[] {0.1, 0.1, 0.8}, within(1e-7));
        assertThat(all[2]).containsExactly(new double[] {0.1, 0.8, 0.1}, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.7, 1})
    void conventionsDifferByTheFactorKMinusOneOverK(double epsilon) {
        Labels given = Samples.labels(40, 7, 1);
        equal(
                new LabelSmoothing(epsilon, LabelSmoothing.Spread.ALL).targets(given),
                new LabelSmoothing(epsilon * 6 / 7, LabelSmoothing.Spread.OTHERS).targets(given),
                1e-7);
    }

    @Test
    void noSmoothingIsOneHotAndFullSmoothingForgetsTheLabel() {
        equal(new LabelSmoothing(0, LabelSmoothing.Spread.ALL).targets(GIVEN), new Targets.OneHot(GIVEN), 0);
        double[][] all = Reference.rows(new LabelSmoothing(1, LabelSmoothing.Spread.ALL).targets(GIVEN));
        assertThat(all[3]).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-7));
    }

    /** softmax(ln u/τ) computed as it is written. */
    @ParameterizedTest
    @CsvSource({"0.99, 20, 0.1", "0.9, 1, 0.5", "0.5, 0.3, 1", "0.999, 3, 0"})
    void handMadeTeacherIsItsDefinition(double correct, double temperature, double alpha) {
        int k = 5;
        Labels given = Samples.labels(20, k, 3);
        double[][] actual = Reference.rows(new HandMadeTeacher(correct, temperature, alpha).targets(given));
        for (int i = 0; i < 20; i++) {
            int label = given.get(i);
            double[] z = new double[k];
            Arrays.setAll(z, j -> Math.log(j == label ? correct : (1 - correct) / (k - 1)) / temperature);
            double[] expected = Reference.softmax(z);
            Arrays.setAll(expected, j -> alpha * expected[j] + (j == label ? 1 - alpha : 0));
            assertThat(actual[i]).containsExactly(expected, within(1e-7));
        }
    }

    @Test
    void handMadeTeacherAtTemperatureOneIsLabelSmoothing() {
        equal(
                new HandMadeTeacher(0.9, 1, 0.4).targets(GIVEN),
                new LabelSmoothing(0.04, LabelSmoothing.Spread.OTHERS).targets(GIVEN),
                1e-7);
    }

    @Test
    void ranksFollowZipfsLaw() {
        Probabilities outputs = Probabilities.of(Matrix.of(new float[][] {{0.1f, 0.4f, 0.2f, 0.3f}}));
        double[][] first = Reference.rows(new RankSmoothing(0.22, 1).targets(outputs, Labels.of(new int[] {1}, 4)));
        assertThat(first[0]).containsExactly(new double[] {0.04, 0.78, 0.06, 0.12}, within(1e-7));
        double[][] last = Reference.rows(new RankSmoothing(0.22, 1).targets(outputs, Labels.of(new int[] {0}, 4)));
        assertThat(last[0]).containsExactly(new double[] {0.78, 0.12, 0.04, 0.06}, within(1e-7));
    }

    @Test
    void ranksOfExponentZeroAreLabelSmoothing() {
        Labels given = Samples.labels(30, 5, 1);
        equal(
                new RankSmoothing(0.3, 0).targets(Samples.probabilities(30, 5, 2), given),
                new LabelSmoothing(0.3, LabelSmoothing.Spread.OTHERS).targets(given),
                1e-7);
    }

    @Test
    void entropyRegularisationIsTheConfidencePenaltyOnTheLabels() {
        ConfidencePenalty loss = new EntropyRegularisation(0.4).loss(GIVEN);
        assertThat(loss).isEqualTo(new ConfidencePenalty(new Targets.OneHot(GIVEN), 0.4));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelSmoothing(1.1, LabelSmoothing.Spread.ALL))
                .withMessage("epsilon must lie in [0, 1] but is 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelSmoothing(Double.NaN, LabelSmoothing.Spread.ALL));
        assertThatIllegalArgumentException().isThrownBy(() -> new HandMadeTeacher(1, 20, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HandMadeTeacher(0.9, 0, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HandMadeTeacher(0.9, 20, -0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EntropyRegularisation(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RankSmoothing(0.1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BetaSmoothing(0, 0.6, 0.999));
        assertThatIllegalArgumentException().isThrownBy(() -> new BetaSmoothing(3, 1.6, 0.999));
        assertThatIllegalArgumentException().isThrownBy(() -> new BetaSmoothing(3, 0.6, 1));
    }
}
