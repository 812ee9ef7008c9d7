package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.SymmetricEigen;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreeLevelModelTest {
    /** K, n, m, c, d, e: ordinary, e = 0, d = e, c = d, m = 1, m = K, c = 1, n = 1, e just possible. */
    private static final String MODELS = """
            6, 5, 3, .6, .3, .1
            8, 4, 2, .5, .2, 0
            6, 5, 2, .5, .2, .2
            6, 5, 3, .4, .4, .1
            4, 6, 2, .4, .4, .4
            5, 7, 1, .7, .3, .1
            5, 7, 5, .7, .3, .1
            4, 6, 2, 1, .5, .2
            4, 6, 2, 1, 1, .2
            4, 6, 2, 1, 1, 1
            6, 1, 3, .8, .5, .2
            6, 5, 3, .6, .3, -.05
            4, 5, 2, 0, 0, -.1
            2, 9, 1, .3, -.1, -.2
            2, 30, 2, .9, .1, -1
            """;

    private static double[] eigenvaluesOfTheMatrix(ExplicitModel explicit) {
        double[][] gram = explicit.gram();
        return SymmetricEigen.of(
                        Arrays.stream(gram).flatMapToDouble(Arrays::stream).toArray(), gram.length)
                .values();
    }

    /**
     * K = 4 classes of n = 3 rows in S = 2 superclasses, c = .6, d = .3, e = .1: 1 − .6; + 3·.3; + 3·2·.2; + 3·4·.1. Their sum, 8·.4 + 2·1.3
     * + 2.5 + 3.7, is the trace, 12.
     */
    @Test
    void workedExample() {
        List<ThreeLevelModel.Group> groups =
                ThreeLevelModel.balanced(4, 3, 2, 0.6, 0.3, 0.1).groups();
        assertThat(groups.stream().mapToDouble(ThreeLevelModel.Group::value).toArray())
                .containsExactly(new double[] {0.4, 1.3, 2.5, 3.7}, within(1e-12));
        assertThat(groups).extracting(ThreeLevelModel.Group::multiplicity).containsExactly(8, 2, 1, 1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void groupsAreTheEigenvaluesOfTheMatrix(int classes, int perClass, int m, double c, double d, double e) {
        List<ThreeLevelModel.Group> groups =
                ThreeLevelModel.balanced(classes, perClass, m, c, d, e).groups();
        double[] values = groups.stream()
                .flatMapToDouble(
                        g -> java.util.stream.DoubleStream.generate(g::value).limit(g.multiplicity()))
                .boxed()
                .sorted(Comparator.reverseOrder())
                .mapToDouble(v -> v)
                .toArray();
        double[] expected = eigenvaluesOfTheMatrix(ExplicitModel.threeLevel(classes, perClass, m, c, d, e));
        assertThat(values).containsExactly(expected, within(1e-12 * classes * perClass));
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void outputsEqualTheMatrixForAnyLabelsStepAndMu(int classes, int perClass, int m, double c, double d, double e) {
        ThreeLevelModel model = ThreeLevelModel.balanced(classes, perClass, m, c, d, e);
        ExplicitModel explicit = ExplicitModel.threeLevel(classes, perClass, m, c, d, e);
        Random random = new Random(classes * 31 + m);
        int[] counts = new int[classes];
        Arrays.fill(counts, perClass);
        try (Simulation simulation = Simulation.of(model, 0, 1, 2)) {
            assertThat(ExplicitModel.largestDifference(ExplicitModel.rows(simulation.gram()), explicit.gram()))
                    .isLessThan(1e-15);
            for (double mu : new double[] {0.03, 1, 40}) {
                int[][] labels = ExplicitModel.anyLabels(counts, random.nextDouble(), random);
                double[][] corruption = ExplicitModel.corruption(labels);
                int[] given = explicit.given(labels);
                double[][] targets = explicit.oneHot(given);
                for (int step : new int[] {1, 2, 3, 7}) {
                    double[][] expected = explicit.outputs(targets, mu, step);
                    SpectralFilter filter = new SpectralFilter(mu, step);
                    double[][] formula = new double[given.length][];
                    Arrays.setAll(formula, i -> model.outputs(corruption, explicit.truth()[i], given[i], filter));
                    assertThat(ExplicitModel.largestDifference(formula, expected))
                            .as("formula, mu %s, step %d", mu, step)
                            .isLessThan(1e-11);
                    try (DoubleMatrix t = ExplicitModel.matrix(targets);
                            DoubleMatrix simulated = simulation.linear(t, filter, 2)) {
                        assertThat(ExplicitModel.largestDifference(ExplicitModel.rows(simulated), formula))
                                .as("simulation, mu %s, step %d", mu, step)
                                .isLessThan(1e-11);
                    }
                }
            }
        }
    }

    @Test
    void correlationsWithoutDataAreRefused() {
        // smallest possible: 1 - c + n(c-d) + nm(d-e) + nKe = 0
        int k = 4;
        int n = 5;
        int m = 2;
        double c = .3;
        double d = .1;
        double limit = -(1 - c + n * (c - d) + n * m * d) / (n * k - n * m);
        assertThat(eigenvaluesOfTheMatrix(ExplicitModel.threeLevel(k, n, m, c, d, limit))[k * n - 1])
                .isCloseTo(0, within(1e-12));
        assertThat(ThreeLevelModel.balanced(k, n, m, c, d, limit)
                        .groups()
                        .get(3)
                        .value())
                .isCloseTo(0, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThreeLevelModel.balanced(k, n, m, c, d, limit - 1e-6))
                .withMessageContaining("no rows have the correlations");
    }

    @ParameterizedTest
    @CsvSource({
        "1.01, .2, .1",
        ".2, .3, .1",
        ".4, .2, .3",
        "NaN, .2, .1",
        ".4, NaN, .1",
        ".4, .2, NaN",
        ".4, .2, -Infinity",
        "Infinity, .2, .1"
    })
    void correlationsOutOfOrderAreRefused(double c, double d, double e) {
        assertThatIllegalArgumentException().isThrownBy(() -> ThreeLevelModel.balanced(4, 5, 2, c, d, e));
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 1", "4, 0, 2", "4, -1, 2", "4, 5, 0", "4, 5, 3", "4, 5, 8", "0, 5, 1"})
    void impossibleSizesAreRefused(int classes, int perClass, int m) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThreeLevelModel.balanced(classes, perClass, m, .4, .2, .1));
    }

    @Test
    void unequalSuperclassesAreReferredToTheBlockModel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThreeLevelModel.balanced(7, 5, 3, .4, .2, .1))
                .withMessage(
                        "7 classes do not divide into superclasses of 3; BlockModel takes superclasses of unequal sizes");
        ThreeLevelModel unbalanced = new ThreeLevelModel(41, 7, 3, .4, .2, .1);
        assertThat(unbalanced.isBalanced()).isFalse();
        assertThat(unbalanced.perClass()).isCloseTo(41.0 / 7, within(1e-15));
        assertThat(unbalanced.superclassSize()).isCloseTo(7.0 / 3, within(1e-15));
        double[][] c = new double[7][7];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unbalanced.outputs(c, 0, 0, new SpectralFilter(1, 1)))
                .withMessageContaining("41 rows, 3 superclasses");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(unbalanced, 0, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ThreeLevelModel.balanced(6, 5, 3, .4, .2, .1).outputs(c, 0, 0, new SpectralFilter(1, 1)));
    }

    @Test
    void ratioIsThatOfTheKeptShares() {
        ThreeLevelModel model = ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.2, 0.1);
        assertThat(model.ratio(1)).isCloseTo(12.6 / 13.6 / (0.6 / 1.6), within(1e-13));
        ThreeLevelModel alone = ThreeLevelModel.balanced(4, 5, 1, 0.5, 0.3, 0.1);
        double s3 = 0.5 + 5 * (0.5 - 0.1);
        assertThat(alone.ratio(2)).isCloseTo(s3 / (s3 + 2) / (0.5 / 2.5), within(1e-13));
        assertThat(ThreeLevelModel.balanced(4, 5, 2, 1, 0.3, 0.1).ratio(2)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theSmallestStepInItsLimits() {
        ThreeLevelModel model = ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.2, 0.1);
        assertThat(model.minimalStep(Double.POSITIVE_INFINITY, 1)).hasValue(1);
        assertThat(model.minimalStep(0, 1)).isEmpty();
        assertThat(model.minimalStep(-0.5, 1)).isEmpty();
        assertThat(model.minimalStep(Double.NEGATIVE_INFINITY, 1)).isEmpty();
        assertThat(model.minimalStep(Double.NaN, 1)).isEmpty();
        assertThat(model.minimalStep(Double.MIN_VALUE, 1e-300)).isEmpty();
        ThreeLevelModel duplicates = ThreeLevelModel.balanced(8, 60, 4, 1, 0.2, 0.1);
        assertThat(duplicates.minimalStep(1e-9, 1)).hasValue(1);
        ThreeLevelModel alike = ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.4, 0.1);
        assertThat(alike.minimalStep(0.5, 1)).isEmpty();
        assertThat(alike.minimalStep(Double.POSITIVE_INFINITY, 1)).hasValue(1);
    }

    /** With c = d = 1 the rows of a superclass are all the same row: no classifier tells its classes apart. */
    @Test
    void classesOfIdenticalRowsAreNeverRightEvenWithCleanLabels() {
        ThreeLevelModel model = ThreeLevelModel.balanced(4, 3, 2, 1, 1, 0.2);
        double[][] clean = ExplicitModel.corruption(
                ExplicitModel.insideSuperclasses(ExplicitModel.superclasses(4, 2), 3, new int[2]));
        double[] outputs = model.outputs(clean, 0, 0, new SpectralFilter(1, 1));
        assertThat(outputs[0]).isCloseTo(outputs[1], within(1e-14));
        assertThat(model.minimalStep(CorruptionMargins.of(clean).delta(), 1)).isEmpty();
    }

    /** At that share of even noise the smallest step goes from 1 to more: Δ = 1 − ηm/(m − 1). */
    @ParameterizedTest
    @CsvSource({"8, 60, 4, 4", "8, 60, 8, 8", "8, 60, 1, 8"})
    void theTeacherSufficesUpToAShareOfEvenNoise(int classes, int perClass, int size, int among) {
        ThreeLevelModel model = ThreeLevelModel.balanced(classes, perClass, size, 0.4, 0.2, 0.1);
        double share = model.teacherSuffices(5);
        assertThat(share).isBetween(0.1, 1.0);
        assertThat(model.minimalStep(1 - (share - 1e-6) * among / (among - 1.0), 5))
                .hasValue(1);
        assertThat(model.minimalStep(1 - (share + 1e-6) * among / (among - 1.0), 5)
                        .orElse(99))
                .isGreaterThan(1);
        assertThat(ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.4, 0.1).teacherSuffices(5))
                .isZero();
    }

    @Test
    void groupsOfOneSuperclassAndOfOneClassEach() {
        List<Integer> multiplicities = new ArrayList<>();
        ThreeLevelModel.balanced(5, 7, 5, .7, .3, .1).groups().forEach(g -> multiplicities.add(g.multiplicity()));
        ThreeLevelModel.balanced(5, 7, 1, .7, .3, .1).groups().forEach(g -> multiplicities.add(g.multiplicity()));
        assertThat(multiplicities).containsExactly(30, 4, 0, 1, 30, 0, 4, 1);
    }
}
