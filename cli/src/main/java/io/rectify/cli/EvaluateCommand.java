package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableUse;
import io.rectify.metrics.Evaluation;
import io.rectify.run.ModelFile;
import io.rectify.run.Predictions;
import io.rectify.run.ProbabilityFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify evaluate}: predictions beside labels. */
@Command(
        name = "evaluate",
        header = {
            "Accuracy, log loss, Brier score, calibration error and uncertainty of predictions.",
            "  rectify evaluate --predictions predictions.csv --labels test.csv",
            "  rectify evaluate --predictions run/soft_labels.npy --labels train.csv --model run/",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {})
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

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    @Override
    public Integer call() throws IOException {
        LabelColumns columns = labels.columns(text);
        List<String> own = Predictions.classNames(predictions);
        GivenLabels truth = truth(columns, own);
        TableOptions options = TableOptions.DEFAULTS.withText(text.format());
        try (ProbabilityFile all = predictions(truth, options)) {
            Labels measured = truth.labels().withNames(all.classNames());
            if (measured.size() == 0) {
                throw new IllegalArgumentException(labels.labels + ": expected labels but no row has one");
            }
            boolean whole = truth.unlabelled().length == 0;
            Probabilities predicted = whole
                    ? all.probabilities()
                    : Probabilities.of(all.probabilities().matrix().selectRows(truth.rows()));
            try (predicted) {
                List<String> remarks = new ArrayList<>(truth.remarks());
                remarks.addAll(StatedOutputs.remarks(all, truth.labels().names()));
                List<String> warnings = new ArrayList<>(truth.warnings());
                warnings.addAll(StatedOutputs.warnings(all, predicted, measured));
                Evaluation evaluation = Evaluation.of(predicted, measured);
                UsedColumns.of(TableUse.NONE, columns.use(), remarks, warnings).say(json);
                System.out.print(
                        json
                                ? Json.line(EvaluationReport.values(evaluation))
                                : EvaluationReport.sentence(evaluation) + System.lineSeparator());
            }
        }
        return 0;
    }

    private ProbabilityFile predictions(GivenLabels truth, TableOptions options) throws IOException {
        try {
            return Predictions.read(predictions, truth.labels().names(), truth.size(), options);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " (beside the " + truth.size() + " labels of " + labels.labels + ")", e);
        }
    }

    private GivenLabels truth(LabelColumns columns, List<String> own) throws IOException {
        if (model == null) {
            return own.isEmpty() ? columns.training(labels.rules.rules()) : columns.labels(own, labels.rules.rules());
        }
        List<String> names = ModelFile.read(RunDirectory.model(model)).classNames();
        if (!own.isEmpty() && !own.equals(names)) {
            throw new IllegalArgumentException(predictions + " is of other classes than the model in " + model);
        }
        return columns.labels(names, labels.rules.rules());
    }
}
