package io.rectify.cli;

import io.rectify.formats.StreamedTable;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.Model;
import io.rectify.run.ModelFile;
import io.rectify.run.PredictionCsv;
import io.rectify.run.PredictionParquet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
            "predictions.parquet: row, id and text where the features' file has them,",
            "predicted, confidence, and probabilities as one list, whose classes stand in",
            "the file's metadata under the key classes.",
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

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, .parquet or else csv.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Mixin
    FeatureOptions format = new FeatureOptions();

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        List<Path> inputs = new ArrayList<>(TableFile.files(features.toString()));
        inputs.add(RunDirectory.model(model));
        OutputFile.checkSpares(inputs, out);
        int count = threads.count();
        Model read = ModelFile.read(RunDirectory.model(model));
        boolean parquet = TableFormat.ofName(out).equals(Optional.of(TableFormat.PARQUET));
        TableOptions stated = format.addTo(
                parquet
                        ? TableOptions.DEFAULTS.withTexts(EnumSet.of(TableRole.ID, TableRole.TEXT))
                        : TableOptions.DEFAULTS.withoutTexts());
        TableOptions options = FeatureFile.matching(
                features, stated, read.features(), read.preprocessing().features());
        StreamedTable table = FeatureFile.open(features, options, Set.of(), memory, out);
        try (RowBlocks raw = table.features()) {
            if (raw.columns() != read.preprocessing().features()) {
                throw new IllegalArgumentException(features + " has " + raw.columns() + " columns but the model in "
                        + model + " expects " + read.preprocessing().features());
            }
            try (RowBlocks predicted = read.predictLazily(raw, count)) {
                if (parquet) {
                    PredictionParquet.write(
                            out,
                            table.texts().getOrDefault(TableRole.ID, List.of()),
                            table.texts().getOrDefault(TableRole.TEXT, List.of()),
                            predicted,
                            read.classNames());
                } else {
                    PredictionCsv.write(out, predicted, read.classNames());
                }
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        features + ": " + e.getMessage() + ": the features are too large for the model in " + model, e);
            }
            UsedColumns.of(table.schema().use(), TableUse.NONE, matched(read, table, options), List.of())
                    .say(false);
            System.out.printf("%s rows predicted: see %s%n", Wording.count(raw.rows()), Wording.path(out));
        }
        return 0;
    }

    private static List<String> matched(Model model, StreamedTable table, TableOptions options) {
        boolean named = options.byName() && !table.schema().names().isEmpty();
        return List.of(
                named
                        ? "matched with the model's by name"
                        : "taken in the order of the model's"
                                + (model.features().isNamed() ? ", which have names" : ""));
    }
}
