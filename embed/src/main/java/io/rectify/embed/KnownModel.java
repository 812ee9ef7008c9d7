package io.rectify.embed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sentence models that are known by a name, with the pooling, prefix and length that they were trained with. Each comes
 * from an artifact of Maven Central that holds its ONNX file and its tokenizer.json; nothing else in it is used. The
 * files are what they should be or are refused, by SHA-256.
 */
public enum KnownModel {
    /** sentence-transformers/all-MiniLM-L6-v2 with weights of 8 bits; in the jar of this module. */
    MINILM_INT8(
            "all-minilm-l6-v2-q",
            "1.19.0-beta29",
            "all-minilm-l6-v2-q",
            "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
            "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
            Pooling.MEAN,
            "",
            256),
    /** sentence-transformers/all-MiniLM-L6-v2. */
    MINILM(
            "all-minilm-l6-v2",
            "0.36.2",
            "all-minilm-l6-v2",
            "ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4",
            "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0",
            Pooling.MEAN,
            "",
            256),
    /** BAAI/bge-small-en-v1.5 with weights of 8 bits. */
    BGE_SMALL_INT8(
            "bge-small-en-v15-q",
            "0.36.2",
            "bge-small-en-v1.5-q",
            "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4",
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
            Pooling.CLS,
            "",
            512),
    /** BAAI/bge-small-en-v1.5. */
    BGE_SMALL(
            "bge-small-en-v15",
            "0.36.2",
            "bge-small-en-v1.5",
            "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
            Pooling.CLS,
            "",
            512),
    /** intfloat/e5-small-v2, whose texts of one kind all begin with "query: ". */
    E5_SMALL(
            "e5-small-v2",
            "0.36.2",
            "e5-small-v2",
            "b2a43b66f7f9b6f29643a21340ad7c03d2d91e6bd5d43429a77799a9ee880eb0",
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
            Pooling.MEAN,
            "query: ",
            512);

    /** The model that is in the jar and taken where none is named. */
    public static final KnownModel BUILT_IN = MINILM_INT8;

    private static final String GROUP = "dev/langchain4j";
    private static final String PREFIX = "langchain4j-embeddings-";

    private final String artifact;
    private final String version;
    private final String entry;
    private final String modelSha256;
    private final String tokenizerSha256;
    private final Pooling pooling;
    private final String prefix;
    private final int maxLength;

    KnownModel(
            String artifact,
            String version,
            String entry,
            String modelSha256,
            String tokenizerSha256,
            Pooling pooling,
            String prefix,
            int maxLength) {
        this.artifact = PREFIX + artifact;
        this.version = version;
        this.entry = entry;
        this.modelSha256 = modelSha256;
        this.tokenizerSha256 = tokenizerSha256;
        this.pooling = pooling;
        this.prefix = prefix;
        this.maxLength = maxLength;
    }

    /** The model of a name such as {@code bge-small}, if there is one. */
    public static Optional<KnownModel> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.toString().equals(name))
                .findFirst();
    }

    /** All names, the built-in one first. */
    public static String names() {
        return Arrays.stream(values()).map(KnownModel::toString).collect(Collectors.joining(", "));
    }

    /** The options with what this model was trained with: its pooling, prefix and length; rows of norm 1. */
    public EmbeddingOptions addTo(EmbeddingOptions options) {
        return options.withMaxLength(maxLength)
                .withPooling(pooling)
                .withNormalise(true)
                .withPrefix(prefix);
    }

    /** Where the artifact is in a Maven repository. */
    String pathInRepository() {
        return String.join("/", GROUP, artifact, version, jarName());
    }

    String jarName() {
        return artifact + "-" + version + ".jar";
    }

    String modelEntry() {
        return entry + ".onnx";
    }

    String tokenizerEntry() {
        return entry + "-tokenizer.json";
    }

    /** The files in the artifact that are used. */
    List<String> entries() {
        return List.of(modelEntry(), tokenizerEntry());
    }

    String sha256(String entryName) {
        return entryName.equals(modelEntry()) ? modelSha256 : tokenizerSha256;
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
