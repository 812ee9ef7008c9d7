package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn and numpy; see src/test/python/make_golden.py. */
class MetricsGoldenTest {
    private static final Properties GOLDEN = new Properties();
    private static Probabilities predicted = Samples.probabilities(1, 2, 1);
    private static Labels labels = Samples.labels(1, 2, 1);

    @BeforeAll
    static void load() throws IOException {
        try (InputStream in = MetricsGoldenTest.class.getResourceAsStream("/golden/metrics.properties")) {
            GOLDEN.load(Objects.requireNonNull(in));
        }
        int rows = (int) number("rows");
        int classes = (int) number("classes");
        double[] flat = numbers("p");
        double[][] p = new double[rows][];
        Arrays.setAll(p, i -> Arrays.copyOfRange(flat, i * classes, (i + 1) * classes));
        predicted = Probabilities.of(Samples.matrix(p));
        labels = Labels.of(Arrays.stream(numbers("y")).mapToInt(v -> (int) v).toArray(), classes);
    }

    private static double[] numbers(String key) {
        return Arrays.stream(GOLDEN.getProperty(key).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double number(String key) {
        return numbers(key)[0];
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
