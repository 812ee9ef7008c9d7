package io.rectify.distill;

import static io.rectify.distill.TeacherOutputs.changed;
import static io.rectify.distill.TeacherOutputs.checkAtLeastOne;
import static io.rectify.distill.TeacherOutputs.checkAtMost;
import static io.rectify.distill.TeacherOutputs.checkShapes;
import static io.rectify.distill.TeacherOutputs.checkTemperature;
import static io.rectify.distill.TeacherOutputs.softenInPlace;

import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.GeneralizedCrossEntropy;
import io.rectify.probe.Parameter;
import io.rectify.smooth.DirichletPrior;
import io.rectify.smooth.RankSmoothing;
import io.rectify.smooth.Smoothing;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a teacher's outputs P on the training rows become what its student is fitted to. Every refinement treats all
 * classes alike: renaming the classes renames the targets and changes nothing else.
 *
 * <p>A refinement of one's own is a record of this type; {@link Method#of} gives it a name, and its components that are marked as
 * {@link Parameter} become options.
 */
public interface Refinement {
    /**
     * @param teacher P, N×K
     * @param given the N given labels
     * @throws IllegalArgumentException if the shapes differ or the refinement does not fit K
     */
    Student refine(Probabilities teacher, Labels given);

    /** What its student is fitted to, in a few words for tables. */
    String description();

    /** What makes the targets of the given labels alone; none where a teacher is asked. */
    default Optional<Smoothing> teacherless() {
        return Optional.empty();
    }

    /**
     * T = softmax(log P/τ), the teacher's outputs at temperature τ. τ = 1 hands them on unchanged: repeated, it is
     * multi-round self-distillation (Jeong &amp; Chung 2025). τ &lt; 1 sharpens. Probabilities in float32 tell logits apart down to
     * 87 below the largest, so targets are exact within e^(−87/τ).
     */
    record Soften(
            @Parameter(name = "temperature", description = "temperature of the teacher's outputs")
            double temperature) implements Refinement {
        /** @throws IllegalArgumentException if the temperature is not positive and finite */
        public Soften {
            checkTemperature(temperature);
        }

        @Override
        public String description() {
            return temperature == 1 ? "teacher's outputs" : "teacher's outputs at temperature " + temperature;
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(changed(teacher, row -> softenInPlace(row, temperature)));
        }
    }

    /** Weight 1/k on each of the teacher's k largest outputs, cross-entropy (Jeong &amp; Chung 2025, section 5). */
    record TopK(
            @Parameter(name = "top-k", description = "candidates per row", phrase = "with top %d")
            int k) implements Refinement {
        /** @throws IllegalArgumentException if k is less than 1 */
        public TopK {
            checkAtLeastOne(k);
        }

        @Override
        public String description() {
            return "top " + k + ", cross-entropy";
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            checkAtMost(k, teacher);
            return Student.of(changed(teacher, row -> {
                int[] top = Probabilities.largest(row, k);
                Arrays.fill(row, 0);
                for (int c : top) {
                    row[c] = 1f / k;
                }
            }));
        }
    }

    /**
     * The teacher's k largest outputs as a candidate set, generalised cross-entropy (what Jeong &amp; Chung 2025 run in their
     * experiments, q = 0.7). It needs the teacher's weights as its start, which every student has.
     */
    record TopKCandidates(
            @Parameter(name = "top-k", description = "candidates per row", phrase = "with top %d")
            int k,

            @Parameter(name = "q", description = "exponent of the generalised cross-entropy")
            double q)
            implements Refinement {
        /** @throws IllegalArgumentException if k is less than 1 or q outside (0, 1] */
        public TopKCandidates {
            checkAtLeastOne(k);
            if (!(q > 0 && q <= 1)) {
                throw new IllegalArgumentException("q must lie in (0, 1] but is " + q);
            }
        }

        @Override
        public String description() {
            return "top " + k + ", generalised CE";
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            checkAtMost(k, teacher);
            return Student.of(new GeneralizedCrossEntropy(Candidates.top(teacher, k), q));
        }
    }

    /** One-hot targets at the teacher's most probable class: pseudo-labels. */
    record Harden() implements Refinement {
        @Override
        public String description() {
            return "hardened outputs";
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(new Targets.OneHot(Labels.of(teacher.argmax(), given.names())));
        }
    }

    /** T = ξ·P + (1−ξ)·Y with the given labels Y; ξ &gt; 1 is allowed (Das &amp; Sanghavi 2023). */
    record Mix(
            @Parameter(
                    name = "xi",
                    description = "share of the teacher's outputs; may exceed 1",
                    phrase = "of xi %.2g",
                    always = true)
            double xi)
            implements Refinement {
        /** @throws IllegalArgumentException if ξ is negative or not finite */
        public Mix {
            if (!(xi >= 0) || Double.isInfinite(xi)) {
                throw new IllegalArgumentException("xi must be a finite number of at least 0 but is " + xi);
            }
        }

        @Override
        public String description() {
            return "mix, xi = " + xi;
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            return new GroundTruth(xi, 1).refine(teacher, given);
        }
    }

    /**
     * T = α·softmax(log P/τ) + (1−α)·Y: (1−α)·CE(Y) + α·CE(teacher at temperature τ) as one set of targets, without the
     * factor τ² (Zhang &amp; Sabuncu 2020, whose code uses α = 0.4, τ = 4).
     */
    record GroundTruth(
            @Parameter(name = "alpha", description = "share of the teacher's outputs")
            double alpha,

            @Parameter(name = "temperature", description = "temperature of the teacher's outputs")
            double temperature)
            implements Refinement {
        /** @throws IllegalArgumentException if α is negative or not finite, or τ not positive and finite */
        public GroundTruth {
            if (!(alpha >= 0) || Double.isInfinite(alpha)) {
                throw new IllegalArgumentException("alpha must be a finite number of at least 0 but is " + alpha);
            }
            checkTemperature(temperature);
        }

        @Override
        public String description() {
            return "ground truth, alpha = " + alpha + ", temperature " + temperature;
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            int[] next = {0};
            return Student.of(changed(teacher, row -> {
                softenInPlace(row, temperature);
                for (int j = 0; j < row.length; j++) {
                    row[j] = (float) (alpha * row[j]);
                }
                row[given.get(next[0]++)] += (float) (1 - alpha);
            }));
        }
    }

    /**
     * Keeps the rows whose given label is the teacher's most probable class, with that label (Das et al. 2024, arXiv
     * 2406.11206); the others get weight 0.
     */
    record Consensus() implements Refinement {
        /** @throws IllegalArgumentException also if teacher and labels agree on no row at all */
        @Override
        public String description() {
            return "consensus rows";
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            if (given.agreement(teacher.argmax()) == 0) {
                throw new IllegalArgumentException(
                        "consensus: the teacher agrees with the given label on no row, so nothing is left to fit to");
            }
            return ofSome(teacher, given);
        }

        /** The same of some of the rows, which may be none that agree. */
        public Student ofSome(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            int[] best = teacher.argmax();
            float[] weights = new float[best.length];
            for (int i = 0; i < best.length; i++) {
                weights[i] = best[i] == given.get(i) ? 1 : 0;
            }
            return new Student(new CrossEntropy(new Targets.OneHot(given)), Optional.of(weights));
        }
    }

    /** A smoothing of the given labels, which does not ask the teacher. */
    record Smoothed(Smoothing smoothing) implements Refinement {
        @Override
        public String description() {
            return smoothing.description();
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(smoothing.loss(given));
        }

        @Override
        public Optional<Smoothing> teacherless() {
            return Optional.of(smoothing);
        }
    }

    /** Label smoothing that spreads by the order of the teacher's outputs. */
    record Ranked(RankSmoothing smoothing) implements Refinement {
        @Override
        public String description() {
            return smoothing.description();
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(smoothing.targets(teacher, given));
        }
    }

    /**
     * The labels under a {@link DirichletPrior} with parameters alpha + β·softmax(log P/τ): β = 0 is label smoothing, alpha = 1 is
     * {@link GroundTruth} with the share β/(1+β). So they are at the same λ; under the same κ the prior counts like further rows.
     */
    record Prior(
            @Parameter(name = "prior-alpha", description = "what every class is given, at least 1")
            double alpha,

            @Parameter(name = "prior-beta", description = "what is added in proportion to the teacher's output")
            double beta,

            @Parameter(name = "temperature", description = "temperature of the teacher's outputs")
            double temperature)
            implements Refinement {
        /** @throws IllegalArgumentException if alpha is less than 1, β negative or τ not positive, or one not finite */
        public Prior {
            if (!(alpha >= 1 && beta >= 0) || Double.isInfinite(alpha + beta)) {
                throw new IllegalArgumentException(
                        "prior needs finite alpha of at least 1 and beta of at least 0 but has " + alpha + " and "
                                + beta);
            }
            checkTemperature(temperature);
        }

        @Override
        public String description() {
            String added = new BigDecimal(beta)
                    .round(new MathContext(4))
                    .stripTrailingZeros()
                    .toPlainString();
            return "Dirichlet prior, alpha = " + alpha + ", beta = " + added + ", temperature " + temperature;
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            try (Targets.Soft softened = changed(teacher, row -> softenInPlace(row, temperature));
                    DirichletPrior prior = DirichletPrior.of(Probabilities.of(softened.matrix()), alpha, beta)) {
                return new Student(new CrossEntropy(prior.targets(given)), Optional.of(prior.rowWeights()));
            }
        }
    }
}
