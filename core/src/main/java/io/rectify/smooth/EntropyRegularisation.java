package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.probe.ConfidencePenalty;
import io.rectify.probe.Parameter;

/**
 * CE − β·H(P): confident outputs are penalised, whatever the label; see {@link ConfidencePenalty}.
 *
 * @param beta β, at least 0
 */
public record EntropyRegularisation(
        @Parameter(name = "entropy-weight", description = "weight of the entropy of the outputs")
        double beta) implements Smoothing {
    /** @throws IllegalArgumentException if β is negative or not finite */
    public EntropyRegularisation {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException(
                    "weight of the entropy must be a finite number of at least 0 but is " + beta);
        }
    }

    @Override
    public String description() {
        return "entropy regularisation, weight " + beta;
    }

    @Override
    public ConfidencePenalty loss(Labels given) {
        return new ConfidencePenalty(new Targets.OneHot(given), beta);
    }
}
