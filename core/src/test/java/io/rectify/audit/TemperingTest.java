package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperingTest {
    /** p^β/Σp^β in float64; and no number that is neither 0 nor normal, of which products of matrices would consist at a large β. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 8, 40})
    void powersOfOutputsWithoutNumbersThatAreNextToNothing(double beta) {
        double[][] logits = Samples.gaussianRows(300, 20, 3, 1);
        double[][] p = Arrays.stream(logits)
                .map(row -> normalised(Arrays.stream(row).map(Math::exp).toArray()))
                .toArray(double[][]::new);
        try (Probabilities outputs = Probabilities.of(Samples.matrix(p));
                Probabilities held = Tempering.of(outputs, beta, 2);
                Matrix made = new TemperedRows(outputs, beta).rowBlock(0, p.length)) {
            int tiny = 0;
            for (int i = 0; i < p.length; i++) {
                double[] expected = normalised(
                        Arrays.stream(p[i]).map(v -> Math.pow((float) v, beta)).toArray());
                float[] row = held.matrix().row(i);
                for (int j = 0; j < row.length; j++) {
                    assertThat((double) row[j]).isCloseTo(expected[j], within(1e-5));
                    assertThat(made.get(i, j)).isEqualTo(row[j], within(1e-5f));
                    assertThat(row[j] == 0 || row[j] >= Float.MIN_NORMAL).isTrue();
                    tiny += expected[j] < 1e-31 ? 1 : 0;
                    assertThat(expected[j] < 1e-31 && row[j] > 0).isFalse();
                }
            }
            assertThat(tiny > 100).isEqualTo(beta > 1);
        }
    }

    private static double[] normalised(double[] values) {
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(v -> v / sum).toArray();
    }
}
