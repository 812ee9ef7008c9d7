package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;

class VerdictTest {
    /** Of equal scores the first is the prediction; negative ones rank like others. */
    @Test
    void byHand() {
        double[][] values = {{5, 1, 0}, {4, 0, 5}, {-3, -1, -2}, {2, 2, 0}, {0, 7, 7}};
        Labels given = Labels.of(new int[] {0, 0, 1, 0, 2}, 3);
        double[] weights = {1, 2, 3, 4, 5};
        try (Matrix scores = Samples.matrix(values)) {
            Verdict verdict = Verdict.of(scores, given, weights, 17);
            assertThat(verdict.agrees()).containsExactly(true, false, true, true, false);
            assertThat(verdict.weights()).isSameAs(weights);
            assertThat(verdict.evaluations()).isEqualTo(17);
        }
    }
}
