package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import io.rectify.linalg.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final List<String> NAMES = List.of("a", "b");
    private static final Labels GIVEN = Labels.of(new int[] {0, 1, 1}, NAMES);

    private static void refused(Matrix features, Labels given, Labels trueLabels, List<String> ids, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Dataset(features, given, Optional.ofNullable(trueLabels), Optional.ofNullable(ids)))
                .withMessage(message);
    }

    @Test
    void labelsOfOtherLengthAreRefused() {
        refused(Matrix.zeros(100, 2), GIVEN, null, null, "features has 100 rows but labels has 3");
    }

    @Test
    void trueLabelsOfOtherLengthAreRefused() {
        refused(
                Matrix.zeros(3, 2),
                GIVEN,
                Labels.of(new int[] {0}, NAMES),
                null,
                "features has 3 rows but true labels has 1");
    }

    @Test
    void idsOfOtherLengthAreRefused() {
        refused(Matrix.zeros(3, 2), GIVEN, null, List.of("x", "y"), "features has 3 rows but ids has 2");
    }

    @Test
    void trueLabelsOfOtherClassesAreRefused() {
        refused(
                Matrix.zeros(3, 2),
                GIVEN,
                Labels.of(new int[] {0, 1, 1}, List.of("b", "a")),
                null,
                "true labels and given labels must share one list of class names");
    }

    @Test
    void noRowsAndNoFeaturesAreRefused() {
        refused(Matrix.zeros(0, 2), Labels.of(new int[0], NAMES), null, null, "no data: features are 0 x 2");
        refused(Matrix.zeros(3, 0), GIVEN, null, null, "no data: features are 3 x 0");
    }

    @Test
    void aSingleClassNameIsRefused() {
        refused(
                Matrix.zeros(2, 1),
                Labels.of(new int[2], List.of("only")),
                null,
                null,
                "labels name only one class, 'only'; at least two are needed");
    }

    /** A part of a data set may hold one class only; what it lacks is in the list of names. */
    @Test
    void rowsAllLabelledWithOneOfSeveralClassesAreAccepted() {
        Dataset data = Dataset.of(Matrix.zeros(3, 1), Labels.of(new int[] {1, 1, 1}, NAMES));
        assertThat(data.given().classCount()).isEqualTo(NAMES.size());
    }

    @Test
    void selectTakesTheSameRowsOfEveryPart() {
        Dataset data = new Dataset(
                Matrix.of(new float[][] {{1}, {2}, {3}}),
                GIVEN,
                Optional.of(Labels.of(new int[] {1, 0, 1}, NAMES)),
                Optional.of(List.of("x", "y", "z")));
        Dataset selected = data.select(new int[] {2, 0});
        assertThat(selected.features().rowBlock(0, 1).row(0)).containsExactly(3);
        assertThat(selected.features().rowBlock(1, 2).row(0)).containsExactly(1);
        assertThat(selected.given().toArray()).containsExactly(1, 0);
        assertThat(selected.trueLabels().orElseThrow().toArray()).containsExactly(1, 1);
        assertThat(selected.ids().orElseThrow()).containsExactly("z", "x");
    }

    @Test
    void withGivenReplacesOnlyTheGivenLabels() {
        Dataset data = Samples.clouds(10, 2, 3, 1, 1);
        Labels flipped = data.given().map(row -> 1 - data.given().get(row));
        Dataset noisy = data.withGiven(flipped);
        assertThat(noisy.given()).isEqualTo(flipped);
        assertThat(noisy.trueLabels()).isEqualTo(data.trueLabels());
        assertThat(noisy.features()).isSameAs(data.features());
    }

    @Test
    void idsAreCopied() {
        List<String> ids = new ArrayList<>(List.of("x", "y", "z"));
        Dataset data = new Dataset(Matrix.zeros(3, 1), GIVEN, Optional.empty(), Optional.of(ids));
        ids.set(0, "changed");
        assertThat(data.ids().orElseThrow()).containsExactly("x", "y", "z");
    }

    @Test
    void ofHasNeitherTrueLabelsNorIds() {
        Dataset data = Dataset.of(Matrix.zeros(3, 1), GIVEN);
        assertThat(data.trueLabels()).isEmpty();
        assertThat(data.ids()).isEmpty();
    }
}
