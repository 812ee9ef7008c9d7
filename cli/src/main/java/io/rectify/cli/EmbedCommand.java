package io.rectify.cli;

import io.rectify.embed.Embedding;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.Pooling;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify embed}: texts and a sentence model in, features out. */
@Command(
        name = "embed",
        description = "Turn texts into features by a sentence model in ONNX and its tokenizer, offline.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  rectify embed --model model.onnx --tokenizer tokenizer.json \\",
            "    --texts train.csv --text-column text --out train_features.npy",
            "",
            "Model and tokenizer are files that you bring, such as onnx/model.onnx and",
            "tokenizer.json of a sentence-transformers model. An interrupted embed, started",
            "again with the same command, goes on where it was and ends with the same bits;",
            "until then its finished rows are in .NAME.parts beside the output.",
        })
final class EmbedCommand implements Callable<Integer> {
    private static final int ROWS_NAMED = 5;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Sentence model (.onnx).")
    @SuppressWarnings("NullAway.Init")
    Path model;

    @Option(names = "--tokenizer", required = true, paramLabel = "FILE", description = "The model's tokenizer.json.")
    @SuppressWarnings("NullAway.Init")
    Path tokenizer;

    @Option(
            names = "--texts",
            required = true,
            paramLabel = "FILE",
            description = "Texts: a csv or tsv file with a header, or the lines of a .txt file.")
    @SuppressWarnings("NullAway.Init")
    Path texts;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the csv. Default: 'text', or the only one.")
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
            description = "Tokens after which a text is cut off. Default: what the tokenizer says, or else 512.")
    @Nullable
    Integer maxLength;

    @Option(names = "--normalise", description = "Divide each row by its norm.")
    boolean normalise;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Put before each text, as some models want it, such as 'query: '.")
    String prefix = "";

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Texts given to the model at a time. Default: ${DEFAULT-VALUE}.")
    int batchSize = EmbeddingOptions.DEFAULTS.batchSize();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all processors.")
    @Nullable
    Integer threads;

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    @Mixin
    OutputOptions outputs = new OutputOptions();

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        OutputFile.checkSpares(List.of(model, tokenizer, texts), out);
        EmbeddingOptions options = options();
        Embedding.Inputs inputs = new Embedding.Inputs(model, tokenizer, texts, columnName(), text.format());
        long begin = System.nanoTime();
        try (EmbedProgress progress = new EmbedProgress(outputs.quiet)) {
            Embedding.Result result = Embedding.run(inputs, options, out, progress);
            progress.close();
            report(result, (System.nanoTime() - begin) / 1e9);
        }
        return 0;
    }

    private EmbeddingOptions options() {
        return new EmbeddingOptions(
                maxLength == null ? OptionalInt.empty() : OptionalInt.of(maxLength),
                Optional.ofNullable(pooling),
                Optional.ofNullable(output),
                normalise,
                prefix,
                batchSize,
                threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    }

    private String columnName() throws IOException {
        if (TextFile.isLines(texts)) {
            if (column != null) {
                throw new IllegalArgumentException(
                        "--text-column is for csv files but the texts are lines of " + texts);
            }
            return TextFile.DEFAULT_COLUMN;
        }
        if (column != null) {
            return column;
        }
        List<String> names = LabelTable.columnNames(texts, text.format());
        return names.size() == 1 ? names.get(0) : TextFile.DEFAULT_COLUMN;
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
                "%s texts embedded in %s features by pooling %s of output %s%s in %.1f s: see %s%n",
                Wording.count(result.rows()),
                Wording.count(result.columns()),
                result.pooling(),
                Wording.shortened(result.output(), 40),
                result.truncated() == 0
                        ? ""
                        : ", " + Wording.count(result.truncated()) + " of them cut to " + result.maxLength()
                                + " tokens",
                seconds,
                Wording.path(out));
    }

    private static Map<String, Object> values(Embedding.Result result, double seconds) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", result.rows());
        values.put("columns", result.columns());
        values.put("pooling", result.pooling().toString());
        values.put("output", result.output());
        values.put("max_length", result.maxLength());
        values.put("truncated", result.truncated());
        values.put("without_tokens", result.withoutTokens());
        values.put("resumed", result.resumed());
        values.put("seconds", seconds);
        return values;
    }
}
