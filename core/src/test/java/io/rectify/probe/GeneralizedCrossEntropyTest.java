package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralizedCrossEntropyTest {
    abstract static class Contract extends LossContract {
        private final Candidates candidates;
        private final double q;

        Contract(int k, double q) {
            this.candidates = Candidates.top(Samples.probabilities(ROWS, CLASSES, 7), k);
            this.q = q;
        }

        @Override
        RowLoss loss() {
            return new GeneralizedCrossEntropy(candidates, q);
        }

        @Override
        Reference.RowLoss definition() {
            return Reference.generalized(candidates, q);
        }
    }

    @Nested
    class OneCandidate extends Contract {
        OneCandidate() {
            super(1, 0.7);
        }
    }

    @Nested
    class TwoCandidates extends Contract {
        TwoCandidates() {
            super(2, 0.7);
        }
    }

    @Nested
    class ThreeCandidatesSmallQ extends Contract {
        ThreeCandidatesSmallQ() {
            super(3, 0.1);
        }
    }

    @Nested
    class AllCandidatesMeanAbsoluteError extends Contract {
        AllCandidatesMeanAbsoluteError() {
            super(5, 1);
        }
    }

    /** The output (¾, ¼) for the candidate 0 with q = 1: the loss is 1 − ¾, the gradient (¾·¾ − ¾, ¼·¾) = (−3/16, 3/16). */
    @Test
    void workedExample() {
        Candidates first = Candidates.top(Probabilities.of(Matrix.of(new float[][] {{0.9f, 0.1f}})), 1);
        float[] logits = {(float) Math.log(3), 0};
        double[] losses = new double[1];
        new GeneralizedCrossEntropy(first, 1).residualRowsInPlace(0, 1, logits, losses, new float[2]);
        assertThat(losses[0]).isCloseTo(0.25, within(1e-6));
        assertThat(logits).containsExactly(new float[] {-0.1875f, 0.1875f}, within(1e-6f));
    }

    /** (1 − p^q)/q → −ln p; the difference is at most q·(ln p)²/2. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6, 1e-9, 1e-12})
    void smallQIsTheCrossEntropyOfASingleCandidate(double q) {
        Candidates candidates = Candidates.top(Samples.probabilities(50, 4, 3), 1);
        int[] classes = new int[50];
        for (int i = 0; i < 50; i++) {
            classes[i] = candidates.get(i, 0);
        }
        float[] a = Samples.floats(Samples.gaussianRows(1, 200, 2, 2)[0]);
        float[] b = a.clone();
        double[] generalized = new double[50];
        double[] cross = new double[50];
        new GeneralizedCrossEntropy(candidates, q).residualRowsInPlace(0, 50, a, generalized, new float[200]);
        new CrossEntropy(new Targets.OneHot(io.rectify.data.Labels.of(classes, 4)))
                .residualRowsInPlace(0, 50, b, cross, new float[200]);
        for (int i = 0; i < 50; i++) {
            assertThat(generalized[i]).isCloseTo(cross[i], within(q * cross[i] * cross[i] + 1e-6));
        }
        for (int j = 0; j < 200; j++) {
            assertThat(a[j]).isCloseTo(b[j], within((float) (10 * q + 1e-6)));
        }
    }

    @Test
    void allCandidatesWithQOneLoseTheMeanAbsoluteErrorOfOneMinusOneOverK() {
        Candidates candidates = Candidates.top(Samples.probabilities(20, 4, 3), 4);
        float[] logits = Samples.floats(Samples.gaussianRows(1, 80, 2, 2)[0]);
        double[] losses = new double[20];
        new GeneralizedCrossEntropy(candidates, 1).residualRowsInPlace(0, 20, logits, losses, new float[80]);
        for (double loss : losses) {
            assertThat(loss).isCloseTo(0.75, within(1e-6));
        }
        for (float derivative : logits) {
            assertThat(derivative).isCloseTo(0, within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
    void qOutsideIsRefused(double q) {
        Candidates candidates = Candidates.top(Samples.probabilities(2, 3, 1), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeneralizedCrossEntropy(candidates, q))
                .withMessage("q of the generalised cross-entropy must lie in (0, 1] but is " + q);
    }
}
