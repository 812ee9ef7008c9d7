package io.rectify.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a model is, a sentence model with its tokenizer: in files, or in the jar of this module. */
public final class ModelSource {
    /** The picture model in the jar. */
    public static final String BUILT_IN_PICTURES = "efficientnet-lite0";

    private static final Path LITE = Path.of("efficientnet_lite0.onnx");
    private static final String LITE_SHA256 = "06e3c9b4e82fe506ba043f662b75dfd588cddcb9c96693c8db5458f7ac158b63";

    private final String name;
    private final List<Path> paths;
    /** Of each file by its name, where the model is known; else empty. */
    private final Map<String, String> sha256;

    private final boolean inFiles;
    private @Nullable String fingerprint;

    private ModelSource(String name, List<Path> paths, Map<String, String> sha256, boolean inFiles) {
        this.name = name;
        this.paths = paths;
        this.sha256 = sha256;
        this.inFiles = inFiles;
    }

    /** Files that a user brings: an ONNX file and a tokenizer.json. */
    public static ModelSource of(Path model, Path tokenizer) {
        return new ModelSource(model.toString(), List.of(model, tokenizer), Map.of(), true);
    }

    /** A picture model that a user brings: an ONNX file. */
    public static ModelSource of(Path model) {
        return new ModelSource(model.toString(), List.of(model), Map.of(), true);
    }

    /** The sentence model in the jar. */
    public static ModelSource builtIn() {
        return of(KnownModel.BUILT_IN, Path.of(""), false);
    }

    /** The picture model in the jar, EfficientNet-Lite0. */
    public static ModelSource builtInPictures() {
        return new ModelSource(BUILT_IN_PICTURES, List.of(LITE), Map.of(LITE.toString(), LITE_SHA256), false);
    }

    /** Files of a model that is known by a name. */
    static ModelSource of(KnownModel known, Path folder) {
        return of(known, folder, true);
    }

    private static ModelSource of(KnownModel known, Path folder, boolean inFiles) {
        Map<String, String> sha256 = new HashMap<>();
        known.entries().forEach(entry -> sha256.put(entry, known.sha256(entry)));
        return new ModelSource(
                known.toString(), known.entries().stream().map(folder::resolve).toList(), sha256, inFiles);
    }

    /** Whether the model is known by a name, and is no file that a user brings. */
    public boolean isKnown() {
        return !sha256.isEmpty();
    }

    /** What the model's file is called in messages. */
    public Path model() {
        return paths.get(0);
    }

    /** What the tokenizer's file is called in messages. */
    public Path tokenizer() {
        return paths.get(paths.size() - 1);
    }

    /** How a record names one of its files so that it is found again: a known model by its name, and else the whole path. */
    String place(Path file) {
        return isKnown() ? name : file.toAbsolutePath().normalize().toString();
    }

    /** The files to read; none for the model in the jar. */
    public List<Path> files() {
        return inFiles ? paths : List.of();
    }

    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions settings) throws OrtException, IOException {
        if (inFiles) {
            checkFile(model(), "expected an ONNX model");
            return environment.createSession(model().toString(), settings);
        }
        return environment.createSession(resource(model()), settings);
    }

    /** Whether the numbers of one text depend on those beside it: weights of 8 bits whose inputs are rounded by the batch. */
    boolean roundsByBatch() throws IOException {
        try (InputStream in = inFiles ? Files.newInputStream(model()) : stream(model())) {
            return new ByteSearch("DynamicQuantizeLinear").isIn(in);
        }
    }

    byte[] tokenizerJson() throws IOException {
        if (inFiles) {
            checkFile(tokenizer(), "expected a tokenizer.json");
            return Files.readAllBytes(tokenizer());
        }
        return resource(tokenizer());
    }

    /**
     * SHA-256 of the model's files and its tokenizer, as they are when it is asked for first.
     *
     * @throws DataFormatException if a known model's files are not what they were
     * @throws IOException if a file cannot be read
     */
    public synchronized String fingerprint() throws IOException {
        String known = fingerprint;
        if (known == null) {
            known = computed();
            fingerprint = known;
        }
        return known;
    }

    private String computed() throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        if (!isKnown()) {
            checkFile(model(), "expected an ONNX model");
            fingerprint.addModel(model());
            return paths.size() == 1
                    ? fingerprint.hex()
                    : fingerprint.add(Sha256.of(tokenizerJson())).hex();
        }
        for (Path file : paths) {
            String found;
            try (InputStream in = inFiles ? Files.newInputStream(file) : stream(file)) {
                found = new Sha256().add(in).hex();
            }
            if (!found.equals(sha256.get(String.valueOf(file.getFileName())))) {
                throw new DataFormatException(
                        DataLocation.in(file), "is not the file of model " + name + "; delete it to get it anew");
            }
            fingerprint.add(found);
        }
        return fingerprint.hex();
    }

    private static byte[] resource(Path name) throws IOException {
        try (InputStream in = stream(name)) {
            return in.readAllBytes();
        }
    }

    private static InputStream stream(Path name) throws IOException {
        InputStream in = ModelSource.class.getResourceAsStream("model/" + name);
        if (in == null) {
            throw new IOException("this build of rectify has no sentence model inside");
        }
        return in;
    }

    static void checkFile(Path file, String expected) throws DataFormatException {
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file)
                    ? "found a directory"
                    : Files.exists(file) ? "found a device or a pipe" : "there is no such file";
            throw new DataFormatException(DataLocation.in(file), expected + " but " + found);
        }
    }

    /** The name of a known model, or the path of a file. */
    @Override
    public String toString() {
        return name;
    }
}
