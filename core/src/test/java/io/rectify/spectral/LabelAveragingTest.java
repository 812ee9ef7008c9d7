package io.rectify.spectral;

import static io.rectify.spectral.Close.isClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.OnDemandRows;
import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.GramSpectrum.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelAveragingTest {
    private static final int[] STEPS = {1, 2, 5};

    private static LabelAveraging averaging(Problem problem, Form form, double mu, int t) {
        return new LabelAveraging(problem.spectrum(form), problem.matrix(), new SpectralFilter(mu, t), 2);
    }

    private static double[][] weights(LabelAveraging averaging, double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> averaging.weights(Samples.floats(row)))
                .toArray(double[][]::new);
    }

    /**
     * One feature, x = 1, 1, 2, so s = 6; with μ = 2 row l weighs x·xₗ/8 in the output for x. The third row's own label weighs 4/8;
     * without it the labels 0 and 0 of the others, 2/8 each, are divided by 1 − 4/8: ½ + (½·½)/(½) = 1 for class 0.
     */
    @Test
    void workedExample() {
        Matrix features = Matrix.of(new float[][] {{1}, {1}, {2}});
        Labels labels = Labels.of(new int[] {0, 0, 1}, 2);
        GramSpectrum spectrum = GramSpectrum.of(features, 1);
        LabelAveraging averaging = new LabelAveraging(spectrum, features, new SpectralFilter(2, 1), 1);
        assertThat(averaging.weights(new float[] {2})).containsExactly(new double[] {0.25, 0.25, 0.5}, within(1e-12));
        assertThat(averaging.ownWeights()).containsExactly(new double[] {0.125, 0.125, 0.5}, within(1e-12));
        assertThat(averaging.neighbours(Matrix.of(new float[][] {{2}}), 2).get(0))
                .extracting(Neighbour::row)
                .containsExactly(2, 0);
        SpectralProbe probe = SpectralProbe.fit(spectrum, features, new Targets.OneHot(labels), 1);
        assertThat(averaging.leaveOwnLabelOut(probe, labels).row(2)).containsExactly(new float[] {1, 0}, within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void weightsAreTheRowsOfTheExplicitMatrix(Problem problem) {
        double[][] queries = Samples.gaussianRows(6, problem.features(), 0.7, 5);
        for (Form form : Form.values()) {
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    LabelAveraging averaging = averaging(problem, form, mu, t);
                    isClose(weights(averaging, problem.x()), ExplicitChain.averaging(problem.x(), mu, t), 1e-9);
                    isClose(weights(averaging, queries), ExplicitChain.averaging(problem.x(), mu, t, queries), 1e-9);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void ownWeightsAreTheDiagonalOfTheExplicitMatrix(Problem problem) {
        for (Form form : Form.values()) {
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    double[][] explicit = ExplicitChain.averaging(problem.x(), mu, t);
                    double[] own = averaging(problem, form, mu, t).ownWeights();
                    double[] diagonal = IntStream.range(0, own.length)
                            .mapToDouble(i -> explicit[i][i])
                            .toArray();
                    assertThat(own).containsExactly(diagonal, within(1e-9));
                    for (double weight : own) {
                        assertThat(weight).isGreaterThanOrEqualTo(0).isLessThan(1);
                    }
                }
            }
        }
    }

    /** 1/K + Σ aᵢ[l]·(Yₗ − 1/K) = P⁽ᵗ⁾ᵢ for training rows and new ones. */
    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void weightedLabelsAreTheScores(Problem problem) {
        double even = 1.0 / problem.labels().classCount();
        GramSpectrum spectrum = GramSpectrum.of(problem.matrix(), 1);
        double[][] queries = Samples.gaussianRows(5, problem.features(), 0.7, 6);
        for (int t : STEPS) {
            SpectralFilter filter = new SpectralFilter(0.3, t);
            LabelAveraging averaging = new LabelAveraging(spectrum, problem.matrix(), filter, 1);
            for (double[][] rows : List.of(problem.x(), queries)) {
                double[][] averaged = ExplicitChain.plus(
                        Reference.multiply(weights(averaging, rows), ExplicitChain.plus(problem.y(), -even)), even);
                isClose(problem.probe(spectrum).outputs(Samples.matrix(rows), filter, 1), averaged, 2e-6);
            }
        }
    }

    private static List<Neighbour> sorted(double[] weights, int count) {
        List<Neighbour> all = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            all.add(new Neighbour(i, weights[i]));
        }
        all.sort(Comparator.comparingDouble((Neighbour n) -> -n.weight()).thenComparingInt(Neighbour::row));
        return all.subList(0, Math.min(count, all.size()));
    }

    private static void sameNeighbours(List<Neighbour> actual, List<Neighbour> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int j = 0; j < expected.size(); j++) {
            assertThat(actual.get(j).row()).isEqualTo(expected.get(j).row());
            assertThat(actual.get(j).weight()).isCloseTo(expected.get(j).weight(), within(1e-9));
        }
    }

    @Test
    void neighboursEqualAFullSortOfTheExplicitWeights() {
        for (Problem problem : List.of(Problem.gaussian(120, 5, 3, 1), Problem.gaussian(14, 30, 3, 2))) {
            double[][] queries = Samples.gaussianRows(8, problem.features(), 0.5, 3);
            double[][] explicit = ExplicitChain.averaging(problem.x(), 0.6, 2, queries);
            LabelAveraging averaging = averaging(problem, Form.PRIMAL, 0.6, 2);
            for (int count : new int[] {0, 1, 5, problem.rows() - 1, problem.rows(), problem.rows() + 9}) {
                List<List<Neighbour>> neighbours = averaging.neighbours(Samples.matrix(queries), count);
                assertThat(neighbours).hasSize(8);
                for (int q = 0; q < 8; q++) {
                    sameNeighbours(neighbours.get(q), sorted(explicit[q], count));
                }
            }
            assertThat(averaging.neighbours(Matrix.zeros(0, problem.features()), 3))
                    .isEmpty();
        }
    }

    /** One feature of small whole numbers: equal rows have bit-equal weights, over several bands of rows. */
    @Test
    void equalWeightsAreInTheOrderOfTheRows() {
        double[][] x = new double[3000][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = i * 7 % 11 - 5;
        }
        GramSpectrum spectrum = GramSpectrum.of(Samples.matrix(x), 1);
        for (int threads : new int[] {1, 2, 5}) {
            LabelAveraging averaging =
                    new LabelAveraging(spectrum, Samples.matrix(x), new SpectralFilter(3, 1), threads);
            for (double query : new double[] {2, -3}) {
                int[] expected = IntStream.range(0, x.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -query * x[i][0]))
                        .limit(700)
                        .mapToInt(Integer::intValue)
                        .toArray();
                List<Neighbour> neighbours = averaging
                        .neighbours(Samples.matrix(new double[][] {{query}}), 700)
                        .get(0);
                assertThat(neighbours.stream().mapToInt(Neighbour::row).toArray())
                        .containsExactly(expected);
            }
            assertThat(averaging.neighbours(Matrix.zeros(1, 1), 5).get(0))
                    .extracting(Neighbour::row)
                    .containsExactly(0, 1, 2, 3, 4);
        }
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void betweenClassesAreBlockSumsOfTheExplicitMatrix(Problem problem) {
        Labels labels = problem.labels();
        int k = labels.classCount();
        for (Form form : Form.values()) {
            for (int t : STEPS) {
                double[][] explicit = ExplicitChain.averaging(problem.x(), 0.4, t);
                double[][] expected = new double[k][k];
                for (int i = 0; i < problem.rows(); i++) {
                    for (int j = 0; j < problem.rows(); j++) {
                        expected[labels.get(i)][labels.get(j)] += explicit[i][j] / labels.counts()[labels.get(i)];
                    }
                }
                isClose(averaging(problem, form, 0.4, t).betweenClasses(labels), expected, 1e-9);
            }
        }
    }

    @Test
    void aClassWithoutRowsCountsNothingAndGetsNothing() {
        Problem problem = Problem.gaussian(20, 4, 2, 1);
        Labels labels =
                Labels.of(problem.labels().map(i -> problem.labels().get(i)).toArray(), 4);
        double[][] between = averaging(problem, Form.PRIMAL, 1, 2).betweenClasses(labels);
        assertThat(between).hasDimensions(4, 4);
        for (int c = 0; c < 4; c++) {
            assertThat(between[c][2]).isZero();
            assertThat(between[c][3]).isZero();
            assertThat(between[2][c]).isZero();
            assertThat(between[3][c]).isZero();
        }
        assertThat(between[0][0]).isPositive();
    }

    private static Matrix leaveOwnLabelOut(Problem problem, Form form, double mu, int t) {
        GramSpectrum spectrum = problem.spectrum(form);
        return new LabelAveraging(spectrum, problem.matrix(), new SpectralFilter(mu, t), 2)
                .leaveOwnLabelOut(problem.probe(spectrum), problem.labels());
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void leaveOwnLabelOutEqualsTheExplicitAveragesOfTheOtherLabels(Problem problem) {
        for (Form form : Form.values()) {
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    isClose(
                            leaveOwnLabelOut(problem, form, mu, t),
                            ExplicitChain.leaveOwnLabelOut(problem.x(), problem.y(), mu, t),
                            mu < 0.5 ? 1e-5 : 2e-6);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void atTheFirstStepItEqualsRefittingWithoutTheRow(Problem problem) {
        if (problem.rows() == 1) {
            return;
        }
        for (Form form : Form.values()) {
            for (double mu : new double[] {0.7, 4, 60}) {
                isClose(
                        leaveOwnLabelOut(problem, form, mu, 1),
                        ExplicitChain.leaveOneOut(problem.x(), problem.y(), mu, 1),
                        2e-6);
            }
        }
    }

    @Test
    void noOutputDependsOnItsOwnLabel() {
        for (Problem problem : List.of(Problem.gaussian(40, 6, 4, 1), Problem.gaussian(12, 20, 3, 2))) {
            int k = problem.labels().classCount();
            for (int t : STEPS) {
                Matrix before = leaveOwnLabelOut(problem, Form.PRIMAL, 0.5, t);
                for (int row : new int[] {0, 5, problem.rows() - 1}) {
                    Labels changed = problem.labels().map(i -> (problem.labels().get(i) + (i == row ? 1 : 0)) % k);
                    Matrix after = leaveOwnLabelOut(new Problem("changed", problem.x(), changed), Form.PRIMAL, 0.5, t);
                    assertThat(Samples.doubles(after.row(row)))
                            .containsExactly(Samples.doubles(before.row(row)), within(3e-6));
                    assertThat(after.row((row + 1) % problem.rows()))
                            .isNotEqualTo(before.row((row + 1) % problem.rows()));
                }
            }
        }
    }

    @Test
    void aRowWithNoOtherLabelsToGoByGetsEvenScores() {
        for (double[][] x : List.of(new double[][] {{3, 0}, {0, 2}}, new double[][] {{3}}, new double[2][3])) {
            Problem problem = new Problem("orthogonal", x, Labels.of(new int[x.length], 4));
            for (double mu : new double[] {1e-14, 1}) {
                for (int t : STEPS) {
                    for (double[] row : Samples.doubles(leaveOwnLabelOut(problem, Form.PRIMAL, mu, t))) {
                        assertThat(row).containsExactly(new double[] {.25, .25, .25, .25}, within(1e-6));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void streamedRowsAndThreadsChangeNoBit(int threads) {
        for (int[] size : new int[][] {{3000, 17, 6}, {200, 300, 4}}) {
            double[][] values = Samples.gaussianRows(size[0], size[1], 0.4, 1);
            Labels labels = Problem.anyLabels(size[0], size[2], 2);
            try (Matrix x = Samples.matrix(values);
                    Matrix queries = x.rowBlock(40, 75)) {
                GramSpectrum spectrum = GramSpectrum.of(x, 1);
                SpectralProbe probe = SpectralProbe.fit(spectrum, x, new Targets.OneHot(labels), 1);
                SpectralFilter filter = new SpectralFilter(2, 3);
                LabelAveraging one = new LabelAveraging(spectrum, x, filter, 1);
                LabelAveraging many = new LabelAveraging(spectrum, new OnDemandRows(values, size[1]), filter, threads);
                assertThat(many.weights(x.row(7))).containsExactly(one.weights(x.row(7)));
                assertThat(many.ownWeights()).containsExactly(one.ownWeights());
                assertThat(many.neighbours(queries, 20)).isEqualTo(one.neighbours(queries, 20));
                assertThat(many.betweenClasses(labels)).isDeepEqualTo(one.betweenClasses(labels));
                assertThat(many.leaveOwnLabelOut(probe, labels).contentEquals(one.leaveOwnLabelOut(probe, labels)))
                        .isTrue();
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Problem problem = Problem.gaussian(8, 3, 2, 1);
        LabelAveraging averaging = averaging(problem, Form.PRIMAL, 1, 1);
        SpectralProbe probe = problem.probe(problem.spectrum(Form.PRIMAL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelAveraging(
                        problem.spectrum(Form.PRIMAL), Matrix.zeros(8, 2), new SpectralFilter(1, 1), 1))
                .withMessage("spectrum is of 8 x 3 features but these are 8 x 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.weights(new float[2]))
                .withMessage("rows have 2 features but the spectrum has 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.neighbours(Matrix.zeros(2, 4), 1))
                .withMessage("rows have 4 features but the spectrum has 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.neighbours(Matrix.zeros(2, 3), -1))
                .withMessage("number of neighbours must be at least 0 but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.betweenClasses(Samples.labels(7, 2, 1)))
                .withMessage("features has 8 rows but labels has 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.leaveOwnLabelOut(probe, Samples.labels(7, 2, 1)))
                .withMessage("7 labels of 2 classes do not fit 8 rows of features and 2 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> averaging.leaveOwnLabelOut(probe, Samples.labels(8, 3, 1)))
                .withMessage("8 labels of 3 classes do not fit 8 rows of features and 2 classes");
    }
}
