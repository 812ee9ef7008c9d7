package io.rectify.cli;

import io.rectify.distill.Method;
import io.rectify.distill.Refinement;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the smoothing methods alone, which become {@link Method.Smoothings}. */
final class SmoothingOptions {
    private static final Method.Smoothings DEFAULTS = Method.Smoothings.DEFAULTS;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description = "What label-smoothing and rank-smoothing take from the label, from 0 to 1. Default: 0.1.")
    @Nullable
    Double epsilon;

    @Option(
            names = "--spread",
            paramLabel = "WORD",
            description = "Over which classes label-smoothing spreads it: ${COMPLETION-CANDIDATES}. Default: others.")
    LabelSmoothing.@Nullable Spread spread;

    @Option(
            names = "--rank-exponent",
            paramLabel = "S",
            description = "Class r of rank-smoothing gets a share in proportion to 1/r^S. Default: 1.")
    @Nullable
    Double rankExponent;

    @Option(
            names = "--beta-a",
            paramLabel = "A",
            description = "beta-smoothing draws from Beta(A, 1), of mean A/(A+1). Default: 3.")
    @Nullable
    Double betaA;

    @Option(
            names = "--entropy-weight",
            paramLabel = "W",
            description = "What entropy-regularisation gives to the entropy of the outputs. Default: 0.1.")
    @Nullable
    Double entropyWeight;

    @Option(
            names = "--correct",
            paramLabel = "P",
            description = "Probability of the label by the hand-made-teacher. Default: 0.99.")
    @Nullable
    Double correct;

    @Option(
            names = "--prior-alpha",
            paramLabel = "A",
            description = "Parameter that dirichlet-prior gives to every class, at least 1. Default: 1.")
    @Nullable
    Double priorAlpha;

    @Option(
            names = "--prior-beta",
            paramLabel = "B",
            description = "What dirichlet-prior adds to it in proportion to the teacher's output. Default: 2/3.")
    @Nullable
    Double priorBeta;

    /**
     * @param share what was given of {@code --alpha}
     * @param temperature what was given of {@code --temperature}
     * @throws IllegalArgumentException if a value is out of range
     */
    Method.Smoothings smoothings(Optional<Double> share, Optional<Double> temperature) {
        BetaSmoothing beta = DEFAULTS.beta();
        HandMadeTeacher teacher = DEFAULTS.handMade();
        Refinement.Prior prior = DEFAULTS.prior();
        RankSmoothing ranks = DEFAULTS.ranked().smoothing();
        LabelSmoothing label = DEFAULTS.label();
        return new Method.Smoothings(
                new LabelSmoothing(or(epsilon, label.epsilon()), spread == null ? label.spread() : spread),
                new BetaSmoothing(or(betaA, beta.shape()), share.orElse(beta.alpha()), beta.longest()),
                new EntropyRegularisation(or(entropyWeight, DEFAULTS.entropy().beta())),
                new HandMadeTeacher(
                        or(correct, teacher.correct()),
                        temperature.orElse(teacher.temperature()),
                        share.orElse(teacher.alpha())),
                new Refinement.Ranked(
                        new RankSmoothing(or(epsilon, ranks.epsilon()), or(rankExponent, ranks.exponent()))),
                new Refinement.Prior(
                        or(priorAlpha, prior.alpha()),
                        or(priorBeta, prior.beta()),
                        temperature.orElse(prior.temperature())));
    }

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }
}
