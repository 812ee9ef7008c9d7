package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.data.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaughtTest {
    private static final Labels LABELS = Labels.of(new int[] {0, 1, 2}, 3);

    @Test
    void selectsLabelsAndWeightsAlike() {
        Taught few = new Taught(LABELS, new double[] {0, 4, 2.5}).select(new int[] {2, 0});
        assertThat(few.labels()).isEqualTo(LABELS.select(new int[] {2, 0}));
        assertThat(few.weights()).containsExactly(2.5, 0);
        assertThat(Taught.unreviewed(LABELS).weights()).containsExactly(0, 0, 0);
    }

    @Test
    void keepsItsOwnWeights() {
        double[] weights = {0, 4, 2};
        Taught taught = new Taught(LABELS, weights);
        weights[0] = 7;
        taught.weights()[1] = 7;
        assertThat(taught.weights()).containsExactly(0, 4, 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatNoRowStandsFor(double weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Taught(LABELS, new double[] {0, weight, 0}))
                .withMessage("a row cannot stand for " + weight + " rows");
    }

    @Test
    void refusesOtherNumbersOfRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Taught(LABELS, new double[2]))
                .withMessage("labels have 3 rows but weights 2");
    }
}
