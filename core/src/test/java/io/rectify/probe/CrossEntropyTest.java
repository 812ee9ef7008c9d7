package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
    abstract static class Contract extends LossContract {
        abstract Targets targets();

        @Override
        RowLoss loss() {
            return new CrossEntropy(targets());
        }

        @Override
        Reference.RowLoss definition() {
            return Reference.crossEntropy(Reference.rows(targets()));
        }
    }

    @Nested
    class OneHot extends Contract {
        @Override
        Targets targets() {
            return new Targets.OneHot(Samples.labels(ROWS, CLASSES, 7));
        }
    }

    @Nested
    class Soft extends Contract {
        @Override
        Targets targets() {
            return new Targets.Soft(Samples.probabilities(ROWS, CLASSES, 7).matrix());
        }
    }

    @Nested
    class Negative extends Contract {
        @Override
        Targets targets() {
            return new Targets.Soft(Samples.signedTargets(ROWS, CLASSES, 7));
        }
    }

    /** Logits ln 3 and 0 are the output (¾, ¼): for label 0 the loss is −ln ¾ and its gradient (¾ − 1, ¼). */
    @Test
    void workedExample() {
        float[] logits = {(float) Math.log(3), 0};
        double[] losses = new double[1];
        new CrossEntropy(new Targets.OneHot(Labels.of(new int[] {0}, 2)))
                .residualRowsInPlace(0, 1, logits, losses, new float[2]);
        assertThat(losses[0]).isCloseTo(0.287682, within(1e-6));
        assertThat(logits).containsExactly(new float[] {-0.25f, 0.25f}, within(1e-6f));
    }

    @Test
    void oneHotTargetsEqualTheSameTargetsAsAMatrix() {
        Targets.OneHot oneHot = new Targets.OneHot(Samples.labels(30, 4, 1));
        Targets.Soft soft = new Targets.Soft(Samples.matrix(Reference.rows(oneHot)));
        float[] a = Samples.floats(Samples.gaussianRows(1, 120, 3, 2)[0]);
        float[] b = a.clone();
        double[] lossesOfA = new double[30];
        double[] lossesOfB = new double[30];
        new CrossEntropy(oneHot).residualRowsInPlace(0, 30, a, lossesOfA, new float[120]);
        new CrossEntropy(soft).residualRowsInPlace(0, 30, b, lossesOfB, new float[120]);
        assertThat(a).containsExactly(b);
        assertThat(lossesOfA).containsExactly(lossesOfB, within(1e-12));
    }

    @Test
    void uniformLogitsLoseTheLogarithmOfK() {
        double[] losses = new double[1];
        new CrossEntropy(new Targets.OneHot(Samples.labels(1, 1000, 1)))
                .residualRowsInPlace(0, 1, new float[1000], losses, new float[1000]);
        assertThat(losses[0]).isCloseTo(Math.log(1000), within(1e-6));
    }
}
