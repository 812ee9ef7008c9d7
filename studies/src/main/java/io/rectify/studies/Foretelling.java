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
 * @param rate share of given labels that theory holds for wrong
 * @param softmax of the fitted probe, by step
 * @param leftOut of the closed form without each row's own label
 * @param byClasses of the block model
 */
record Foretelling(double rate, double margin, double[] softmax, double[] leftOut, double[] byClasses) {
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
                1 - theory.classLabels().agreement(given),
                theory.margins().delta(),
                steps.stream()
                        .mapToDouble(probe -> chain.accuracy(probe, features, theory.classLabels()))
                        .toArray(),
                series(theory, TheoryAnalysis.Step::leftOut),
                series(theory, TheoryAnalysis.Step::predicted));
    }

    private static double[] series(TheoryAnalysis theory, ToDoubleFunction<TheoryAnalysis.Step> of) {
        return theory.steps().stream().mapToDouble(of).toArray();
    }

    void put(Measures measures) {
        measures.put("estimated rate", rate);
        measures.put("margin", margin);
        measures.putSeries("softmax", softmax);
        measures.putSeries("left out", leftOut);
        measures.putSeries("by classes", byClasses);
    }
}
