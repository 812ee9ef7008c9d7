package io.rectify.cli;

import io.rectify.embed.Embedder;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.KnownModel;
import io.rectify.embed.ModelSource;
import io.rectify.embed.PictureEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sentence model of a command that embeds texts, or the picture model of one that embeds pictures. */
final class ModelOptions {
    private static final String BUILT_IN = "minilm-int8";

    /** What becomes of texts that are longer than the model takes. */
    enum Chunks {
        CUT,
        MEAN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--model",
            defaultValue = BUILT_IN,
            paramLabel = "MODEL",
            description =
                    "Sentence model for texts: minilm-int8, which comes with rectify; minilm, bge-small-int8, bge-small or "
                            + "e5-small, fetched once; or an .onnx file of yours. For pictures: "
                            + "efficientnet-lite0, which comes with rectify, or an .onnx file. Default: ${DEFAULT-VALUE}.")
    String model = BUILT_IN;

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "The tokenizer.json of an .onnx file of yours.")
    @Nullable
    Path tokenizer;

    @Option(
            names = "--chunks",
            paramLabel = "HOW",
            description =
                    "What becomes of texts that are longer than the model takes: cut, or mean, the mean over windows of "
                            + "that length. Default: cut.")
    Chunks chunks = Chunks.CUT;

    @Mixin
    ModelCacheOptions cache = new ModelCacheOptions();

    /**
     * The model with the pooling, prefix and length that it was trained with, as far as they are known.
     *
     * @throws IllegalArgumentException if no model has that name
     */
    Embedder embedder(EmbeddingOptions options, boolean quiet) throws IOException {
        Optional<KnownModel> known = KnownModel.named(model);
        if (known.isPresent()) {
            if (tokenizer != null) {
                throw new IllegalArgumentException("--tokenizer is for a model in a file of yours, not for " + model);
            }
            ModelSource source = cache.cache().find(known.get(), ModelCacheOptions.notice(quiet));
            return new Embedder(source, known.get().addTo(options).withWindows(chunks == Chunks.MEAN));
        }
        if (tokenizer == null) {
            throw new IllegalArgumentException("--model must be one of " + KnownModel.names()
                    + ", or an .onnx file with its --tokenizer, but is '" + model + "'");
        }
        return new Embedder(ModelSource.of(Path.of(model), tokenizer), options.withWindows(chunks == Chunks.MEAN));
    }

    /**
     * The picture model that is named, or else the one that comes with rectify.
     *
     * @throws IllegalArgumentException if a sentence model is named, or what only such have
     */
    PictureEmbedder embedder(PictureScaleOptions pictures) {
        boolean builtIn = model.equals(BUILT_IN) || model.equals(ModelSource.BUILT_IN_PICTURES);
        if (!builtIn && KnownModel.named(model).isPresent()) {
            throw new IllegalArgumentException("--model " + model + " is a sentence model; pictures need "
                    + ModelSource.BUILT_IN_PICTURES + " or an .onnx file of yours");
        }
        if (tokenizer != null || chunks == Chunks.MEAN) {
            throw new IllegalArgumentException("--tokenizer and --chunks are for texts, not for pictures");
        }
        ModelSource source = builtIn ? ModelSource.builtInPictures() : ModelSource.of(Path.of(model));
        return new PictureEmbedder(source, pictures.options(builtIn));
    }

    /** @throws IllegalArgumentException if a model is named where nothing is embedded */
    void checkUnused() {
        if (!model.equals(BUILT_IN) || tokenizer != null || chunks == Chunks.MEAN) {
            throw new IllegalArgumentException(
                    "--model, --tokenizer and --chunks are for texts and pictures; features need none");
        }
    }
}
