package io.rectify.cli;

import io.rectify.data.Probabilities;
import io.rectify.formats.ModelFile;
import io.rectify.formats.PredictionCsv;
import io.rectify.formats.TableOptions;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify predict}: a model and features in, class probabilities out. */
@Command(
        name = "predict",
        description = "Class probabilities of new rows from a trained model.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  rectify predict --model run/ --features test_features.npy --out predictions.csv",
            "",
            "predictions.csv: row (from 0), predicted, confidence, then one column per class.",
        })
final class PredictCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "RUN",
            description = "Run directory of rectify train, or its model.safetensors.")
    @SuppressWarnings("NullAway.Init")
    Path model;

    @Option(
            names = "--features",
            required = true,
            paramLabel = "FILE",
            description = "Features, rows x D, of any format that rectify convert reads.")
    @SuppressWarnings("NullAway.Init")
    Path features;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "CSV file to write.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Override
    public Integer call() throws IOException {
        for (Path input : List.of(features, RunDirectory.model(model))) {
            if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
                throw new IllegalArgumentException("--out " + out + " would overwrite an input");
            }
        }
        int count = threads.count();
        Model read = ModelFile.read(RunDirectory.model(model));
        try (RowBlocks raw = FeatureFile.open(features, TableOptions.DEFAULTS.withoutTexts(), Set.of(), memory, out)
                .features()) {
            if (raw.columns() != read.preprocessing().features()) {
                throw new IllegalArgumentException(features + " has " + raw.columns() + " columns but the model in "
                        + model + " expects " + read.preprocessing().features());
            }
            try (Probabilities predicted = read.predict(raw, count)) {
                PredictionCsv.write(out, predicted, read.classNames());
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        features + ": " + e.getMessage() + ": the features are too large for the model in " + model, e);
            }
            System.out.printf("%s rows predicted: see %s%n", Wording.count(raw.rows()), Wording.path(out));
        }
        return 0;
    }
}
