package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    /** The two largest of (.5, .3, .2) are 0 and 1, of (.1, .2, .7) 2 and 1: label 2 is among those of the second row alone. */
    @Test
    void workedExample() {
        Candidates candidates =
                Candidates.top(Probabilities.of(Matrix.of(new float[][] {{.5f, .3f, .2f}, {.1f, .2f, .7f}})), 2);
        assertThat(new int[] {candidates.get(0, 0), candidates.get(0, 1)}).containsExactly(0, 1);
        assertThat(new int[] {candidates.get(1, 0), candidates.get(1, 1)}).containsExactly(2, 1);
        assertThat(candidates.coverage(Labels.of(new int[] {2, 2}, 3))).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void topEqualsASortOfEachRow(int k) {
        Probabilities probabilities = Samples.probabilities(60, 7, 1);
        Candidates candidates = Candidates.top(probabilities, k);
        assertThat(candidates.rows()).isEqualTo(60);
        assertThat(candidates.classes()).isEqualTo(7);
        assertThat(candidates.size()).isEqualTo(k);
        for (int i = 0; i < 60; i++) {
            float[] row = probabilities.matrix().row(i);
            int[] sorted = IntStream.range(0, 7)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> -row[j]))
                    .mapToInt(j -> j)
                    .toArray();
            int at = i;
            assertThat(IntStream.range(0, k).map(c -> candidates.get(at, c)).toArray())
                    .containsExactly(Arrays.copyOf(sorted, k));
            for (int label = 0; label < 7; label++) {
                int wanted = label;
                assertThat(candidates.contains(i, label))
                        .isEqualTo(Arrays.stream(sorted).limit(k).anyMatch(c -> c == wanted));
            }
        }
    }

    @Test
    void coverageIsTheShareOfRowsWhoseLabelIsAmongThem() {
        Probabilities probabilities = Probabilities.of(Matrix.of(
                new float[][] {{0.5f, 0.3f, 0.2f}, {0.2f, 0.3f, 0.5f}, {0.1f, 0.2f, 0.7f}, {0.6f, 0.3f, 0.1f}}));
        Labels labels = Labels.of(new int[] {1, 0, 2, 2}, 3);
        assertThat(Candidates.top(probabilities, 1).coverage(labels)).isEqualTo(0.25);
        assertThat(Candidates.top(probabilities, 2).coverage(labels)).isEqualTo(0.5);
        assertThat(Candidates.top(probabilities, 3).coverage(labels)).isEqualTo(1);
    }

    @Test
    void coverageOfOtherRowsIsRefused() {
        Candidates candidates = Candidates.top(Samples.probabilities(4, 3, 1), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> candidates.coverage(Samples.labels(5, 3, 1)))
                .withMessage("candidates have 4 rows of 3 classes but labels has 5 of 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4})
    void candidatesOutsideOneToKAreRefused(int k) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Candidates.top(Samples.probabilities(4, 3, 1), k))
                .withMessage("candidates per row must lie between 1 and 3 but are " + k);
    }

    @Test
    void tiesGoToTheFirstClasses() {
        Probabilities uniform = Probabilities.of(Matrix.of(new float[][] {{0.25f, 0.25f, 0.25f, 0.25f}}));
        Candidates candidates = Candidates.top(uniform, 2);
        assertThat(candidates.get(0, 0)).isZero();
        assertThat(candidates.get(0, 1)).isEqualTo(1);
    }
}
