package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Reference;
import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.data.Targets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConfidencePenaltyTest {
    abstract static class Contract extends LossContract {
        private final Targets targets;
        private final double beta;

        Contract(Targets targets, double beta) {
            this.targets = targets;
            this.beta = beta;
        }

        @Override
        RowLoss loss() {
            return new ConfidencePenalty(targets, beta);
        }

        /** −⟨t, ln p⟩ + β·⟨p, ln p⟩, with the derivative taken through p: ∂p_l/∂z_j = p_l([l=j] − p_j). */
        @Override
        Reference.RowLoss definition() {
            Reference.RowLoss crossEntropy = Reference.crossEntropy(Reference.rows(targets));
            return (i, z, derivatives) -> {
                double loss = crossEntropy.of(i, z, derivatives);
                double lse = Reference.logSumExp(z);
                double[] p = Reference.softmax(z);
                for (int l = 0; l < z.length; l++) {
                    double slope = 1 + z[l] - lse;
                    loss += beta * p[l] * (z[l] - lse);
                    for (int j = 0; j < z.length; j++) {
                        derivatives[j] += beta * slope * p[l] * ((l == j ? 1 : 0) - p[j]);
                    }
                }
                return loss;
            };
        }
    }

    @Nested
    class OneHot extends Contract {
        OneHot() {
            super(new Targets.OneHot(Samples.labels(ROWS, CLASSES, 7)), 0.3);
        }
    }

    @Nested
    class Soft extends Contract {
        Soft() {
            super(new Targets.Soft(Samples.probabilities(ROWS, CLASSES, 7).matrix()), 1.5);
        }
    }

    @Nested
    class NoPenalty extends Contract {
        NoPenalty() {
            super(new Targets.OneHot(Samples.labels(ROWS, CLASSES, 8)), 0);
        }
    }

    /**
     * The output (¾, ¼) for label 0 has the cross-entropy −ln ¾ = .287682 and the entropy H = .75·.287682 + .25·1.386294 =
     * .562335; with β = ½ the loss is .287682 − .281168. Its gradient is ¾ − 1 + ½·¾·(−.287682 + .562335) for class 0 and as
     * much upwards for class 1.
     */
    @Test
    void workedExample() {
        float[] logits = {(float) Math.log(3), 0};
        double[] losses = new double[1];
        new ConfidencePenalty(new Targets.OneHot(Labels.of(new int[] {0}, 2)), 0.5)
                .residualRowsInPlace(0, 1, logits, losses, new float[2]);
        assertThat(losses[0]).isCloseTo(0.006514, within(1e-6));
        assertThat(logits).containsExactly(new float[] {-0.147005f, 0.147005f}, within(1e-6f));
    }

    @Test
    void negativeBetaIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfidencePenalty(new Targets.OneHot(Samples.labels(3, 2, 1)), -0.1))
                .withMessage("beta must be a finite number of at least 0 but is -0.1");
    }
}
