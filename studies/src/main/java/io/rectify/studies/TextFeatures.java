package io.rectify.studies;

import io.rectify.embed.Embedder;
import io.rectify.embed.Embedding;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.FeatureStore;
import io.rectify.embed.KnownModel;
import io.rectify.embed.ModelCache;
import io.rectify.embed.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Features of a data set's texts by a sentence model that is known by name: embedded once, then kept in bench/target. */
final class TextFeatures {
    private TextFeatures() {}

    /** The model that the name of a data set ends with, as banking77-bge-small does. */
    static Optional<KnownModel> modelOf(String name) {
        return Arrays.stream(KnownModel.values())
                .filter(model -> name.endsWith("-" + model))
                .findFirst();
    }

    /**
     * An npy file with a row for each text.
     *
     * @param table with a column text
     * @throws IOException if the model is neither in the cache nor to be had
     */
    static Path of(Path table, KnownModel model) throws IOException {
        return of(Path.of(System.getProperty("rectify.root", ""), "bench", "target", "features"), table, model);
    }

    /** The same, kept elsewhere. */
    static Path of(Path folder, Path table, KnownModel model) throws IOException {
        ModelCache models = new ModelCache(ModelCache.defaultFolder(), ModelCache.MAVEN_CENTRAL);
        Embedder embedder = new Embedder(
                models.find(model, address -> System.err.println("fetching " + address)),
                model.addTo(EmbeddingOptions.DEFAULTS));
        return new FeatureStore(folder)
                .features(embedder, Texts.read(table, "text"), Embedding.Monitor.SILENT)
                .features();
    }
}
