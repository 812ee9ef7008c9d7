package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /** Suspicion and flags as stated; the rest does not matter to detection. */
    private static LabelIssues issues(int[] given, double[] suspicion, int... flagged) {
        Labels labels = Labels.of(given, NAMES);
        float[] unused = new float[given.length];
        return new LabelIssues(
                labels,
                labels,
                unused,
                unused,
                suspicion,
                Probabilities.of(Matrix.of(even(given.length))),
                flagged,
                List.of(),
                List.of());
    }

    private static float[][] even(int rows) {
        float[][] p = new float[rows][];
        Arrays.setAll(p, i -> new float[] {0.5f, 0.25f, 0.25f});
        return p;
    }

    /**
     * Rows 1, 3 and 5 are wrong, rows 1, 2 and 3 flagged. Ranked 1, 2, 3, 0, 5, 4: precision at the wrong ones 1/1, 2/3 and
     * 3/5; of the nine pairs of a wrong and a right row the ranking has 3 + 2 + 1 the right way round.
     */
    @Test
    void countsByHand() {
        int[] given = {0, 1, 2, 0, 1, 2};
        Labels truth = Labels.of(new int[] {0, 2, 2, 1, 1, 0}, NAMES);
        Detection detection = Detection.of(issues(given, new double[] {3, 6, 5, 4, 1, 2}, 1, 2, 3), truth);
        assertThat(detection.wrong()).isEqualTo(3);
        assertThat(detection.flagged()).isEqualTo(3);
        assertThat(detection.found()).isEqualTo(2);
        assertThat(detection.precision()).isEqualTo(2.0 / 3);
        assertThat(detection.recall()).isEqualTo(2.0 / 3);
        assertThat(detection.f1()).isEqualTo(2.0 / 3);
        assertThat(detection.falseDiscoveryRate()).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(detection.averagePrecision()).isCloseTo((1 + 2.0 / 3 + 3.0 / 5) / 3, within(1e-15));
        assertThat(detection.auroc()).isCloseTo(6.0 / 9, within(1e-15));
    }

    @Test
    void precisionAndRecallDifferWhereFlagsAreFewerThanWrongLabels() {
        int[] given = {0, 0, 0, 0};
        Detection detection =
                Detection.of(issues(given, new double[] {4, 3, 2, 1}, 0), Labels.of(new int[] {1, 2, 1, 0}, NAMES));
        assertThat(detection.precision()).isEqualTo(1);
        assertThat(detection.recall()).isEqualTo(1.0 / 3);
        assertThat(detection.f1()).isEqualTo(0.5);
        assertThat(detection.falseDiscoveryRate()).isZero();
        assertThat(detection.averagePrecision()).isEqualTo(1);
        assertThat(detection.auroc()).isEqualTo(1);
    }

    @Test
    void aShareOfNothingIsUndefined() {
        int[] given = {0, 1, 2};
        Detection none = Detection.of(issues(given, new double[] {1, 2, 3}), Labels.of(given, NAMES));
        assertThat(none.wrong()).isZero();
        assertThat(none.precision()).isNaN();
        assertThat(none.recall()).isNaN();
        assertThat(none.f1()).isNaN();
        assertThat(none.falseDiscoveryRate()).isNaN();
        assertThat(none.averagePrecision()).isNaN();
        assertThat(none.auroc()).isNaN();
    }

    @Test
    void otherRowsOrClassesAreRefused() {
        LabelIssues issues = issues(new int[] {0, 1, 2}, new double[] {1, 2, 3});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detection.of(issues, Labels.of(new int[] {0, 1}, NAMES)))
                .withMessageContaining("true labels are 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detection.of(issues, Labels.of(new int[] {0, 1, 2}, List.of("c", "b", "a"))))
                .withMessageContaining("class names");
    }
}
