package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    /** Half of four rows of class 0 are 2, half of three of class 1, rounded down, 1. */
    @Test
    void workedExample() {
        Labels labels = Labels.of(new int[] {0, 1, 0, 1, 0, 1, 0}, 2);
        Split split = Split.stratified(labels, 0.5, 1);
        assertThat(labels.select(split.test()).counts()).containsExactly(2, 1);
        assertThat(labels.select(split.train()).counts()).containsExactly(2, 2);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 1", "0.5, 2", "0.01, 3", "0.99, 4", "0.25, 5"})
    void everyClassGivesItsShareRoundedDown(double share, long seed) {
        Labels labels = Samples.labels(1234, 7, seed);
        Split split = Split.stratified(labels, share, seed);
        int[] counts = labels.counts();
        int[] held = labels.select(split.test()).counts();
        for (int c = 0; c < 7; c++) {
            assertThat(held[c]).isEqualTo((int) Math.floor(counts[c] * share + 1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 0.29, 29", "100, 0.57, 57", "100, 0.58, 58", "50, 0.58, 29", "1000, 0.289, 289", "10, 0.3, 3"})
    void shareOfAWholeNumberOfRowsIsThatNumber(int rows, double share, int expected) {
        Labels labels = Labels.of(new int[rows], 2);
        assertThat(Split.stratified(labels, share, 1).test()).hasSize(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -5, Long.MAX_VALUE})
    void partsAreDisjointCompleteAndAscending(long seed) {
        Split split = Split.stratified(Samples.labels(500, 5, 1), 0.3, seed);
        assertThat(split.train()).isSorted().doesNotHaveDuplicates();
        assertThat(split.test()).isSorted().doesNotHaveDuplicates();
        int[] all = IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.test()))
                .sorted()
                .toArray();
        assertThat(all).containsExactly(IntStream.range(0, 500).toArray());
    }

    @Test
    void sameSeedSameSplitAndOtherSeedOtherSplit() {
        Labels labels = Samples.labels(500, 5, 1);
        assertThat(Split.stratified(labels, 0.3, 7).test())
                .containsExactly(Split.stratified(labels, 0.3, 7).test())
                .isNotEqualTo(Split.stratified(labels, 0.3, 8).test());
    }

    /**
     * Pins reproducibility across machines and JDKs. The expected rows were computed by
     * src/test/python/pin_random.py from the published definition of SplitMix64.
     */
    @Test
    void splitOfSeedOneIsPinned() {
        int[] classes = new int[20];
        Arrays.setAll(classes, i -> i % 2);
        assertThat(Split.stratified(Labels.of(classes, 2), 0.3, 1).test()).containsExactly(PINNED);
    }

    private static final int[] PINNED = {4, 5, 16, 17, 18, 19};

    @Test
    void everyRowIsHeldOutAboutEquallyOften() {
        Labels labels = Samples.labels(20, 2, 1);
        int[] held = new int[20];
        for (int seed = 0; seed < 2000; seed++) {
            for (int row : Split.stratified(labels, 0.5, seed).test()) {
                held[row]++;
            }
        }
        int[] counts = labels.counts();
        for (int i = 0; i < 20; i++) {
            int count = counts[labels.get(i)];
            double p = Math.floor(count * 0.5) / count;
            double deviation = Math.sqrt(2000 * p * (1 - p));
            assertThat((double) held[i]).isBetween(2000 * p - 5 * deviation, 2000 * p + 5 * deviation);
        }
    }

    @Test
    void aClassOfOneRowIsTrainedOn() {
        Split split = Split.stratified(Labels.of(new int[] {0, 1, 0, 0, 0}, 2), 0.5, 3);
        assertThat(split.train()).contains(1);
        assertThat(split.test()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void sharesOutsideAreRefused(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.stratified(Samples.labels(10, 2, 1), share, 1))
                .withMessage("test share must lie between 0 and 1 but is " + share);
    }

    @Test
    void foldsAreEqualAndSpreadEveryClass() {
        int[] classes = new int[4003];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i < 3 ? 1000 : (i - 3) / 4;
        }
        Labels labels = Labels.of(classes, 1001);
        List<Split> folds = Split.folds(labels, 5, 7);
        int[] timesHeld = new int[4003];
        for (Split split : folds) {
            assertThat(split.test().length).isBetween(800, 801);
            assertThat(split.train()).isSorted();
            assertThat(IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.test()))
                            .sorted())
                    .containsExactlyElementsOf(IntStream.range(0, 4003).boxed().toList());
            for (int row : split.test()) {
                timesHeld[row]++;
            }
            for (int count : labels.select(split.test()).counts()) {
                assertThat(count).isBetween(0, 1);
            }
        }
        assertThat(timesHeld).containsOnly(1);
        assertThat(Split.folds(labels, 5, 7).get(2).test())
                .containsExactly(folds.get(2).test());
        assertThat(Split.folds(labels, 5, 8).get(2).test())
                .isNotEqualTo(folds.get(2).test());
        assertThat(Split.folds(Labels.of(new int[10], 2), 5, 1).get(4).test()).hasSize(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Split.folds(labels, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Split.folds(Labels.of(new int[4], 2), 5, 1));
    }

    /**
     * Two folds of six rows of class 0 and two of class 1, rows 0–2 and rows 6–7 copies: three of class 0 fill its seats in the first fold,
     * and both of class 1 then go where there is most room, the second, and single rows make the folds four and four or as near as can be.
     */
    @Test
    void workedExampleOfGroups() {
        Labels labels = Labels.of(new int[] {0, 0, 0, 0, 0, 0, 1, 1}, 2);
        Groups groups = Groups.of(new int[] {0, 0, 0, 3, 4, 5, 6, 6});
        List<Split> folds = Split.folds(labels, groups, 2, 1);
        assertThat(folds.get(0).test()).containsExactly(0, 1, 2);
        assertThat(folds.get(1).test()).containsExactly(3, 4, 5, 6, 7);
    }

    /** The rule without groups, as it is written in words: rows in random order take the seats of their class one by one. */
    @ParameterizedTest
    @CsvSource({"500, 7, 5, 1", "501, 40, 3, 2", "97, 90, 10, 3", "20, 2, 2, 4", "12, 3, 12, 5"})
    void withoutGroupsRowsTakeSeatsInTurn(int rows, int classes, int folds, long seed) {
        Labels labels = Samples.labels(rows, classes, seed);
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int[] seat = new int[classes];
        for (int k = 1; k < classes; k++) {
            seat[k] = seat[k - 1] + labels.counts()[k - 1];
        }
        int[] fold = new int[rows];
        for (int row : order) {
            fold[row] = seat[labels.get(row)]++ % folds;
        }
        for (int f = 0; f < folds; f++) {
            int held = f;
            int[] expected =
                    IntStream.range(0, rows).filter(i -> fold[i] == held).toArray();
            assertThat(Split.folds(labels, folds, seed).get(f).test()).containsExactly(expected);
            assertThat(Split.folds(labels, Groups.ofSingleRows(rows), folds, seed)
                            .get(f)
                            .test())
                    .containsExactly(expected);
        }
    }

    /** Every row five times: folds and classes are as even as whole groups allow, within one group of the mean. */
    @ParameterizedTest
    @CsvSource({"5, 1", "3, 2", "10, 3"})
    void groupsShareAFoldAndClassesStayEven(int folds, long seed) {
        Labels once = Samples.labels(300, 7, seed);
        int[] classes = new int[1500];
        Arrays.setAll(classes, i -> once.get(i % 300));
        Labels labels = Labels.of(classes, 7);
        Groups groups = Groups.of(IntStream.range(0, 1500).map(i -> i % 300).toArray());
        List<Split> splits = Split.folds(labels, groups, folds, seed);
        int[] held = new int[1500];
        for (int f = 0; f < folds; f++) {
            for (int row : splits.get(f).test()) {
                held[row] += 1 + f;
            }
            int[] counts = labels.select(splits.get(f).test()).counts();
            for (int k = 0; k < 7; k++) {
                assertThat(Math.abs(counts[k] - labels.counts()[k] / (double) folds))
                        .isLessThan(5.01);
            }
            assertThat(Math.abs(splits.get(f).test().length - 1500.0 / folds)).isLessThanOrEqualTo(20);
            assertThat(splits.get(f).train()).hasSize(1500 - splits.get(f).test().length);
        }
        for (int i = 300; i < 1500; i++) {
            assertThat(held[i]).isEqualTo(held[i % 300]).isBetween(1, folds);
        }
        assertThat(splits)
                .isEqualTo(Split.folds(labels, groups, folds, seed))
                .isNotEqualTo(Split.folds(labels, groups, folds, seed + 99));
    }

    /** A tenth of the rows in groups of two to nine: single rows make up for them, and folds are as even as without groups. */
    @Test
    void singleRowsMakeUpForGroups() {
        Labels labels = Samples.labels(1000, 5, 1);
        int[] keys =
                IntStream.range(0, 1000).map(i -> i < 100 ? i * i / 700 : i).toArray();
        for (Split split : Split.folds(labels, Groups.of(keys), 5, 3)) {
            assertThat(split.test().length).isEqualTo(200);
            int[] counts = labels.select(split.test()).counts();
            for (int k = 0; k < 5; k++) {
                assertThat(Math.abs(counts[k] - labels.counts()[k] / 5.0)).isLessThan(1);
            }
        }
    }

    @Test
    void groupsThatCannotBeCutAreRefused() {
        Labels labels = Labels.of(new int[] {0, 0, 1, 1}, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.folds(labels, Groups.of(new int[] {1, 1, 1, 1}), 2, 1))
                .withMessageContaining("4 rows in 1 groups cannot be cut into 2 folds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.folds(labels, Groups.ofSingleRows(3), 2, 1))
                .withMessage("labels have 4 rows but groups 3");
    }

    /** A hundredth of 1000, 150, 30 and 1 rows: 10, 1, then 0 and 0, but 1 and 1 rather than none. */
    @Test
    void samplesLeaveNoClassOut() {
        int[] classes = new int[1181];
        Arrays.setAll(classes, i -> i < 1000 ? 0 : i < 1150 ? 1 : i < 1180 ? 2 : 3);
        Labels labels = Labels.of(classes, 5);
        int[] sample = Split.sample(labels, 0.01, 4);
        assertThat(labels.select(sample).counts()).containsExactly(10, 1, 1, 1, 0);
        assertThat(sample).isSorted().doesNotHaveDuplicates();
        int[] stratified = Split.stratified(labels, 0.01, 4).test();
        assertThat(Arrays.stream(sample).filter(row -> row < 1150))
                .containsExactly(Arrays.stream(stratified).boxed().toArray(Integer[]::new));
        assertThat(Split.sample(labels, 0.5, 4)).contains(1180);
        Labels large = Samples.labels(1234, 7, 2);
        assertThat(Split.sample(large, 0.2, 9))
                .containsExactly(Split.stratified(large, 0.2, 9).test());
        assertThatIllegalArgumentException().isThrownBy(() -> Split.sample(large, 1, 9));
    }
}
