package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.smooth.BetaSmoothing;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AdjustedLossTest {
    /**
     * Three rows of class 0 and one of class 1 among three classes: π = (3.5, 1.5, .5)/5.5. Logits are even, so that outputs are π: a row of
     * class 0 loses −ln(3.5/5.5) = .4520, and the derivatives are (.6364 − 1, .2727, .0909).
     */
    @Test
    void workedExample() {
        AdjustedLoss loss = AdjustedLoss.of(
                new CrossEntropy(new Targets.OneHot(Labels.of(new int[] {0, 0, 1, 0}, 3))), Optional.empty());
        float[] logits = new float[3];
        double[] losses = new double[1];
        loss.residualRowsInPlace(0, 1, logits, losses, new float[3]);
        assertThat(losses[0]).isCloseTo(0.4520, within(1e-4));
        assertThat(logits).containsExactly(new float[] {-0.3636f, 0.2727f, 0.0909f}, within(1e-4f));
    }

    /** Class 0 weighs 1 + 2, class 1 weighs 4, of 7: π = (3.5, 4.5)/8. */
    @Test
    void rowsCountByTheirWeights() {
        AdjustedLoss loss = AdjustedLoss.of(
                new CrossEntropy(new Targets.OneHot(Labels.of(new int[] {0, 1, 0}, 2))),
                Optional.of(new float[] {1, 4, 2}));
        assertThat(loss.logShares())
                .containsExactly(new float[] {(float) Math.log(3.5 / 8), (float) Math.log(4.5 / 8)}, within(1e-6f));
    }

    @Test
    void softTargetsAndCandidatesCountInShares() {
        double[] soft = new double[2];
        new Targets.Soft(Samples.matrix(new double[][] {{0.25, 0.75}, {0.5, 0.5}}))
                .addTo(Optional.of(new float[] {2, 4}), soft);
        assertThat(soft).containsExactly(new double[] {2.5, 3.5}, within(1e-6));
        double[] candidates = new double[3];
        new GeneralizedCrossEntropy(
                        Candidates.top(
                                io.rectify.data.Probabilities.of(
                                        Samples.matrix(new double[][] {{0.5, 0.4, 0.1}, {0.1, 0.5, 0.4}})),
                                2),
                        0.7)
                .addTargets(Optional.empty(), candidates);
        assertThat(candidates).containsExactly(new double[] {0.5, 1, 0.5}, within(1e-12));
    }

    abstract static class Contract extends LossContract {
        private final RowLoss inner;
        private final Reference.RowLoss definition;
        private final double[] counts = new double[CLASSES];

        Contract(Targets targets) {
            this.inner = new CrossEntropy(targets);
            this.definition = Reference.crossEntropy(Reference.rows(targets));
            for (double[] row : Reference.rows(targets)) {
                for (int k = 0; k < CLASSES; k++) {
                    counts[k] += row[k];
                }
            }
        }

        @Override
        RowLoss loss() {
            return AdjustedLoss.of(inner, Optional.empty());
        }

        /** ℓ(z + log π), whose derivative by z is that by z + log π. */
        @Override
        Reference.RowLoss definition() {
            return (i, z, derivatives) -> {
                double[] moved = z.clone();
                for (int k = 0; k < CLASSES; k++) {
                    moved[k] += Math.log((counts[k] + 0.5) / (ROWS + CLASSES / 2.0));
                }
                return definition.of(i, moved, derivatives);
            };
        }
    }

    @Nested
    class OneHot extends Contract {
        OneHot() {
            super(new Targets.OneHot(Samples.labels(ROWS, CLASSES, 7)));
        }
    }

    @Nested
    class Soft extends Contract {
        Soft() {
            super(new Targets.Soft(Samples.probabilities(ROWS, CLASSES, 7).matrix()));
        }
    }

    /**
     * Eight rows against two, whose one feature beside a constant says nothing of their class, hardly penalised: of such a row p is .8;
     * adjusted, the odds of 4 are divided by those of the shares, 8.5/2.5 = 3.4, so that p = (4/3.4)/(1 + 4/3.4) = .5405.
     */
    @Test
    void aProbeLeavesOutHowCommonClassesAre() {
        double[][] rows = new double[10][];
        int[] labels = new int[10];
        for (int i = 0; i < 10; i++) {
            labels[i] = i < 8 ? 0 : 1;
            rows[i] = new double[] {1, i % 2 == 0 ? 1 : -1};
        }
        Matrix x = Samples.matrix(rows);
        Targets targets = new Targets.OneHot(Labels.of(labels, 2));
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withKappa(1e-3)
                .withTolerance(1e-7)
                .withThreads(1);
        float[] plain = SoftmaxProbe.fit(x, targets, options)
                .probe()
                .predict(x, 1)
                .matrix()
                .row(0);
        float[] adjusted = SoftmaxProbe.fit(x, targets, options.withAdjusted(true))
                .probe()
                .predict(x, 1)
                .matrix()
                .row(0);
        assertThat((double) plain[0]).as("four in five are of class 0").isCloseTo(0.8, within(0.01));
        assertThat((double) adjusted[0]).isCloseTo(0.5405, within(0.01));
    }

    /** With an unpenalised b the fit is the same but for b, which then leaves out log π. */
    @Test
    void anInterceptTakesTheSharesOver() {
        Matrix x = Samples.matrix(Samples.gaussianRows(200, 4, 1, 3));
        Labels labels = Samples.labels(200, 3, 5);
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withIntercept(true)
                .withTolerance(1e-7)
                .withThreads(1);
        Targets targets = new Targets.OneHot(labels);
        SoftmaxProbe plain = SoftmaxProbe.fit(x, targets, options).probe();
        SoftmaxProbe adjusted =
                SoftmaxProbe.fit(x, targets, options.withAdjusted(true)).probe();
        int[] counts = labels.counts();
        for (int j = 0; j < 4; j++) {
            assertThat(adjusted.weights().row(j))
                    .containsExactly(plain.weights().row(j), within(1e-4f));
        }
        for (int k = 1; k < 3; k++) {
            double shares = Math.log((counts[k] + 0.5) / (counts[0] + 0.5));
            assertThat((double) adjusted.bias()[k] - adjusted.bias()[0])
                    .isCloseTo(plain.bias()[k] - plain.bias()[0] - shares, within(1e-3));
        }
    }

    @Test
    void miniBatchesAreRefused() {
        Labels labels = Samples.labels(20, 2, 1);
        SoftmaxProbe.Problem problem = SoftmaxProbe.Problem.of(
                Samples.matrix(Samples.gaussianRows(20, 2, 1, 1)), BetaSmoothing.DEFAULTS.loss(labels));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftmaxProbe.fit(
                        problem, SoftmaxProbe.Options.DEFAULTS.withAdjusted(true), Lbfgs.Monitor.SILENT))
                .withMessage("logits are adjusted for losses that are sums over rows, not for mini-batches");
    }
}
