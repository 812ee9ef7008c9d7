package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.probe.FitLog;
import io.rectify.probe.Model;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.SpectralDistillation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
    private static final SoftmaxProbe.Options HOW =
            SoftmaxProbe.Options.DEFAULTS.withThreads(2).withTolerance(1e-5).withKappa(12345);

    static List<Method> methods() {
        return Method.all();
    }

    private static Dataset noisy() {
        Dataset clean = Samples.clouds(240, 4, 6, 1.2, 3);
        return clean.withGiven(new Corruption.Symmetric(0.3).apply(clean.given(), 5));
    }

    /** Rows (±1) of two classes: by symmetry W = (−w, w), and κ = KNλ = 4 with N = K = 2 makes w = 1 − σ(2w), so w = .3374…. */
    @Test
    void twoRowsByHand() {
        Dataset data = Dataset.of(Matrix.of(new float[][] {{-1}, {1}}), Labels.of(new int[] {0, 1}, 2));
        Recipe recipe = Recipe.of(Method.TEACHER)
                .withPreprocessing(Preprocessing.Scheme.RAW)
                .withKappa(4);
        try (Recipe.Training training = recipe.fit(data, HOW.withTolerance(1e-7))) {
            double w = training.last().probe().weights().get(0, 1);
            assertThat(w).isCloseTo(1 / (1 + Math.exp(2 * w)), within(1e-5));
            assertThat(w).isCloseTo(0.33742, within(1e-4));
            assertThat(training.last().probe().weights().get(0, 0)).isEqualTo((float) -w);
            assertThat(training.lambda()).isEqualTo(1);
        }
    }

    /** Whatever the method, it is the loop that is named for it, on rows prepared by hand. */
    @ParameterizedTest
    @MethodSource("methods")
    void carriesOutEveryMethodAsItsLoopDoes(Method method) {
        Dataset data = noisy();
        Recipe recipe = Recipe.of(method)
                .withPreprocessing(Preprocessing.Scheme.STANDARDISE)
                .withKappa(30);
        Recipe chosen = method.closedForm() ? recipe : recipe.withStudents(new Penalty.Kappa(60));
        Preprocessing preprocessing = Preprocessing.fit(data.features(), Preprocessing.Scheme.STANDARDISE, 1);
        try (Matrix x = preprocessing.apply(data.features(), 1);
                Recipe.Training training = chosen.fit(data, HOW)) {
            Prepared rows = Prepared.asIs(data.withFeatures(x));
            Probabilities expected = method.closedForm()
                    ? SpectralDistillation.run(rows, 4, 30, 1).outputs()
                    : Distillation.run(
                                    rows,
                                    method.plan(),
                                    HOW.withKappa(30),
                                    HOW.withKappa(60),
                                    Distillation.Monitor.SILENT)
                            .outputs();
            assertThat(training.outputs().matrix().contentEquals(expected.matrix()))
                    .isTrue();
            assertThat(training.steps()).hasSize(chosen.steps().size());
            for (int i = 0; i < training.steps().size(); i++) {
                Recipe.Step step = training.steps().get(i);
                assertThat(step.number()).isEqualTo(i + 1);
                assertThat(step.refinement()).isEqualTo(chosen.steps().get(i));
                assertThat(step.fit().isPresent()).isNotEqualTo(method.closedForm());
                assertThat(step.closedForm().isPresent()).isEqualTo(method.closedForm());
            }
        }
    }

    /** One-hot soft labels are the labels, whatever follows the teacher; what has none refuses them. */
    @ParameterizedTest
    @MethodSource("methods")
    void certainSoftLabelsAreTheLabels(Method method) {
        Dataset data = noisy();
        Recipe recipe = Recipe.of(method).withKappa(30);
        Matrix certain = Matrix.zeros(data.given().size(), data.given().classCount());
        for (int i = 0; i < data.given().size(); i++) {
            certain.set(i, data.given().get(i), 1);
        }
        Optional<Probabilities> taught = Optional.of(Probabilities.of(certain));
        if (!recipe.hasTeacher()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> recipe.fit(data, taught, HOW, FitLog.NONE, Distillation.Monitor.SILENT))
                    .withMessageContaining("has no teacher");
            return;
        }
        try (Recipe.Training soft = recipe.fit(data, taught, HOW, FitLog.NONE, Distillation.Monitor.SILENT);
                Recipe.Training hard = recipe.fit(data, HOW)) {
            for (int i = 0; i < certain.rows(); i++) {
                assertThat(soft.outputs().matrix().row(i))
                        .containsExactly(hard.outputs().matrix().row(i), within(1e-5f));
            }
        }
    }

    @Test
    void theModelTakesRowsAsTheyComeAndStepsAreMeasuredOnThem() {
        Dataset data = noisy();
        Dataset other = Samples.clouds(90, 4, 6, 1.2, 4);
        try (Recipe.Training training =
                Recipe.of(Method.SD.withRounds(2)).withKappa(20).fit(data, HOW)) {
            Model model = training.model(data.given().names());
            List<Evaluation> measured = training.evaluations(other.features(), other.given(), 2);
            assertThat(measured).hasSize(3);
            try (Probabilities outputs = model.predict(other.features(), 1);
                    Probabilities own = model.predict(data.features(), 1)) {
                assertThat(measured.get(2)).isEqualTo(Evaluation.of(outputs, other.given()));
                assertThat(own.matrix().contentEquals(training.outputs().matrix()))
                        .isTrue();
            }
        }
    }

    @Test
    void lambdaMeansTheSameForAnyNumberOfRows() {
        Dataset data = noisy();
        Recipe recipe = Recipe.of(Method.TEACHER).withPenalty(new Penalty.Lambda(0.02));
        try (Recipe.Training all = recipe.fit(data, HOW);
                Recipe.Training kappa = recipe.withKappa(0.02 * 4 * 240).fit(data, HOW)) {
            assertThat(all.lambda()).isEqualTo(0.02);
            assertThat(kappa.outputs().matrix().contentEquals(all.outputs().matrix()))
                    .isTrue();
        }
    }

    @Test
    void readsAsPublishedResultsDo() {
        assertThat(Recipe.of(Method.TEACHER)).hasToString("teacher, kappa 15.00");
        assertThat(Recipe.of(Method.HARDEN)
                        .withKappa(50)
                        .withStudents(new Penalty.Kappa(5))
                        .withPreprocessing(Preprocessing.Scheme.RAW)
                        .withIntercept(true))
                .hasToString("harden, kappa 50.00, student 5.000, raw, intercept");
        assertThat(Recipe.of(Method.MIX.with("xi", 0.7)).withPenalty(new Penalty.Lambda(0.01)))
                .hasToString("mix of xi 0.70, lambda 0.01000");
    }

    @Test
    void complexityCountsStudentsAndASecondPenalty() {
        assertThat(Recipe.of(Method.TEACHER).teacherAlone()).isTrue();
        assertThat(Recipe.of(Method.SD.withRounds(0)).teacherAlone()).isTrue();
        assertThat(Recipe.of(Method.SPECTRAL).complexity()).isEqualTo(2);
        assertThat(Recipe.of(Method.HARDEN).complexity()).isEqualTo(2);
        assertThat(Recipe.of(Method.SD).complexity()).isEqualTo(8);
        assertThat(Recipe.of(Method.HARDEN).withStudents(new Penalty.Kappa(1)).complexity())
                .isEqualTo(3);
    }

    @Test
    void aClosedFormHasOnePenaltyAndNoIntercept() {
        Recipe spectral = Recipe.of(Method.SPECTRAL);
        String message = "method spectral has one kappa for all steps and neither an intercept nor adjusted logits";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spectral.withStudents(new Penalty.Kappa(1)))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spectral.withIntercept(true))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spectral.withAdjusted(true))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipe.of(Method.BETA_SMOOTHING).withAdjusted(true))
                .withMessage("method beta-smoothing has no adjusted logits");
    }

    /** A refinement of one's own is trained, searched over and cross-fitted without a line elsewhere. */
    @Test
    void aMethodOfOnesOwnIsCarriedOut() {
        Method own = Method.of("own", "one student on either", new MethodTest.Own(0.25));
        try (Recipe.Training training = Recipe.of(own).withKappa(20).fit(noisy(), HOW);
                Recipe.Training hardened =
                        Recipe.of(Method.HARDEN).withKappa(20).fit(noisy(), HOW)) {
            assertThat(training.outputs()
                            .matrix()
                            .contentEquals(hardened.outputs().matrix()))
                    .isTrue();
            assertThat(training.last().refinement().orElseThrow().description()).isEqualTo("labels or outputs, 0.25");
        }
    }
}
