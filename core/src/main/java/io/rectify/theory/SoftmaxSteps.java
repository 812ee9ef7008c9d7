package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Chain;
import io.rectify.distill.ProbeLearner;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What self-distillation of the softmax probe does to a data set, beside what the linear model does. */
final class SoftmaxSteps {
    private final SpectralProbe probe;
    private final Matrix features;
    private final Labels classLabels;
    private final Labels given;
    private final TheoryAnalysis.Options options;
    private final TheoryAnalysis.Monitor monitor;
    private final int threads;

    /** @param probe the linear model, fitted to the given labels */
    SoftmaxSteps(
            SpectralProbe probe,
            Matrix features,
            Labels classLabels,
            Labels given,
            TheoryAnalysis.Options options,
            TheoryAnalysis.Monitor monitor) {
        this.probe = probe;
        this.features = features;
        this.classLabels = classLabels;
        this.given = given;
        this.options = options;
        this.monitor = monitor;
        this.threads = options.threads();
    }

    /**
     * Fits the softmax probe of every step, and its top-2 student, and compares.
     *
     * @param steps of the linear model; each is replaced by itself with the figures of the softmax
     * @return the student of the linear teacher with the figure of the softmax
     */
    TheoryAnalysis.TopTwo fit(List<TheoryAnalysis.Step> steps, TheoryAnalysis.TopTwo topTwo) {
        ProbeLearner learner = new ProbeLearner(
                SoftmaxProbe.Options.DEFAULTS.withKappa(options.kappa()).withThreads(threads));
        TheoryAnalysis.TopTwo result = topTwo;
        try (Chain<SoftmaxProbe.Fit> chain = new Chain<>(Prepared.asIs(features, given), 1)) {
            monitor.begins("softmax, step 1");
            Chain.Link<SoftmaxProbe.Fit> link = chain.first(learner, Optional.empty());
            steps.set(0, compared(steps.get(0), chain.outputs(learner, link)));
            monitor.begins("softmax top-2 student");
            result = withSoftmax(topTwo, chain.next(learner, link, new Refinement.TopK(2), Chain.Start.TEACHER));
            for (int t = 2; t <= steps.size(); t++) {
                monitor.begins("softmax, step " + t);
                link = chain.next(learner, link, new Refinement.Soften(1), Chain.Start.TEACHER);
                steps.set(t - 1, compared(steps.get(t - 1), chain.outputs(learner, link)));
            }
        }
        return result;
    }

    private TheoryAnalysis.Step compared(TheoryAnalysis.Step step, Probabilities softmax) {
        int[] predicted = softmax.argmax();
        int same = 0;
        double difference = 0;
        try (Matrix linear = probe.outputs(features, new SpectralFilter(options.kappa(), step.number()), threads)) {
            float[] p = new float[linear.columns()];
            float[] q = new float[linear.columns()];
            for (int i = 0; i < predicted.length; i++) {
                linear.getRows(i, 1, p);
                softmax.matrix().getRows(i, 1, q);
                same += Probabilities.argmax(p) == predicted[i] ? 1 : 0;
                for (int j = 0; j < p.length; j++) {
                    difference += Math.abs(p[j] - q[j]);
                }
            }
        }
        return new TheoryAnalysis.Step(
                step.number(),
                step.promised(),
                step.predicted(),
                step.predictedNew(),
                step.linear(),
                step.leftOut(),
                OptionalDouble.of(classLabels.agreement(predicted)),
                OptionalDouble.of((double) same / predicted.length),
                OptionalDouble.of(difference / predicted.length));
    }

    private TheoryAnalysis.TopTwo withSoftmax(TheoryAnalysis.TopTwo topTwo, Chain.Link<SoftmaxProbe.Fit> student) {
        try (Probabilities predicted = student.fit().probe().predict(features, threads)) {
            return new TheoryAnalysis.TopTwo(
                    topTwo.condition(),
                    topTwo.predicted(),
                    topTwo.coverage(),
                    topTwo.linear(),
                    OptionalDouble.of(classLabels.agreement(predicted.argmax())));
        }
    }
}
