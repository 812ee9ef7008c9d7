package io.rectify.probe;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.Reference;
import io.rectify.Samples;
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

    @Test
    void negativeBetaIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfidencePenalty(new Targets.OneHot(Samples.labels(3, 2, 1)), -0.1))
                .withMessage("beta must be a finite number of at least 0 but is -0.1");
    }
}
