package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Golden;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn, scipy and numpy; see src/test/python/make_calibration_golden.py. */
class CalibrationGoldenTest {
    private static final Golden GOLDEN = Golden.of("calibration");
    private static final Golden OUTPUTS = Golden.of("metrics");
    private static Probabilities predicted = Samples.probabilities(1, 2, 1);
    private static Labels labels = Samples.labels(1, 2, 1);

    @BeforeAll
    static void load() {
        int classes = OUTPUTS.integer("classes");
        predicted = Probabilities.of(Samples.matrix(OUTPUTS.rows("p", classes)));
        labels = Labels.of(OUTPUTS.integers("y"), classes);
    }

    private static double number(String key) {
        return GOLDEN.number(key);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 15})
    void classwiseErrorEqualsNumpy(int bins) {
        assertThat(Calibration.classwiseError(predicted, labels, bins, Calibration.Binning.EQUAL_WIDTH))
                .isCloseTo(number("classwise" + bins), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 15})
    void partsOfTheBrierScoreEqualNumpy(int bins) {
        BrierDecomposition parts = BrierDecomposition.of(predicted, labels, bins, Calibration.Binning.EQUAL_WIDTH);
        assertThat(parts.reliability()).isCloseTo(number("reliability" + bins), within(1e-9));
        assertThat(parts.resolution()).isCloseTo(number("resolution" + bins), within(1e-9));
        assertThat(parts.uncertainty()).isCloseTo(number("uncertainty"), within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Calibration.Binning.class)
    void partsAddUpToScikitLearnsBrierScore(Calibration.Binning binning) {
        for (int bins : new int[] {1, 7, 15, 1000}) {
            assertThat(BrierDecomposition.of(predicted, labels, bins, binning).brier())
                    .isCloseTo(number("brier"), within(1e-9));
        }
    }

    @Test
    void diversityEqualsScikitLearnsNeighbours() {
        ConfidenceDiversity diversity = ConfidenceDiversity.of(predicted, labels);
        assertThat(diversity.entropy()).isCloseTo(number("entropy1"), within(1e-4));
        assertThat(diversity.variance()).isCloseTo(number("variance"), within(1e-9));
        double[] own = new double[labels.size()];
        Arrays.setAll(own, i -> predicted.get(i, labels.get(i)));
        assertThat(NearestNeighbourEntropy.of(own, 3, 0x1p-30)).isCloseTo(number("entropy3"), within(1e-5));
    }

    @Test
    void oneBinOfAllRowsIsReliableInTheMean() {
        double[] gap = new double[labels.classCount()];
        for (int i = 0; i < labels.size(); i++) {
            for (int j = 0; j < gap.length; j++) {
                gap[j] += ((double) predicted.get(i, j) - (labels.get(i) == j ? 1 : 0)) / labels.size();
            }
        }
        assertThat(Calibration.classwiseError(predicted, labels, 1, Calibration.Binning.EQUAL_WIDTH))
                .isCloseTo(Arrays.stream(gap).map(Math::abs).sum() / gap.length, within(1e-12));
        assertThat(BrierDecomposition.of(predicted, labels, 1, Calibration.Binning.EQUAL_WIDTH)
                        .resolution())
                .isCloseTo(0, within(1e-12));
    }
}
