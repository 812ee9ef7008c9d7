package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.Parameter;

/**
 * Teacher-free distillation from a hand-made teacher that is always right: u = a on the label and (1−a)/(K−1) elsewhere, at
 * temperature τ, T = (1−α)·Y + α·softmax(ln u/τ). It is label smoothing with an ε that follows from a, τ and K.
 *
 * <p>Source: Yuan, Tay, Li, Wang &amp; Feng, CVPR 2020, arXiv 1909.11723, Tf-KD_reg. Their code takes softmax(u/τ), probabilities
 * in place of logits, which is all but uniform; here τ means what it means in {@code Refinement.Soften}.
 *
 * @param correct a, in (0, 1)
 * @param temperature τ
 * @param alpha α, the teacher's share
 */
public record HandMadeTeacher(
        @Parameter(name = "correct", description = "probability that the teacher gives to the label")
        double correct,

        @Parameter(name = "temperature", description = "temperature of the teacher")
        double temperature,

        @Parameter(name = "alpha", description = "share of the teacher")
        double alpha)
        implements Smoothing {
    /** @throws IllegalArgumentException if a is outside (0, 1), τ not positive and finite, or α outside [0, 1] */
    public HandMadeTeacher {
        if (!(correct > 0 && correct < 1)) {
            throw new IllegalArgumentException(
                    "probability of the right class must lie between 0 and 1 but is " + correct);
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive and finite but is " + temperature);
        }
        Shares.check(alpha, "alpha");
    }

    /** T, a new N×K matrix. */
    public Targets.Soft targets(Labels given) {
        int others = given.classCount() - 1;
        double logOdds = (Math.log(correct) - Math.log((1 - correct) / others)) / temperature;
        double other = alpha / (others + Math.exp(logOdds));
        return OwnAndOthers.targets(given, 1 - others * other, other);
    }

    @Override
    public String description() {
        return "hand-made teacher, correct " + correct + ", temperature " + temperature + ", alpha = " + alpha;
    }

    @Override
    public CrossEntropy loss(Labels given) {
        return new CrossEntropy(targets(given));
    }
}
