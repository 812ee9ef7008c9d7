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
            Labels right = Labels.of(new int[] {0, 2, 2, 0, 1}, 3);
            Taught taught = new Taught(right, new double[] {0, 2, 3, 0, 10});
            Verdict verdict = Verdict.of(scores, given, weights, taught, 17);
            assertThat(verdict.given().hit()).containsExactly(true, false, true, true, false);
            assertThat(verdict.given().weights()).isSameAs(weights);
            assertThat(verdict.plain().hit()).containsExactly(true, false, true, true, false);
            assertThat(verdict.plain().weights()).containsOnly(1);
            assertThat(verdict.reviewed().hit()).containsExactly(true, true, false, true, true);
            assertThat(verdict.reviewed().weights()).containsExactly(0, 4, 9, 0, 50);
            assertThat(verdict.evaluations()).isEqualTo(17);
        }
    }
}
