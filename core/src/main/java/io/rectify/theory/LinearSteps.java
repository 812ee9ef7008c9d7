package io.rectify.theory;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What self-distillation of the linear model does to a data set, beside what the models of data promise. */
final class LinearSteps {
    private final GramSpectrum spectrum;
    private final SpectralProbe probe;
    private final Matrix features;
    private final Labels classLabels;
    private final Labels given;
    private final TheoryAnalysis.Options options;
    private final TheoryAnalysis.Monitor monitor;
    private final int threads;

    LinearSteps(
            GramSpectrum spectrum,
            SpectralProbe probe,
            Matrix features,
            Labels classLabels,
            Labels given,
            TheoryAnalysis.Options options,
            TheoryAnalysis.Monitor monitor) {
        this.spectrum = spectrum;
        this.probe = probe;
        this.features = features;
        this.classLabels = classLabels;
        this.given = given;
        this.options = options;
        this.monitor = monitor;
        this.threads = options.threads();
    }

    /**
     * What step t does to the labels.
     *
     * @param predicted accuracy in the block model
     */
    TheoryAnalysis.Step step(
            int t, Optional<ThreeLevelModel> model, CorruptionMargins margins, double predicted, double predictedNew) {
        monitor.begins("linear model, step " + t);
        SpectralFilter filter = new SpectralFilter(options.kappa(), t);
        OptionalDouble promised = OptionalDouble.empty();
        if (model.isPresent()) {
            boolean[] right = margins.multiRound(model.get().ratio(options.kappa()), t);
            int[] rows = classLabels.counts();
            promised = IntStream.range(0, right.length)
                    .filter(k -> rows[k] > 0)
                    .mapToDouble(k -> right[k] ? 1 : 0)
                    .average();
        }
        double linear;
        try (Matrix scores = probe.scores(features, filter, threads)) {
            linear = classLabels.agreement(Probabilities.argmax(scores));
        }
        try (Matrix scores =
                new LabelAveraging(spectrum, features, filter, threads).scoresWithoutOwnLabel(probe, given)) {
            return new TheoryAnalysis.Step(
                    t,
                    promised,
                    predicted,
                    predictedNew,
                    linear,
                    classLabels.agreement(Probabilities.argmax(scores)),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());
        }
    }

    /** The student of the linear teacher's two largest scores. */
    TheoryAnalysis.TopTwo topTwo(boolean condition, double predicted) {
        monitor.begins("linear top-2 student");
        SpectralFilter teacher = new SpectralFilter(options.kappa(), 1);
        int covered = 0;
        try (Matrix scores = probe.scores(features, teacher, threads)) {
            float[] row = new float[scores.columns()];
            for (int i = 0; i < scores.rows(); i++) {
                scores.getRows(i, 1, row);
                int[] top = Probabilities.largest(row, 2);
                covered += top[0] == classLabels.get(i) || top[1] == classLabels.get(i) ? 1 : 0;
                Arrays.fill(row, 0);
                row[top[0]] = 0.5f;
                row[top[1]] = 0.5f;
                scores.setRows(i, 1, row);
            }
            SpectralProbe student = SpectralProbe.fit(spectrum, features, new Targets.Soft(scores), threads);
            try (Matrix outputs = student.scores(features, teacher, threads)) {
                return new TheoryAnalysis.TopTwo(
                        condition,
                        predicted,
                        (double) covered / features.rows(),
                        classLabels.agreement(Probabilities.argmax(outputs)),
                        OptionalDouble.empty());
            }
        }
    }
}
