package io.rectify.select;

import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Chain;
import io.rectify.distill.Learner;
import io.rectify.distill.Lesson;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.FitLog;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits candidates to some rows and judges them on others. Teachers, and the rounds of self-distillation, are fitted once
 * however many candidates share them; each fit starts from a probe that is near.
 */
final class Fold implements AutoCloseable {
    /** Outputs of a teacher and of its last student. */
    private static final int KEPT = 2;

    private final Prepared train;
    private final Prepared held;
    private final double[] weights;
    private final Taught right;
    private final SoftmaxProbe.Options probe;
    private final FitLog log;
    private final Map<Bias, TreeMap<Double, SoftmaxProbe.Fit>> teachers = new HashMap<>();
    private final Map<Step, SoftmaxProbe.Fit> rounds = new HashMap<>();
    private final Map<Step, SoftmaxProbe.Fit> rough = new HashMap<>();
    private final Chain<SoftmaxProbe.Fit> chain;
    private @Nullable SpectralProbe spectral;
    private long evaluations;

    /**
     * @param train rows to fit to; closed with the fold
     * @param held rows to judge on, prepared alike; closed with the fold
     * @param classWeights weight of a held-out row by its given class
     * @param right labels of the held-out rows, right where they were reviewed
     * @param probe how to fit; its penalty, intercept and adjustment are not used
     * @param log of fits to these rows
     */
    Fold(Prepared train, Prepared held, double[] classWeights, Taught right, SoftmaxProbe.Options probe, FitLog log) {
        this.train = train;
        this.held = held;
        this.right = right;
        this.weights = IntStream.range(0, held.size())
                .mapToDouble(i -> classWeights[held.given().get(i)])
                .toArray();
        this.probe = probe;
        this.log = log;
        this.chain = new Chain<>(train, KEPT);
    }

    /** What a candidate adds to its logits. */
    private record Bias(boolean intercept, boolean adjusted) {
        static Bias of(Recipe candidate) {
            return new Bias(candidate.intercept(), candidate.adjusted());
        }
    }

    /** What identifies a student. */
    private record Step(Bias bias, Penalty teacher, Penalty student, List<Refinement> path) {}

    /** What held-out labels say of a candidate; none if it does not fit the data. */
    Optional<Verdict> judge(Recipe candidate) {
        return candidate.method().closedForm() ? judgeClosedForm(candidate) : judge(candidate, 1);
    }

    /**
     * The same of a student that is only half fitted; what is asked of it later goes on from there.
     *
     * @param looser how many times the tolerance is that of a whole fit
     */
    Optional<Verdict> judge(Recipe candidate, double looser) {
        SoftmaxProbe.Fit fitted;
        try {
            fitted = chain.run(
                            new Remembering(candidate, looser),
                            candidate.method().plan(),
                            Chain.Start.TEACHER,
                            link -> {})
                    .fit();
        } catch (IllegalArgumentException doesNotFit) {
            // Consensus without a row on which teacher and label agree, or fewer classes than candidates.
            return Optional.empty();
        }
        try (Probabilities predicted = fitted.probe().predict(held.features(), probe.threads())) {
            return Optional.of(Verdict.of(predicted.matrix(), held.given(), weights, right, fitted.evaluations()));
        }
    }

    private Optional<Verdict> judgeClosedForm(Recipe candidate) {
        SpectralProbe fitted = spectral();
        if (fitted.spectrum().rank() == 0) {
            return Optional.empty();
        }
        SpectralFilter filter =
                new SpectralFilter(kappa(candidate), candidate.method().plan().size() + 1);
        try (Matrix scores = fitted.scores(held.features(), filter, probe.threads())) {
            return Optional.of(Verdict.of(scores, held.given(), weights, right, 0));
        }
    }

    private double kappa(Recipe candidate) {
        return candidate.teacher().kappa(train.given().classCount(), train.size());
    }

    /** Evaluations of objective and gradient by all fits so far. */
    long evaluations() {
        return evaluations;
    }

    /** The closed form on the rows fitted to. */
    SpectralProbe spectral() {
        SpectralProbe fitted = spectral;
        if (fitted == null) {
            fitted = SpectralProbe.fit(
                    GramSpectrum.of(train.features(), probe.threads()),
                    train.features(),
                    new Targets.OneHot(train.given()),
                    probe.threads());
            spectral = fitted;
        }
        return fitted;
    }

    /** Fits the steps of a candidate, unless another candidate had the same. */
    private final class Remembering implements Learner<SoftmaxProbe.Fit> {
        private final Recipe candidate;
        private final double looser;

        /** @param looser how many times a student's tolerance is that of the search */
        Remembering(Recipe candidate, double looser) {
            this.candidate = candidate;
            this.looser = looser;
        }

        @Override
        public SoftmaxProbe.Fit fit(Lesson lesson, Optional<SoftmaxProbe.Fit> start) {
            return lesson.path().isEmpty() ? teacher(lesson) : student(lesson, start);
        }

        /** From the teacher of the next larger κ, or else of the next smaller. */
        private SoftmaxProbe.Fit teacher(Lesson lesson) {
            TreeMap<Double, SoftmaxProbe.Fit> alike =
                    teachers.computeIfAbsent(Bias.of(candidate), bias -> new TreeMap<>());
            double kappa = kappa(candidate);
            SoftmaxProbe.Fit known = alike.get(kappa);
            if (known != null) {
                return known;
            }
            Map.Entry<Double, SoftmaxProbe.Fit> above = alike.higherEntry(kappa);
            Map.Entry<Double, SoftmaxProbe.Fit> near = above == null ? alike.lowerEntry(kappa) : above;
            SoftmaxProbe.Fit fitted =
                    made(lesson, Optional.ofNullable(near).map(Map.Entry::getValue), candidate.teacher(), 1);
            alike.put(kappa, fitted);
            return fitted;
        }

        private SoftmaxProbe.Fit student(Lesson lesson, Optional<SoftmaxProbe.Fit> start) {
            Step step = new Step(Bias.of(candidate), candidate.teacher(), candidate.students(), lesson.path());
            SoftmaxProbe.Fit known = rounds.get(step);
            if (known != null) {
                return known;
            }
            SoftmaxProbe.Fit fitted =
                    made(lesson, Optional.ofNullable(rough.get(step)).or(() -> start), candidate.students(), looser);
            if (looser > 1) {
                rough.put(step, fitted);
            } else if (lesson.path().get(lesson.path().size() - 1) instanceof Refinement.Soften) {
                rounds.put(step, fitted);
            }
            return fitted;
        }

        private SoftmaxProbe.Fit made(
                Lesson lesson, Optional<SoftmaxProbe.Fit> start, Penalty penalty, double timesTolerance) {
            SoftmaxProbe.Fit fit = log.fit(
                    lesson.name(),
                    lesson.student().problem(lesson.features(), start.map(SoftmaxProbe.Fit::probe)),
                    probe.withIntercept(candidate.intercept())
                            .withAdjusted(candidate.adjusted())
                            .withPenalty(penalty)
                            .withTolerance(timesTolerance * probe.tolerance()),
                    Lbfgs.Monitor.SILENT);
            evaluations += fit.evaluations();
            return fit;
        }

        @Override
        public Probabilities predict(SoftmaxProbe.Fit fitted, RowBlocks features) {
            return fitted.probe().predict(features, probe.threads());
        }
    }

    @Override
    public void close() {
        chain.close();
        train.close();
        held.close();
    }
}
