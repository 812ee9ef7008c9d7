package io.rectify.cli;

import io.rectify.embed.Embedder;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.KnownModel;
import io.rectify.embed.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sentence model of a command that embeds texts. */
final class ModelOptions {
    private static final String BUILT_IN = "minilm-int8";

    @Option(
            names = "--model",
            defaultValue = BUILT_IN,
            paramLabel = "MODEL",
            description = "Sentence model: minilm-int8, which comes with rectify; minilm, bge-small-int8, bge-small or "
                    + "e5-small, fetched once; or an .onnx file of yours. Default: ${DEFAULT-VALUE}.")
    String model = BUILT_IN;

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "The tokenizer.json of an .onnx file of yours.")
    @Nullable
    Path tokenizer;

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
            return new Embedder(source, known.get().addTo(options));
        }
        if (tokenizer == null) {
            throw new IllegalArgumentException("--model must be one of " + KnownModel.names()
                    + ", or an .onnx file with its --tokenizer, but is '" + model + "'");
        }
        return new Embedder(ModelSource.of(Path.of(model), tokenizer), options);
    }
}
