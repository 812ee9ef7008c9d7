package io.rectify.probe;

import io.rectify.Samples;
import io.rectify.data.Dataset;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.LogSumExp;
import io.rectify.metrics.Evaluation;

/** A small fit whose figures every JVM must agree on; prints them. */
public final class PlainJvmFit {
    private PlainJvmFit() {}

    record Figures(double objective, double accuracy, double logLoss) {}

    static Figures figures() {
        Dataset data = Samples.clouds(700, 9, 20, 1.5, 1);
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withLambda(0.01)
                .withTolerance(1e-5)
                .withIntercept(true);
        SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.features(), new Targets.OneHot(data.given()), options);
        try (Probabilities predicted = fit.probe().predict(data.features(), 2)) {
            Evaluation evaluation = Evaluation.of(predicted, data.given());
            return new Figures(fit.objective(), evaluation.accuracy(), evaluation.logLoss());
        }
    }

    public static void main(String[] arguments) {
        Figures figures = figures();
        System.out.println(LogSumExp.kernel());
        System.out.println(figures.objective());
        System.out.println(figures.accuracy());
        System.out.println(figures.logLoss());
    }
}
