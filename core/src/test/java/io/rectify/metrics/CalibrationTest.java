package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
    private static final Calibration.Binning WIDTH = Calibration.Binning.EQUAL_WIDTH;
    private static final Calibration.Binning MASS = Calibration.Binning.EQUAL_MASS;

    /** Two classes; row i is predicted as class 0 with the given confidence and is right if asked to be. */
    private static Probabilities confidences(float... confidences) {
        float[][] rows = new float[confidences.length][];
        Arrays.setAll(rows, i -> new float[] {confidences[i], 1 - confidences[i]});
        return Probabilities.of(Matrix.of(rows));
    }

    private static Labels right(int... rightRows) {
        return Labels.of(Arrays.stream(rightRows).map(r -> 1 - r).toArray(), 2);
    }

    @Test
    void aHandMadeCurve() {
        Probabilities predicted = confidences(0.625f, 0.6875f, 0.875f, 1);
        Labels labels = right(1, 0, 1, 1);
        assertThat(Calibration.reliability(predicted, labels, 4, WIDTH))
                .containsExactly(new Calibration.Bin(2, 0.65625, 0.5), new Calibration.Bin(2, 0.9375, 1));
        assertThat(Calibration.expectedError(predicted, labels, 4, WIDTH)).isEqualTo((2 * 0.15625 + 2 * 0.0625) / 4);
    }

    /** Bins are (lo, hi]: 0.5 and 0.75 close their bins of a quarter, the next float opens the next. */
    @Test
    void aConfidenceOnAnEdgeBelongsToTheBinBelow() {
        Probabilities predicted = confidences(0.5f, Math.nextUp(0.5f), 0.75f, Math.nextUp(0.75f), 1);
        Labels labels = right(1, 0, 0, 1, 1);
        List<Calibration.Bin> curve = Calibration.reliability(predicted, labels, 4, WIDTH);
        assertThat(curve).extracting(Calibration.Bin::rows).containsExactly(1, 2, 2);
        assertThat(curve.get(0)).isEqualTo(new Calibration.Bin(1, 0.5, 1));
        assertThat(curve.get(1).accuracy()).isZero();
        assertThat(Calibration.expectedError(predicted, labels, 4, WIDTH))
                .isCloseTo((0.5 + 2 * 0.625 + 2 * 0.125) / 5, within(1e-7));
    }

    @Test
    void aRoundingAboveOneStaysInTheLastBin() {
        Probabilities predicted = Probabilities.of(Matrix.of(new float[][] {{Math.nextUp(1f), 0}, {0.9375f, 0.0625f}}));
        assertThat(Calibration.reliability(predicted, right(1, 1), 4, WIDTH))
                .extracting(Calibration.Bin::rows)
                .containsExactly(2);
    }

    @Test
    void oneBinComparesMeanConfidenceWithAccuracy() {
        Probabilities predicted = Samples.probabilities(200, 5, 1);
        Labels labels = Samples.labels(200, 5, 2);
        double confidence = 0;
        int[] best = predicted.argmax();
        double correct = 0;
        for (int i = 0; i < 200; i++) {
            confidence += predicted.get(i, best[i]) / 200.0;
            correct += best[i] == labels.get(i) ? 1 / 200.0 : 0;
        }
        for (Calibration.Binning binning : Calibration.Binning.values()) {
            assertThat(Calibration.expectedError(predicted, labels, 1, binning))
                    .isCloseTo(Math.abs(confidence - correct), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 20, 1000})
    void equalWidthEqualsTheDefinition(int bins) {
        int n = 500;
        Probabilities predicted = Samples.probabilities(n, 4, 3);
        Labels labels = Samples.labels(n, 4, 4);
        int[] best = predicted.argmax();
        double expected = 0;
        int filled = 0;
        for (int b = 0; b < bins; b++) {
            double difference = 0;
            int rows = 0;
            for (int i = 0; i < n; i++) {
                double confidence = predicted.get(i, best[i]);
                if (confidence * bins > b && confidence * bins <= b + 1) {
                    difference += (best[i] == labels.get(i) ? 1 : 0) - confidence;
                    rows++;
                }
            }
            expected += Math.abs(difference) / n;
            filled += rows > 0 ? 1 : 0;
        }
        assertThat(Calibration.expectedError(predicted, labels, bins, WIDTH)).isCloseTo(expected, within(1e-9));
        assertThat(Calibration.reliability(predicted, labels, bins, WIDTH)).hasSize(filled);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 100})
    void equalMassBinsDifferByAtMostOneRowAndFollowConfidence(int bins) {
        Probabilities predicted = Samples.probabilities(100, 4, 3);
        List<Calibration.Bin> curve = Calibration.reliability(predicted, Samples.labels(100, 4, 4), bins, MASS);
        assertThat(curve).hasSize(bins);
        for (int b = 0; b < bins; b++) {
            assertThat(curve.get(b).rows()).isBetween(100 / bins, (100 + bins - 1) / bins);
            assertThat(b == 0 || curve.get(b).confidence() >= curve.get(b - 1).confidence())
                    .isTrue();
        }
        assertThat(curve.stream().mapToInt(Calibration.Bin::rows).sum()).isEqualTo(100);
    }

    @Test
    void equalMassByHand() {
        Probabilities predicted = confidences(1, 0.625f, 0.875f, 0.75f);
        Labels labels = right(1, 0, 0, 1);
        assertThat(Calibration.reliability(predicted, labels, 2, MASS))
                .containsExactly(new Calibration.Bin(2, 0.6875, 0.5), new Calibration.Bin(2, 0.9375, 0.5));
        assertThat(Calibration.expectedError(predicted, labels, 2, MASS)).isEqualTo((2 * 0.1875 + 2 * 0.4375) / 4);
    }

    @Test
    void moreBinsThanRowsLeaveEmptyBinsOut() {
        Probabilities predicted = confidences(1, 0.625f, 0.875f);
        for (Calibration.Binning binning : Calibration.Binning.values()) {
            assertThat(Calibration.reliability(predicted, right(1, 1, 1), 50, binning))
                    .hasSize(3)
                    .allMatch(bin -> bin.rows() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Calibration.Binning.class)
    void certainAndRightIsPerfectlyCalibrated(Calibration.Binning binning) {
        assertThat(Calibration.expectedError(confidences(1, 1, 1), right(1, 1, 1), 20, binning))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(Calibration.Binning.class)
    void theOrderOfRowsDoesNotMatter(Calibration.Binning binning) {
        Probabilities predicted = Samples.probabilities(100, 4, 3);
        Labels labels = Samples.labels(100, 4, 4);
        int[] order = Samples.permutation(100, 5);
        assertThat(Calibration.expectedError(
                        Probabilities.of(predicted.matrix().selectRows(order)), labels.select(order), 7, binning))
                .isCloseTo(Calibration.expectedError(predicted, labels, 7, binning), within(1e-12));
    }

    @Test
    void noBinsAndOtherShapesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.reliability(confidences(1), right(1), 0, WIDTH))
                .withMessage("number of bins must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.expectedError(confidences(1), right(1, 1), 5, WIDTH))
                .withMessage("predictions have 1 rows but labels has 2");
    }
}
