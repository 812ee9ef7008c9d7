package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Golden;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn and numpy; see src/test/python/make_golden.py. */
class MetricsGoldenTest {
    private static final Golden GOLDEN = Golden.of("metrics");
    private static Probabilities predicted = Samples.probabilities(1, 2, 1);
    private static Labels labels = Samples.labels(1, 2, 1);

    @BeforeAll
    static void load() {
        int classes = GOLDEN.integer("classes");
        predicted = Probabilities.of(Samples.matrix(GOLDEN.rows("p", classes)));
        labels = Labels.of(GOLDEN.integers("y"), classes);
    }

    private static double number(String key) {
        return GOLDEN.number(key);
    }

    @Test
    void evaluationEqualsScikitLearn() {
        Evaluation evaluation = Evaluation.of(predicted, labels);
        assertThat(evaluation.accuracy()).isCloseTo(number("accuracy"), within(1e-12));
        assertThat(evaluation.logLoss()).isCloseTo(number("log_loss"), within(1e-6));
        assertThat(evaluation.brier()).isCloseTo(number("brier"), within(1e-9));
        assertThat(evaluation.uncertainty()).isCloseTo(number("entropy"), within(1e-9));
        assertThat(evaluation.ece()).isCloseTo(number("ece20"), within(1e-9));
    }

    @Test
    void candidateCoverageEqualsScikitLearnsTopKAccuracy() {
        assertThat(Candidates.top(predicted, 2).coverage(labels)).isCloseTo(number("top2"), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 20})
    void calibrationErrorsEqualNumpy(int bins) {
        assertThat(Calibration.expectedError(predicted, labels, bins, Calibration.Binning.EQUAL_WIDTH))
                .isCloseTo(number("ece" + bins), within(1e-9));
        assertThat(Calibration.expectedError(predicted, labels, bins, Calibration.Binning.EQUAL_MASS))
                .isCloseTo(number("mass" + bins), within(1e-9));
    }
}
