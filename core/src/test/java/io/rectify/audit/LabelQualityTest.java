package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;

/**
 * By hand, first row, p = (.7, .2, .1), y = 0: self-confidence .7; margin (.7 − .2 + 1)/2 = .75; entropy −(.7 ln .7 + .2 ln .2 + .1 ln .1) = .80182, over
 * ln 3 = 1.09861 is .72985, over .7 is s = 1.04264, and ln(2.04264)/1.04264 = .68503.
 */
class LabelQualityTest {
    private static final Labels GIVEN = Labels.of(new int[] {0, 1, 1, 2}, 3);

    private static double[] scores(LabelQuality quality) {
        try (Probabilities outputs =
                Probabilities.of(Matrix.of(new float[][] {{.7f, .2f, .1f}, {.25f, .25f, .5f}, {0, 1, 0}, {0, 1, 0}}))) {
            return quality.of(outputs, GIVEN);
        }
    }

    @Test
    void byHand() {
        assertThat(scores(LabelQuality.SELF_CONFIDENCE)).containsExactly(new double[] {.7, .25, 1, 0}, within(1e-6));
        assertThat(scores(LabelQuality.NORMALIZED_MARGIN))
                .containsExactly(new double[] {.75, .375, 1, 0}, within(1e-6));
        assertThat(scores(LabelQuality.CONFIDENCE_WEIGHTED_ENTROPY)[0]).isEqualTo(.68503, within(1e-5));
    }

    /** get_label_quality_scores(y, p, method=…, adjust_pred_probs=False) of cleanlab 2.9.0. */
    @Test
    void asCleanlabHasThem() {
        assertThat(scores(LabelQuality.CONFIDENCE_WEIGHTED_ENTROPY))
                .containsExactly(new double[] {0.6850336186085184, 0.41357137670089633, 0, 0}, within(1e-6));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Probabilities outputs = Probabilities.of(Matrix.of(new float[][] {{1, 0}}))) {
            assertThatThrownBy(() -> LabelQuality.SELF_CONFIDENCE.of(outputs, GIVEN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("outputs are 1 x 2 but there are 4 labels of 3 classes");
        }
        assertThatThrownBy(() -> LabelQuality.named("self-confidence"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no score 'self-confidence' of labels; there are self_confidence, normalized_margin, "
                        + "confidence_weighted_entropy");
    }
}
