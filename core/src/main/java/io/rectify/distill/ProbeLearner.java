package io.rectify.distill;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.Optional;

/** Fits probes, by the solver that {@link FitLog#fit} has for the loss. */
public record ProbeLearner(SoftmaxProbe.Options options) implements Learner<SoftmaxProbe.Fit> {
    @Override
    public SoftmaxProbe.Fit fit(Lesson lesson, Optional<SoftmaxProbe.Fit> start) {
        SoftmaxProbe.Problem problem = lesson.student().problem(lesson.features(), start.map(SoftmaxProbe.Fit::probe));
        return FitLog.NONE.fit(lesson.name(), problem, options, Lbfgs.Monitor.SILENT);
    }

    @Override
    public Probabilities predict(SoftmaxProbe.Fit fitted, RowBlocks features) {
        return fitted.probe().predict(features, options.threads());
    }
}
