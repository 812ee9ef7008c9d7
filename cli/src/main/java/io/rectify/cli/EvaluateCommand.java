package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.formats.PredictionCsv;
import io.rectify.metrics.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify evaluate}: predictions beside labels. */
@Command(
        name = "evaluate",
        description = "Accuracy, log loss, Brier score, calibration error and uncertainty of predictions.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  rectify evaluate --predictions predictions.csv --labels test.csv"})
final class EvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--predictions",
            required = true,
            paramLabel = "FILE",
            description = "CSV file written by rectify predict.")
    @SuppressWarnings("NullAway.Init")
    Path predictions;

    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(names = "--json", description = "Print one JSON object on stdout instead of text.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        try (PredictionCsv predicted = PredictionCsv.read(predictions)) {
            Labels truth = labels.read(labels.labels, predicted.classNames());
            if (truth.size() != predicted.probabilities().rows()) {
                throw new IllegalArgumentException(labels.labels + " has " + truth.size() + " labels but " + predictions
                        + " has " + predicted.probabilities().rows() + " rows");
            }
            Evaluation evaluation = Evaluation.of(predicted.probabilities(), truth);
            System.out.print(
                    json
                            ? Json.line(EvaluationReport.values(evaluation))
                            : EvaluationReport.sentence(evaluation) + System.lineSeparator());
        }
        return 0;
    }
}
