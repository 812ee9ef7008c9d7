package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest {
    /** Keys 7, 3, 7, −1: rows 0 and 2 are group 0, row 1 is group 1, row 3 group 2. */
    @Test
    void workedExample() {
        Groups groups = Groups.of(new int[] {7, 3, 7, -1});
        assertThat(IntStream.range(0, 4).map(groups::get)).containsExactly(0, 1, 0, 2);
        assertThat(groups.count()).isEqualTo(3);
        assertThat(groups.areSingleRows()).isFalse();
        assertThat(groups.ofSeveralRows()).containsExactly(new int[] {0, 2});
        assertThat(groups.select(new int[] {3, 2, 1})).isEqualTo(Groups.ofSingleRows(3));
        assertThat(groups.select(new int[] {3, 2, 0})).isEqualTo(Groups.of(new int[] {0, 1, 1}));
    }

    @Test
    void singleRowsAreAGroupEach() {
        Groups groups = Groups.ofSingleRows(5);
        assertThat(groups.areSingleRows()).isTrue();
        assertThat(groups.ofSeveralRows()).isEmpty();
        assertThat(groups).isEqualTo(Groups.of(new int[] {9, 4, 3, 8, 1})).isNotEqualTo(Groups.of(new int[5]));
    }

    /** Rows are in one list together if, and only if, their keys are equal; and so after selecting. */
    @Test
    void groupsAreTheRowsOfEqualKeys() {
        Random random = new Random(1);
        int[] keys = random.ints(200, 0, 90).toArray();
        Groups groups = Groups.of(keys);
        List<int[]> several = groups.ofSeveralRows();
        for (int[] rows : several) {
            assertThat(rows).isSorted().hasSizeGreaterThan(1);
            assertThat(Arrays.stream(rows).map(row -> keys[row]).distinct().count())
                    .isEqualTo(1);
        }
        assertThat(several.stream().mapToInt(rows -> rows[0]).toArray()).isSorted();
        long single = Arrays.stream(keys)
                .distinct()
                .filter(key -> Arrays.stream(keys).filter(k -> k == key).count() == 1)
                .count();
        assertThat(several).hasSize((int) (Arrays.stream(keys).distinct().count() - single));
        int[] picked = random.ints(60, 0, 200).distinct().toArray();
        assertThat(groups.select(picked))
                .isEqualTo(Groups.of(Arrays.stream(picked).map(row -> keys[row]).toArray()));
    }
}
