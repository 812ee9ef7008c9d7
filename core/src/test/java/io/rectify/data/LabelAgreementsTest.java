package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelAgreementsTest {
    /** Rows 0 and 2 of four are equal: 2 agreements, a share of 2/4. */
    @Test
    void workedExample() {
        Labels one = Labels.of(new int[] {0, 1, 1, 0}, 2);
        Labels other = Labels.of(new int[] {0, 0, 1, 1}, 2);

        assertThat(one.agreements(other)).isEqualTo(2);
        assertThat(one.agreement(other)).isEqualTo(0.5);
        assertThat(Labels.of(new int[0], 2).agreement(Labels.of(new int[0], 2))).isNaN();
    }

    @Test
    void rowsWithTheSameClassAreCounted() {
        Labels labels = Labels.of(new int[] {0, 1, 2, 1, 0}, 3);
        assertThat(labels.agreements(labels)).isEqualTo(5);
        assertThat(labels.agreements(Labels.of(new int[] {0, 2, 2, 0, 0}, 3))).isEqualTo(3);
        assertThat(Labels.of(new int[] {0, 2, 2, 0, 0}, 3).agreements(labels)).isEqualTo(3);
        assertThat(labels.agreements(Labels.of(new int[] {1, 2, 0, 2, 1}, 3))).isZero();
        assertThat(Labels.of(new int[0], 3).agreements(Labels.of(new int[0], 3)))
                .isZero();
    }

    @Test
    void namesMayDifferButNotTheirNumberNorTheLength() {
        Labels labels = Labels.of(new int[] {0, 1}, 2);
        assertThat(labels.agreements(Labels.of(new int[] {0, 0}, List.of("a", "b"))))
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> labels.agreements(Labels.of(new int[] {0, 1}, 3)))
                .withMessage("2 labels of 2 classes cannot be compared with 2 labels of 3 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> labels.agreements(Labels.of(new int[] {0}, 2)))
                .withMessage("2 labels of 2 classes cannot be compared with 1 labels of 2 classes");
    }
}
