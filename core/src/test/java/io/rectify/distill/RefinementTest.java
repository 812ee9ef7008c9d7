package io.rectify.distill;

import static io.rectify.distill.RefinementContractTest.targets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.GeneralizedCrossEntropy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefinementTest {
    private static final int ROWS = 60;
    private static final int CLASSES = 5;

    private final Probabilities teacher = Samples.probabilities(ROWS, CLASSES, 1);
    private final Labels given = Samples.labels(ROWS, CLASSES, 2);

    private double[][] refine(Refinement refinement) {
        return targets(refinement.refine(teacher, given));
    }

    private void equal(Refinement a, Refinement b, double tolerance) {
        double[][] expected = refine(b);
        double[][] actual = refine(a);
        for (int i = 0; i < ROWS; i++) {
            assertThat(actual[i]).containsExactly(expected[i], within(tolerance));
        }
    }

    private double[][] oneHotGiven() {
        return Reference.rows(new Targets.OneHot(given));
    }

    /**
     * The teacher says (.9, .1), the given label is 1. At temperature ½ outputs are squared: (.81, .01)/.82; half teacher and half label is
     * (.45, .05 + .5); the largest output alone is (1, 0).
     */
    @Test
    void workedExample() {
        Probabilities outputs = Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}}));
        Labels label = Labels.of(new int[] {1}, 2);
        assertThat(targets(new Refinement.Soften(0.5).refine(outputs, label))[0])
                .containsExactly(new double[] {0.987805, 0.012195}, within(1e-6));
        assertThat(targets(new Refinement.Mix(0.5).refine(outputs, label))[0])
                .containsExactly(new double[] {0.45, 0.55}, within(1e-6));
        assertThat(targets(new Refinement.Harden().refine(outputs, label))[0]).containsExactly(1, 0);
    }

    @Test
    void softenAtOneIsTheTeacherBitForBit() {
        assertThat(refine(new Refinement.Soften(1))).isDeepEqualTo(Samples.doubles(teacher.matrix()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.999, 1.5, 4, 100})
    void softenIsTheSoftmaxOfLogitsOverTemperature(double temperature) {
        double[][] logits = Samples.gaussianRows(40, 6, 2, 3);
        Probabilities p = Probabilities.ofLogits(Samples.matrix(logits), 1);
        double[][] actual = targets(new Refinement.Soften(temperature).refine(p, Samples.labels(40, 6, 1)));
        for (int i = 0; i < 40; i++) {
            double[] z = Arrays.stream(logits[i]).map(v -> v / temperature).toArray();
            assertThat(actual[i]).containsExactly(Reference.softmax(z), within(2e-6 / Math.min(1, temperature)));
        }
    }

    /** Logits 500 apart leave no trace of their distance in float32 probabilities. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 4, 20})
    void softenTellsLogitsApartWithinItsStatedBound(double temperature) {
        Matrix logits = Matrix.of(new float[][] {{0, -100, -500}});
        double[] z = {0, -100 / temperature, -500 / temperature};
        Refinement soften = new Refinement.Soften(temperature);
        double[] actual = targets(soften.refine(Probabilities.ofLogits(logits, 1), Labels.of(new int[] {0}, 3)))[0];
        assertThat(actual).containsExactly(Reference.softmax(z), within(2 * Math.exp(-87 / temperature)));
    }

    @Test
    void softenAtAVeryLowTemperatureIsHarden() {
        equal(new Refinement.Soften(1e-5), new Refinement.Harden(), 1e-6);
    }

    @Test
    void softenAtAVeryHighTemperatureIsUniform() {
        for (double[] row : refine(new Refinement.Soften(1e9))) {
            assertThat(row).containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, within(1e-6));
        }
    }

    @Test
    void softenKeepsTheOrderOfClasses() {
        double[][] p = Samples.doubles(teacher.matrix());
        double[][] t = refine(new Refinement.Soften(3));
        for (int i = 0; i < ROWS; i++) {
            for (int a = 0; a < CLASSES; a++) {
                for (int b = 0; b < CLASSES; b++) {
                    assertThat(t[i][a] > t[i][b]).isEqualTo(p[i][a] > p[i][b]);
                }
            }
        }
    }

    @Test
    void mixAtOneIsSoftenAtOne() {
        equal(new Refinement.Mix(1), new Refinement.Soften(1), 1e-7);
    }

    @Test
    void mixAtZeroIsTheGivenLabelsOneHot() {
        assertThat(refine(new Refinement.Mix(0))).isDeepEqualTo(oneHotGiven());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 1.5, 3})
    void mixIsXiTimesTeacherPlusTheRestOfTheGivenLabel(double xi) {
        double[][] p = Samples.doubles(teacher.matrix());
        double[][] y = oneHotGiven();
        double[][] t = refine(new Refinement.Mix(xi));
        boolean negative = false;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < CLASSES; j++) {
                assertThat(t[i][j]).isCloseTo(xi * p[i][j] + (1 - xi) * y[i][j], within(1e-6));
                negative |= t[i][j] < 0;
            }
            assertThat(Arrays.stream(t[i]).sum()).isCloseTo(1, within(2e-6));
        }
        assertThat(negative).isEqualTo(xi > 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1, 2})
    void groundTruthAtTemperatureOneIsMix(double alpha) {
        equal(new Refinement.GroundTruth(alpha, 1), new Refinement.Mix(alpha), 0);
    }

    @Test
    void groundTruthAtAlphaOneIsSoften() {
        equal(new Refinement.GroundTruth(1, 4), new Refinement.Soften(4), 1e-7);
    }

    /** (1−α)·CE(Y) + α·CE(softened) of any logits equals the cross-entropy with the mixed targets. */
    @Test
    void groundTruthIsTheSumOfTwoCrossEntropies() {
        double[][] logits = Samples.gaussianRows(ROWS, CLASSES, 2, 8);
        Reference.RowLoss own = Reference.crossEntropy(oneHotGiven());
        Reference.RowLoss softened = Reference.crossEntropy(refine(new Refinement.Soften(4)));
        Reference.RowLoss both = Reference.crossEntropy(refine(new Refinement.GroundTruth(0.4, 4)));
        double[] ignored = new double[CLASSES];
        for (int i = 0; i < ROWS; i++) {
            assertThat(both.of(i, logits[i], ignored))
                    .isCloseTo(
                            0.6 * own.of(i, logits[i], ignored) + 0.4 * softened.of(i, logits[i], ignored),
                            within(1e-5));
        }
    }

    @Test
    void topOneIsHarden() {
        equal(new Refinement.TopK(1), new Refinement.Harden(), 0);
    }

    @Test
    void topKOfAllClassesIsUniform() {
        for (double[] row : refine(new Refinement.TopK(CLASSES))) {
            assertThat(row).containsOnly(0.2f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void topKGivesOneKthToTheLargest(int k) {
        double[][] p = Samples.doubles(teacher.matrix());
        double[][] t = refine(new Refinement.TopK(k));
        for (int i = 0; i < ROWS; i++) {
            double[] sorted = p[i].clone();
            Arrays.sort(sorted);
            for (int j = 0; j < CLASSES; j++) {
                assertThat(t[i][j]).isEqualTo(p[i][j] >= sorted[CLASSES - k] ? (double) (1f / k) : 0);
            }
        }
    }

    @Test
    void hardenIgnoresTheGivenLabels() {
        double[][] t = refine(new Refinement.Harden());
        int[] best = teacher.argmax();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < CLASSES; j++) {
                assertThat(t[i][j]).isEqualTo(j == best[i] ? 1 : 0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0.7", "2, 0.7", "3, 1", "5, 0.1"})
    void topKCandidatesAreTheTopKSetsWithGeneralisedCrossEntropy(int k, double q) {
        Student student = new Refinement.TopKCandidates(k, q).refine(teacher, given);
        GeneralizedCrossEntropy loss = (GeneralizedCrossEntropy) student.loss();
        assertThat(loss.q()).isEqualTo(q);
        assertThat(loss.candidates().size()).isEqualTo(k);
        Candidates expected = Candidates.top(teacher, k);
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < k; c++) {
                assertThat(loss.candidates().get(i, c)).isEqualTo(expected.get(i, c));
            }
        }
        assertThat(student.rowWeights()).isEmpty();
    }

    @Test
    void consensusKeepsTheRowsOnWhichTeacherAndLabelAgree() {
        Student student = new Refinement.Consensus().refine(teacher, given);
        int[] best = teacher.argmax();
        float[] weights = student.rowWeights().orElseThrow();
        for (int i = 0; i < ROWS; i++) {
            assertThat(weights[i]).isEqualTo(best[i] == given.get(i) ? 1 : 0);
        }
        assertThat(weights).contains(0, 1);
        assertThat(targets(student)).isDeepEqualTo(oneHotGiven());
    }

    @Test
    void consensusOnNoRowIsRefused() {
        int[] best = teacher.argmax();
        Labels never = given.map(row -> (best[row] + 1) % CLASSES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refinement.Consensus().refine(teacher, never))
                .withMessage(
                        "consensus: the teacher agrees with the given label on no row, so nothing is left to fit to");
    }

    @Test
    void onlyConsensusWeighsRows() {
        for (Refinement refinement : new Refinement[] {
            new Refinement.Soften(2), new Refinement.TopK(2), new Refinement.Harden(), new Refinement.Mix(0.5)
        }) {
            Student student = refinement.refine(teacher, given);
            assertThat(student.rowWeights()).isEmpty();
            assertThat(student.loss()).isInstanceOf(CrossEntropy.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 100})
    void moreThanKClassesAreRefused(int k) {
        String message = "k is " + k + " but there are only 5 classes";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refine(new Refinement.TopK(k)))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refine(new Refinement.TopKCandidates(k, 0.7)))
                .withMessage(message);
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = "temperature must be positive and finite but is " + bad;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Refinement.Soften(bad))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Refinement.GroundTruth(0.5, bad))
                    .withMessage(message);
        }
        for (double bad : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Refinement.Mix(bad))
                    .withMessage("xi must be a finite number of at least 0 but is " + bad);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Refinement.GroundTruth(bad, 1))
                    .withMessage("alpha must be a finite number of at least 0 but is " + bad);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refinement.TopK(0))
                .withMessage("k must be at least 1 but is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Refinement.TopKCandidates(0, 0.7));
        for (double q : new double[] {0, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Refinement.TopKCandidates(2, q))
                    .withMessage("q must lie in (0, 1] but is " + q);
        }
    }
}
