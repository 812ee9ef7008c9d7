package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private static Probabilities rows(float[]... rows) {
        return Probabilities.of(Matrix.of(rows));
    }

    /**
     * Outputs (½, ½), (¾, ¼), (¼, ¾) for label 0: two of three right; log losses ln 2, ln 4/3, ln 4; Brier scores 2/4, 2/16, 18/16;
     * entropies ln 2 and twice .562335. Confidence ½ is right in one row of one, ¾ in one of two: (½ + 2·¼)/3.
     */
    @Test
    void workedExample() {
        Evaluation evaluation = Evaluation.of(
                rows(new float[] {0.5f, 0.5f}, new float[] {0.75f, 0.25f}, new float[] {0.25f, 0.75f}),
                Labels.of(new int[] {0, 0, 0}, 2));
        assertThat(evaluation.accuracy()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(evaluation.logLoss()).isCloseTo(0.789041, within(1e-6));
        assertThat(evaluation.brier()).isCloseTo(1.75 / 3, within(1e-12));
        assertThat(evaluation.uncertainty()).isCloseTo(0.605939, within(1e-6));
        assertThat(evaluation.ece()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "50, 3", "1000, 7", "20, 500"})
    void figuresEqualTheirDefinitions(int n, int k) {
        Probabilities predicted = Samples.probabilities(n, k, 1);
        Labels labels = Samples.labels(n, k, 2);
        double correct = 0;
        double logLoss = 0;
        double brier = 0;
        double entropy = 0;
        for (int i = 0; i < n; i++) {
            boolean best = true;
            for (int j = 0; j < k; j++) {
                double p = predicted.get(i, j);
                double y = labels.get(i) == j ? 1 : 0;
                best &= p <= predicted.get(i, labels.get(i));
                logLoss -= y * Math.log(p) / n;
                brier += (p - y) * (p - y) / n;
                entropy -= p * Math.log(p) / n;
            }
            correct += best ? 1 : 0;
        }
        Evaluation evaluation = Evaluation.of(predicted, labels);
        assertThat(evaluation.rows()).isEqualTo(n);
        assertThat(evaluation.accuracy()).isCloseTo(correct / n, within(1e-12));
        assertThat(evaluation.logLoss()).isCloseTo(logLoss, within(1e-10));
        assertThat(evaluation.brier()).isCloseTo(brier, within(1e-10));
        assertThat(evaluation.uncertainty()).isCloseTo(entropy, within(1e-10));
        assertThat(evaluation.ece())
                .isEqualTo(Calibration.expectedError(predicted, labels, 20, Calibration.Binning.EQUAL_WIDTH));
    }

    @Test
    void perfectPredictionsHaveNoLoss() {
        Evaluation evaluation =
                Evaluation.of(rows(new float[] {1, 0, 0}, new float[] {0, 0, 1}), Labels.of(new int[] {0, 2}, 3));
        assertThat(evaluation).isEqualTo(new Evaluation(2, 1, 0, 0, 0, 0));
    }

    @Test
    void certainAndWrongIsTheWorst() {
        Evaluation evaluation = Evaluation.of(rows(new float[] {1, 0}), Labels.of(new int[] {1}, 2));
        assertThat(evaluation.accuracy()).isZero();
        assertThat(evaluation.logLoss()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(evaluation.brier()).isEqualTo(2);
        assertThat(evaluation.ece()).isEqualTo(1);
        assertThat(evaluation.uncertainty()).isZero();
    }

    @Test
    void uniformPredictionsHaveTheEntropyOfK() {
        Evaluation evaluation = Evaluation.of(
                rows(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, new float[] {0.25f, 0.25f, 0.25f, 0.25f}),
                Labels.of(new int[] {0, 3}, 4));
        assertThat(evaluation.logLoss()).isCloseTo(Math.log(4), within(1e-12));
        assertThat(evaluation.uncertainty()).isCloseTo(Math.log(4), within(1e-12));
        assertThat(evaluation.brier()).isCloseTo(0.75, within(1e-12));
        assertThat(evaluation.accuracy()).as("the first of equals counts").isEqualTo(0.5);
        assertThat(evaluation.ece()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void probabilityZeroElsewhereCostsNothing() {
        Evaluation evaluation = Evaluation.of(rows(new float[] {0.5f, 0.5f, 0}), Labels.of(new int[] {1}, 3));
        assertThat(evaluation.logLoss()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(evaluation.uncertainty()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void shapesThatDifferAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(Samples.probabilities(3, 4, 1), Samples.labels(2, 4, 1)))
                .withMessage("predictions have 3 rows but labels has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(Samples.probabilities(3, 4, 1), Samples.labels(3, 5, 1)))
                .withMessage("predictions are over 4 classes but labels over 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(Probabilities.of(Matrix.zeros(0, 4)), Labels.of(new int[0], 4)))
                .withMessage("there is no row to evaluate");
    }
}
