package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.theory.SuperclassDiscovery;
import io.rectify.theory.TheoryAnalysis;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What {@code rectify theory} says of noisy labels without any right one, before anything is distilled: shares of training rows that each
 * step gives the class that theory holds for true.
 *
 * @param theory without its softmax column
 * @param softmax that column
 */
record Foretelling(TheoryAnalysis theory, double[] softmax) {
    /**
     * Those of as many steps as probes.
     *
     * @param features prepared
     * @param steps teacher and students; theory would fit the same ones again
     */
    static Foretelling of(Matrix features, Labels given, SoftmaxChain chain, List<SoftmaxProbe> steps, double kappa) {
        TheoryAnalysis theory = TheoryAnalysis.of(
                features,
                Optional.empty(),
                given,
                Optional.empty(),
                new TheoryAnalysis.Options(
                        kappa, steps.size() - 1, false, OptionalDouble.of(SuperclassDiscovery.CUT), chain.threads()),
                TheoryAnalysis.Monitor.SILENT);
        return new Foretelling(
                theory,
                steps.stream()
                        .mapToDouble(probe -> chain.accuracy(probe, features, theory.classLabels()))
                        .toArray());
    }

    /** With the share of given labels that theory holds for wrong. */
    void put(Measures measures) {
        measures.put("estimated rate", 1 - theory.classLabels().agreement(theory.given()));
        measures.put("margin", theory.margins().delta());
        measures.putSeries("softmax", softmax);
        measures.putSeries("left out", series(TheoryAnalysis.Step::leftOut));
        measures.putSeries("by classes", series(TheoryAnalysis.Step::predicted));
    }

    private double[] series(ToDoubleFunction<TheoryAnalysis.Step> of) {
        return theory.steps().stream().mapToDouble(of).toArray();
    }
}
