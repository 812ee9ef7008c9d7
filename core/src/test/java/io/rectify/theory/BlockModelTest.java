package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.SymmetricEigen;
import io.rectify.spectral.SpectralFilter;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockModelTest {
    /** Unequal classes, one of one row, one without; unequal superclasses; rows of unequal norm. */
    private record Blocks(int[] counts, double[] self, double[][] correlations) {
        static Blocks random(long seed) {
            Random random = new Random(seed);
            int classes = 2 + random.nextInt(6);
            int[] counts = new int[classes];
            Arrays.setAll(counts, k -> random.nextInt(5) == 0 ? random.nextInt(2) : 1 + random.nextInt(14));
            counts[random.nextInt(classes)] += 2;
            double[][] axes = Samples.gaussianRows(classes, 4, 0.4, seed + 1);
            double[][] correlations = Reference.multiply(axes, Reference.transpose(axes, 4));
            double[] self = new double[classes];
            for (int k = 0; k < classes; k++) {
                correlations[k][k] += 0.3 * random.nextDouble();
                self[k] = correlations[k][k] + 0.1 + random.nextDouble();
            }
            return new Blocks(counts, self, correlations);
        }

        /** Superclasses of sizes 1, 2 and 4 with correlations c, d, e. */
        static Blocks unequalSuperclasses(int[] counts) {
            int[] superclasses = {0, 1, 1, 2, 2, 2, 2};
            return new Blocks(counts, Reference.ones(7), ExplicitModel.correlations(superclasses, 0.5, 0.25, 0.1));
        }

        BlockModel model() {
            return BlockModel.of(counts, self, correlations);
        }

        ExplicitModel explicit() {
            return ExplicitModel.of(counts, self, correlations);
        }
    }

    private static void eigenvaluesEqual(Blocks blocks) {
        BlockModel model = blocks.model();
        double[] within = model.withinClasses();
        double[] values = DoubleStream.concat(
                        Arrays.stream(model.betweenClasses()),
                        IntStream.range(0, within.length)
                                .boxed()
                                .flatMapToDouble(k -> DoubleStream.generate(() -> within[k])
                                        .limit(Math.max(0, blocks.counts[k] - 1))))
                .sorted()
                .toArray();
        double[][] gram = blocks.explicit().gram();
        double[] expected = SymmetricEigen.of(
                        Arrays.stream(gram).flatMapToDouble(Arrays::stream).toArray(), gram.length)
                .values();
        Arrays.sort(expected);
        assertThat(values).containsExactly(expected, within(1e-11));
    }

    private static int outputsAndAccuraciesEqual(Blocks blocks, Random random) {
        BlockModel model = blocks.model();
        ExplicitModel explicit = blocks.explicit();
        int[][] labels = ExplicitModel.anyLabels(blocks.counts, 0.3 + 0.6 * random.nextDouble(), random);
        double[][] corruption = ExplicitModel.corruption(labels);
        int[] given = explicit.given(labels);
        double mu = Math.exp(-2 + 6 * random.nextDouble());
        double[][][] steps = explicit.steps(explicit.oneHot(given), mu, 6);
        int doubtful = 0;
        for (int step = 1; step <= 6; step++) {
            SpectralFilter filter = new SpectralFilter(mu, step);
            double[][] expected = steps[step - 1];
            double[][] outputs = new double[given.length][];
            Arrays.setAll(
                    outputs,
                    i -> Arrays.stream(model.outputs(corruption, explicit.truth()[i], given[i], filter))
                            .map(v -> v - 1.0 / corruption.length)
                            .toArray());
            assertThat(ExplicitModel.largestDifference(outputs, expected))
                    .as("step %d, mu %s", step, mu)
                    .isLessThan(1e-11);
            if (explicit.isDoubtful(expected, 1)) {
                doubtful++;
                continue;
            }
            double[] accuracies = explicit.accuracies(expected, 1e-11);
            assertThat(model.accuracies(corruption, filter)).containsExactly(accuracies, within(1e-12));
            double right = 0;
            for (int k = 0; k < accuracies.length; k++) {
                right += accuracies[k] * blocks.counts[k];
            }
            assertThat(model.accuracy(corruption, filter)).isCloseTo(right / given.length, within(1e-12));
        }
        return doubtful;
    }

    /**
     * Two classes of two rows, .5 within and .1 between: 1 − .5 = .5 within classes, and of (.5 + 2·.5, 2·.1; 2·.1, 1.5) the values 1.5 ± .2.
     * With clean labels and μ = 1 the true class's output is ½ + ½·1.3/2.3, by the value of differences between classes.
     */
    @Test
    void workedExample() {
        BlockModel model =
                BlockModel.of(new int[] {2, 2}, new double[] {1, 1}, new double[][] {{0.5, 0.1}, {0.1, 0.5}});
        assertThat(model.withinClasses()).containsExactly(new double[] {0.5, 0.5}, within(1e-15));
        assertThat(model.betweenClasses()).containsExactly(new double[] {1.7, 1.3}, within(1e-12));
        assertThat(model.outputs(new double[][] {{1, 0}, {0, 1}}, 0, 0, new SpectralFilter(1, 1)))
                .containsExactly(new double[] {0.782609, 0.217391}, within(1e-6));
    }

    @Test
    void anyBlocksAndAnyLabelsEqualTheMatrix() {
        Random random = new Random(5);
        int doubtful = 0;
        for (int seed = 0; seed < 250; seed++) {
            Blocks blocks = Blocks.random(seed);
            eigenvaluesEqual(blocks);
            doubtful += outputsAndAccuraciesEqual(blocks, random);
        }
        assertThat(doubtful)
                .as("steps of 1500 with leads within rounding of a tie")
                .isLessThan(5);
    }

    @Test
    void unequalSuperclassesAndClassesEqualTheMatrix() {
        Random random = new Random(6);
        for (int trial = 0; trial < 20; trial++) {
            int[] counts = new int[7];
            Arrays.setAll(counts, k -> 1 + random.nextInt(15));
            Blocks blocks = Blocks.unequalSuperclasses(counts);
            eigenvaluesEqual(blocks);
            outputsAndAccuraciesEqual(blocks, random);
        }
    }

    /** Superclass noise in superclasses of 1, 2 and 4 classes: the first step where the matrix is right everywhere. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void firstPerfectStepOfUnequalSuperclassesEqualsTheMatrix(int wrong) {
        int[] counts = {5, 12, 12, 13, 13, 13, 13};
        Blocks blocks = Blocks.unequalSuperclasses(counts);
        int[][] labels = new int[7][7];
        for (int k = 0; k < 7; k++) {
            labels[k][k] = counts[k];
            for (int j = 1; j < 7; j++) {
                if (k > 0 && j != k && (j < 3) == (k < 3)) {
                    labels[k][j] = wrong;
                    labels[k][k] -= wrong;
                }
            }
        }
        ExplicitModel explicit = blocks.explicit();
        double[][][] steps = explicit.steps(explicit.oneHot(explicit.given(labels)), 1, 12);
        int first = 1;
        while (!Arrays.stream(explicit.accuracies(steps[first - 1], 1e-11)).allMatch(a -> a == 1)) {
            first++;
        }
        assertThat(first).isLessThan(12);
        assertThat(blocks.model().firstPerfectStep(ExplicitModel.corruption(labels), 1, 12))
                .hasValue(first);
    }

    /**
     * A new row's products with the training rows are those of a training row but for the latter's own; kᵀ(G + μI)⁻¹ times the targets of step t,
     * solved row by row.
     */
    private static double[] newRowByTheMatrix(Blocks blocks, int[] given, double mu, int step, int k) {
        ExplicitModel explicit = blocks.explicit();
        double[][] targets = step == 1
                ? Arrays.stream(explicit.oneHot(given))
                        .map(row -> Arrays.stream(row)
                                .map(v -> v - 1.0 / row.length)
                                .toArray())
                        .toArray(double[][]::new)
                : explicit.steps(explicit.oneHot(given), mu, step - 1)[step - 2];
        double[][] filter = explicit.filter(mu);
        double[] outputs = new double[blocks.counts.length];
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] = 1.0 / outputs.length;
            for (int i = 0; i < given.length; i++) {
                double dual = targets[i][j];
                for (int l = 0; l < given.length; l++) {
                    dual -= filter[i][l] * targets[l][j];
                }
                outputs[j] += blocks.correlations[k][explicit.truth()[i]] * dual / mu;
            }
        }
        return outputs;
    }

    /** (G + μI)⁻¹T = (T − (G + μI)⁻¹G·T)/μ. */
    @Test
    void newRowsEqualTheMatrix() {
        Random random = new Random(17);
        for (int seed = 0; seed < 60; seed++) {
            Blocks blocks = Blocks.random(4000 + seed);
            int[][] labels = ExplicitModel.anyLabels(blocks.counts, 0.3 + 0.6 * random.nextDouble(), random);
            int[] given = blocks.explicit().given(labels);
            double mu = Math.exp(-1 + 4 * random.nextDouble());
            int step = 1 + random.nextInt(4);
            double right = 0;
            boolean doubtful = false;
            for (int k = 0; k < blocks.counts.length; k++) {
                if (blocks.counts[k] > 1) {
                    double[] expected = newRowByTheMatrix(blocks, given, mu, step, k);
                    double[] found = blocks.model()
                            .newRowOutputs(ExplicitModel.corruption(labels), k, new SpectralFilter(mu, step));
                    assertThat(found).containsExactly(expected, within(1e-9));
                    double[] others = expected.clone();
                    others[k] = Double.NEGATIVE_INFINITY;
                    double lead = expected[k] - Arrays.stream(others).max().orElseThrow();
                    doubtful |= Math.abs(lead) < 1e-9;
                    right += lead > 0 ? blocks.counts[k] : 0;
                }
            }
            if (!doubtful && Arrays.stream(blocks.counts).noneMatch(count -> count == 1)) {
                assertThat(blocks.model()
                                .newRowAccuracy(ExplicitModel.corruption(labels), new SpectralFilter(mu, step)))
                        .isCloseTo(right / given.length, within(1e-12));
            }
        }
    }

    private static double topTwoByTheMatrix(Blocks blocks, int[][] labels, double mu) {
        ExplicitModel explicit = blocks.explicit();
        double[][] targets = explicit.steps(explicit.oneHot(explicit.given(labels)), mu, 1)[0];
        for (double[] row : targets) {
            double second = Arrays.stream(row).sorted().toArray()[row.length - 2];
            Arrays.setAll(row, j -> row[j] >= second ? 0.5 : 0);
        }
        return shareThatLeads(explicit, targets, mu);
    }

    private static double shareThatLeads(ExplicitModel explicit, double[][] targets, double mu) {
        double[] leads = explicit.leads(explicit.steps(targets, mu, 1)[0]);
        return Arrays.stream(leads).filter(lead -> lead > 1e-11).count() / (double) leads.length;
    }

    @Test
    void topTwoStudentEqualsTheMatrixWhereNothingTies() {
        Random random = new Random(9);
        int compared = 0;
        double lowest = 1;
        for (int seed = 0; seed < 200; seed++) {
            Blocks blocks = Blocks.random(1000 + seed);
            int[][] labels = ExplicitModel.anyLabels(blocks.counts, 0.3 + 0.5 * random.nextDouble(), random);
            ExplicitModel explicit = blocks.explicit();
            double[][] teacher = explicit.steps(explicit.oneHot(explicit.given(labels)), 1, 1)[0];
            boolean ties = Arrays.stream(teacher).anyMatch(row -> {
                double[] s = Arrays.stream(row).sorted().toArray();
                int k = s.length;
                return s[k - 1] - s[k - 2] < 1e-8 || k > 2 && s[k - 2] - s[k - 3] < 1e-8;
            });
            if (!ties) {
                double expected = topTwoByTheMatrix(blocks, labels, 1);
                assertThat(blocks.model().topTwoAccuracy(ExplicitModel.corruption(labels), 1))
                        .as("seed %d", seed)
                        .isCloseTo(expected, within(1e-12));
                compared++;
                lowest = Math.min(lowest, expected);
            }
        }
        assertThat(compared).isGreaterThan(50);
        assertThat(lowest).isLessThan(0.9);
    }

    /**
     * Where the true class leads every class it is corrupted to, in superclasses of three or more, one round suffices, if the
     * rows with right labels, whose second candidates tie, take turns: so they do here in the matrix too.
     */
    @Test
    void topTwoStudentIsRightWheneverTheTrueClassLeadsAndTiesAreSharedEvenly() {
        Random random = new Random(10);
        for (int trial = 0; trial < 100; trial++) {
            int m = 3 + random.nextInt(3);
            int groups = 1 + random.nextInt(3);
            int right = (m - 1) * (2 + random.nextInt(3));
            int[] wrong = new int[groups];
            Arrays.fill(wrong, 1 + random.nextInt(right - 1));
            int perClass = right + (m - 1) * wrong[0];
            double d = 0.5 * random.nextDouble();
            double c = d + 0.05 + 0.4 * random.nextDouble();
            double e = d * random.nextDouble();
            double mu = Math.exp(-2 + 5 * random.nextDouble());
            int[] superclasses = ExplicitModel.superclasses(m * groups, m);
            int[] counts = new int[m * groups];
            Arrays.fill(counts, perClass);
            int[][] labels = ExplicitModel.insideSuperclasses(superclasses, perClass, wrong);
            Blocks blocks = new Blocks(
                    counts, Reference.ones(counts.length), ExplicitModel.correlations(superclasses, c, d, e));
            ExplicitModel explicit = blocks.explicit();
            int[] given = explicit.given(labels);
            double[][] targets = new double[given.length][counts.length];
            for (int i = 0; i < given.length; i++) {
                int k = explicit.truth()[i];
                int next = k / m * m + (k % m + 1 + i % (m - 1)) % m;
                targets[i][k] = 0.5;
                targets[i][given[i] == k ? next : given[i]] = 0.5;
            }
            assertThat(shareThatLeads(explicit, targets, mu)).as("matrix").isEqualTo(1);
            double[][] corruption = ExplicitModel.corruption(labels);
            assertThat(CorruptionMargins.of(corruption).topTwo()).isTrue();
            assertThat(blocks.model().topTwoAccuracy(corruption, mu))
                    .as("m %d, n %d, wrong %d, mu %s", m, perClass, wrong[0], mu)
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void topTwoStudentFailsWhereAWrongClassLeads() {
        int[] superclasses = {0, 0, 0};
        int[][] labels = {{4, 6, 2}, {2, 8, 2}, {2, 2, 8}};
        Blocks blocks = new Blocks(
                new int[] {12, 12, 12}, Reference.ones(3), ExplicitModel.correlations(superclasses, .4, .2, .1));
        double[][] corruption = ExplicitModel.corruption(labels);
        assertThat(CorruptionMargins.of(corruption).topTwo()).isFalse();
        assertThat(blocks.model().topTwoAccuracy(corruption, 1)).isLessThan(1);
    }

    @Test
    void twoClassesPerSuperclassLeaveTheTopTwoStudentATie() {
        int[] superclasses = {0, 0, 1, 1};
        int[][] labels = ExplicitModel.insideSuperclasses(superclasses, 10, new int[] {3, 3});
        BlockModel model = BlockModel.of(
                new int[] {10, 10, 10, 10}, Reference.ones(4), ExplicitModel.correlations(superclasses, .4, .2, .1));
        assertThat(model.topTwoAccuracy(ExplicitModel.corruption(labels), 1)).isZero();
    }

    @Test
    void classesWithoutRowsTakeNoPart() {
        int[] counts = {6, 0, 4, 0, 9};
        double[][] correlations = ExplicitModel.correlations(new int[] {0, 0, 0, 1, 1}, .5, .3, .1);
        double[] self = Reference.ones(5);
        double[][] holes = Arrays.stream(correlations).map(double[]::clone).toArray(double[][]::new);
        double[] selfWithHoles = self.clone();
        for (int absent : new int[] {1, 3}) {
            selfWithHoles[absent] = Double.NaN;
            for (int k = 0; k < 5; k++) {
                holes[absent][k] = Double.NaN;
                holes[k][absent] = Double.NaN;
            }
        }
        Blocks blocks = new Blocks(counts, selfWithHoles, holes);
        assertThat(blocks.model().betweenClasses()).hasSize(3);
        double[][] corruption = ExplicitModel.corruption(
                new int[][] {{4, 1, 1, 0, 0}, {0, 0, 0, 0, 0}, {1, 0, 3, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 2, 7}});
        assertThat(blocks.model().accuracies(corruption, new SpectralFilter(1, 2))[1])
                .isEqualTo(1);
        outputsAndAccuraciesEqual(new Blocks(counts, self, correlations), new Random(1));
        assertThat(blocks.model().accuracies(corruption, new SpectralFilter(1, 2)))
                .containsExactly(
                        new Blocks(counts, self, correlations).model().accuracies(corruption, new SpectralFilter(1, 2)),
                        within(0.0));
    }

    @Test
    void aClassOfOneRowIgnoresItsDiagonal() {
        double[][] correlations = ExplicitModel.correlations(new int[] {0, 0, 1}, .5, .3, .1);
        correlations[1][1] = Double.NaN;
        Blocks blocks = new Blocks(new int[] {4, 1, 3}, Reference.ones(3), correlations);
        Blocks other = new Blocks(
                new int[] {4, 1, 3}, Reference.ones(3), ExplicitModel.correlations(new int[] {0, 0, 1}, .9, .3, .1));
        other.correlations[0][0] = .5;
        other.correlations[2][2] = .5;
        eigenvaluesEqual(other);
        outputsAndAccuraciesEqual(other, new Random(2));
        assertThat(blocks.model().betweenClasses())
                .containsExactly(other.model().betweenClasses(), within(0.0));
        double[][] clean = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        assertThat(blocks.model().outputs(clean, 1, 1, new SpectralFilter(1, 2)))
                .containsExactly(other.model().outputs(clean, 1, 1, new SpectralFilter(1, 2)), within(1e-14));
    }

    /** Rows whose inner products are exactly blockwise, as features: measured correlations give the matrix's outputs. */
    @Test
    void theModelOfMeasuredCorrelationsEqualsTheGramMatrixOfTheRows() {
        try (Matrix x = Samples.correlated(6, 5, 3, 0.6, 0.3, 0.1)) {
            Labels truth = Samples.blocks(6, 5);
            BlockModel measured = BlockModel.of(ClassCorrelation.of(x, truth, 2));
            double[][] rows = Samples.doubles(x);
            double[][] gram = Reference.multiply(rows, Reference.transpose(rows, rows[0].length));
            double[] expected = SymmetricEigen.of(
                            Arrays.stream(gram).flatMapToDouble(Arrays::stream).toArray(), 30)
                    .values();
            assertThat(measured.betweenClasses()).containsExactly(Arrays.copyOf(expected, 6), within(1e-6));
            assertThat(measured.withinClasses()).containsExactly(Arrays.copyOf(fill(0.4, 6), 6), within(1e-6));
        }
    }

    private static double[] fill(double value, int length) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void resultsAreCopies() {
        BlockModel model = Blocks.random(4).model();
        double[] before = model.withinClasses();
        model.withinClasses()[0] = 99;
        model.betweenClasses()[0] = 99;
        assertThat(model.withinClasses()).containsExactly(before);
        assertThat(model.betweenClasses()).doesNotContain(99);
    }

    @Test
    void shapesThatDoNotFitAndNumbersThatAreNoneAreRefused() {
        double[][] r = ExplicitModel.correlations(new int[] {0, 0, 1}, .5, .3, .1);
        int[] counts = {2, 2, 2};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockModel.of(counts, Reference.ones(2), r))
                .withMessageContaining("3 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockModel.of(counts, Reference.ones(3), new double[2][3]));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            double[][] wrong = Arrays.stream(r).map(double[]::clone).toArray(double[][]::new);
            wrong[0][2] = bad;
            wrong[2][0] = bad;
            assertThatIllegalArgumentException().isThrownBy(() -> BlockModel.of(counts, Reference.ones(3), wrong));
            assertThatIllegalArgumentException().isThrownBy(() -> BlockModel.of(counts, new double[] {1, bad, 1}, r));
        }
    }

    /** The Javadoc promises it "if the shapes do not fit": a short row is a shape. */
    @Test
    void raggedCorrelationsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BlockModel.of(new int[] {2, 2}, Reference.ones(2), new double[][] {{.5, .1}, {.1}}));
    }
}
