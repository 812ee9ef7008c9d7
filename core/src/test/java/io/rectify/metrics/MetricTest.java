package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    @Test
    void accuracyCountsRows() {
        assertThat(Metric.ACCURACY.weights(new int[] {7, 0, 1})).containsExactly(1, 1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void theMeanOverRowsIsOne(Metric metric) {
        int[] counts = {500, 3, 0, 41};
        double[] weights = metric.weights(counts);
        double sum = 0;
        for (int k = 0; k < counts.length; k++) {
            sum += counts[k] * weights[k];
        }
        assertThat(sum / 544).isCloseTo(1, within(1e-12));
    }

    /** 1,000,000 and 2,000,000 rows: both count alike; 10 rows count half as much as very many. */
    @Test
    void balancedCountsClassesAndFewRowsLess() {
        int[] counts = {1_000_000, 2_000_000, 10};
        double[] weights = Metric.BALANCED.weights(counts);
        assertThat(counts[0] * weights[0] / (counts[1] * weights[1])).isCloseTo(1, within(1e-4));
        assertThat(counts[2] * weights[2] / (counts[1] * weights[1])).isCloseTo(0.5, within(1e-4));
    }

    @Test
    void balancedIsAccuracyWhereClassesAreEqual() {
        for (double weight : Metric.BALANCED.weights(new int[] {12, 12, 12})) {
            assertThat(weight).isCloseTo(1, within(1e-12));
        }
    }
}
