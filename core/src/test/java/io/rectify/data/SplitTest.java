package io.rectify.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Samples;
import java.util.Arrays;
import java.util.List;
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
}
