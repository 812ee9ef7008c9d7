package io.rectify.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A folder of features, each file named by the SHA-256 of what they are of and of what made them, so that nothing is embedded
 * twice. Beside {@code KEY.npy} a {@code KEY.json} holds its SHA-256 and what there was to report; a file that is not what it
 * was is made anew.
 */
public final class FeatureStore {
    /** The folder's name where it lies beside what a command writes. */
    public static final String FOLDER = ".rectify-features";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHA256 = "sha256";
    private static final String DISTINCT = "distinct";
    private static final String BROKEN = "broken";
    private static final int KEY_DIGITS = 32;

    private final Path folder;

    /** @param folder made when something is kept in it */
    public FeatureStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Features of texts.
     *
     * @param features an npy file, N×D
     * @param found whether they were there
     * @param distinct number of different texts
     * @param truncated as of {@link Embedding.Result}
     */
    public record Stored(Path features, boolean found, int distinct, int truncated, int maxLength) {}

    /**
     * Features of pictures.
     *
     * @param features an npy file, N×D
     * @param found whether they were there
     * @param distinct number of different files
     * @param pictures those that have a row, in its order
     * @param kept which of the pictures these are, ascending
     */
    public record StoredPictures(Path features, boolean found, int distinct, Pictures pictures, List<Integer> kept) {}

    /** Makes features in a file and says what there is to say of them. */
    @FunctionalInterface
    private interface Maker {
        Map<String, Object> make(Path features) throws IOException;
    }

    private record Entry(Path features, boolean found, JsonNode values) {}

    /**
     * The features of texts, embedded now unless they are there.
     *
     * @throws IOException as {@link Embedding#run}
     */
    public Stored features(Embedder embedder, Texts texts, Embedding.Monitor monitor) throws IOException {
        Fingerprint key = new Fingerprint().add(JSON.writeValueAsString(embedder.record()));
        texts.texts().forEach(key::add);
        Entry entry = entry(key, features -> {
            Embedding.Result result = Embedding.run(embedder.source(), texts, embedder.options(), features, monitor);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("model", embedder.record());
            values.put("rows", result.rows());
            values.put(DISTINCT, result.distinct());
            values.put("truncated", result.truncated());
            values.put("max_length", result.maxLength());
            return values;
        });
        JsonNode values = entry.values();
        return new Stored(
                entry.features(),
                entry.found(),
                values.path(DISTINCT).asInt(),
                values.path("truncated").asInt(),
                values.path("max_length").asInt());
    }

    /**
     * The features of pictures, embedded now unless they are there.
     *
     * @throws IOException as {@link PictureEmbedding#run}
     */
    public StoredPictures features(
            ModelSource source, Pictures pictures, PictureOptions options, Embedding.Monitor monitor)
            throws IOException {
        Fingerprint key = new Fingerprint()
                .add(JSON.writeValueAsString(PictureEmbedding.record(source, options)))
                .add(source.fingerprint())
                .add(Boolean.toString(options.skipBroken()));
        for (Path file : pictures.files()) {
            key.add(Sha256.of(file));
        }
        Entry entry = entry(key, features -> {
            PictureEmbedding.Result result = PictureEmbedding.run(source, pictures, options, features, monitor);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("model", PictureEmbedding.record(source, options));
            values.put("rows", result.pictures().files().size());
            values.put(DISTINCT, result.distinct());
            values.put(BROKEN, result.broken());
            return values;
        });
        Set<Integer> broken = new HashSet<>();
        entry.values().path(BROKEN).forEach(row -> broken.add(row.asInt()));
        return new StoredPictures(
                entry.features(),
                entry.found(),
                entry.values().path(DISTINCT).asInt(),
                pictures.without(broken),
                IntStream.range(0, pictures.files().size())
                        .filter(row -> !broken.contains(row))
                        .boxed()
                        .toList());
    }

    private Entry entry(Fingerprint fingerprint, Maker maker) throws IOException {
        String key = fingerprint.hex().substring(0, KEY_DIGITS);
        Path features = folder.resolve(key + ".npy");
        Path description = folder.resolve(key + ".json");
        JsonNode known = description(description);
        if (Files.isRegularFile(features)
                && Sha256.of(features).equals(known.path(SHA256).asText())) {
            return new Entry(features, true, known);
        }
        Files.createDirectories(folder);
        Map<String, Object> values = new LinkedHashMap<>(maker.make(features));
        values.put(SHA256, Sha256.of(features));
        JsonNode made = JSON.valueToTree(values);
        AtomicOutput.file(description, temporary -> Files.writeString(temporary, made.toPrettyString()));
        return new Entry(features, false, made);
    }

    private static JsonNode description(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? JSON.readTree(Files.readString(file)) : JSON.createObjectNode();
        } catch (JsonProcessingException | CharacterCodingException e) {
            return JSON.createObjectNode();
        }
    }
}
