package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @Test
    void oneHotRowsHaveASingleOne() {
        Targets targets = new Targets.OneHot(Labels.of(new int[] {2, 0}, 3));
        assertThat(targets.rows()).isEqualTo(2);
        assertThat(targets.classes()).isEqualTo(3);
        float[] row = {9, 9, 9, 9};
        targets.getRow(0, row);
        assertThat(row).containsExactly(0, 0, 1, 9);
        targets.getRow(1, row);
        assertThat(row).containsExactly(1, 0, 0, 9);
    }

    @Test
    void softRowsMayBeNegativeButSumToOne() {
        Targets.Soft targets = new Targets.Soft(Matrix.of(new float[][] {{0.25f, 0.75f}, {1.5f, -0.5f}}));
        assertThat(targets.rows()).isEqualTo(2);
        assertThat(targets.classes()).isEqualTo(2);
        float[] row = new float[2];
        targets.getRow(1, row);
        assertThat(row).containsExactly(1.5f, -0.5f);
    }

    @Test
    void aRowThatDoesNotSumToOneIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Targets.Soft(Matrix.of(new float[][] {{1, 0}, {1.5f, 0.25f}})))
                .withMessage("targets row 1 sums to 1.75, expected 1");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void entriesThatAreNotFiniteAreRefusedByName(float bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Targets.Soft(Matrix.of(new float[][] {{1, 0}, {1, bad}})))
                .withMessage("targets row 1, column 1: found " + bad + ", expected a finite number");
    }

    @Test
    void closeFreesTheMatrix() {
        Targets.Soft targets = new Targets.Soft(Matrix.of(new float[][] {{1, 0}}));
        targets.close();
        assertThatThrownBy(() -> targets.matrix().get(0, 0)).isInstanceOf(IllegalStateException.class);
    }
}
