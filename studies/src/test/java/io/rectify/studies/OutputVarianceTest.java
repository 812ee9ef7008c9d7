package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** By hand, by the law of total variance and by differences of pairs. */
class OutputVarianceTest {
    @Test
    void smallOneByHand() {
        // Class 0 at 0 and 2 about 1, class 1 at 4: the mean of all is 2.
        Matrix outputs = Matrix.of(new float[][] {{0}, {2}, {4}});
        OutputVariance variance = OutputVariance.of(outputs, Labels.of(new int[] {0, 0, 1}, 2));
        assertThat(variance.within()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(variance.between()).isCloseTo((1 + 1 + 4) / 3.0, within(1e-12));
        assertThat(variance.shareWithin()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void partsSumToAllVarianceAndWithinIsThatOfPairs() {
        Random random = new Random(3);
        float[][] rows = new float[60][5];
        int[] classes = new int[60];
        for (int i = 0; i < 60; i++) {
            classes[i] = random.nextInt(4);
            for (int j = 0; j < 5; j++) {
                rows[i][j] = (float) random.nextGaussian() + classes[i];
            }
        }
        Labels labels = Labels.of(classes, 4);
        OutputVariance variance = OutputVariance.of(Matrix.of(rows), labels);
        double all = 0;
        double within = 0;
        for (int a = 0; a < 60; a++) {
            for (int b = 0; b < 60; b++) {
                double square = 0;
                for (int j = 0; j < 5; j++) {
                    square += Math.pow((double) rows[a][j] - rows[b][j], 2);
                }
                all += square / (2 * 60 * 60);
                within += classes[a] == classes[b] ? square / (2.0 * labels.counts()[classes[a]] * 60) : 0;
            }
        }
        assertThat(variance.within() + variance.between()).isCloseTo(all, within(1e-9));
        assertThat(variance.within()).isCloseTo(within, within(1e-9));
    }

    @Test
    void otherNumbersOfRowsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputVariance.of(Matrix.zeros(3, 2), Labels.of(new int[2], 2)))
                .withMessage("3 rows of outputs but 2 of labels");
    }
}
