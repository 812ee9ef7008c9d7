package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.metrics.Evaluation;
import io.rectify.run.ModelFile;
import io.rectify.run.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify evaluate}: predictions beside labels. */
@Command(
        name = "evaluate",
        description = "Accuracy, log loss, Brier score, calibration error and uncertainty of predictions.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  rectify evaluate --predictions predictions.csv --labels test.csv",
            "  rectify evaluate --predictions run/soft_labels.npy --labels train.csv --model run/",
        })
final class EvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--predictions",
            required = true,
            paramLabel = "FILE",
            description =
                    "What rectify predict wrote, or class probabilities of any format that rectify convert reads.")
    @SuppressWarnings("NullAway.Init")
    Path predictions;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            description =
                    "Run directory whose classes the columns are, for predictions that do not name them, such as npy. "
                            + "Default: the classes among the labels, sorted.")
    @Nullable
    Path model;

    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(names = "--json", description = "Print one JSON object on stdout instead of text.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        Labels truth = truth();
        try (Probabilities predicted = Predictions.read(predictions, truth.names(), truth.size())) {
            Evaluation evaluation = Evaluation.of(predicted, truth);
            System.out.print(
                    json
                            ? Json.line(EvaluationReport.values(evaluation))
                            : EvaluationReport.sentence(evaluation) + System.lineSeparator());
        }
        return 0;
    }

    private Labels truth() throws IOException {
        List<String> own = Predictions.classNames(predictions);
        if (model == null) {
            return own.isEmpty() ? labels.readTraining() : labels.read(labels.labels, own);
        }
        List<String> names = ModelFile.read(RunDirectory.model(model)).classNames();
        if (!own.isEmpty() && !own.equals(names)) {
            throw new IllegalArgumentException(predictions + " is of other classes than the model in " + model);
        }
        return labels.read(labels.labels, names);
    }
}
