package io.rectify.distill;

import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
import io.rectify.smooth.Smoothing;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The named ways of training: which refinements follow the teacher, in order, or take its place. This list is the registry.
 */
public enum Method {
    TEACHER("the teacher alone", p -> List.of()),
    SD("multi-round self-distillation", p -> Collections.nCopies(p.rounds(), new Refinement.Soften(1))),
    TOP2("one student on the teacher's top-k outputs, cross-entropy", p -> List.of(new Refinement.TopK(p.topK()))),
    TOP2_GCE(
            "one student on the teacher's top-k candidates, generalised cross-entropy",
            p -> List.of(new Refinement.TopKCandidates(p.topK(), p.q()))),
    HARDEN("one student on the teacher's most probable class", p -> List.of(new Refinement.Harden())),
    SHARPEN(
            "one student on the teacher's outputs at a low temperature",
            p -> List.of(new Refinement.Soften(p.sharpenTemperature()))),
    MIX("one student on a mix of the teacher's outputs and the given labels", p -> List.of(new Refinement.Mix(p.xi()))),
    GROUND_TRUTH(
            "one student on the given labels and the teacher's outputs at a high temperature",
            p -> List.of(new Refinement.GroundTruth(p.alpha(), p.groundTruthTemperature()))),
    CONSENSUS("one student on the rows where teacher and given label agree", p -> List.of(new Refinement.Consensus())),
    LABEL_SMOOTHING(
            "labels smoothed evenly over the classes",
            p -> smoothed(p.smoothings().label())),
    BETA_SMOOTHING(
            "labels smoothed by Beta draws in the order of confidence, mini-batches",
            p -> smoothed(p.smoothings().beta())),
    ENTROPY_REGULARISATION(
            "the given labels with confident outputs penalised",
            p -> smoothed(p.smoothings().entropy())),
    HAND_MADE_TEACHER(
            "labels mixed with a hand-made teacher that is always right",
            p -> smoothed(p.smoothings().handMade())),
    RANK_SMOOTHING(
            "labels smoothed by Zipf's law in the order of the teacher's outputs",
            p -> List.of(p.smoothings().ranked())),
    DIRICHLET_PRIOR(
            "labels under a Dirichlet prior made of the teacher's outputs",
            p -> List.of(p.smoothings().prior())),
    SPECTRAL("multi-round self-distillation of the linearised probe, in closed form", SD.plan);

    private static List<Refinement> smoothed(Smoothing smoothing) {
        return List.of(new Refinement.Smoothed(smoothing));
    }

    private final String description;
    private final Function<Parameters, List<Refinement>> plan;

    Method(String description, Function<Parameters, List<Refinement>> plan) {
        this.description = description;
        this.plan = plan;
    }

    /**
     * What the methods can be told.
     *
     * @param rounds students of {@link #SD} and {@link #SPECTRAL}: step t = rounds + 1, and 0 rounds is the teacher
     * @param topK candidates per row
     * @param q exponent of the generalised cross-entropy
     * @param sharpenTemperature τ of {@link #SHARPEN}
     * @param xi ξ of {@link #MIX}
     * @param alpha α of {@link #GROUND_TRUTH}
     * @param groundTruthTemperature τ of {@link #GROUND_TRUTH}
     * @param smoothings what the smoothing methods do
     */
    public record Parameters(
            int rounds,
            int topK,
            double q,
            double sharpenTemperature,
            double xi,
            double alpha,
            double groundTruthTemperature,
            Smoothings smoothings) {
        /** Four rounds, top 2, q = 0.7, τ = 0.5, ξ = 0.5, α = 0.4, τ = 4. */
        public static final Parameters DEFAULTS = new Parameters(4, 2, 0.7, 0.5, 0.5, 0.4, 4);

        /** @throws IllegalArgumentException if the number of rounds is negative */
        public Parameters {
            if (rounds < 0) {
                throw new IllegalArgumentException("rounds must be at least 0 but are " + rounds);
            }
        }

        /** With the defaults of the smoothing methods. */
        public Parameters(
                int rounds,
                int topK,
                double q,
                double sharpenTemperature,
                double xi,
                double alpha,
                double groundTruthTemperature) {
            this(rounds, topK, q, sharpenTemperature, xi, alpha, groundTruthTemperature, Smoothings.DEFAULTS);
        }

        public Parameters withRounds(int newRounds) {
            return new Parameters(
                    newRounds, topK, q, sharpenTemperature, xi, alpha, groundTruthTemperature, smoothings);
        }

        public Parameters withTopK(int newTopK) {
            return new Parameters(
                    rounds, newTopK, q, sharpenTemperature, xi, alpha, groundTruthTemperature, smoothings);
        }

        public Parameters withSmoothings(Smoothings newSmoothings) {
            return new Parameters(
                    rounds, topK, q, sharpenTemperature, xi, alpha, groundTruthTemperature, newSmoothings);
        }

        public Parameters withXi(double newXi) {
            return new Parameters(
                    rounds, topK, q, sharpenTemperature, newXi, alpha, groundTruthTemperature, smoothings);
        }
    }

    /** What the smoothing methods do; each but the last two leaves the teacher unasked. */
    public record Smoothings(
            LabelSmoothing label,
            BetaSmoothing beta,
            EntropyRegularisation entropy,
            HandMadeTeacher handMade,
            Refinement.Ranked ranked,
            Refinement.Prior prior) {
        /**
         * ε = 0.1 over the other classes; a = 3 and α = 0.6 for Beta smoothing; β = 0.1 for the entropy; a = 0.99, τ = 20 and α
         * = 0.1 for the hand-made teacher; ε = 0.1 and s = 1 for ranks; the prior of {@link #GROUND_TRUTH}'s defaults, α = 1, β = 2/3,
         * τ = 4.
         */
        public static final Smoothings DEFAULTS = new Smoothings(
                new LabelSmoothing(0.1, LabelSmoothing.Spread.OTHERS),
                BetaSmoothing.DEFAULTS,
                new EntropyRegularisation(0.1),
                new HandMadeTeacher(0.99, 20, 0.1),
                new Refinement.Ranked(new RankSmoothing(0.1, 1)),
                new Refinement.Prior(1, 2.0 / 3, 4));
    }

    /** The refinements that follow the teacher, or take its place where the first of them asks none. */
    public List<Refinement> plan(Parameters parameters) {
        return plan.apply(parameters);
    }

    /** Whether the plan is carried out in closed form, for the linearised probe, instead of by fitting. */
    public boolean closedForm() {
        return this == SPECTRAL;
    }

    public String description() {
        return description;
    }

    /** The name as users write it: lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
