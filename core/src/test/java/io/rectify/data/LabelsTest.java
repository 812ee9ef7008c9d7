package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final List<String> PETS = List.of("cat", "dog", "eel");

    @Test
    void holdsClassesNamesAndCounts() {
        Labels labels = Labels.of(new int[] {2, 0, 2, 2}, PETS);
        assertThat(labels.size()).isEqualTo(4);
        assertThat(labels.classCount()).isEqualTo(3);
        assertThat(labels.get(1)).isZero();
        assertThat(labels.name(0)).isEqualTo("eel");
        assertThat(labels.names()).isEqualTo(PETS);
        assertThat(labels.counts()).containsExactly(1, 0, 3);
        assertThat(labels.toArray()).containsExactly(2, 0, 2, 2);
        assertThat(labels).hasToString("4 labels of 3 classes");
    }

    @Test
    void numberedClassesAreNamedByTheirNumbers() {
        assertThat(Labels.of(new int[] {1}, 3).names()).containsExactly("0", "1", "2");
    }

    @Test
    void isImmutable() {
        int[] classes = {0, 1};
        List<String> names = new ArrayList<>(PETS);
        Labels labels = Labels.of(classes, names);
        classes[0] = 2;
        names.set(0, "newt");
        labels.toArray()[1] = 2;
        labels.counts()[0] = 9;
        assertThat(labels.toArray()).containsExactly(0, 1);
        assertThat(labels.counts()).containsExactly(1, 1, 0);
        assertThat(labels.name(0)).isEqualTo("cat");
        assertThatThrownBy(() -> labels.names().set(0, "newt")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void classOutsideIsRefusedWithItsRow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.of(new int[] {0, 3}, PETS))
                .withMessage("row 1 has class index 3 but there are 3 classes, 0 to 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.of(new int[] {-1}, PETS))
                .withMessage("row 0 has class index -1 but there are 3 classes, 0 to 2");
    }

    @Test
    void repeatedNamesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.of(new int[] {0}, List.of("cat", "dog", "cat")))
                .withMessage("class names must be distinct");
    }

    @Test
    void selectTakesRowsInOrderAndKeepsAllClassNames() {
        Labels selected = Labels.of(new int[] {2, 0, 1}, PETS).select(new int[] {2, 0, 2});
        assertThat(selected).isEqualTo(Labels.of(new int[] {1, 2, 1}, PETS));
    }

    @Test
    void mapSeesEachRowOnceInOrder() {
        List<Integer> rows = new ArrayList<>();
        Labels mapped = Labels.of(new int[] {2, 0, 1}, PETS).map(row -> {
            rows.add(row);
            return row;
        });
        assertThat(mapped.toArray()).containsExactly(0, 1, 2);
        assertThat(rows).containsExactly(0, 1, 2);
    }

    @Test
    void mapToAnUnknownClassIsRefused() {
        Labels labels = Labels.of(new int[] {2, 0, 1}, PETS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> labels.map(row -> row + 1))
                .withMessage("row 2 has class index 3 but there are 3 classes, 0 to 2");
    }

    @Test
    void equalsComparesClassesAndNames() {
        Labels labels = Labels.of(new int[] {0, 1}, PETS);
        assertThat(labels)
                .isEqualTo(Labels.of(new int[] {0, 1}, PETS))
                .hasSameHashCodeAs(Labels.of(new int[] {0, 1}, PETS))
                .isNotEqualTo(Labels.of(new int[] {0, 2}, PETS))
                .isNotEqualTo(Labels.of(new int[] {0, 1}, 3))
                .isNotEqualTo("0, 1");
    }

    @Test
    void predictionsAgreeAsLabelsOfThemDo() {
        Labels labels = Labels.of(new int[] {0, 1, 2, 1}, List.of("a", "b", "c"));
        assertThat(labels.agreement(new int[] {0, 2, 2, 1})).isEqualTo(0.75);
        assertThatThrownBy(() -> labels.agreement(new int[] {0, 1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> labels.agreement(new int[] {0, 1, 2, 3})).isInstanceOf(IllegalArgumentException.class);
    }
}
