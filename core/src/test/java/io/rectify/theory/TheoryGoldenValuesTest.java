package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.spectral.SpectralFilter;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values of section 4 of the design: K=8, n=60, m=4, c=.4, d=.2, e=.1, exact counts, superclass noise. */
class TheoryGoldenValuesTest {
    private static final ThreeLevelModel MODEL = ThreeLevelModel.balanced(8, 60, 4, 0.4, 0.2, 0.1);
    private static Optional<Simulation> simulation = Optional.empty();

    @BeforeAll
    static void simulate() {
        simulation = Optional.of(Simulation.of(MODEL, 0, 1, 2));
    }

    @AfterAll
    static void close() {
        simulation.ifPresent(Simulation::close);
    }

    private static double[][] corruption(double rate) {
        int wrong = (int) Math.round(60 * rate / 3);
        return ExplicitModel.corruption(
                ExplicitModel.insideSuperclasses(ExplicitModel.superclasses(8, 4), 60, new int[] {wrong, wrong}));
    }

    private static BlockModel blocks() {
        int[] counts = {60, 60, 60, 60, 60, 60, 60, 60};
        return BlockModel.of(
                counts, Reference.ones(8), ExplicitModel.correlations(ExplicitModel.superclasses(8, 4), 0.4, 0.2, 0.1));
    }

    @Test
    void eigenvaluesAndMultiplicities() {
        double[] expected = new double[480];
        java.util.Arrays.fill(expected, 0.6);
        java.util.Arrays.fill(expected, 0, 8, 12.6);
        expected[0] = 84.6;
        expected[1] = 36.6;
        assertThat(simulation.orElseThrow().eigenvalues()).containsExactly(expected, within(1e-10));
        double[] values = {0.6, 12.6, 36.6, 84.6};
        int[] multiplicities = {472, 6, 1, 1};
        for (int i = 0; i < 4; i++) {
            assertThat(MODEL.groups().get(i).value()).isCloseTo(values[i], within(1e-12));
            assertThat(MODEL.groups().get(i).multiplicity()).isEqualTo(multiplicities[i]);
        }
        assertThat(blocks().betweenClasses())
                .containsExactly(new double[] {84.6, 36.6, 12.6, 12.6, 12.6, 12.6, 12.6, 12.6}, within(1e-10));
        assertThat(blocks().withinClasses()).containsOnly(new double[] {0.6}, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({".3, 2", ".5, 2", ".6, 2", ".65, 3", ".7, 4"})
    void smallestStepByFormulaSimulationAndBlocks(double rate, int step) {
        double[][] corruption = corruption(rate);
        Labels given = simulation.orElseThrow().exactLabels(corruption);
        assertThat(MODEL.minimalStep(CorruptionMargins.of(corruption).delta(), 1))
                .hasValue(step);
        assertThat(simulation.orElseThrow().firstPerfectStep(given, 1, 10, 2)).hasValue(step);
        assertThat(blocks().firstPerfectStep(corruption, 1, 10)).hasValue(step);
        assertThat(blocks().firstPerfectStep(corruption, 1, step - 1)).isEmpty();
        for (int t = 1; t <= 6; t++) {
            assertThat(blocks().newRowAccuracy(corruption, new SpectralFilter(1, t)))
                    .as("new rows need no rounds, since right labels lead in every class")
                    .isOne();
        }
        assertThat(simulation.orElseThrow().firstPerfectStep(given, 1, step - 1, 2))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {.3, .5, .6, .65, .7})
    void topTwoStudentIsRightEverywhere(double rate) {
        double[][] corruption = corruption(rate);
        Simulation explicit = simulation.orElseThrow();
        Labels given = explicit.exactLabels(corruption);
        SpectralFilter filter = new SpectralFilter(1, 1);
        try (DoubleMatrix targets = Simulation.matrix(new Targets.OneHot(given));
                DoubleMatrix teacher = explicit.linear(targets, filter, 2);
                DoubleMatrix two = Simulation.topTwo(teacher);
                DoubleMatrix student = explicit.linear(two, filter, 2)) {
            assertThat(explicit.accuracy(student, given).all()).isEqualTo(1);
        }
        assertThat(blocks().topTwoAccuracy(corruption, 1)).isCloseTo(1, within(1e-12));
        assertThat(CorruptionMargins.of(corruption).topTwo()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, .4", "1, 2, .4", "1, 3, .4", "5, 1, .4", "5, 2, 1", "20, 1, 1"})
    void softmaxFixedPointAtRatePointSix(double mu, int steps, double accuracy) {
        Simulation explicit = simulation.orElseThrow();
        Labels given = explicit.exactLabels(corruption(0.6));
        DoubleMatrix outputs = Simulation.matrix(new Targets.OneHot(given));
        for (int step = 0; step < steps; step++) {
            SoftmaxFixedPoint.Result result = SoftmaxFixedPoint.solve(
                    explicit.gram(), outputs, mu, Optional.empty(), new SoftmaxFixedPoint.Options(1e-10, 200, 2));
            assertThat(result.converged()).isTrue();
            outputs = result.outputs();
        }
        assertThat(explicit.accuracy(outputs, given).all()).isCloseTo(accuracy, within(1e-12));
    }

    @Test
    void theLinearModelIsRightFromStepTwoAtRatePointSix() {
        Simulation explicit = simulation.orElseThrow();
        Labels given = explicit.exactLabels(corruption(0.6));
        try (DoubleMatrix targets = Simulation.matrix(new Targets.OneHot(given))) {
            for (int step = 1; step <= 6; step++) {
                DoubleMatrix outputs = explicit.linear(targets, new SpectralFilter(1, step), 2);
                assertThat(explicit.accuracy(outputs, given).all()).isCloseTo(step == 1 ? .4 : 1, within(1e-12));
            }
        }
    }
}
