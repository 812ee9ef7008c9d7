package io.rectify.cli;

import io.rectify.embed.PictureEmbedder;
import io.rectify.embed.Pictures;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rectify predict}: a model and features in, class probabilities out. */
@Command(
        name = "predict",
        header = {
            "Class probabilities of new rows from a trained model.",
            "  rectify predict --model run/ new_reviews.csv --out predictions.csv",
            "  rectify predict --model run/ --features test_features.npy --out predictions.csv",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
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

    @Parameters(
            arity = "0..1",
            paramLabel = "TEXTS",
            description =
                    "Texts, a table of any format that rectify convert reads or the lines of a .txt file; or a folder "
                            + "of pictures, which are taken in the order of their names: embedded as those that the model was trained on.")
    @Nullable
    Path data;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "Features instead of texts, rows x D, of any format that rectify convert reads.")
    @Nullable
    Path featuresFile;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the texts; title,body joins several. Default: as when the model was trained.")
    @Nullable
    String textColumn;

    @Option(
            names = "--image-column",
            paramLabel = "NAME",
            description = "Column with the path of each row's picture, relative to its table.")
    @Nullable
    String images;

    @Option(names = "--skip-broken", description = "Leave out files that should be pictures and are none.")
    boolean skipBroken;

    @Mixin
    ModelCacheOptions cache = new ModelCacheOptions();

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
        Path file = dataFile();
        List<Path> inputs = new ArrayList<>(TableFile.files(file.toString()));
        inputs.add(RunDirectory.model(model));
        OutputFile.checkSpares(inputs, out);
        fileOutput.check(out);
        int count = threads.count();
        RecordedRun.checkModel(model);
        Model read = ModelFile.read(RunDirectory.model(model));
        boolean parquet = TableFormat.ofName(out).equals(Optional.of(TableFormat.PARQUET));
        Optional<EmbeddedPictures> pictures = pictures(count);
        Optional<EmbeddedTexts> embedded = pictures.isPresent() ? Optional.empty() : embedded(count);
        Path features = pictures.map(found -> found.stored().features())
                .or(() -> embedded.map(EmbeddedTexts::features))
                .orElse(file);
        List<String> names =
                pictures.map(found -> found.stored().pictures().names()).orElse(List.of());
        TableOptions stated = format.addTo(
                parquet
                        ? TableOptions.DEFAULTS.withTexts(EnumSet.of(TableRole.ID, TableRole.TEXT))
                        : TableOptions.DEFAULTS.withoutTexts());
        TableOptions options = FeatureFile.matching(
                features, stated, read.features(), read.preprocessing().features());
        StreamedTable table = FeatureFile.open(features, options, Set.of(), memory, out);
        try (RowBlocks raw = table.features()) {
            if (raw.columns() != read.preprocessing().features()) {
                throw new IllegalArgumentException(file + " has " + raw.columns() + " columns but the model in "
                        + model + " expects " + read.preprocessing().features()
                        + (raw.columns() == 1
                                        && raw.rows() == read.preprocessing().features()
                                ? "; if this is one row, reshape it to 1 x " + raw.rows()
                                : ""));
            }
            try (RowBlocks predicted = read.predictLazily(raw, count)) {
                if (parquet) {
                    PredictionParquet.write(
                            out,
                            names.isEmpty() ? table.texts().getOrDefault(TableRole.ID, List.of()) : names,
                            embedded.map(texts -> texts.texts().texts())
                                    .orElseGet(() -> table.texts().getOrDefault(TableRole.TEXT, List.of())),
                            predicted,
                            read.classNames());
                } else {
                    PredictionCsv.write(out, predicted, read.classNames());
                }
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        file + ": " + e.getMessage() + ": the features are too large for the model in " + model, e);
            }
            if (data == null) {
                RecordedRun.source(model)
                        .ifPresent(source ->
                                System.err.println("rectify: warning: " + model + " was trained on features made by "
                                        + source + "; others of the same width would be foretold wrongly"));
                say(table.schema().use(), matched(read, table, options));
            }
            System.out.printf("%s rows predicted: see %s%n", Wording.count(raw.rows()), Wording.path(out));
        }
        return 0;
    }

    private static void say(TableUse use, List<String> how) {
        UsedColumns.of(use, TableUse.NONE, how, List.of()).say(false);
    }

    private static void sayEmbedded(TableUse use) {
        say(use, List.of("embedded as those that the model was trained on"));
    }

    private static List<String> matched(Model model, StreamedTable table, TableOptions options) {
        boolean named = options.byName() && !table.schema().names().isEmpty();
        return List.of(
                named
                        ? "matched with the model's by name"
                        : "taken in the order of the model's"
                                + (model.features().isNamed() ? ", which have names" : ""));
    }

    private Path dataFile() throws IOException {
        Path file = data == null ? featuresFile : data;
        if (file == null || (data != null && featuresFile != null)) {
            throw new IllegalArgumentException("expected a file of texts, or features by --features FILE, "
                    + (file == null ? "but there is neither" : "not both"));
        }
        if (data != null) {
            format.checkUnused();
            DataOptions.checkTexts(data);
        }
        return file;
    }

    private Optional<EmbeddedPictures> pictures(int threads) throws IOException {
        Optional<Pictures> found =
                data == null ? Optional.empty() : EmbeddedPictures.in(data, images, format.text.format());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        PictureEmbedder embedder =
                RecordedRun.embedding(model).pictures().withThreads(threads).withSkipBroken(skipBroken);
        return Optional.of(EmbeddedPictures.of(found.get(), embedder, out, false, PredictCommand::sayEmbedded));
    }

    private Optional<EmbeddedTexts> embedded(int threads) throws IOException {
        return data == null
                ? Optional.empty()
                : Optional.of(RecordedRun.embedding(model)
                        .embed(
                                data,
                                textColumn,
                                format.text.format(),
                                cache,
                                out,
                                threads,
                                PredictCommand::sayEmbedded));
    }
}
