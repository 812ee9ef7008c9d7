package io.rectify.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.FeatureSpace;
import io.rectify.data.Preprocessing;
import io.rectify.data.SparseIndices;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.OutputException;
import io.rectify.formats.Safetensors;
import io.rectify.formats.SafetensorsWriter;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link Model} as a safetensors file: tensors {@code weights} (D×K), {@code bias} (K), {@code shift} and {@code scale}
 * (D); metadata {@code format}, {@code preprocessing}, {@code classes} (a JSON array) and, where features
 * have names, {@code features} (a JSON array) or {@code index_base} (0 or 1, for libsvm) and {@code hashed}. A model read back predicts the
 * same, bit for bit.
 */
public final class ModelFile {
    static final String FORMAT = "rectify-softmax-probe-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFile() {}

    /**
     * Writes the model; the file appears whole or not at all.
     *
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, Model model) throws IOException {
        Preprocessing preprocessing = model.preprocessing();
        int d = preprocessing.features();
        SafetensorsWriter writer = Safetensors.writer();
        metadata(model).forEach(writer::metadata);
        writer.tensor("weights", model.probe().weights())
                .tensor("bias", model.probe().bias(), model.probe().classes())
                .tensor("shift", preprocessing.shift(), d)
                .tensor("scale", preprocessing.scale(), d)
                .write(file);
    }

    /** What stands in the metadata of a model's file. */
    static Map<String, String> metadata(Model model) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("preprocessing", model.preprocessing().scheme().toString());
        metadata.put("classes", JSON.writeValueAsString(model.classNames()));
        if (!model.features().names().isEmpty()) {
            metadata.put("features", JSON.writeValueAsString(model.features().names()));
        }
        model.features().indices().ifPresent(indices -> {
            metadata.put("index_base", Integer.toString(indices.base()));
            if (indices.hashed()) {
                metadata.put("hashed", "true");
            }
        });
        return metadata;
    }

    /**
     * Reads a model.
     *
     * @throws DataFormatException if the file is missing or holds no model of this format
     * @throws IOException if reading fails
     */
    public static Model read(Path file) throws IOException {
        Safetensors tensors = Safetensors.read(file);
        String format = tensors.metadata("format");
        if (!format.equals(FORMAT)) {
            throw problem(file, "expected a model of format " + FORMAT + " but found " + Excerpt.quoted(format));
        }
        try {
            return new Model(
                    Preprocessing.of(scheme(file, tensors), tensors.vector("shift"), tensors.vector("scale")),
                    SoftmaxProbe.of(tensors.matrix("weights"), tensors.vector("bias")),
                    distinct(file, strings(file, "classes", tensors.metadata("classes"))),
                    featureSpace(file, tensors));
        } catch (IllegalArgumentException e) {
            throw problem(file, "expected tensors that fit together but " + e.getMessage());
        }
    }

    private static Preprocessing.Scheme scheme(Path file, Safetensors tensors) throws DataFormatException {
        String name = tensors.metadata("preprocessing");
        return Arrays.stream(Preprocessing.Scheme.values())
                .filter(scheme -> scheme.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> problem(file, "expected a known preprocessing but found " + Excerpt.quoted(name)));
    }

    private static FeatureSpace featureSpace(Path file, Safetensors tensors) throws DataFormatException {
        Optional<String> names = tensors.optionalMetadata("features");
        Optional<String> base = tensors.optionalMetadata("index_base");
        if (base.isPresent() && !base.get().matches("[01]")) {
            throw problem(file, "expected an index base of 0 or 1 but found " + Excerpt.quoted(base.get()));
        }
        return new FeatureSpace(
                names.isPresent() ? strings(file, "features", names.get()) : List.of(),
                base.map(text -> new SparseIndices(
                        Integer.parseInt(text),
                        tensors.optionalMetadata("hashed").isPresent())));
    }

    private static List<String> strings(Path file, String key, String json) throws DataFormatException {
        try {
            List<String> names = JSON.readValue(json, new TypeReference<List<String>>() {});
            if (names != null && !names.contains(null)) {
                return names;
            }
        } catch (JsonProcessingException e) {
            throw problem(file, "expected the " + key + " as a JSON array of strings but " + e.getOriginalMessage());
        }
        throw problem(file, "expected the " + key + " as a JSON array of strings");
    }

    private static List<String> distinct(Path file, List<String> names) throws DataFormatException {
        if (new HashSet<>(names).size() != names.size()) {
            throw problem(file, "expected the class names as a JSON array of distinct strings");
        }
        return names;
    }

    private static DataFormatException problem(Path file, String problem) {
        return new DataFormatException(DataLocation.in(file), problem);
    }
}
