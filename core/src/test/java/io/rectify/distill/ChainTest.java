package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.smooth.LabelSmoothing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a learner that remembers its targets by heart, so that every step can be followed by hand. */
class ChainTest {
    private final List<String> heard = new ArrayList<>();
    private final Prepared rows = Prepared.asIs(Matrix.zeros(3, 1), Labels.of(new int[] {0, 1, 1}, 2));

    /** Predicts 0.8 · targets + 0.1: certain labels become .9 and .1. */
    private final class ByHeart implements Learner<float[]> {
        @Override
        public float[] fit(Lesson lesson, Optional<float[]> start) {
            heard.add("fit " + lesson.name() + (start.isPresent() ? " from its teacher" : ""));
            float[] row = new float[2];
            float[] first = new float[3];
            for (int i = 0; i < 3; i++) {
                ((CrossEntropy) lesson.student().loss()).targets().getRow(i, row);
                first[i] = row[0];
            }
            return first;
        }

        @Override
        public Probabilities predict(float[] fitted, RowBlocks features) {
            heard.add("predict");
            Matrix outputs = Matrix.zeros(3, 2);
            for (int i = 0; i < 3; i++) {
                float p = 0.8f * fitted[i] + 0.1f;
                outputs.setRows(i, 1, new float[] {p, 1 - p});
            }
            return Probabilities.of(outputs);
        }
    }

    /** Labels 0, 1, 1 are targets (1, 0), (0, 1), (0, 1); outputs .9, .1, .1; targets of the student .9, .1, .1; outputs .82, .18, .18. */
    @Test
    void twoStepsByHand() {
        try (Chain<float[]> chain = new Chain<>(rows, 0)) {
            ByHeart learner = new ByHeart();
            List<Chain.Link<float[]>> links = new ArrayList<>();
            Chain.Link<float[]> last =
                    chain.run(learner, List.of(new Refinement.Soften(1)), Chain.Start.TEACHER, links::add);
            assertThat(links).hasSize(2);
            assertThat(links.get(0).fit()).containsExactly(1, 0, 0);
            assertThat(last.fit()[0]).isCloseTo(0.9f, within(1e-6f));
            assertThat(chain.outputs(learner, last).get(0, 0)).isCloseTo(0.82f, within(1e-6f));
            assertThat(last.number()).isEqualTo(2);
            assertThat(last.refinement()).contains(new Refinement.Soften(1));
            assertThat(links.get(0).refinement()).isEmpty();
        }
        assertThat(heard)
                .containsExactly(
                        "fit step 1, teacher",
                        "fit step 2, [Soften[temperature=1.0]] from its teacher",
                        "predict",
                        "predict");
    }

    /** Soft labels .7, .4, .2 are the teacher's targets; its outputs are .66, .42, .26, the targets of the student. */
    @Test
    void aTeacherMayBeTaughtSoftLabels() {
        Matrix soft = Matrix.of(new float[][] {{.7f, .3f}, {.4f, .6f}, {.2f, .8f}});
        Optional<Probabilities> taught = Optional.of(Probabilities.of(soft));
        try (Chain<float[]> chain = new Chain<>(rows, taught, 0)) {
            ByHeart learner = new ByHeart();
            Chain.Link<float[]> first = chain.first(learner, Optional.empty());
            assertThat(first.fit()).containsExactly(.7f, .4f, .2f);
            Chain.Link<float[]> second = chain.next(learner, first, new Refinement.Soften(1), Chain.Start.FRESH);
            assertThat(second.fit()).containsExactly(new float[] {.66f, .42f, .26f}, within(1e-6f));
            assertThat(soft.get(0, 0)).isEqualTo(.7f);
            Refinement smoothed = new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.OTHERS));
            assertThatThrownBy(() -> chain.first(learner, Optional.of(smoothed)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("soft labels teach a teacher");
        }
        Optional<Probabilities> few = Optional.of(Probabilities.of(Matrix.of(new float[][] {{1, 0}})));
        assertThatThrownBy(() -> new Chain<float[]>(rows, few, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("soft labels are 1 x 2 but there are 3 rows of 2 classes");
    }

    @Test
    void aFreshStudentStartsFromNothing() {
        try (Chain<float[]> chain = new Chain<>(rows, 0)) {
            chain.run(new ByHeart(), List.of(new Refinement.Harden()), Chain.Start.FRESH, link -> {});
        }
        assertThat(heard).contains("fit step 2, [Harden[]]");
    }

    /** A smoothing of labels alone takes the teacher's place. */
    @Test
    void aSmoothingHasNoTeacher() {
        Refinement smoothed = new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.OTHERS));
        try (Chain<float[]> chain = new Chain<>(rows, 0)) {
            Chain.Link<float[]> only = chain.run(new ByHeart(), List.of(smoothed), Chain.Start.TEACHER, link -> {});
            assertThat(only.number()).isEqualTo(1);
            assertThat(only.refinement()).contains(smoothed);
            assertThat(only.fit()).containsExactly(0.8f, 0.2f, 0.2f);
        }
        assertThat(heard).hasSize(1);
    }

    @Test
    void outputsThatAreKeptAreNotComputedAgain() {
        try (Chain<float[]> chain = new Chain<>(rows, 2)) {
            ByHeart learner = new ByHeart();
            Chain.Link<float[]> teacher = chain.first(learner, Optional.empty());
            chain.next(learner, teacher, new Refinement.Harden(), Chain.Start.FRESH);
            chain.next(learner, teacher, new Refinement.Soften(2), Chain.Start.FRESH);
            Probabilities taken = chain.takeOutputs(learner, teacher);
            assertThat(heard).filteredOn("predict"::equals).hasSize(1);
            chain.close();
            assertThat(taken.get(0, 0)).isCloseTo(0.9f, within(1e-6f));
            assertThat(chain.outputs(learner, teacher)).isNotSameAs(taken);
        }
        assertThat(heard).filteredOn("predict"::equals).hasSize(2);
    }
}
