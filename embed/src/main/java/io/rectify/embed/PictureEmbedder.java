package io.rectify.embed;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture model with how it is used: all that decides which features a picture has.
 *
 * @param source the model
 * @param options how pictures become features
 */
public record PictureEmbedder(ModelSource source, PictureOptions options) {
    private static final String FINGERPRINT = "fingerprint";

    /** What a record of a run says of it, from which {@link #of} makes it again. */
    public Map<String, Object> record() throws IOException {
        Map<String, Object> record = new LinkedHashMap<>(PictureEmbedding.record(source, options));
        record.put(PictureEmbedding.MODEL, source.place(source.model()));
        record.put(FINGERPRINT, source.fingerprint());
        return record;
    }

    /**
     * The embedder of a record.
     *
     * @param file that holds the record, for messages
     * @throws DataFormatException if the record is damaged, or the model is no longer the one that it speaks of
     */
    public static PictureEmbedder of(JsonNode record, Path file) throws IOException {
        String name = record.path(PictureEmbedding.MODEL).asText();
        ModelSource source = name.equals(ModelSource.BUILT_IN_PICTURES)
                ? ModelSource.builtInPictures()
                : ModelSource.of(Path.of(name));
        if (!source.fingerprint().equals(record.path(FINGERPRINT).asText())) {
            throw new DataFormatException(
                    DataLocation.in(source.model()), "is no longer the picture model that " + file + " speaks of");
        }
        try {
            return new PictureEmbedder(source, options(record));
        } catch (IllegalArgumentException e) {
            throw new DataFormatException(
                    DataLocation.in(file), "the record of the picture model is damaged: " + e.getMessage());
        }
    }

    private static PictureOptions options(JsonNode record) {
        PictureOptions options = PictureOptions.DEFAULTS;
        if (record.has(PictureEmbedding.MEAN)) {
            options = options.withScale(new PictureOptions.Scale(
                    numbers(record.path(PictureEmbedding.MEAN)), numbers(record.path(PictureEmbedding.DEVIATION))));
        }
        if (record.has(PictureEmbedding.SIZE)) {
            options = options.withSize(record.path(PictureEmbedding.SIZE).asInt());
        }
        if (record.has(PictureEmbedding.BATCH_SIZE)) {
            options = options.withBatchSize(
                    record.path(PictureEmbedding.BATCH_SIZE).asInt());
        }
        return options;
    }

    private static List<Double> numbers(JsonNode values) {
        List<Double> numbers = new ArrayList<>();
        values.forEach(value -> numbers.add(value.asDouble()));
        return numbers;
    }

    /** The same with a number of threads. */
    public PictureEmbedder withThreads(int threads) {
        return new PictureEmbedder(source, options.withThreads(threads));
    }

    /** The same that leaves files out which are no pictures, or refuses them. */
    public PictureEmbedder withSkipBroken(boolean skipBroken) {
        return new PictureEmbedder(source, options.withSkipBroken(skipBroken));
    }
}
