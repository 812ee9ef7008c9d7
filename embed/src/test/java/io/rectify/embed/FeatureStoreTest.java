package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreTest {
    private static final List<String> BOTH = List.of("token_embeddings", "sentence_embedding");
    private static final ModelCache NO_CACHE = new ModelCache(Path.of("none"), "none");

    @TempDir
    Path folder;

    private Path model;
    private Embedder embedder;

    @BeforeEach
    void models() throws IOException {
        model = folder.resolve("model.onnx");
        new SumModel(10).write(model, BOTH);
        SumModel.writeTokenizer(folder.resolve("tokenizer.json"));
        open();
    }

    private void open() {
        embedder = new Embedder(
                ModelSource.of(model, folder.resolve("tokenizer.json")), EmbeddingOptions.DEFAULTS.withNormalise(true));
    }

    private FeatureStore.Stored stored(Embedder by, String... texts) throws IOException {
        return new FeatureStore(folder.resolve("store"))
                .features(by, new Texts(folder, List.of(texts)), Embedding.Monitor.SILENT);
    }

    @Test
    void theSameTextsAndModelAreEmbeddedOnce() throws IOException {
        FeatureStore.Stored first = stored(embedder, "one two", "", "one two");
        assertThat(first.found()).isFalse();
        assertThat(first.distinct()).isEqualTo(2);
        FeatureStore.Stored second = stored(embedder.withThreads(2), "one two", "", "one two");
        assertThat(second.found()).isTrue();
        assertThat(second.features()).isEqualTo(first.features());
        assertThat(second.distinct()).isEqualTo(2);
    }

    /** A model that is given one text at a time: what it has embedded is taken from other files, bit for bit, and never embedded again. */
    @Test
    void textsThatWereAmongOthersAreTakenFromThere() throws IOException {
        Embedder alone = new Embedder(
                embedder.source(), EmbeddingOptions.DEFAULTS.withNormalise(true).withBatchSize(1));
        stored(alone, "one two", "", "three four five", "one");
        FeatureStore.Stored dropped = stored(alone, "one two", "three four five", "one");
        assertThat(dropped.found()).isFalse();
        assertThat(dropped.known()).isEqualTo(3);
        assertThat(dropped.distinct()).isEqualTo(3);
        FeatureStore.Stored more = stored(alone, "two one", "one", "", "three four five", "one", "zzz");
        assertThat(more.known()).isEqualTo(4);
        assertThat(more.distinct()).isEqualTo(5);
        Path fresh = new FeatureStore(folder.resolve("fresh"))
                .features(
                        alone,
                        new Texts(folder, List.of("two one", "one", "", "three four five", "one", "zzz")),
                        Embedding.Monitor.SILENT)
                .features();
        assertThat(more.features()).hasSameBinaryContentAs(fresh);
        assertThat(stored(alone, "two one", "one", "", "three four five", "one", "zzz")
                        .found())
                .isTrue();
    }

    /** Whether the text is too long is remembered; nothing is taken from a damaged file, of another model or where texts share batches. */
    @Test
    void onlyTheSameFeaturesAreTaken() throws IOException {
        EmbeddingOptions two = EmbeddingOptions.DEFAULTS.withMaxLength(2).withBatchSize(1);
        Embedder alone = new Embedder(embedder.source(), two);
        FeatureStore.Stored first = stored(alone, "one two three", "one");
        assertThat(first.truncated()).isEqualTo(1);
        FeatureStore.Stored second = stored(alone, "one two three");
        assertThat(second.known()).isEqualTo(1);
        assertThat(second.truncated()).isEqualTo(1);
        assertThat(second.maxLength()).isEqualTo(first.maxLength());
        assertThat(stored(new Embedder(embedder.source(), two.withMaxLength(3)), "one")
                        .known())
                .isZero();
        stored(embedder, "one two three", "one");
        assertThat(stored(embedder, "one").known()).isZero();
        byte[] damaged = Files.readAllBytes(first.features());
        damaged[damaged.length - 2] ^= 1;
        Files.write(first.features(), damaged);
        assertThat(stored(alone, "one").known()).isZero();
    }

    @Test
    void otherTextsModelsAndOptionsAreOtherFeatures() throws IOException {
        Path first = stored(embedder, "one two", "three").features();
        assertThat(stored(embedder, "one", "two three").features()).isNotEqualTo(first);
        assertThat(stored(new Embedder(embedder.source(), EmbeddingOptions.DEFAULTS), "one two", "three")
                        .features())
                .isNotEqualTo(first);
        new SumModel(10).withValue(9, 7).write(model, BOTH);
        open();
        assertThat(stored(embedder, "one two", "three").features()).isNotEqualTo(first);
    }

    /** Each file has two rows of features; three of them are more than the limit, and the one not used for longest goes. */
    @Test
    void whatWasNotUsedForLongestGoes() throws IOException {
        Path first = stored(embedder, "one", "two").features();
        Path second = stored(embedder, "two", "three").features();
        FileTime hoursAgo = FileTime.from(Instant.now().minus(Duration.ofHours(3)));
        Files.setLastModifiedTime(first, hoursAgo);
        Files.setLastModifiedTime(second, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path other = Files.writeString(first.resolveSibling("mine.npy"), "x".repeat(5000));
        Files.setLastModifiedTime(other, hoursAgo);
        FeatureStore small = new FeatureStore(folder.resolve("store"), 2 * Files.size(first));
        Path third = small.features(embedder, new Texts(folder, List.of("one", "three")), Embedding.Monitor.SILENT)
                .features();
        assertThat(first).doesNotExist();
        assertThat(folder.resolve("store"))
                .isDirectoryNotContaining(file -> file.toString()
                        .endsWith(String.valueOf(first.getFileName()).replace(".npy", ".json")));
        assertThat(second).exists();
        assertThat(third).exists();
        assertThat(other).exists();
        assertThat(stored(embedder, "two", "three").found()).isTrue();
        assertThat(Files.getLastModifiedTime(second).toInstant())
                .isAfter(Instant.now().minus(Duration.ofHours(1)));
        FeatureStore none = new FeatureStore(folder.resolve("store"), 0);
        none.features(embedder, new Texts(folder, List.of("three", "one")), Embedding.Monitor.SILENT);
        assertThat(second).exists();
        assertThat(third).exists();
    }

    @Test
    void aDamagedFileIsMadeAnew() throws IOException {
        Path first = stored(embedder, "one two", "three").features();
        byte[] right = Files.readAllBytes(first);
        byte[] damaged = right.clone();
        damaged[damaged.length - 2] ^= 1;
        Files.write(first, damaged);
        assertThat(stored(embedder, "one two", "three").found()).isFalse();
        assertThat(Files.readAllBytes(first)).isEqualTo(right);
    }

    @Test
    void aRecordMakesTheSameEmbedderAgainOrSaysThatItsModelHasChanged() throws IOException {
        JsonNode record = new ObjectMapper().valueToTree(embedder.record());
        Embedder again = Embedder.of(record, folder.resolve("run.json"), NO_CACHE, address -> {});
        assertThat(again.record()).isEqualTo(embedder.record());
        new SumModel(10).withValue(9, 7).write(model, BOTH);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> Embedder.of(record, folder.resolve("run.json"), NO_CACHE, address -> {}))
                .withMessageContaining("is no longer the sentence model that");
    }
}
