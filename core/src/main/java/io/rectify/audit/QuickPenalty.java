package io.rectify.audit;

import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Student;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowNorms;
import io.rectify.metrics.Evaluation;
import io.rectify.metrics.Temperature;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.Optional;

/** The penalty of a teacher that judges labels: one of a few, by the log loss of one held-out part. */
final class QuickPenalty {
    /** Of a fit that judges quickly: tighter ones change average precision by less than .001. */
    static final double TOLERANCE = 0.01;

    /** From the largest on, so that each fit starts near its end. */
    private static final double[] KAPPAS = {150, 50, 15, 5};

    private QuickPenalty() {}

    /**
     * κ whose calibrated outputs foretell the given labels of held-out rows best.
     *
     * @param data features as they come
     * @param split a part held out and the rest
     */
    static double kappa(Dataset data, Preprocessing.Scheme scheme, Split split, SoftmaxProbe.Options how, FitLog log) {
        double best = KAPPAS[0];
        double least = Double.POSITIVE_INFINITY;
        Optional<SoftmaxProbe> start = Optional.empty();
        try (Prepared prepared = Prepared.of(data, scheme, how.threads());
                Prepared train = prepared.select(split.train());
                Prepared held = prepared.select(split.test())) {
            if (RowNorms.meanSquared(prepared.features(), how.threads()) == 0) {
                throw OutOfSample.nothingToLearn();
            }
            for (double kappa : KAPPAS) {
                SoftmaxProbe.Problem problem =
                        Student.of(new Targets.OneHot(train.given())).problem(train.features(), start);
                SoftmaxProbe fitted = log.fit("quick, part 1", problem, how.withKappa(kappa), Lbfgs.Monitor.SILENT)
                        .probe();
                start = Optional.of(fitted);
                double loss;
                try (Matrix logits = fitted.logits(held.features(), how.threads());
                        Probabilities outputs = Temperature.fit(logits, held.given(), how.threads())
                                .apply(logits, how.threads())) {
                    loss = Evaluation.of(outputs, held.given()).logLoss();
                }
                if (loss < least) {
                    least = loss;
                    best = kappa;
                }
            }
        }
        return best;
    }
}
