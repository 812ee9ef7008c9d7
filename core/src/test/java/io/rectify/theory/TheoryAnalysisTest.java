package io.rectify.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On rows with exactly three correlations the models, the linear probe and the formulas must all say the same. */
class TheoryAnalysisTest {
    private static final int CLASSES = 8;
    private static final int PER_CLASS = 20;
    private static final int SUPERCLASS = 4;
    private static final double C = 0.4;
    private static final double D = 0.2;
    private static final double E = 0.1;

    /** √e on a common axis, √(d−e) on the superclass's, √(c−d) on the class's, √(1−c) on the row's own. */
    private static Matrix rows() {
        int n = CLASSES * PER_CLASS;
        int superclasses = CLASSES / SUPERCLASS;
        float[][] x = new float[n][1 + superclasses + CLASSES + n];
        for (int i = 0; i < n; i++) {
            int k = i / PER_CLASS;
            x[i][0] = (float) Math.sqrt(E);
            x[i][1 + k / SUPERCLASS] = (float) Math.sqrt(D - E);
            x[i][1 + superclasses + k] = (float) Math.sqrt(C - D);
            x[i][1 + superclasses + CLASSES + i] = (float) Math.sqrt(1 - C);
        }
        return Matrix.of(x);
    }

    private static Labels truth() {
        int[] classes = new int[CLASSES * PER_CLASS];
        java.util.Arrays.setAll(classes, i -> i / PER_CLASS);
        return Labels.of(classes, CLASSES);
    }

    private static int[] superclasses() {
        int[] superclasses = new int[CLASSES];
        java.util.Arrays.setAll(superclasses, k -> k / SUPERCLASS);
        return superclasses;
    }

    /** Labels in the exact shares of superclass noise. */
    private static Labels given(double rate) {
        ThreeLevelModel model = ThreeLevelModel.balanced(CLASSES, PER_CLASS, SUPERCLASS, C, D, E);
        try (Simulation simulation = Simulation.of(model, 0, 1, 1)) {
            return simulation.exactLabels(new Corruption.Superclass(rate, superclasses()).transitions(CLASSES));
        }
    }

    private static TheoryAnalysis analysis(double rate, double kappa) {
        return TheoryAnalysis.of(
                rows(),
                Optional.of(truth()),
                given(rate),
                Optional.of(superclasses()),
                new TheoryAnalysis.Options(kappa, 5, true, 2),
                TheoryAnalysis.Monitor.SILENT);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1", "0.45, 1", "0.6, 1", "0.6, 5", "0.6, 0.3"})
    void formulaBlockModelAndLinearProbeAgree(double rate, double kappa) {
        TheoryAnalysis analysis = analysis(rate, kappa);
        OptionalInt happens = OptionalInt.empty();
        for (TheoryAnalysis.Step step : analysis.steps()) {
            assertThat(step.linear()).as("step %d", step.number()).isCloseTo(step.predicted(), within(1e-9));
            assertThat(step.promised().getAsDouble() == 1)
                    .as("promise of step %d", step.number())
                    .isEqualTo(step.linear() == 1);
            if (happens.isEmpty() && step.linear() == 1) {
                happens = OptionalInt.of(step.number());
            }
        }
        assertThat(analysis.minimalStep()).isEqualTo(analysis.firstPerfectStep());
        if (happens.isPresent()) {
            assertThat(analysis.minimalStep()).isEqualTo(happens);
        }
        assertThat(analysis.topTwo().condition()).isTrue();
        assertThat(analysis.topTwo().coverage()).isEqualTo(1);
        assertThat(analysis.topTwo().predicted()).isCloseTo(1, within(1e-9));
    }

    @Test
    void correlationsAndSpectrumAreThoseOfTheRows() {
        TheoryAnalysis analysis = analysis(0.3, 2);
        assertThat(analysis.levels().sameClass().mean()).isCloseTo(C, within(1e-6));
        assertThat(analysis.levels().sameSuperclass().mean()).isCloseTo(D, within(1e-6));
        assertThat(analysis.levels().other().mean()).isCloseTo(E, within(1e-6));
        assertThat(analysis.levels().other().deviation()).isCloseTo(0, within(1e-3));
        assertThat(analysis.groups()).hasSize(4);
        for (TheoryAnalysis.Group group : analysis.groups()) {
            assertThat(group.mean()).as("%s", group.kind()).isCloseTo(group.predicted(), within(1e-4));
            assertThat(group.least()).isCloseTo(group.largest(), within(1e-4));
            assertThat(group.kept()).containsExactly(group.predictedKept(), within(1e-5));
        }
        assertThat(analysis.groups().stream()
                        .mapToInt(TheoryAnalysis.Group::size)
                        .sum())
                .isEqualTo(CLASSES * PER_CLASS);
    }

    @Test
    void softmaxComesNearTheLinearModelAsKappaGrows() {
        double near = analysis(0.3, 3000).steps().get(0).difference().getAsDouble();
        double far = analysis(0.3, 1).steps().get(0).difference().getAsDouble();
        assertThat(near).isLessThan(1e-3);
        assertThat(far).isGreaterThan(0.1);
    }

    @Test
    void withoutSoftmaxNothingIsSaidOfIt() {
        TheoryAnalysis analysis = TheoryAnalysis.of(
                rows(),
                Optional.of(truth()),
                given(0.3),
                Optional.empty(),
                new TheoryAnalysis.Options(1, 0, false, 1),
                TheoryAnalysis.Monitor.SILENT);
        assertThat(analysis.steps()).hasSize(1);
        assertThat(analysis.steps().get(0).softmax()).isEmpty();
        assertThat(analysis.topTwo().softmax()).isEmpty();
    }

    @Test
    void confidentLabelsMendClearlyWrongOnesAndLeaveRightOnes() {
        try (Matrix rows = rows()) {
            Labels mended = ConfidentLabels.estimate(rows, given(0.3), 2);
            assertThat(mended.agreement(truth())).isGreaterThan(0.95);
            assertThat(ConfidentLabels.estimate(rows, truth(), 2)).isEqualTo(truth());
        }
    }

    @Test
    void badOptionsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TheoryAnalysis.Options(0, 1, true, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TheoryAnalysis.Options(Double.NaN, 1, true, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TheoryAnalysis.Options(1, -1, true, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TheoryAnalysis.Options(1, 1_000_000, true, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TheoryAnalysis.Options(1, 1, true, 0));
    }
}
