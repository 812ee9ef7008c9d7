package io.rectify.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptionTest {
    private static final int K = 6;
    private static final int[] SUPERCLASSES = {0, 1, 0, 2, 1, 0};
    private static final int[] NEAREST = {5, 2, 1, 3, 0, 0};

    /** Every kind, for six classes. */
    static List<Corruption> corruptions() {
        return List.of(
                new Corruption.Symmetric(0.4),
                new Corruption.Symmetric(0),
                new Corruption.Symmetric(1),
                new Corruption.Asymmetric(0.3),
                new Corruption.Asymmetric(1),
                new Corruption.Pair(0.4),
                new Corruption.Pair(1),
                new Corruption.Nearest(0.3, NEAREST),
                new Corruption.Superclass(0.5, SUPERCLASSES),
                new Corruption.Superclass(1, SUPERCLASSES),
                new Corruption.Transition(random(K, 1)));
    }

    private static double[][] random(int k, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] c = new double[k][k];
        for (double[] row : c) {
            Arrays.setAll(row, j -> random.nextDouble() < 0.3 ? 0 : random.nextDouble());
            row[0] += 0.1;
            double sum = Arrays.stream(row).sum();
            Arrays.setAll(row, j -> row[j] / sum);
        }
        return c;
    }

    /**
     * Three of ten labels of four classes: a tenth for each other class, all three for the only other class of {0, 1}, .3/4 each
     * and as much again for the next class, or all three for the next class or for the one named.
     */
    @Test
    void workedExample() {
        assertThat(new Corruption.Symmetric(0.3).transitions(4)[0])
                .containsExactly(new double[] {0.7, 0.1, 0.1, 0.1}, within(1e-15));
        assertThat(new Corruption.Superclass(0.3, new int[] {0, 0, 1, 1}).transitions(4)[0])
                .containsExactly(new double[] {0.7, 0.3, 0, 0}, within(1e-15));
        assertThat(new Corruption.Asymmetric(0.3).transitions(4)[0])
                .containsExactly(new double[] {0.7, 0.15, 0.075, 0.075}, within(1e-15));
        assertThat(new Corruption.Pair(0.3).transitions(4)[3])
                .containsExactly(new double[] {0.3, 0, 0, 0.7}, within(1e-15));
        assertThat(new Corruption.Nearest(0.3, new int[] {2, 0, 1, 3}).transitions(4)[1])
                .containsExactly(new double[] {0.3, 0.7, 0, 0}, within(1e-15));
        assertThat(new Corruption.Nearest(0.3, new int[] {2, 0, 1, 3}).transitions(4)[3])
                .containsExactly(0, 0, 0, 1);
    }

    /** What a user may take "asymmetric" for: with 77 classes it is symmetric but for .6 % of half the labels. */
    @Test
    void asymmetricIsNearlySymmetricWhereClassesAreMany() {
        double[] asymmetric = new Corruption.Asymmetric(0.5).transitions(77)[0];
        double[] symmetric = new Corruption.Symmetric(0.5).transitions(77)[0];
        double half = 0;
        for (int j = 0; j < 77; j++) {
            half += Math.abs(asymmetric[j] - symmetric[j]) / 2;
        }
        assertThat(half).isCloseTo(0.5 * (2.0 / 77 - 1.0 / 76), within(1e-12)).isBetween(0.006, 0.0065);
    }

    @Test
    void nearestToTheNextClassIsPair() {
        assertThat(new Corruption.Nearest(0.4, new int[] {1, 2, 3, 4, 0}).transitions(5))
                .isDeepEqualTo(new Corruption.Pair(0.4).transitions(5));
        assertThat(new Corruption.Pair(0.4).transitions(2)).isDeepEqualTo(new Corruption.Symmetric(0.4).transitions(2));
    }

    @Test
    void aNearestClassThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Nearest(0.4, new int[] {1, 2}))
                .withMessage("class 1 is taken for class 2 but there are 2 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Nearest(0.4, new int[] {1, -1}))
                .withMessage("class 1 is taken for class -1 but there are 2 classes");
    }

    @Test
    void everyKindIsTestedHere() {
        assertThat(corruptions().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Corruption.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void rowsAreProbabilityVectors(Corruption corruption) {
        double[][] c = corruption.transitions(K);
        assertThat(c.length).isEqualTo(K);
        for (double[] row : c) {
            assertThat(row).hasSize(K);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-12));
            for (double p : row) {
                assertThat(p).isBetween(0.0, 1.0);
            }
        }
    }

    /** Pearson's statistic of each row's 20,000 draws against its 0.9999 quantile (Wilson &amp; Hilferty). */
    @ParameterizedTest
    @MethodSource("corruptions")
    void frequenciesFollowTheTransitionMatrix(Corruption corruption) {
        int perClass = 20_000;
        double[][] c = corruption.transitions(K);
        Labels given = corruption.apply(Samples.blocks(K, perClass), 12345);
        for (int i = 0; i < K; i++) {
            double[] counts = new double[K];
            for (int r = 0; r < perClass; r++) {
                counts[given.get(i * perClass + r)]++;
            }
            double statistic = 0;
            int degrees = -1;
            for (int j = 0; j < K; j++) {
                if (c[i][j] == 0) {
                    assertThat(counts[j]).isZero();
                } else {
                    double expected = perClass * c[i][j];
                    statistic += (counts[j] - expected) * (counts[j] - expected) / expected;
                    degrees++;
                }
            }
            double h = 2.0 / (9 * Math.max(1, degrees));
            double bound = degrees == 0 ? 1e-9 : degrees * Math.pow(1 - h + 3.72 * Math.sqrt(h), 3);
            assertThat(statistic).as("class %d", i).isLessThan(bound);
        }
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void sameSeedSameLabelsWhateverWasDrawnBefore(Corruption corruption) {
        Labels labels = Samples.labels(300, K, 2);
        Labels first = corruption.apply(labels, 9);
        corruption.apply(labels, 10);
        assertThat(corruption.apply(labels, 9)).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void aRowsLabelDoesNotDependOnLaterRows(Corruption corruption) {
        Labels labels = Samples.labels(300, K, 2);
        int[] firstHundred = java.util.stream.IntStream.range(0, 100).toArray();
        assertThat(corruption.apply(labels.select(firstHundred), 9))
                .isEqualTo(corruption.apply(labels, 9).select(firstHundred));
    }

    @Test
    void anotherSeedGivesOtherLabelsAndClassNamesStay() {
        Labels labels = Labels.of(new int[200], List.of("a", "b", "c"));
        Corruption corruption = new Corruption.Symmetric(0.5);
        assertThat(corruption.apply(labels, 1)).isNotEqualTo(corruption.apply(labels, 2));
        assertThat(corruption.apply(labels, 1).names()).containsExactly("a", "b", "c");
    }

    /**
     * Pins reproducibility across machines and JDKs. The expected labels were computed by src/test/python/pin_random.py
     * from the published definition of SplitMix64.
     */
    @Test
    void labelsOfSeedOneArePinned() {
        int[] classes = new int[30];
        Arrays.setAll(classes, i -> i % 5);
        assertThat(new Corruption.Symmetric(0.6).apply(Labels.of(classes, 5), 1).toArray())
                .containsExactly(PINNED);
    }

    /** The same for so many rows that a boundary between classes moved by a thousandth would show. */
    @Test
    void tenThousandLabelsOfSeedOneArePinnedByTheirHash() {
        int[] classes = new int[10_000];
        Arrays.setAll(classes, i -> i % 5);
        int[] given =
                new Corruption.Symmetric(0.6).apply(Labels.of(classes, 5), 1).toArray();
        assertThat(Arrays.hashCode(given)).isEqualTo(2129264897);
    }

    private static final int[] PINNED = {
        2, 3, 4, 2, 2, 3, 4, 2, 1, 4, 1, 2, 2, 3, 2, 0, 2, 3, 3, 4, 0, 0, 2, 0, 1, 0, 1, 3, 0, 4
    };

    @ParameterizedTest
    @CsvSource({"2, 0.3", "3, 0.5", "10, 0.9", "100, 1"})
    void symmetricIsEtaOverKMinusOneOffTheDiagonal(int k, double rate) {
        double[][] c = new Corruption.Symmetric(rate).transitions(k);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                assertThat(c[i][j]).isCloseTo(i == j ? 1 - rate : rate / (k - 1), within(1e-15));
            }
        }
    }

    @Test
    void symmetricIsSuperclassWithASingleSuperclass() {
        assertThat(new Corruption.Symmetric(0.4).transitions(5))
                .isDeepEqualTo(new Corruption.Superclass(0.4, new int[] {3, 3, 3, 3, 3}).transitions(5));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.3", "4, 0.5", "10, 1"})
    void asymmetricIsEtaOverKAndOnceMoreForTheNextClass(int k, double rate) {
        double[][] c = new Corruption.Asymmetric(rate).transitions(k);
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                double expected = i == j ? 1 - rate : j == (i + 1) % k ? 2 * rate / k : rate / k;
                assertThat(c[i][j]).isCloseTo(expected, within(1e-15));
            }
        }
    }

    @Test
    void superclassSpreadsInsideAndASingletonStaysClean() {
        double[][] c = new Corruption.Superclass(0.5, SUPERCLASSES).transitions(K);
        for (int i = 0; i < K; i++) {
            for (int j = 0; j < K; j++) {
                int size = new int[] {3, 2, 1}[SUPERCLASSES[i]];
                double outside = SUPERCLASSES[i] == SUPERCLASSES[j] ? 0.5 / Math.max(1, size - 1) : 0;
                assertThat(c[i][j]).isCloseTo(i != j ? outside : size == 1 ? 1 : 0.5, within(1e-15));
            }
        }
    }

    @Test
    void rateZeroIsTheIdentity() {
        Labels labels = Samples.labels(500, K, 1);
        for (Corruption corruption : List.of(
                new Corruption.Symmetric(0),
                new Corruption.Asymmetric(0),
                new Corruption.Pair(0),
                new Corruption.Nearest(0, NEAREST),
                new Corruption.Superclass(0, SUPERCLASSES))) {
            assertThat(corruption.apply(labels, 3)).isEqualTo(labels);
        }
    }

    @Test
    void rateOneLeavesNoLabelRight() {
        Labels labels = Samples.labels(500, K, 1);
        for (Corruption corruption :
                List.of(new Corruption.Symmetric(1), new Corruption.Asymmetric(1), new Corruption.Pair(1))) {
            Labels given = corruption.apply(labels, 3);
            for (int i = 0; i < 500; i++) {
                assertThat(given.get(i)).isNotEqualTo(labels.get(i));
            }
        }
    }

    @Test
    void noOtherClassMeansNoCorruption() {
        Labels labels = Labels.of(new int[20], 1);
        assertThat(new Corruption.Symmetric(1).apply(labels, 1)).isEqualTo(labels);
        assertThat(new Corruption.Asymmetric(1).apply(labels, 1)).isEqualTo(labels);
        assertThat(new Corruption.Pair(1).apply(labels, 1)).isEqualTo(labels);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void ratesOutsideAreRefused(double rate) {
        String message = "corruption rate must lie between 0 and 1 but is " + rate;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Symmetric(rate))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Asymmetric(rate))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Superclass(rate, SUPERCLASSES))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Pair(rate))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Nearest(rate, NEAREST))
                .withMessage(message);
    }

    @Test
    void anotherNumberOfClassesIsRefused() {
        String message = "corruption is described for 6 classes but there are 5";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Superclass(0.5, SUPERCLASSES).apply(Samples.labels(9, 5, 1), 1))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Nearest(0.5, NEAREST).apply(Samples.labels(9, 5, 1), 1))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Transition(random(6, 1)).apply(Samples.labels(9, 5, 1), 1))
                .withMessage(message);
    }

    @Test
    void transitionMatricesThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Transition(new double[][] {{1, 0}, {0.5, 0.6}}))
                .withMessage("transition matrix row 1 sums to 1.1, expected 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Transition(new double[][] {{1.5, -0.5}, {0, 1}}))
                .withMessage("transition matrix row 0, column 1: found -0.5, expected a probability");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Transition(new double[][] {{1, 0}, {0, Double.NaN}}))
                .withMessage("transition matrix row 1, column 1: found NaN, expected a probability");
    }

    @Test
    void aTransitionMatrixThatIsNotSquareIsRefusedInItsOwnWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Corruption.Transition(new double[][] {{0.5, 0.5, 0}, {0, 1, 0}}))
                .withMessageContaining("row 0")
                .withMessageContaining("3")
                .withMessageContaining("2");
    }

    @Test
    void arraysAreCopied() {
        int[] superclasses = SUPERCLASSES.clone();
        Corruption.Superclass superclass = new Corruption.Superclass(0.5, superclasses);
        superclasses[0] = 9;
        superclass.superclasses()[1] = 9;
        assertThat(superclass.superclasses()).containsExactly(SUPERCLASSES);
        int[] near = NEAREST.clone();
        Corruption.Nearest nearest = new Corruption.Nearest(0.5, near);
        near[0] = 9;
        nearest.nearest()[1] = 9;
        assertThat(nearest.nearest()).containsExactly(NEAREST);
        double[][] matrix = {{1, 0}, {0, 1}};
        Corruption.Transition transition = new Corruption.Transition(matrix);
        matrix[0][0] = 0;
        transition.matrix()[0][0] = 0;
        transition.transitions(2)[0][0] = 0;
        assertThat(transition.matrix()[0]).containsExactly(1, 0);
    }

    @Test
    void betweenCountsWhatBecameOfEachClass() {
        Labels right = Labels.of(new int[] {0, 0, 0, 0, 1, 1}, 3);
        Labels given = Labels.of(new int[] {0, 0, 0, 2, 1, 0}, 3);
        assertThat(Corruption.between(right, given).matrix())
                .isDeepEqualTo(new double[][] {{0.75, 0, 0.25}, {0.5, 0.5, 0}, {0, 0, 1}});
        assertThatIllegalArgumentException().isThrownBy(() -> Corruption.between(right, Labels.of(new int[] {0}, 3)));
    }
}
