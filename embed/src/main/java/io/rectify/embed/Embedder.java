package io.rectify.embed;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A sentence model with how it is used: all that decides which features a text has.
 *
 * @param source the model
 * @param options how texts become features
 */
public record Embedder(ModelSource source, EmbeddingOptions options) {
    private static final String MODEL = "model";
    private static final String TOKENIZER = "tokenizer";
    private static final String FINGERPRINT = "fingerprint";
    private static final String POOLING = "pooling";
    private static final String OUTPUT = "output";
    private static final String NORMALISE = "normalise";
    private static final String PREFIX = "prefix";
    private static final String MAX_LENGTH = "max_length";
    private static final String WINDOWS = "windows";
    private static final String BATCH_SIZE = "batch_size";

    /** What a record of a run says of it, from which {@link #of} makes it again. */
    public Map<String, Object> record() throws IOException {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put(MODEL, source.place(source.model()));
        if (!source.isKnown()) {
            record.put(TOKENIZER, source.place(source.tokenizer()));
        }
        record.put(FINGERPRINT, source.fingerprint());
        options.pooling().ifPresent(pooling -> record.put(POOLING, pooling.toString()));
        options.output().ifPresent(output -> record.put(OUTPUT, output));
        record.put(NORMALISE, options.normalise());
        record.put(PREFIX, options.prefix());
        options.maxLength().ifPresent(length -> record.put(MAX_LENGTH, length));
        record.put(WINDOWS, options.windows());
        options.batchSize().ifPresent(size -> record.put(BATCH_SIZE, size));
        return record;
    }

    /**
     * The embedder of a record.
     *
     * @param file that holds the record, for messages
     * @param cache where a model that is known by a name is kept
     * @throws DataFormatException if the record is damaged, or the model is no longer the one that it speaks of
     */
    public static Embedder of(JsonNode record, Path file, ModelCache cache, ModelCache.Notice notice)
            throws IOException {
        String name = text(record, MODEL, file);
        Optional<KnownModel> known = KnownModel.named(name);
        ModelSource source = known.isPresent()
                ? cache.find(known.get(), notice)
                : ModelSource.of(Path.of(name), Path.of(text(record, TOKENIZER, file)));
        if (!source.fingerprint().equals(text(record, FINGERPRINT, file))) {
            throw new DataFormatException(
                    DataLocation.in(source.model()), "is no longer the sentence model that " + file + " speaks of");
        }
        EmbeddingOptions options = EmbeddingOptions.DEFAULTS
                .withNormalise(record.path(NORMALISE).asBoolean())
                .withPrefix(text(record, PREFIX, file))
                .withWindows(record.path(WINDOWS).asBoolean());
        if (record.has(POOLING)) {
            String pooling = text(record, POOLING, file);
            for (Pooling each : Pooling.values()) {
                options = each.toString().equals(pooling) ? options.withPooling(each) : options;
            }
        }
        options = record.has(OUTPUT) ? options.withOutput(text(record, OUTPUT, file)) : options;
        options = record.has(MAX_LENGTH)
                ? options.withMaxLength(record.path(MAX_LENGTH).asInt())
                : options;
        return new Embedder(
                source,
                record.has(BATCH_SIZE)
                        ? options.withBatchSize(record.path(BATCH_SIZE).asInt())
                        : options);
    }

    private static String text(JsonNode record, String field, Path file) throws DataFormatException {
        JsonNode value = record.path(field);
        if (!value.isTextual()) {
            throw new DataFormatException(DataLocation.in(file), "expected '" + field + "' of the sentence model");
        }
        return value.asText();
    }

    /** The same with a number of threads. */
    public Embedder withThreads(int threads) {
        return new Embedder(source, options.withThreads(threads));
    }
}
