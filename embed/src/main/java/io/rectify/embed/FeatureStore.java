package io.rectify.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.Npy;
import io.rectify.formats.NpyRows;
import io.rectify.formats.Sha256;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of features, each file named by the SHA-256 of what they are of and of what made them, so that nothing is embedded
 * twice. Beside {@code KEY.npy} a {@code KEY.json} holds its SHA-256 and what there was to report; a file that is not what it
 * was is made anew. Where a model is given each text by itself, {@code KEY.rows} tells which text each row is of ({@link RowIndex}), and features of
 * other texts take the rows that they share: the same bits as if they were embedded again. When something is added, those files go that were not used for longest, until the others are no more than a limit
 * together; what was used in the last hour stays, since a command may be at work with it.
 */
public final class FeatureStore {
    /** The folder's name where it lies beside what a command writes. */
    public static final String FOLDER = ".rectify-features";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHA256 = "sha256";
    private static final String DISTINCT = "distinct";
    private static final String BROKEN = "broken";
    private static final String MODEL = "model";
    private static final String KNOWN = "known";
    private static final String TRUNCATED = "truncated";
    private static final String MAX_LENGTH = "max_length";
    private static final int KEY_DIGITS = 32;
    private static final String FEATURES = ".npy";
    private static final String DESCRIPTION = ".json";
    private static final String INDEX = ".rows";
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{" + KEY_DIGITS + "}\\.npy");
    private static final Duration IN_USE = Duration.ofHours(1);

    /** Bytes that a folder holds at most. */
    public static final long LIMIT = 4L << 30;

    private final Path folder;
    private final long limit;

    /** @param folder made when something is kept in it */
    public FeatureStore(Path folder) {
        this(folder, LIMIT);
    }

    /** @param limit bytes of features that the folder holds at most, but for those in use */
    FeatureStore(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Features of texts.
     *
     * @param features an npy file, N×D
     * @param found whether they were there
     * @param known rows that were taken from features of other texts, if they were not there
     * @param distinct number of different texts
     * @param truncated how many texts, as of {@link Embedding.Result}
     */
    public record Stored(Path features, boolean found, int known, int distinct, int truncated, int maxLength) {}

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
        Entry entry = entry(key, features -> make(embedder, texts, features, monitor));
        JsonNode values = entry.values();
        return new Stored(
                entry.features(),
                entry.found(),
                entry.found() ? 0 : values.path(KNOWN).asInt(),
                values.path(DISTINCT).asInt(),
                values.path(TRUNCATED).asInt(),
                values.path(MAX_LENGTH).asInt());
    }

    private Map<String, Object> make(Embedder embedder, Texts texts, Path features, Embedding.Monitor monitor)
            throws IOException {
        boolean alone = Embedding.isAlone(embedder.source(), embedder.options());
        List<RowIndex.Key> keys =
                alone ? texts.texts().stream().map(RowIndex.Key::of).toList() : List.of();
        Map<RowIndex.Key, Place> known =
                alone ? known(JSON.valueToTree(embedder.record()), Set.copyOf(keys)) : Map.of();
        Map<Integer, Place> taken = new LinkedHashMap<>();
        for (int row = 0; row < keys.size(); row++) {
            Place place = known.get(keys.get(row));
            if (place != null) {
                taken.put(row, place);
            }
        }
        Set<Integer> truncated = new HashSet<>();
        int maxLength =
                known.values().stream().mapToInt(Place::maxLength).findFirst().orElse(0);
        if (taken.size() < texts.texts().size()) {
            Embedding.Result made = Embedding.run(
                    embedder.source(), without(texts, taken.keySet()), embedder.options(), features, monitor);
            truncated.addAll(made.truncated());
            maxLength = made.maxLength();
        }
        if (!taken.isEmpty()) {
            take(taken, keys.size(), features);
        }
        taken.forEach((row, place) -> {
            if (place.truncated()) {
                truncated.add(row);
            }
        });
        if (alone) {
            RowIndex.write(sibling(features, INDEX), keys, truncated);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(MODEL, embedder.record());
        values.put("rows", texts.texts().size());
        values.put(KNOWN, taken.size());
        values.put(DISTINCT, new HashSet<>(texts.texts()).size());
        values.put(TRUNCATED, truncated.size());
        values.put(MAX_LENGTH, maxLength);
        return values;
    }

    /** Where the features of a text are. */
    private record Place(Path features, int row, boolean truncated, int maxLength) {}

    /** The texts that the same model has embedded, each by itself, in files that are what they were. */
    private Map<RowIndex.Key, Place> known(JsonNode model, Set<RowIndex.Key> wanted) throws IOException {
        Map<RowIndex.Key, Place> known = new HashMap<>();
        for (Path features : ours()) {
            JsonNode values = description(sibling(features, DESCRIPTION));
            List<RowIndex.Row> rows =
                    values.path(MODEL).equals(model) ? RowIndex.read(sibling(features, INDEX)) : List.of();
            boolean useful = rows.stream().anyMatch(row -> wanted.contains(row.key()) && !known.containsKey(row.key()));
            if (useful && Sha256.of(features).equals(values.path(SHA256).asText())) {
                touch(features);
                for (int i = 0; i < rows.size(); i++) {
                    RowIndex.Row row = rows.get(i);
                    if (wanted.contains(row.key())) {
                        known.putIfAbsent(
                                row.key(),
                                new Place(
                                        features,
                                        i,
                                        row.truncated(),
                                        values.path(MAX_LENGTH).asInt()));
                    }
                }
            }
        }
        return known;
    }

    /**
     * The texts with those that are known left blank, but for the first of them: a model is not asked for nothing at all. Every row stays in its
     * place, where messages point to.
     */
    private static Texts without(Texts texts, Set<Integer> known) {
        List<String> left = new ArrayList<>(texts.texts());
        known.stream().skip(1).forEach(row -> left.set(row, ""));
        return new Texts(texts.file(), left, texts.columns());
    }

    /** Puts rows of other files in their places. */
    private static void take(Map<Integer, Place> taken, int rows, Path features) throws IOException {
        Map<Path, Map<Integer, Integer>> byFile = new LinkedHashMap<>();
        taken.forEach((row, place) -> byFile.computeIfAbsent(place.features(), file -> new LinkedHashMap<>())
                .put(row, place.row()));
        try (Matrix matrix = taken.size() == rows
                ? Matrix.zeros(rows, columns(byFile.keySet().iterator().next()))
                : Npy.readMatrix(features)) {
            for (Map.Entry<Path, Map<Integer, Integer>> file : byFile.entrySet()) {
                try (NpyRows source = NpyRows.open(file.getKey())) {
                    file.getValue().forEach((row, from) -> {
                        try (Matrix one = source.rowBlock(from, from + 1)) {
                            matrix.setRows(row, 1, one.row(0));
                        }
                    });
                }
            }
            Npy.writeMatrix(features, matrix);
        }
    }

    private static int columns(Path features) throws IOException {
        try (NpyRows rows = NpyRows.open(features)) {
            return rows.columns();
        }
    }

    private static Path sibling(Path features, String ending) {
        String name = String.valueOf(features.getFileName());
        return features.resolveSibling(name.substring(0, KEY_DIGITS) + ending);
    }

    /** Files of features, in the order of their names. */
    private List<Path> ours() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(found ->
                            OURS.matcher(String.valueOf(found.getFileName())).matches())
                    .sorted()
                    .toList();
        }
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
            values.put(MODEL, PictureEmbedding.record(source, options));
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
        Path features = folder.resolve(key + FEATURES);
        Path description = folder.resolve(key + DESCRIPTION);
        JsonNode known = description(description);
        if (Files.isRegularFile(features)
                && Sha256.of(features).equals(known.path(SHA256).asText())) {
            touch(features);
            return new Entry(features, true, known);
        }
        Files.createDirectories(folder);
        Map<String, Object> values = new LinkedHashMap<>(maker.make(features));
        values.put(SHA256, Sha256.of(features));
        JsonNode made = JSON.valueToTree(values);
        AtomicOutput.file(description, temporary -> Files.writeString(temporary, made.toPrettyString()));
        trim();
        return new Entry(features, false, made);
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException readOnly) {
            return; // a folder that may only be read is not trimmed either
        }
    }

    private record Kept(Path file, FileTime used, long bytes) {}

    /** What cannot be listed or deleted stays: it is no reason to fail. */
    private void trim() {
        FileTime inUse = FileTime.from(Instant.now().minus(IN_USE));
        try {
            List<Kept> kept = new ArrayList<>();
            for (Path file : ours()) {
                kept.add(new Kept(file, Files.getLastModifiedTime(file), Files.size(file)));
            }
            long bytes = kept.stream().mapToLong(Kept::bytes).sum();
            kept.sort(Comparator.comparing(Kept::used));
            for (Kept oldest : kept) {
                if (bytes <= limit || oldest.used().compareTo(inUse) > 0) {
                    return;
                }
                for (String ending : List.of(FEATURES, DESCRIPTION, INDEX)) {
                    Files.deleteIfExists(sibling(oldest.file(), ending));
                }
                bytes -= oldest.bytes();
            }
        } catch (IOException e) {
            return;
        }
    }

    private static JsonNode description(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? JSON.readTree(Files.readString(file)) : JSON.createObjectNode();
        } catch (JsonProcessingException | CharacterCodingException e) {
            return JSON.createObjectNode();
        }
    }
}
