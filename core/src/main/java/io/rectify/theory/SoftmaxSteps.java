package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
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
        SoftmaxProbe.Options fit =
                SoftmaxProbe.Options.DEFAULTS.withKappa(options.kappa()).withThreads(threads);
        Targets targets = new Targets.OneHot(given);
        Optional<SoftmaxProbe> before = Optional.empty();
        TheoryAnalysis.TopTwo result = topTwo;
        for (int t = 1; t <= steps.size(); t++) {
            monitor.begins("softmax, step " + t);
            SoftmaxProbe fitted = SoftmaxProbe.fit(
                            new SoftmaxProbe.Problem(features, new CrossEntropy(targets), Optional.empty(), before),
                            fit,
                            Lbfgs.Monitor.SILENT)
                    .probe();
            before = Optional.of(fitted);
            Probabilities outputs = fitted.predict(features, threads);
            steps.set(t - 1, compared(steps.get(t - 1), outputs));
            if (t == 1) {
                monitor.begins("softmax top-2 student");
                result = withSoftmax(topTwo, fitted, outputs, fit);
            }
            if (targets instanceof Targets.Soft soft) {
                soft.close();
            }
            targets = new Targets.Soft(outputs.matrix());
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
                step.linear(),
                step.leftOut(),
                OptionalDouble.of(accuracy(predicted)),
                OptionalDouble.of((double) same / predicted.length),
                OptionalDouble.of(difference / predicted.length));
    }

    private TheoryAnalysis.TopTwo withSoftmax(
            TheoryAnalysis.TopTwo topTwo, SoftmaxProbe teacher, Probabilities outputs, SoftmaxProbe.Options fit) {
        Refinement.Student student = new Refinement.TopK(2).refine(outputs, given);
        SoftmaxProbe probeOfStudent = SoftmaxProbe.fit(
                        new SoftmaxProbe.Problem(features, student.loss(), student.rowWeights(), Optional.of(teacher)),
                        fit,
                        Lbfgs.Monitor.SILENT)
                .probe();
        try (Probabilities predicted = probeOfStudent.predict(features, threads)) {
            return new TheoryAnalysis.TopTwo(
                    topTwo.condition(),
                    topTwo.predicted(),
                    topTwo.coverage(),
                    topTwo.linear(),
                    OptionalDouble.of(accuracy(predicted.argmax())));
        }
    }

    private double accuracy(int[] predicted) {
        return classLabels.agreement(Labels.of(predicted, classLabels.names()));
    }
}
