package io.rectify.spectral;

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
import io.rectify.spectral.SpectralGrid.Point;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralGridTest {
    private static SpectralGrid grid(Problem problem, Form form, double[] mus, int steps) {
        GramSpectrum spectrum = problem.spectrum(form);
        return SpectralGrid.of(problem.probe(spectrum), problem.matrix(), problem.labels(), mus, steps, 2);
    }

    static Stream<Problem> ofMoreThanOneRow() {
        return Problem.all().filter(problem -> problem.rows() > 1);
    }

    /**
     * x = 1, 2, −1 with labels 0, 0, 1 and μ = 2. Without the first row s = 5, and its output for label 0 is ½ + ½·(2 + 1)/7 = 5/7; without
     * the second s = 2: ½ + ½·(2 + 2)/4 = 1; without the third s = 5: ½ + ½·(1 + 2)/7. The errors are 2·(2/7)², 0 and 2·(2/7)².
     */
    @Test
    void workedExample() {
        Matrix features = Matrix.of(new float[][] {{1}, {2}, {-1}});
        Labels labels = Labels.of(new int[] {0, 0, 1}, 2);
        SpectralProbe probe = SpectralProbe.fit(GramSpectrum.of(features, 1), features, new Targets.OneHot(labels), 1);
        Point point = SpectralGrid.of(probe, features, labels, new double[] {2}, 1, 1)
                .points()
                .get(0);
        assertThat(point.leaveOneOutError()).isCloseTo(16.0 / 147, within(1e-12));
        assertThat(point.leaveOneOutAgreement()).isEqualTo(1);
    }

    /** Every row is removed in turn and the whole chain of refits is run again on the others. */
    @ParameterizedTest
    @MethodSource("ofMoreThanOneRow")
    void errorAndAgreementEqualRefittingTheWholeChainWithoutTheRow(Problem problem) {
        double[] mus = {0.05, 0.7, 4, 60};
        for (Form form : Form.values()) {
            List<Point> points = grid(problem, form, mus, 6).points();
            assertThat(points).hasSize(24);
            for (int f = 0; f < points.size(); f++) {
                Point point = points.get(f);
                assertThat(point.filter()).isEqualTo(new SpectralFilter(mus[f / 6], f % 6 + 1));
                double[][] left = ExplicitChain.leaveOneOut(problem.x(), problem.y(), mus[f / 6], f % 6 + 1);
                double[][] residuals = ExplicitChain.combine(1, problem.y(), -1, left);
                double error = ExplicitChain.product(residuals, residuals) / problem.rows();
                assertThat(point.leaveOneOutError())
                        .as("%s", point.filter())
                        .isCloseTo(error, within(2e-6 * (1 + error)));
                int agreements = 0;
                int ties = 0;
                for (int i = 0; i < left.length; i++) {
                    agreements +=
                            ExplicitChain.argmax(left[i]) == problem.labels().get(i) ? 1 : 0;
                    ties += largestTwoDifferBy(left[i]) < 1e-6 ? 1 : 0;
                }
                assertThat(point.leaveOneOutAgreement())
                        .as("%s", point.filter())
                        .isCloseTo(agreements / (double) problem.rows(), within((ties + 1e-6) / problem.rows()));
            }
        }
    }

    private static double largestTwoDifferBy(double[] row) {
        double[] sorted = row.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }

    /** More rows than one band holds: the refits need only XᵀX and Xᵀ(Y − 1/K), from which the row is taken away. */
    @Test
    void bandsOfRowsAddUp() {
        int n = 2500;
        double[][] x = Samples.gaussianRows(n, 3, 0.5, 1);
        Problem problem = new Problem("many rows", x, Problem.anyLabels(n, 3, 2));
        double[][] centred = ExplicitChain.plus(problem.y(), -1.0 / 3);
        double[][] gram = Reference.multiply(Reference.transpose(x, 3), x);
        double[][] projection = Reference.multiply(Reference.transpose(x, 3), centred);
        double error = 0;
        int agreements = 0;
        for (int i = 0; i < n; i++) {
            double[][] row = {x[i]};
            double[][] column = Reference.transpose(row, 3);
            double[][] rest = ExplicitChain.combine(1, gram, -1, Reference.multiply(column, row));
            double[][] w =
                    ExplicitChain.combine(1, projection, -1, Reference.multiply(column, new double[][] {centred[i]}));
            double[][] ridge = ExplicitChain.plusDiagonal(rest, 30);
            w = ExplicitChain.solve(ridge, w);
            w = ExplicitChain.solve(ridge, Reference.multiply(rest, w));
            w = ExplicitChain.solve(ridge, Reference.multiply(rest, w));
            double[][] left = Reference.multiply(row, w);
            double[][] residual = ExplicitChain.combine(1, new double[][] {centred[i]}, -1, left);
            error += ExplicitChain.product(residual, residual) / n;
            agreements += ExplicitChain.argmax(left[0]) == problem.labels().get(i) ? 1 : 0;
        }
        Point point = grid(problem, Form.PRIMAL, new double[] {30}, 3).points().get(2);
        assertThat(point.leaveOneOutError()).isCloseTo(error, within(1e-6));
        assertThat(point.leaveOneOutAgreement()).isCloseTo(agreements / (double) n, within(1.5 / n));
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void otherFiguresAreThoseOfTheProbe(Problem problem) {
        GramSpectrum spectrum = problem.spectrum(Form.PRIMAL);
        SpectralProbe probe = problem.probe(spectrum);
        for (Point point : SpectralGrid.of(probe, problem.matrix(), problem.labels(), new double[] {.5, 9}, 3, 1)
                .points()) {
            assertThat(point.degreesOfFreedom()).isEqualTo(spectrum.degreesOfFreedom(point.filter()));
            assertThat(point.generalisedCrossValidation()).isEqualTo(probe.generalisedCrossValidation(point.filter()));
        }
    }

    /** Without other rows there is nothing to learn from: 1/K. */
    @Test
    void aSingleRowLeftOutIsPredictedEvenly() {
        Problem problem = new Problem("one row", new double[][] {{1, 0.5}}, Labels.of(new int[] {1}, 4));
        for (Form form : Form.values()) {
            for (Point point : grid(problem, form, new double[] {0.5, 20}, 4).points()) {
                assertThat(point.leaveOneOutError()).isCloseTo(0.75, within(1e-5));
            }
        }
    }

    /** At t = 1 the error is that of leave-own-label-out. */
    @Test
    void atTheFirstStepItIsLeaveOwnLabelOut() {
        Problem problem = Problem.gaussian(300, 12, 5, 3);
        GramSpectrum spectrum = problem.spectrum(Form.PRIMAL);
        SpectralProbe probe = problem.probe(spectrum);
        Matrix left = new LabelAveraging(spectrum, problem.matrix(), new SpectralFilter(2, 1), 1)
                .leaveOwnLabelOut(probe, problem.labels());
        double[][] residuals = ExplicitChain.combine(1, problem.y(), -1, Samples.doubles(left));
        assertThat(grid(problem, Form.PRIMAL, new double[] {2}, 1)
                        .points()
                        .get(0)
                        .leaveOneOutError())
                .isCloseTo(ExplicitChain.product(residuals, residuals) / 300, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void streamedRowsAndThreadsChangeNoBit(int threads) {
        for (int[] size : new int[][] {{5000, 15, 6}, {150, 220, 4}}) {
            double[][] values = Samples.gaussianRows(size[0], size[1], 0.4, 1);
            Labels labels = Problem.anyLabels(size[0], size[2], 2);
            OnDemandRows streamed = new OnDemandRows(values, size[1]);
            double[] mus = {0.5, 5};
            try (Matrix x = Samples.matrix(values)) {
                SpectralProbe probe = SpectralProbe.fit(GramSpectrum.of(x, 1), x, new Targets.OneHot(labels), 1);
                assertThat(SpectralGrid.of(probe, streamed, labels, mus, 4, threads))
                        .isEqualTo(SpectralGrid.of(probe, x, labels, mus, 4, 1));
                assertThat(streamed.reads()).containsOnly(1);
            }
        }
    }

    @Test
    void rotatingFeaturesAndPermutingClassesChangesNothing() {
        Problem problem = Problem.gaussian(80, 6, 4, 3);
        int[] order = Samples.permutation(4, 5);
        Problem other = new Problem(
                "rotated",
                SpectralProbeTest.rotated(problem.x(), 4),
                problem.labels().map(i -> order[problem.labels().get(i)]));
        double[] mus = {0.3, 8};
        List<Point> expected = grid(problem, Form.PRIMAL, mus, 3).points();
        List<Point> actual = grid(other, Form.PRIMAL, mus, 3).points();
        for (int f = 0; f < expected.size(); f++) {
            assertThat(actual.get(f).leaveOneOutError())
                    .isCloseTo(expected.get(f).leaveOneOutError(), within(1e-5));
            assertThat(actual.get(f).leaveOneOutAgreement())
                    .isEqualTo(expected.get(f).leaveOneOutAgreement());
        }
    }

    private static Point point(double mu, int step, double agreement) {
        return new Point(new SpectralFilter(mu, step), 1, 1, 1, agreement);
    }

    @Test
    void mostAgreementPrefersFewStepsAndThenALargeMu() {
        Point best = point(9, 1, 0.8);
        assertThat(new SpectralGrid(List.of(
                                point(1, 1, 0.8), point(30, 2, 0.8), best, point(5, 1, 0.8), point(99, 1, 0.79)))
                        .mostAgreement())
                .isEqualTo(best);
        assertThat(new SpectralGrid(List.of(best, point(1, 7, 0.81))).mostAgreement())
                .isEqualTo(point(1, 7, 0.81));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Problem problem = Problem.gaussian(8, 3, 2, 1);
        SpectralProbe probe = problem.probe(problem.spectrum(Form.PRIMAL));
        double[] mus = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralGrid.of(probe, Matrix.zeros(8, 2), problem.labels(), mus, 1, 1))
                .withMessage("spectrum is of 8 x 3 features but these are 8 x 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralGrid.of(probe, problem.matrix(), Samples.labels(8, 3, 1), mus, 1, 1))
                .withMessage("8 labels of 3 classes do not fit 8 rows of features and 2 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralGrid.of(probe, problem.matrix(), Samples.labels(7, 2, 1), mus, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralGrid.of(probe, problem.matrix(), problem.labels(), new double[] {1, 0}, 1, 1))
                .withMessage("mu must be a positive number but is 0.0");
    }

    private static Problem unitRows(int n, int d, int k) {
        double[][] x = Samples.gaussianRows(n, d, 1, 1);
        for (double[] row : x) {
            double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
            Arrays.setAll(row, j -> (float) (row[j] / norm));
        }
        return new Problem("unit rows", x, Problem.anyLabels(n, k, 2));
    }

    /** With more features than rows a small μ leaves a row 1 − h ≈ μ for the others: the labels fitted are not foretold. */
    @ParameterizedTest
    @CsvSource({"0.1", "0.01", "0.001", "1e-4"})
    void aSmallMuWithMoreFeaturesThanRows(double mu) {
        Problem problem = unitRows(40, 80, 4);
        for (Point point : grid(problem, Form.DUAL, new double[] {mu}, 3).points()) {
            double[][] left = ExplicitChain.leaveOneOut(
                    problem.x(), problem.y(), mu, point.filter().step());
            double[][] residuals = ExplicitChain.combine(1, problem.y(), -1, left);
            assertThat(point.leaveOneOutError())
                    .as("%s", point.filter())
                    .isCloseTo(ExplicitChain.product(residuals, residuals) / 40, within(1e-3));
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-5", "1e-6", "1e-8"})
    void aVerySmallMuWithMoreFeaturesThanRows(double mu) {
        aSmallMuWithMoreFeaturesThanRows(mu);
    }

    @ParameterizedTest
    @CsvSource({"1e-12", "1e-17"})
    void whereRoundingIsAllThatIsLeftOutputsAreEven(double mu) {
        for (Point point :
                grid(unitRows(40, 80, 4), Form.DUAL, new double[] {mu}, 3).points()) {
            assertThat(point.leaveOneOutError()).isCloseTo(0.75, within(1e-12));
        }
    }

    /** Agreement of random labels is no better than chance, whatever rounding does. */
    @Test
    void noMuForetellsRandomLabels() {
        SpectralGrid grid = grid(unitRows(40, 80, 4), Form.DUAL, new double[] {1e-17, 1e-12, 1e-6, 1e-3, 1}, 3);
        assertThat(grid.mostAgreement().leaveOneOutAgreement()).isLessThan(0.5);
        for (Point point : grid.points()) {
            assertThat(point.leaveOneOutError()).as("%s", point.filter()).isBetween(0.5, 1.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"500, 12", "5000, 6"})
    void manyStepsAtALargeMuKeepTheirAgreement(double mu, int steps) {
        Problem problem = unitRows(100, 6, 3);
        for (Point point : grid(problem, Form.PRIMAL, new double[] {mu}, steps).points()) {
            double[][] left = ExplicitChain.leaveOneOutScores(
                    problem.x(), problem.y(), mu, point.filter().step());
            int agreements = 0;
            for (int i = 0; i < 100; i++) {
                agreements += ExplicitChain.argmax(left[i]) == problem.labels().get(i) ? 1 : 0;
            }
            assertThat(point.leaveOneOutAgreement())
                    .as("%s", point.filter())
                    .isCloseTo(agreements / 100.0, within(0.02));
        }
    }

    @Test
    void anEmptyGridIsRefused() {
        Problem problem = Problem.gaussian(8, 3, 2, 1);
        for (int steps : new int[] {0, -1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> grid(problem, Form.PRIMAL, new double[] {1}, steps));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> grid(problem, Form.PRIMAL, new double[0], 2));
    }
}
