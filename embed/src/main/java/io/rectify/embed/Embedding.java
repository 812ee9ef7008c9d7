package io.rectify.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Npy;
import io.rectify.formats.TextFormat;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Texts to a file of features by a sentence model.
 *
 * <p>Finished rows are kept beside the output until it is whole: the same command started again after an interruption
 * goes on from there and ends with the same bits, since every batch is made of the same texts and computed alike, by one
 * thread. A text that occurs several times is embedded once. A text without any token, as an empty one may be, becomes a
 * row of zeros.
 */
public final class Embedding {
    private static final int DEFAULT_BATCH = 32;
    private static final int MESSAGE = 240;

    private final ModelSource source;
    private final Texts texts;
    private final EmbeddingOptions options;
    private final SentenceModel model;
    private final TextPieces pieces;
    private final List<Tokens> tokens;
    private final int batchSize;
    private final BatchPlan plan;

    private Embedding(ModelSource source, Texts texts, EmbeddingOptions options, SentenceModel model, TextPieces pieces)
            throws IOException {
        this.source = source;
        this.texts = texts;
        this.options = options;
        this.model = model;
        this.pieces = pieces;
        this.tokens = pieces.tokens();
        this.batchSize = batchSize(source, options);
        this.plan = new BatchPlan(tokens.stream().mapToInt(Tokens::length).toArray(), batchSize, !model.masksPadding());
    }

    /** One text at a time where the numbers of a text would else depend on its neighbours. */
    private static int batchSize(ModelSource source, EmbeddingOptions options) throws IOException {
        return options.batchSize().isPresent()
                ? options.batchSize().getAsInt()
                : source.roundsByBatch() ? 1 : DEFAULT_BATCH;
    }

    /** Whether every text is given to the model by itself, so that its features depend on no other text. */
    static boolean isAlone(ModelSource source, EmbeddingOptions options) throws IOException {
        return batchSize(source, options) == 1;
    }

    /**
     * What is read.
     *
     * @param model the model and its tokenizer
     * @param texts lines of a .txt file, or a table of any format
     * @param columns as for {@link Texts#read}
     * @param format how the texts are written
     */
    public record Inputs(ModelSource model, Path texts, String columns, TextFormat format) {
        /** Texts in UTF-8. */
        public Inputs(ModelSource model, Path texts, String columns) {
            this(model, texts, columns, TextFormat.DEFAULTS);
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
         * @param rows how many different texts
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
     * @param distinct number of different texts
     * @param resumed texts that an earlier, interrupted call had finished
     * @param truncated rows whose texts have more than {@code maxLength} tokens: cut to them, or averaged over windows of them
     * @param withoutTokens rows of zeros, counting from 0
     * @param pooling how outputs of tokens became features
     * @param output the model's output that was taken
     */
    public record Result(
            int rows,
            int columns,
            int distinct,
            int resumed,
            List<Integer> truncated,
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
        return run(
                inputs.model(),
                Texts.read(inputs.texts(), inputs.columns(), inputs.format()),
                options,
                output,
                monitor);
    }

    /** The same of texts that have been read. */
    public static Result run(ModelSource source, Texts texts, EmbeddingOptions options, Path output, Monitor monitor)
            throws IOException {
        byte[] json = source.tokenizerJson();
        try (SentenceTokenizer tokenizer = SentenceTokenizer.of(source.tokenizer(), json, options.maxLength());
                SentenceModel model = SentenceModel.open(source, options, tokenizer.paddingId())) {
            Embedding embedding =
                    new Embedding(source, texts, options, model, TextPieces.of(texts.texts(), options, tokenizer));
            try (FinishedParts parts = FinishedParts.open(output, embedding.fingerprint(tokenizer.paddingId()))) {
                int resumed = embedding.finish(parts, monitor);
                embedding.write(parts, output);
                Result result = embedding.result(parts.columns(), resumed, tokenizer.maxLength());
                parts.clear();
                return result;
            }
        }
    }

    private String fingerprint(int paddingId) throws IOException {
        return new Fingerprint()
                .add(source.fingerprint())
                .add(tokens)
                .add(String.join(
                        " ",
                        model.output(),
                        model.pooling().toString(),
                        Boolean.toString(options.normalise()),
                        Integer.toString(batchSize),
                        Integer.toString(BatchPlan.MOST_TOKENS),
                        Integer.toString(paddingId),
                        OrtEnvironment.getEnvironment().getVersion(),
                        System.getProperty("os.arch")))
                .hex();
    }

    private int finish(FinishedParts parts, Monitor monitor) throws IOException {
        if (plan.size() == 0) {
            throw new DataFormatException(
                    DataLocation.in(texts.file()),
                    "expected a text with at least one token but "
                            + texts.texts().size() + " texts have none");
        }
        return BatchRun.finish(parts, plan, options.threads(), this::features, monitor);
    }

    private List<float[]> features(int[] batch) throws IOException {
        List<float[]> features = new ArrayList<>();
        List<float[]> pooled = embed(batch);
        for (int i = 0; i < batch.length; i++) {
            float[] row = pooled.get(i);
            double norm = norm(row);
            if (!Double.isFinite(norm)) {
                throw problem(batch[i], source.model() + " gives NaN or infinity for this text");
            }
            features.add(options.normalise() ? divided(row, norm) : row);
        }
        return features;
    }

    private static double norm(float[] row) {
        double squares = 0;
        for (float value : row) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static float[] divided(float[] row, double norm) {
        for (int j = 0; norm > 0 && j < row.length; j++) {
            row[j] = (float) (row[j] / norm);
        }
        return row;
    }

    private List<float[]> embed(int[] batch) throws IOException {
        try {
            return model.embed(IntStream.of(batch).mapToObj(tokens::get).toList());
        } catch (OrtException e) {
            for (int piece : batch) {
                checkAlone(piece);
            }
            throw new DataFormatException(
                    DataLocation.in(source.model()),
                    "cannot take " + batch.length + " texts at once, though each alone; try a smaller batch size: "
                            + excerpt(e));
        }
    }

    private void checkAlone(int piece) throws IOException {
        Tokens text = tokens.get(piece);
        try {
            model.embed(List.of(text));
        } catch (OrtException e) {
            throw problem(
                    piece,
                    source.model() + " cannot take the " + text.length() + " tokens that " + source.tokenizer()
                            + " makes of it, the largest being number " + text.largestId()
                            + "; do the two belong together, and is the text short enough for the model? "
                            + excerpt(e));
        }
    }

    private static String excerpt(OrtException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.length() <= MESSAGE ? message : message.substring(0, MESSAGE) + "...";
    }

    private DataFormatException problem(int piece, String problem) {
        return new DataFormatException(texts.location(pieces.rows(piece)[0]), problem);
    }

    private void write(FinishedParts parts, Path output) throws IOException {
        try (Matrix features = Matrix.zeros(texts.texts().size(), parts.columns())) {
            parts.forEach((position, row) -> {
                int piece = plan.row(position);
                for (int i : pieces.rows(piece)) {
                    features.setRows(i, 1, pieces.isWhole(piece) ? row : sum(features.row(i), row));
                }
            });
            for (int i : pieces.rowsOfSeveral()) {
                float[] sum = features.row(i);
                features.setRows(i, 1, divided(sum, options.normalise() ? norm(sum) : pieces.count(i)));
            }
            Npy.writeMatrix(output, features);
        }
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int j = 0; j < sum.length; j++) {
            sum[j] += b[j];
        }
        return sum;
    }

    private Result result(int columns, int resumed, int maxLength) {
        int rows = texts.texts().size();
        IntPredicate without = row -> tokens.get(pieces.first(row)).length() == 0;
        return new Result(
                rows,
                columns,
                pieces.texts(),
                resumed,
                IntStream.range(0, rows)
                        .filter(row -> tokens.get(pieces.first(row)).truncated())
                        .boxed()
                        .toList(),
                maxLength,
                IntStream.range(0, rows).filter(without).boxed().toList(),
                model.pooling(),
                model.output());
    }
}
