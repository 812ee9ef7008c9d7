package io.rectify.select;

import io.rectify.data.Dataset;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fits candidates to some rows and judges them on others. Teachers, and the links of a chain of students, are fitted once
 * however many candidates share them; each fit starts from a probe that is near.
 */
final class Fold implements AutoCloseable {
    private final Dataset train;
    private final Dataset held;
    private final SoftmaxProbe.Options probe;
    private final FitLog log;
    private final Map<Boolean, TreeMap<Double, Fitted>> teachers =
            Map.of(false, new TreeMap<>(), true, new TreeMap<>());
    private final Map<Chain, Fitted> links = new HashMap<>();
    private final RecentOutputs outputs = new RecentOutputs();
    private @Nullable SpectralProbe spectral;
    private long evaluations;

    /**
     * @param train features already preprocessed; closed with the fold
     * @param held rows to judge on, preprocessed alike; closed with the fold
     * @param probe how to fit; its penalty and intercept are not used
     * @param log of fits to these rows
     */
    Fold(Dataset train, Dataset held, SoftmaxProbe.Options probe, FitLog log) {
        this.train = train;
        this.held = held;
        this.probe = probe;
        this.log = log;
    }

    /** Students after a teacher: what identifies a probe. */
    private record Chain(boolean intercept, double teacherKappa, double studentKappa, List<Refinement> plan) {
        Chain first(int students) {
            return new Chain(intercept, teacherKappa, studentKappa, plan.subList(0, students));
        }

        Chain teacher() {
            return new Chain(intercept, teacherKappa, teacherKappa, List.of());
        }
    }

    private record Fitted(SoftmaxProbe probe, int evaluations) {}

    /** What held-out labels say of a candidate; none if it does not fit the data. */
    Optional<Verdict> judge(Candidate candidate) {
        if (candidate.method().closedForm()) {
            return judgeClosedForm(candidate);
        }
        Chain chain =
                new Chain(candidate.intercept(), candidate.teacherKappa(), candidate.studentKappa(), candidate.plan());
        Fitted fitted;
        try {
            fitted = fit(chain);
        } catch (IllegalArgumentException doesNotFit) {
            // Consensus without a row on which teacher and label agree, or fewer classes than candidates.
            return Optional.empty();
        }
        try (Probabilities predicted = fitted.probe().predict(held.features(), probe.threads())) {
            return Optional.of(Verdict.of(predicted.matrix(), held.given(), fitted.evaluations()));
        }
    }

    private Optional<Verdict> judgeClosedForm(Candidate candidate) {
        SpectralProbe fitted = spectral();
        if (fitted.spectrum().rank() == 0) {
            return Optional.empty();
        }
        SpectralFilter filter = new SpectralFilter(
                candidate.teacherKappa(), candidate.parameters().rounds() + 1);
        try (Matrix scores = fitted.scores(held.features(), filter, probe.threads())) {
            return Optional.of(Verdict.of(scores, held.given(), 0));
        }
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

    private Fitted fit(Chain chain) {
        Chain at = chain.first(0);
        Fitted fitted = teacher(chain.intercept(), chain.teacherKappa());
        for (int students = 1; students <= chain.plan().size(); students++) {
            Chain next = chain.first(students);
            Fitted known = links.get(next);
            if (known == null) {
                known = student(at, fitted.probe(), next);
                if (next.plan().get(students - 1) instanceof Refinement.Soften) {
                    links.put(next, known);
                }
            }
            at = next;
            fitted = known;
        }
        return fitted;
    }

    private Fitted student(Chain teacher, SoftmaxProbe teacherProbe, Chain chain) {
        Refinement refinement = chain.plan().get(chain.plan().size() - 1);
        Refinement.Student student =
                refinement.refine(outputs.get(teacher, teacherProbe, train.features()), train.given());
        Fitted fitted =
                fit(chain.toString(), student, Optional.of(teacherProbe), chain.intercept(), chain.studentKappa());
        student.close();
        return fitted;
    }

    private Fitted teacher(boolean intercept, double kappa) {
        TreeMap<Double, Fitted> alike = teachers.getOrDefault(intercept, new TreeMap<>());
        Fitted known = alike.get(kappa);
        if (known != null) {
            return known;
        }
        Map.Entry<Double, Fitted> above = alike.higherEntry(kappa);
        Map.Entry<Double, Fitted> near = above == null ? alike.lowerEntry(kappa) : above;
        Fitted fitted = fit(
                "teacher",
                new Refinement.Student(new CrossEntropy(new Targets.OneHot(train.given())), Optional.empty()),
                near == null ? Optional.empty() : Optional.of(near.getValue().probe()),
                intercept,
                kappa);
        alike.put(kappa, fitted);
        return fitted;
    }

    private Fitted fit(
            String name, Refinement.Student student, Optional<SoftmaxProbe> start, boolean intercept, double kappa) {
        SoftmaxProbe.Fit fit = log.fit(
                name,
                student.problem(train.features(), start),
                probe.withIntercept(intercept).withKappa(kappa),
                Lbfgs.Monitor.SILENT);
        evaluations += fit.evaluations();
        return new Fitted(fit.probe(), fit.evaluations());
    }

    @Override
    public void close() {
        outputs.close();
        train.features().close();
        held.features().close();
    }

    /** The outputs on the training rows that were asked for last: at most two N×K matrices. */
    private final class RecentOutputs implements AutoCloseable {
        private static final int KEPT = 2;

        private final LinkedHashMap<Chain, Probabilities> recent = new LinkedHashMap<>(4, 0.75f, true);

        Probabilities get(Chain chain, SoftmaxProbe fitted, RowBlocks features) {
            Chain key = chain.plan().isEmpty() ? chain.teacher() : chain;
            Probabilities known = recent.get(key);
            if (known == null) {
                if (recent.size() == KEPT) {
                    Map.Entry<Chain, Probabilities> oldest =
                            recent.entrySet().iterator().next();
                    oldest.getValue().close();
                    recent.remove(oldest.getKey());
                }
                known = fitted.predict(features, probe.threads());
                recent.put(key, known);
            }
            return known;
        }

        @Override
        public void close() {
            recent.values().forEach(Probabilities::close);
            recent.clear();
        }
    }
}
