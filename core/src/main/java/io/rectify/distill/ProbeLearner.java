package io.rectify.distill;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Fits probes.
 *
 * @param teacher how those are fitted that learn from the given labels
 * @param students how those are fitted that learn from a refinement, which may have another penalty
 * @param log may know some fits already
 * @param monitor of the fit of a step
 */
public record ProbeLearner(
        SoftmaxProbe.Options teacher, SoftmaxProbe.Options students, FitLog log, IntFunction<Lbfgs.Monitor> monitor)
        implements Learner<SoftmaxProbe.Fit> {
    /** Teacher and students alike, in silence. */
    public ProbeLearner(SoftmaxProbe.Options options) {
        this(options, options, FitLog.NONE, step -> Lbfgs.Monitor.SILENT);
    }

    @Override
    public SoftmaxProbe.Fit fit(Lesson lesson, Optional<SoftmaxProbe.Fit> start) {
        SoftmaxProbe.Problem problem = lesson.student().problem(lesson.features(), start.map(SoftmaxProbe.Fit::probe));
        SoftmaxProbe.Options options = lesson.path().isEmpty() ? teacher : students;
        return log.fit(lesson.name(), problem, options, monitor.apply(lesson.number()));
    }

    @Override
    public Probabilities predict(SoftmaxProbe.Fit fitted, RowBlocks features) {
        return fitted.probe().predictWhenRead(features, teacher.threads());
    }
}
