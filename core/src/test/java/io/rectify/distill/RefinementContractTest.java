package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.probe.ConfidencePenalty;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.GeneralizedCrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every refinement owes: a new one costs a line in the list. */
@ParameterizedClass
@MethodSource("refinements")
class RefinementContractTest {
    static List<Refinement> refinements() {
        return List.of(
                new Refinement.Soften(1),
                new Refinement.Soften(0.3),
                new Refinement.Soften(7),
                new Refinement.TopK(2),
                new Refinement.TopKCandidates(2, 0.7),
                new Refinement.Harden(),
                new Refinement.Mix(0.6),
                new Refinement.Mix(1.5),
                new Refinement.GroundTruth(0.4, 4),
                new Refinement.Consensus(),
                new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.OTHERS)),
                new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.ALL)),
                new Refinement.Smoothed(new HandMadeTeacher(0.95, 5, 0.3)),
                new Refinement.Smoothed(new EntropyRegularisation(0.3)),
                new Refinement.Ranked(new RankSmoothing(0.3, 1)),
                new Refinement.Prior(1.05, 0.6, 3),
                new MethodTest.Own(0.75));
    }

    private static final int ROWS = 50;
    private static final int CLASSES = 6;

    private final Refinement refinement;
    private final Probabilities teacher = Samples.probabilities(ROWS, CLASSES, 1);
    private final Labels given = agreeingSometimes(teacher);

    RefinementContractTest(Refinement refinement) {
        this.refinement = refinement;
    }

    @Test
    void everyRefinementIsTestedHere() {
        assertThat(Refinement.class.getDeclaredClasses())
                .isNotEmpty()
                .allMatch(type -> refinements().stream().anyMatch(type::isInstance));
        assertThat(refinement.description()).isNotBlank();
    }

    private static Labels agreeingSometimes(Probabilities teacher) {
        int[] best = teacher.argmax();
        return Samples.labels(teacher.rows(), teacher.classes(), 2)
                .map(row -> row % 3 == 0 ? best[row] : (row * 7) % teacher.classes());
    }

    /** T row by row; for candidate sets, weight 1/k on each. */
    static double[][] targets(Student student) {
        Loss loss = student.loss();
        if (loss instanceof CrossEntropy crossEntropy) {
            return Reference.rows(crossEntropy.targets());
        }
        if (loss instanceof ConfidencePenalty penalised) {
            return Reference.rows(penalised.targets());
        }
        GeneralizedCrossEntropy generalized = (GeneralizedCrossEntropy) loss;
        double[][] targets = new double[loss.rows()][loss.classes()];
        for (int i = 0; i < targets.length; i++) {
            for (int c = 0; c < generalized.candidates().size(); c++) {
                targets[i][generalized.candidates().get(i, c)] +=
                        1.0 / generalized.candidates().size();
            }
        }
        return targets;
    }

    private static float[] weights(Student student) {
        float[] ones = new float[student.loss().rows()];
        Arrays.fill(ones, 1);
        return student.rowWeights().orElse(ones);
    }

    @Test
    void targetsHaveTheTeachersShapeAndRowsThatSumToOne() {
        Student student = refinement.refine(teacher, given);
        assertThat(student.loss().rows()).isEqualTo(ROWS);
        assertThat(student.loss().classes()).isEqualTo(CLASSES);
        for (double[] row : targets(student)) {
            assertThat(row).hasSize(CLASSES);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void renamingClassesRenamesTargetsAndChangesNothingElse() {
        int[] renamed = Samples.permutation(CLASSES, 3);
        double[][] p = Samples.doubles(teacher.matrix());
        double[][] moved = new double[ROWS][CLASSES];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < CLASSES; j++) {
                moved[i][renamed[j]] = p[i][j];
            }
        }
        Student plain = refinement.refine(teacher, given);
        Student other =
                refinement.refine(Probabilities.of(Samples.matrix(moved)), given.map(row -> renamed[given.get(row)]));
        double[][] expected = targets(plain);
        double[][] actual = targets(other);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < CLASSES; j++) {
                assertThat(actual[i][renamed[j]]).isCloseTo(expected[i][j], within(1e-6));
            }
        }
        assertThat(weights(other)).containsExactly(weights(plain));
        assertThat(other.loss()).hasSameClassAs(plain.loss());
    }

    @Test
    void rowsAreRefinedIndependentlyOfEachOther() {
        int[] order = Samples.permutation(ROWS, 5);
        double[][] expected = targets(refinement.refine(teacher, given));
        double[][] actual =
                targets(refinement.refine(Probabilities.of(teacher.matrix().selectRows(order)), given.select(order)));
        for (int i = 0; i < ROWS; i++) {
            assertThat(actual[i]).containsExactly(expected[order[i]]);
        }
    }

    @Test
    void isDeterministic() {
        Student one = refinement.refine(teacher, given);
        Student two = refinement.refine(teacher, given);
        assertThat(targets(two)).isDeepEqualTo(targets(one));
        assertThat(weights(two)).containsExactly(weights(one));
    }

    @Test
    void teacherIsLeftUnchangedAndNotShared() {
        Student student = refinement.refine(teacher, given);
        assertThat(teacher.matrix()
                        .contentEquals(Samples.probabilities(ROWS, CLASSES, 1).matrix()))
                .isTrue();
        double[][] before = targets(student);
        teacher.close();
        assertThat(targets(student)).isDeepEqualTo(before);
    }

    @Test
    void aSingleRowIsRefined() {
        Probabilities one = Probabilities.of(Matrix.of(new float[][] {{0.2f, 0.7f, 0.1f}}));
        double[] target = targets(refinement.refine(one, Labels.of(new int[] {1}, 3)))[0];
        assertThat(Arrays.stream(target).sum()).isCloseTo(1, within(1e-6));
        assertThat(target[1]).isGreaterThanOrEqualTo(Arrays.stream(target).max().orElseThrow());
    }

    @Test
    void certaintyOfTheTeacherIsRefined() {
        Probabilities certain = Probabilities.of(Matrix.of(new float[][] {{0, 1, 0}, {0, 0, 1}}));
        for (double[] row : targets(refinement.refine(certain, Labels.of(new int[] {1, 2}, 3)))) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-6));
            assertThat(Arrays.stream(row).allMatch(Double::isFinite)).isTrue();
        }
    }

    @Test
    void otherShapesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refinement.refine(teacher, Samples.labels(ROWS - 1, CLASSES, 1)))
                .withMessage("teacher's outputs are 50 x 6 but labels has 49 rows of 6 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refinement.refine(teacher, Samples.labels(ROWS, CLASSES + 1, 1)))
                .withMessage("teacher's outputs are 50 x 6 but labels has 50 rows of 7 classes");
    }
}
