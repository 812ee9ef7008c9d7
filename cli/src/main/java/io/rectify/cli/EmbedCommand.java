package io.rectify.cli;

import io.rectify.embed.Embedder;
import io.rectify.embed.Embedding;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.ModelSource;
import io.rectify.embed.PictureEmbedder;
import io.rectify.embed.PictureEmbedding;
import io.rectify.embed.PictureOptions;
import io.rectify.embed.Pictures;
import io.rectify.embed.Pooling;
import io.rectify.embed.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify embed}: texts and a sentence model in, features out. */
@Command(
        name = "embed",
        header = {
            "Turn texts or pictures into features by a model: that which comes with rectify, or another.",
            "  rectify embed --texts train.csv --out train_features.npy",
            "  rectify embed --images photos/ --out photo_features.npy",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "More examples:",
            "  rectify embed --model model.onnx --tokenizer tokenizer.json \\",
            "    --texts train.csv --text-column title,body --out train_features.npy",
            "",
            "Nothing is fetched unless a model is named that does not come with rectify.",
            "Files of yours are such as onnx/model.onnx and tokenizer.json of a",
            "sentence-transformers model. An interrupted embed, started again with the same",
            "command, goes on where it was and ends with the same bits; until then its",
            "finished rows are in .NAME.parts beside the output.",
        })
final class EmbedCommand implements Callable<Integer> {
    private static final int ROWS_NAMED = 5;

    @Mixin
    ModelOptions model = new ModelOptions();

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts: a table of any format that rectify convert reads, or the lines of a .txt file.")
    @Nullable
    Path texts;

    @Option(
            names = "--images",
            paramLabel = "DIR|FILE",
            description =
                    "Pictures instead of texts: a folder, whose pictures are taken in the order of their names, or a "
                            + "table that names them. --model is then an .onnx file of yours, or by default efficientnet-lite0, "
                            + "which comes with rectify.")
    @Nullable
    Path images;

    @Option(
            names = "--image-column",
            defaultValue = "image",
            paramLabel = "NAME",
            description =
                    "Column of the table with the paths of the pictures, relative to it. Default: ${DEFAULT-VALUE}.")
    String imageColumn = "image";

    @Mixin
    PictureScaleOptions pictures = new PictureScaleOptions();

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the texts; title,body joins several. Default: 'text', or the only one.")
    @Nullable
    String column;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Features to write (.npy).")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(
            names = "--pooling",
            paramLabel = "HOW",
            description = "How outputs of tokens become features: mean, cls (the first token's) or none (the model "
                    + "pools itself). Default: mean where the model gives outputs of tokens, else none.")
    @Nullable
    Pooling pooling;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "Output of the model to take. Default: the first that fits the pooling.")
    @Nullable
    String output;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description =
                    "Tokens after which a text is cut off. Default: what the model was trained for, or the tokenizer "
                            + "says, or else 512.")
    @Nullable
    Integer maxLength;

    @Option(
            names = "--normalise",
            description = "Divide each row by its norm; rows of models that are known by name always are.")
    boolean normalise;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description =
                    "Put before each text, as some models want it, such as 'query: '. Default: what a model that is "
                            + "known by name was trained with, or else nothing.")
    @Nullable
    String prefix;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Texts given to the model at a time. Default: 32, or 1 for models of 8 bits, in which the "
                    + "features of a text would else depend on the texts beside it.")
    @Nullable
    Integer batchSize;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    @Mixin
    OutputOptions outputs = new OutputOptions();

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        Path file = texts;
        if (images != null && file == null) {
            embedPictures(images);
            return 0;
        }
        if (file == null || images != null || pictures.isGiven()) {
            throw new IllegalArgumentException("expected either --texts, or --images with their options "
                    + "--size, --scale, --mean, --std, --skip-broken");
        }
        EmbeddingOptions base = EmbeddingOptions.DEFAULTS.withThreads(threads.count());
        base = batchSize == null ? base : base.withBatchSize(batchSize);
        Embedder known = model.embedder(base, outputs.quiet);
        List<Path> inputs = new ArrayList<>(known.source().files());
        inputs.add(file);
        OutputFile.checkSpares(inputs, out);
        Texts read = Texts.read(file, column == null ? "" : column, text.format());
        long begin = System.nanoTime();
        try (EmbedProgress progress = new EmbedProgress(outputs.quiet)) {
            Embedding.Result result = Embedding.run(known.source(), read, asked(known.options()), out, progress);
            progress.close();
            report(result, (System.nanoTime() - begin) / 1e9);
        }
        return 0;
    }

    private void embedPictures(Path place) throws IOException {
        PictureEmbedder embedder = model.embedder(pictures);
        ModelSource source = embedder.source();
        PictureOptions options = embedder.options().withThreads(threads.count());
        options = output == null ? options : options.withOutput(output);
        options = pooling == null ? options : options.withPooling(pooling);
        options = batchSize == null ? options : options.withBatchSize(batchSize);
        Pictures found =
                Files.isDirectory(place) ? Pictures.below(place) : Pictures.named(place, imageColumn, text.format());
        List<Path> inputs = new ArrayList<>(source.files());
        inputs.addAll(found.files());
        inputs.add(place);
        OutputFile.checkSpares(inputs, out);
        long begin = System.nanoTime();
        try (EmbedProgress progress = new EmbedProgress(outputs.quiet, "pictures")) {
            PictureEmbedding.Result result = PictureEmbedding.run(source, found, options, out, progress);
            progress.close();
            report(found, result, (System.nanoTime() - begin) / 1e9);
        }
    }

    private void report(Pictures found, PictureEmbedding.Result result, double seconds) {
        List<String> broken = result.broken().stream().map(found.names()::get).toList();
        if (outputs.json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("rows", result.pictures().files().size());
            values.put("different", result.distinct());
            values.put("columns", result.columns());
            values.put("output", result.output());
            values.put("size", result.size());
            values.put("broken", broken);
            values.put("links_left_out", found.skipped());
            values.put("resumed", result.resumed());
            values.put("seconds", seconds);
            System.out.print(Json.line(values));
            return;
        }
        System.out.printf(
                "%s pictures embedded in %s features by output %s at %d x %d pixels%s in %.1f s: see %s%n",
                Wording.count(result.pictures().files().size()),
                Wording.count(result.columns()),
                Wording.shortened(result.output(), 40),
                result.size(),
                result.size(),
                broken.isEmpty()
                        ? ""
                        : ", " + Wording.count(broken.size()) + " files that are none left out, the first "
                                + broken.get(0),
                seconds,
                Wording.path(out));
    }

    /** What the command asks for goes before what is known of the model. */
    private EmbeddingOptions asked(EmbeddingOptions known) {
        EmbeddingOptions options = known;
        options = maxLength == null ? options : options.withMaxLength(maxLength);
        options = pooling == null ? options : options.withPooling(pooling);
        options = output == null ? options : options.withOutput(output);
        options = prefix == null ? options : options.withPrefix(prefix);
        return normalise ? options.withNormalise(true) : options;
    }

    private void report(Embedding.Result result, double seconds) {
        if (!outputs.quiet && !result.withoutTokens().isEmpty()) {
            List<Integer> rows = result.withoutTokens();
            System.err.println("rectify: no token in "
                    + (rows.size() == 1 ? "row " : "rows ")
                    + rows.stream().limit(ROWS_NAMED).map(String::valueOf).collect(Collectors.joining(", "))
                    + (rows.size() > ROWS_NAMED ? " and " + (rows.size() - ROWS_NAMED) + " more" : "")
                    + " (counting from 0): all their features are 0");
        }
        if (outputs.json) {
            System.out.print(Json.line(values(result, seconds)));
            return;
        }
        System.out.printf(
                "%s texts%s embedded in %s features by pooling %s of output %s%s in %.1f s: see %s%n",
                Wording.count(result.rows()),
                result.distinct() == result.rows()
                        ? ""
                        : ", " + Wording.count(result.distinct()) + " of them different,",
                Wording.count(result.columns()),
                result.pooling(),
                Wording.shortened(result.output(), 40),
                result.truncated().isEmpty()
                        ? ""
                        : ", " + Wording.count(result.truncated().size())
                                + (model.chunks == ModelOptions.Chunks.CUT
                                        ? " of them cut to "
                                        : " of them averaged over windows of ")
                                + result.maxLength() + " tokens",
                seconds,
                Wording.path(out));
    }

    private static Map<String, Object> values(Embedding.Result result, double seconds) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", result.rows());
        values.put("different", result.distinct());
        values.put("columns", result.columns());
        values.put("pooling", result.pooling().toString());
        values.put("output", result.output());
        values.put("max_length", result.maxLength());
        values.put("truncated", result.truncated().size());
        values.put("without_tokens", result.withoutTokens());
        values.put("resumed", result.resumed());
        values.put("seconds", seconds);
        return values;
    }
}
