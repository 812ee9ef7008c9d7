package io.rectify.distill;

import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.FitLog;
import io.rectify.probe.GeneralizedCrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.smooth.DirichletPrior;
import io.rectify.smooth.RankSmoothing;
import io.rectify.smooth.Smoothing;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a teacher's outputs P on the training rows become what its student is fitted to. Every refinement treats all
 * classes alike: renaming the classes renames the targets and changes nothing else.
 */
public sealed interface Refinement {
    /**
     * @param teacher P, N×K
     * @param given the N given labels
     * @throws IllegalArgumentException if the shapes differ or the refinement does not fit K
     */
    Student refine(Probabilities teacher, Labels given);

    /** What makes the targets of the given labels alone; none where a teacher is asked. */
    default Optional<Smoothing> teacherless() {
        return Optional.empty();
    }

    /**
     * What a student is fitted to.
     *
     * @param rowWeights one per row; none means 1 each
     */
    record Student(Loss loss, Optional<float[]> rowWeights) {
        /** Every row counts alike. */
        public static Student of(Loss loss) {
            return new Student(loss, Optional.empty());
        }

        /** By cross-entropy, every row alike. */
        public static Student of(Targets targets) {
            return of(new CrossEntropy(targets));
        }

        /** Frees targets that are a matrix of their own. */
        public void close() {
            if (loss instanceof CrossEntropy crossEntropy && crossEntropy.targets() instanceof Targets.Soft soft) {
                soft.close();
            }
        }

        /** What to fit; {@link FitLog#fit} knows by which solver. */
        public SoftmaxProbe.Problem problem(RowBlocks features, Optional<SoftmaxProbe> start) {
            return new SoftmaxProbe.Problem(features, loss, rowWeights, start);
        }
    }

    /**
     * T = softmax(log P/τ), the teacher's outputs at temperature τ. τ = 1 hands them on unchanged: repeated, it is
     * multi-round self-distillation (Jeong &amp; Chung 2025). τ &lt; 1 sharpens. Probabilities in float32 tell logits apart down to
     * 87 below the largest, so targets are exact within e^(−87/τ).
     */
    record Soften(double temperature) implements Refinement {
        /** @throws IllegalArgumentException if the temperature is not positive and finite */
        public Soften {
            checkTemperature(temperature);
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(soft(teacher, row -> soften(row, temperature)));
        }
    }

    /** Weight 1/k on each of the teacher's k largest outputs, cross-entropy (Jeong &amp; Chung 2025, section 5). */
    record TopK(int k) implements Refinement {
        /** @throws IllegalArgumentException if k is less than 1 */
        public TopK {
            checkAtLeastOne(k);
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            checkAtMost(k, teacher);
            return Student.of(soft(teacher, row -> {
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
    record TopKCandidates(int k, double q) implements Refinement {
        /** @throws IllegalArgumentException if k is less than 1 or q outside (0, 1] */
        public TopKCandidates {
            checkAtLeastOne(k);
            if (!(q > 0 && q <= 1)) {
                throw new IllegalArgumentException("q must lie in (0, 1] but is " + q);
            }
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
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(new Targets.OneHot(Labels.of(teacher.argmax(), given.names())));
        }
    }

    /** T = ξ·P + (1−ξ)·Y with the given labels Y; ξ &gt; 1 is allowed (Das &amp; Sanghavi 2023). */
    record Mix(double xi) implements Refinement {
        /** @throws IllegalArgumentException if ξ is negative or not finite */
        public Mix {
            if (!(xi >= 0) || Double.isInfinite(xi)) {
                throw new IllegalArgumentException("xi must be a finite number of at least 0 but is " + xi);
            }
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
    record GroundTruth(double alpha, double temperature) implements Refinement {
        /** @throws IllegalArgumentException if α is negative or not finite, or τ not positive and finite */
        public GroundTruth {
            if (!(alpha >= 0) || Double.isInfinite(alpha)) {
                throw new IllegalArgumentException("alpha must be a finite number of at least 0 but is " + alpha);
            }
            checkTemperature(temperature);
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            int[] next = {0};
            return Student.of(soft(teacher, row -> {
                soften(row, temperature);
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
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            int[] best = teacher.argmax();
            float[] weights = new float[best.length];
            boolean any = false;
            for (int i = 0; i < best.length; i++) {
                weights[i] = best[i] == given.get(i) ? 1 : 0;
                any |= weights[i] > 0;
            }
            if (!any) {
                throw new IllegalArgumentException(
                        "consensus: the teacher agrees with the given label on no row, so nothing is left to fit to");
            }
            return new Student(new CrossEntropy(new Targets.OneHot(given)), Optional.of(weights));
        }
    }

    /** A smoothing of the given labels, which does not ask the teacher. */
    record Smoothed(Smoothing smoothing) implements Refinement {
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
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            return Student.of(smoothing.targets(teacher, given));
        }
    }

    /**
     * The labels under a {@link DirichletPrior} with parameters alpha + β·softmax(log P/τ): β = 0 is label smoothing, alpha = 1 is
     * {@link GroundTruth} with the share β/(1+β). So they are at the same λ; under the same κ the prior counts like further rows.
     */
    record Prior(double alpha, double beta, double temperature) implements Refinement {
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
        public Student refine(Probabilities teacher, Labels given) {
            checkShapes(teacher, given);
            try (Targets.Soft softened = soft(teacher, row -> soften(row, temperature));
                    DirichletPrior prior = DirichletPrior.of(Probabilities.of(softened.matrix()), alpha, beta)) {
                return new Student(new CrossEntropy(prior.targets(given)), Optional.of(prior.rowWeights()));
            }
        }
    }

    /** New targets: a copy of the teacher's outputs with each row changed, first row first. */
    private static Targets.Soft soft(Probabilities teacher, Consumer<float[]> changeRow) {
        Matrix targets = Matrix.zeros(teacher.rows(), teacher.classes());
        float[] row = new float[teacher.classes()];
        for (int i = 0; i < teacher.rows(); i++) {
            teacher.matrix().getRows(i, 1, row);
            changeRow.accept(row);
            targets.setRows(i, 1, row);
        }
        return new Targets.Soft(targets);
    }

    private static void soften(float[] row, double temperature) {
        if (temperature == 1) {
            return;
        }
        float largest = row[Probabilities.argmax(row)];
        double[] powers = new double[row.length];
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            powers[j] = Math.pow(row[j] / (double) largest, 1 / temperature);
            sum += powers[j];
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) (powers[j] / sum);
        }
    }

    private static void checkShapes(Probabilities teacher, Labels given) {
        if (teacher.rows() != given.size() || teacher.classes() != given.classCount()) {
            throw new IllegalArgumentException("teacher's outputs are " + teacher.rows() + " x " + teacher.classes()
                    + " but labels has " + given.size() + " rows of " + given.classCount() + " classes");
        }
    }

    private static void checkTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive and finite but is " + temperature);
        }
    }

    private static void checkAtLeastOne(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1 but is " + k);
        }
    }

    private static void checkAtMost(int k, Probabilities teacher) {
        if (k > teacher.classes()) {
            throw new IllegalArgumentException("k is " + k + " but there are only " + teacher.classes() + " classes");
        }
    }
}
