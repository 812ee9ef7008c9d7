package io.rectify.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Npy;
import io.rectify.formats.TextFile;
import io.rectify.formats.TextFormat;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts to a file of features by a sentence model.
 *
 * <p>Finished rows are kept beside the output until it is whole: the same command started again after an interruption
 * goes on from there and ends with the same bits, since every batch is made of the same texts and computed alike. A text
 * without any token, as an empty one may be, becomes a row of zeros.
 */
public final class Embedding {
    private static final int BLOCK_ROWS = 4096;
    private static final long BLOCK_NANOS = 5_000_000_000L;
    private static final int MESSAGE = 240;

    private final Inputs inputs;
    private final EmbeddingOptions options;
    private final SentenceModel model;
    private final List<Tokens> texts;
    private final BatchPlan plan;
    private final Monitor monitor;

    private Embedding(
            Inputs inputs, EmbeddingOptions options, SentenceModel model, List<Tokens> texts, Monitor monitor) {
        this.inputs = inputs;
        this.options = options;
        this.model = model;
        this.texts = texts;
        this.plan = new BatchPlan(texts, options.batchSize(), !model.masksPadding());
        this.monitor = monitor;
    }

    /**
     * What is read.
     *
     * @param model an ONNX file
     * @param tokenizer its tokenizer.json
     * @param texts lines of a .txt file, or a csv or tsv file
     * @param column the column of a csv or tsv file
     * @param format how the texts are written
     */
    public record Inputs(Path model, Path tokenizer, Path texts, String column, TextFormat format) {
        /** Texts in UTF-8. */
        public Inputs(Path model, Path tokenizer, Path texts, String column) {
            this(model, tokenizer, texts, column, TextFormat.DEFAULTS);
        }
    }

    /** Is told how far the work has come. */
    public interface Monitor {
        Monitor SILENT = new Monitor() {};

        /** Parts of another command, or of other inputs, were found for this output and deleted. */
        default void discarded() {}

        /**
         * Some rows are finished, at the beginning those of an earlier, interrupted call.
         *
         * @param rows how many texts
         * @param of how many there are
         * @param share the part of all work that is done
         */
        default void finished(int rows, int of, double share) {}
    }

    /**
     * What came out.
     *
     * @param rows number of texts, N
     * @param columns number of features, D
     * @param resumed texts that an earlier, interrupted call had finished
     * @param truncated texts that were cut to {@code maxLength} tokens
     * @param withoutTokens rows of zeros, counting from 0
     * @param pooling how outputs of tokens became features
     * @param output the model's output that was taken
     */
    public record Result(
            int rows,
            int columns,
            int resumed,
            int truncated,
            int maxLength,
            List<Integer> withoutTokens,
            Pooling pooling,
            String output) {}

    /**
     * Embeds all texts and writes the features, N×D float32.
     *
     * @throws DataFormatException if an input is not what it should be, the model cannot take the tokens of a text, or
     *     answers with a number that is not finite
     * @throws io.rectify.formats.OutputException if the output cannot be written
     * @throws IOException if reading or writing fails
     */
    public static Result run(Inputs inputs, EmbeddingOptions options, Path output, Monitor monitor) throws IOException {
        List<String> texts = TextFile.read(inputs.texts(), inputs.column(), inputs.format());
        byte[] json = bytes(inputs.tokenizer());
        try (SentenceTokenizer tokenizer = SentenceTokenizer.of(inputs.tokenizer(), json, options.maxLength());
                SentenceModel model = SentenceModel.open(inputs.model(), options, tokenizer.paddingId())) {
            List<Tokens> tokens = tokenizer.encode(
                    texts.stream().map(text -> options.prefix() + text).toList());
            Embedding embedding = new Embedding(inputs, options, model, tokens, monitor);
            try (FinishedParts parts = FinishedParts.open(output, embedding.fingerprint(tokenizer.paddingId()))) {
                int resumed = embedding.finish(parts);
                embedding.write(parts, output);
                Result result = embedding.result(parts.columns(), resumed, tokenizer.maxLength());
                parts.clear();
                return result;
            }
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        checkFile(file, "expected a tokenizer.json");
        return Files.readAllBytes(file);
    }

    static void checkFile(Path file, String expected) throws DataFormatException {
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file)
                    ? "found a directory"
                    : Files.exists(file) ? "found a device or a pipe" : "there is no such file";
            throw new DataFormatException(DataLocation.in(file), expected + " but " + found);
        }
    }

    private String fingerprint(int paddingId) throws IOException {
        return new Fingerprint()
                .addModel(inputs.model())
                .add(texts)
                .add(String.join(
                        " ",
                        model.output(),
                        model.pooling().toString(),
                        Boolean.toString(options.normalise()),
                        Integer.toString(options.batchSize()),
                        Integer.toString(options.threads()),
                        Integer.toString(paddingId),
                        OrtEnvironment.getEnvironment().getVersion(),
                        System.getProperty("os.arch")))
                .hex();
    }

    /** Computes what is missing, and returns how many rows were there. */
    private int finish(FinishedParts parts) throws IOException {
        if (plan.size() == 0) {
            throw new DataFormatException(
                    DataLocation.in(inputs.texts()),
                    "expected a text with at least one token but " + texts.size() + " texts have none");
        }
        int next = plan.batchAt(parts.rows());
        if (next < 0) {
            parts.clear();
            next = 0;
        }
        if (parts.hasDiscarded()) {
            monitor.discarded();
        }
        int resumed = parts.rows();
        tell(next);
        List<float[]> block = new ArrayList<>();
        long begin = System.nanoTime();
        for (; next < plan.batches().size(); next++) {
            addChecked(plan.batches().get(next), block);
            boolean last = next == plan.batches().size() - 1;
            if (last || block.size() >= BLOCK_ROWS || System.nanoTime() - begin > BLOCK_NANOS) {
                parts.add(block);
                block.clear();
                begin = System.nanoTime();
            }
            tell(next + 1);
        }
        return resumed;
    }

    private void tell(int batches) {
        BatchPlan.Batch last =
                batches == 0 ? new BatchPlan.Batch(0, 0, 0) : plan.batches().get(batches - 1);
        monitor.finished(last.to(), plan.size(), (double) last.work() / plan.work());
    }

    private void addChecked(BatchPlan.Batch batch, List<float[]> block) throws IOException {
        int[] rows = IntStream.range(batch.from(), batch.to()).map(plan::row).toArray();
        List<float[]> features = embed(rows);
        for (int i = 0; i < rows.length; i++) {
            float[] row = features.get(i);
            double squares = 0;
            for (float value : row) {
                squares += (double) value * value;
            }
            if (!Double.isFinite(squares)) {
                throw problem(rows[i], inputs.model() + " gives NaN or infinity for this text");
            }
            block.add(options.normalise() ? normalised(row, Math.sqrt(squares)) : row);
        }
    }

    private static float[] normalised(float[] row, double norm) {
        for (int j = 0; norm > 0 && j < row.length; j++) {
            row[j] = (float) (row[j] / norm);
        }
        return row;
    }

    private List<float[]> embed(int[] rows) throws IOException {
        try {
            return model.embed(IntStream.of(rows).mapToObj(texts::get).toList());
        } catch (OrtException e) {
            for (int row : rows) {
                checkAlone(row);
            }
            throw new DataFormatException(
                    DataLocation.in(inputs.model()),
                    "cannot take " + rows.length + " texts at once, though each alone; try a smaller batch size: "
                            + excerpt(e));
        }
    }

    private void checkAlone(int row) throws IOException {
        Tokens text = texts.get(row);
        try {
            model.embed(List.of(text));
        } catch (OrtException e) {
            throw problem(
                    row,
                    inputs.model() + " cannot take the " + text.length() + " tokens that " + inputs.tokenizer()
                            + " makes of it, the largest being number " + text.largestId()
                            + "; do the two belong together, and is the text short enough for the model? "
                            + excerpt(e));
        }
    }

    private static String excerpt(OrtException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.length() <= MESSAGE ? message : message.substring(0, MESSAGE) + "...";
    }

    private DataFormatException problem(int row, String problem) {
        DataLocation location = DataLocation.in(inputs.texts()).withRow(row);
        return new DataFormatException(
                TextFile.isLines(inputs.texts()) ? location.withLine(row + 1L) : location, problem);
    }

    private void write(FinishedParts parts, Path output) throws IOException {
        try (Matrix features = Matrix.zeros(texts.size(), parts.columns())) {
            parts.copyTo(features, plan);
            Npy.writeMatrix(output, features);
        }
    }

    private Result result(int columns, int resumed, int maxLength) {
        return new Result(
                texts.size(),
                columns,
                resumed,
                (int) texts.stream().filter(Tokens::truncated).count(),
                maxLength,
                IntStream.range(0, texts.size())
                        .filter(row -> texts.get(row).length() == 0)
                        .boxed()
                        .toList(),
                model.pooling(),
                model.output());
    }
}
