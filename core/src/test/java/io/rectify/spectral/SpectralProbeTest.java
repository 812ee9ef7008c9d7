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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpectralProbeTest {
    private static final int[] STEPS = {1, 2, 3, 6};

    /** (2, 1) → Y = (1, 0), one feature 2 and 1, μ = 5: s = 5, W¹ = (2·½ − 1·½)/10 = .05, W² = .05·½. */
    @Test
    void workedExample() {
        double[][] x = {{2}, {1}};
        GramSpectrum spectrum = GramSpectrum.of(Samples.matrix(x), 1);
        assertThat(spectrum.values()).containsExactly(new double[] {5}, within(1e-14));
        SpectralProbe probe =
                SpectralProbe.fit(spectrum, Samples.matrix(x), new Targets.OneHot(Labels.of(new int[] {0, 1}, 2)), 1);
        isClose(probe.weights(new SpectralFilter(5, 1), 1), new double[][] {{.05, -.05}}, 1e-9);
        isClose(probe.weights(new SpectralFilter(5, 2), 1), new double[][] {{.025, -.025}}, 1e-9);
        isClose(
                probe.outputs(Samples.matrix(x), new SpectralFilter(5, 1), 1),
                new double[][] {{.6, .4}, {.55, .45}},
                1e-7);
    }

    /** In either form: weights, scores of training rows and of new rows after t refits. */
    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void stepsEqualExplicitRefits(Problem problem) {
        double[][] queries = Samples.gaussianRows(11, problem.features(), 0.6, 99);
        for (Form form : Form.values()) {
            SpectralProbe probe = problem.probe(problem.spectrum(form));
            assertThat(probe.classes()).isEqualTo(problem.labels().classCount());
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    SpectralFilter filter = new SpectralFilter(mu, t);
                    try (Matrix weights = probe.weights(filter, 2);
                            Matrix training = probe.outputs(problem.matrix(), filter, 2);
                            Matrix fresh = probe.outputs(Samples.matrix(queries), filter, 2)) {
                        isClose(weights, ExplicitChain.weights(problem.x(), problem.y(), mu, t), 1e-6);
                        isClose(training, ExplicitChain.outputs(problem.x(), problem.y(), mu, t), 1e-6);
                        isClose(fresh, ExplicitChain.step(problem.x(), problem.y(), mu, t, queries), 2e-6);
                    }
                }
            }
        }
    }

    @Test
    void rankZeroGivesEvenScoresEverywhere() {
        for (Problem problem : List.of(
                new Problem("tall", new double[6][2], Samples.labels(6, 4, 1)),
                new Problem("wide", new double[2][6], Labels.of(new int[] {3, 1}, 4)))) {
            for (Form form : Form.values()) {
                SpectralProbe probe = problem.probe(problem.spectrum(form));
                SpectralFilter filter = new SpectralFilter(0.5, 2);
                for (double[] row :
                        Samples.doubles(probe.outputs(Samples.gaussian(9, problem.features(), 10, 1), filter, 1))) {
                    assertThat(row).containsOnly(0.25);
                }
                assertThat(probe.spectrum().degreesOfFreedom(filter)).isZero();
                assertThat(probe.squaredResiduals(filter)).isCloseTo(problem.rows() * 0.75, within(1e-12));
                assertThat(probe.oneShotXi(0.5)).isNaN();
            }
        }
    }

    @Test
    void rowsOfScoresSumToOne() {
        Problem problem = Problem.gaussian(40, 9, 7, 1);
        Matrix scores =
                problem.probe(problem.spectrum(Form.PRIMAL)).outputs(problem.matrix(), new SpectralFilter(0.1, 2), 1);
        for (double[] row : Samples.doubles(scores)) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"30, 5, 3", "8, 14, 4", "1100, 3, 2"})
    void softTargetsEqualTheDefinition(int n, int d, int k) {
        double[][] x = Samples.gaussianRows(n, d, 1 / Math.sqrt(d), 1);
        try (Matrix features = Samples.matrix(x);
                Targets.Soft targets = new Targets.Soft(Samples.signedTargets(n, k, 2))) {
            double[][] y = Reference.rows(targets);
            assertThat(Arrays.stream(y).flatMapToDouble(Arrays::stream).min().orElseThrow())
                    .isNegative();
            for (Form form : n > 1000 ? new Form[] {Form.PRIMAL} : Form.values()) {
                SpectralProbe probe = SpectralProbe.fit(GramSpectrum.of(features, form, 1), features, targets, 2);
                for (int t : new int[] {1, 3}) {
                    SpectralFilter filter = new SpectralFilter(0.8, t);
                    isClose(probe.weights(filter, 1), ExplicitChain.weights(x, y, 0.8, t), 2e-6);
                    if (n < 1000) {
                        double[][] residuals = ExplicitChain.combine(1, y, -1, ExplicitChain.outputs(x, y, 0.8, t));
                        assertThat(probe.squaredResiduals(filter))
                                .isCloseTo(ExplicitChain.product(residuals, residuals), within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void softTargetsThatAreOneHotEqualOneHotTargets() {
        for (int[] size : new int[][] {{3000, 8, 5}, {12, 40, 3}}) {
            try (Matrix x = Samples.gaussian(size[0], size[1], 0.5, 1)) {
                Labels labels = Problem.anyLabels(size[0], size[2], 2);
                GramSpectrum spectrum = GramSpectrum.of(x, 2);
                SpectralProbe hard = SpectralProbe.fit(spectrum, x, new Targets.OneHot(labels), 2);
                Matrix rows = Samples.matrix(ExplicitChain.oneHot(labels));
                SpectralProbe soft = SpectralProbe.fit(spectrum, x, new Targets.Soft(rows), 2);
                SpectralFilter filter = new SpectralFilter(3, 2);
                isClose(soft.weights(filter, 1), Samples.doubles(hard.weights(filter, 1)), 1e-7);
                assertThat(soft.squaredResiduals(filter)).isCloseTo(hard.squaredResiduals(filter), within(1e-9));
                assertThat(soft.generalisedCrossValidation(filter))
                        .isCloseTo(hard.generalisedCrossValidation(filter), within(1e-9));
                assertThat(soft.oneShotXi(3) / hard.oneShotXi(3)).isCloseTo(1, within(1e-6));
            }
        }
    }

    /** The next step is a fit to the outputs of the one before. */
    @Test
    void aStudentOfTheTeachersOutputsIsTheNextStep() {
        Problem problem = Problem.gaussian(50, 6, 4, 1);
        GramSpectrum spectrum = problem.spectrum(Form.PRIMAL);
        Matrix outputs = problem.probe(spectrum).outputs(problem.matrix(), new SpectralFilter(0.9, 1), 1);
        SpectralProbe student = SpectralProbe.fit(spectrum, problem.matrix(), new Targets.Soft(outputs), 1);
        isClose(
                student.weights(new SpectralFilter(0.9, 1), 1),
                Samples.doubles(problem.probe(spectrum).weights(new SpectralFilter(0.9, 2), 1)),
                1e-6);
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void squaredResidualsEqualTheExplicitOnes(Problem problem) {
        for (Form form : Form.values()) {
            SpectralProbe probe = problem.probe(problem.spectrum(form));
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    double[][] residuals = residuals(problem, mu, t);
                    assertThat(probe.squaredResiduals(new SpectralFilter(mu, t)))
                            .isCloseTo(ExplicitChain.product(residuals, residuals), within(1e-9));
                }
            }
        }
    }

    private static double[][] residuals(Problem problem, double mu, int t) {
        return ExplicitChain.combine(1, problem.y(), -1, ExplicitChain.outputs(problem.x(), problem.y(), mu, t));
    }

    /** Residuals of step t divided by 1 − trace/N. */
    private static double[][] corrected(Problem problem, double mu, int t) {
        double rest = 1 - ExplicitChain.trace(ExplicitChain.averaging(problem.x(), mu, t)) / problem.rows();
        double[][] residuals = residuals(problem, mu, t);
        return ExplicitChain.combine(1 / rest, residuals, 0, residuals);
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void generalisedCrossValidationEqualsItsFormula(Problem problem) {
        for (Form form : Form.values()) {
            SpectralProbe probe = problem.probe(problem.spectrum(form));
            for (double mu : Problem.MUS) {
                for (int t : STEPS) {
                    double[][] corrected = corrected(problem, mu, t);
                    double expected = ExplicitChain.product(corrected, corrected) / problem.rows();
                    assertThat(probe.generalisedCrossValidation(new SpectralFilter(mu, t)))
                            .isCloseTo(expected, within(1e-8 * (1 + expected)));
                }
            }
        }
    }

    @Test
    void generalisedCrossValidationIsInfiniteWithoutFreedom() {
        Problem problem = Problem.gaussian(5, 9, 2, 1);
        SpectralProbe probe = problem.probe(problem.spectrum(Form.DUAL));
        assertThat(probe.generalisedCrossValidation(new SpectralFilter(1e-300, 1)))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    /**
     * The formula of section 3, and that ξ minimises ‖(1−ξ)·r + ξ·r₂‖² of the corrected residuals: the parabola through
     * its values at −1, 0 and 1.
     */
    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#full")
    void oneShotXiMinimisesTheCorrectedResiduals(Problem problem) {
        for (Form form : Form.values()) {
            SpectralProbe probe = problem.probe(problem.spectrum(form));
            for (double mu : Problem.MUS) {
                double[][] teacher = corrected(problem, mu, 1);
                double[][] student = corrected(problem, mu, 2);
                double r = ExplicitChain.product(teacher, teacher);
                double r2 = ExplicitChain.product(student, student);
                double c = ExplicitChain.product(teacher, student);
                double xi = (r - c) / (r + r2 - 2 * c);
                assertThat(probe.oneShotXi(mu)).isCloseTo(xi, within(1e-6 * (1 + Math.abs(xi))));
                double[] values = new double[3];
                for (int i = 0; i < 3; i++) {
                    double[][] mixed = ExplicitChain.combine(1 - (i - 1), teacher, i - 1, student);
                    values[i] = ExplicitChain.product(mixed, mixed);
                }
                double lowest = (values[0] - values[2]) / 2 / (values[0] + values[2] - 2 * values[1]);
                assertThat(xi).isCloseTo(lowest, within(1e-6 * (1 + Math.abs(lowest))));
            }
        }
    }

    /** A student fitted to ξ·P + (1−ξ)·Y has the outputs ξ·P⁽²⁾ + (1−ξ)·P⁽¹⁾, so its residuals are what ξ minimises. */
    @Test
    void aStudentOfTheMixHasTheMixedOutputs() {
        Problem problem = Problem.gaussian(40, 6, 3, 5);
        GramSpectrum spectrum = problem.spectrum(Form.PRIMAL);
        SpectralProbe probe = problem.probe(spectrum);
        double xi = probe.oneShotXi(0.7);
        double[][] p = ExplicitChain.outputs(problem.x(), problem.y(), 0.7, 1);
        double[][] p2 = ExplicitChain.outputs(problem.x(), problem.y(), 0.7, 2);
        Targets.Soft mix = new Targets.Soft(Samples.matrix(ExplicitChain.combine(xi, p, 1 - xi, problem.y())));
        isClose(
                SpectralProbe.fit(spectrum, problem.matrix(), mix, 1)
                        .outputs(problem.matrix(), new SpectralFilter(0.7, 1), 1),
                ExplicitChain.combine(xi, p2, 1 - xi, p),
                5e-6);
    }

    @ParameterizedTest
    @MethodSource("io.rectify.spectral.Problem#all")
    void weightsOfManyFiltersAreThoseOfEach(Problem problem) {
        SpectralProbe probe = problem.probe(GramSpectrum.of(problem.matrix(), 1));
        List<SpectralFilter> filters = SpectralFilter.grid(new double[] {0.05, 3, 40}, 4);
        List<Matrix> weights = probe.weights(filters, 2);
        assertThat(weights).hasSize(12);
        for (int f = 0; f < 12; f++) {
            double[][] exact = Samples.doubles(probe.weights(filters.get(f), 1));
            double largest = Arrays.stream(exact)
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .max()
                    .orElse(0);
            isClose(weights.get(f), exact, 1e-6 * largest);
        }
        assertThat(probe.weights(List.of(), 2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void streamedRowsAndThreadsChangeNoBit(int threads) {
        for (int[] size : new int[][] {{5000, 21, 9}, {300, 400, 5}}) {
            double[][] values = Samples.gaussianRows(size[0], size[1], 0.3, 1);
            OnDemandRows streamed = new OnDemandRows(values, size[1]);
            Labels labels = Problem.anyLabels(size[0], size[2], 2);
            SpectralFilter filter = new SpectralFilter(2, 3);
            List<SpectralFilter> filters = SpectralFilter.grid(new double[] {1, 10}, 3);
            try (Matrix x = Samples.matrix(values);
                    Targets.Soft soft = new Targets.Soft(Samples.signedTargets(size[0], size[2], 3))) {
                for (Targets targets : List.of(new Targets.OneHot(labels), soft)) {
                    SpectralProbe one = SpectralProbe.fit(GramSpectrum.of(x, 1), x, targets, 1);
                    SpectralProbe many =
                            SpectralProbe.fit(GramSpectrum.of(streamed, threads), streamed, targets, threads);
                    assertThat(many.weights(filter, threads).contentEquals(one.weights(filter, 1)))
                            .isTrue();
                    assertThat(many.outputs(streamed, filter, threads).contentEquals(one.outputs(x, filter, 1)))
                            .isTrue();
                    assertThat(many.squaredResiduals(filter)).isEqualTo(one.squaredResiduals(filter));
                    assertThat(many.oneShotXi(2)).isEqualTo(one.oneShotXi(2));
                    List<Matrix> expected = one.weights(filters, 1);
                    List<Matrix> actual = many.weights(filters, threads);
                    for (int f = 0; f < filters.size(); f++) {
                        assertThat(actual.get(f).contentEquals(expected.get(f))).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void permutingClassesPermutesColumns() {
        Problem problem = Problem.gaussian(60, 7, 5, 3);
        int[] order = Samples.permutation(5, 4);
        Labels permuted = problem.labels().map(i -> order[problem.labels().get(i)]);
        SpectralFilter filter = new SpectralFilter(0.4, 2);
        GramSpectrum spectrum = problem.spectrum(Form.PRIMAL);
        double[][] plain = Samples.doubles(problem.probe(spectrum).outputs(problem.matrix(), filter, 1));
        double[][] columns = new double[60][5];
        for (int i = 0; i < 60; i++) {
            for (int c = 0; c < 5; c++) {
                columns[i][order[c]] = plain[i][c];
            }
        }
        SpectralProbe probe = SpectralProbe.fit(spectrum, problem.matrix(), new Targets.OneHot(permuted), 1);
        isClose(probe.outputs(problem.matrix(), filter, 1), columns, 1e-6);
        assertThat(probe.generalisedCrossValidation(filter))
                .isCloseTo(problem.probe(spectrum).generalisedCrossValidation(filter), within(1e-12));
    }

    /** A product of random plane rotations. */
    static double[][] rotated(double[][] x, long seed) {
        int d = x[0].length;
        double[][] rotated = ExplicitChain.copy(x);
        double[][] angles = Samples.gaussianRows(d, d, 1, seed);
        for (int a = 0; a < d; a++) {
            for (int b = a + 1; b < d; b++) {
                double cos = Math.cos(angles[a][b]);
                double sin = Math.sin(angles[a][b]);
                for (double[] row : rotated) {
                    double first = row[a];
                    row[a] = cos * first - sin * row[b];
                    row[b] = sin * first + cos * row[b];
                }
            }
        }
        return rotated;
    }

    @Test
    void rotatingFeaturesChangesNothing() {
        for (Problem problem : List.of(Problem.gaussian(60, 7, 4, 3), Problem.gaussian(10, 18, 3, 4))) {
            Problem turned = new Problem("rotated", rotated(problem.x(), 5), problem.labels());
            SpectralProbe plain = problem.probe(GramSpectrum.of(problem.matrix(), 1));
            SpectralProbe probe = turned.probe(GramSpectrum.of(turned.matrix(), 1));
            SpectralFilter filter = new SpectralFilter(0.4, 3);
            isClose(
                    probe.outputs(turned.matrix(), filter, 1),
                    Samples.doubles(plain.outputs(problem.matrix(), filter, 1)),
                    2e-6);
            assertThat(probe.oneShotXi(0.4)).isCloseTo(plain.oneShotXi(0.4), within(1e-4));
            assertThat(probe.generalisedCrossValidation(filter))
                    .isCloseTo(plain.generalisedCrossValidation(filter), within(1e-5));
        }
    }

    @Test
    void aClassWithoutRowsHasScoresBelowTheOthers() {
        Problem problem = new Problem(
                "class 1 is empty",
                Samples.gaussianRows(20, 3, 1, 1),
                Labels.of(Samples.labels(20, 2, 2).map(i -> 0).toArray(), 3));
        double[][] y = problem.y();
        isClose(
                problem.probe(problem.spectrum(Form.PRIMAL)).outputs(problem.matrix(), new SpectralFilter(2, 1), 1),
                ExplicitChain.outputs(problem.x(), y, 2, 1),
                1e-6);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Matrix x = Samples.gaussian(6, 3, 1, 1);
        GramSpectrum spectrum = GramSpectrum.of(x, 1);
        Targets.OneHot targets = new Targets.OneHot(Samples.labels(6, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralProbe.fit(spectrum, Samples.gaussian(6, 4, 1, 1), targets, 1))
                .withMessage("spectrum is of 6 x 3 features but these are 6 x 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralProbe.fit(spectrum, Samples.gaussian(7, 3, 1, 1), targets, 1))
                .withMessage("spectrum is of 6 x 3 features but these are 7 x 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralProbe.fit(spectrum, x, new Targets.OneHot(Samples.labels(5, 2, 1)), 1))
                .withMessage("features has 6 rows but targets has 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralProbe.fit(spectrum, x, new Targets.OneHot(Samples.labels(6, 1, 1)), 1))
                .withMessage("a probe needs two classes but targets have 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectralProbe.fit(spectrum, x, targets, 1)
                        .outputs(Samples.gaussian(2, 4, 1, 1), new SpectralFilter(1, 1), 1))
                .withMessage("features have 4 columns but the probe expects 3");
    }
}
