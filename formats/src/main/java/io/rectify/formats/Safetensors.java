package io.rectify.formats;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The named tensors and the metadata of a safetensors file, the format that models are kept in. Immutable.
 *
 * <p>Source: the format description of the safetensors project: 8 bytes of header length, little-endian; a JSON header;
 * the tensors' bytes in little-endian C order. Tensors of dtype F32, I32 and I64 are read, F32 is written.
 */
public final class Safetensors {
    private final Path file;
    private final SortedMap<String, Tensor> tensors;
    private final Map<String, String> metadata;

    Safetensors(Path file, SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
        this.file = file;
        this.tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
        this.metadata = Map.copyOf(metadata);
    }

    /** A tensor's values in row-major order: {@code float[]} for F32, {@code long[]} for the integer types. */
    record Tensor(List<Long> shape, Object values) {}

    /**
     * Reads a whole file.
     *
     * @throws DataFormatException if the file is missing or no safetensors file; if its tensors are of other types, do
     *     not fill it exactly, or have values that are not finite
     * @throws IOException if reading fails
     */
    public static Safetensors read(Path file) throws IOException {
        return new SafetensorsReader(file).read();
    }

    /** Starts a new file. */
    public static SafetensorsWriter writer() {
        return new SafetensorsWriter();
    }

    /** Names of the tensors, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(tensors.keySet()));
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * A value of the metadata.
     *
     * @throws DataFormatException if there is none of that name
     */
    public String metadata(String key) throws DataFormatException {
        String value = metadata.get(key);
        if (value == null) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected metadata " + Excerpt.quoted(key) + " but there is none");
        }
        return value;
    }

    /** A value of the metadata that may be missing. */
    public Optional<String> optionalMetadata(String key) {
        return Optional.ofNullable(metadata.get(key));
    }

    /**
     * Sizes of a tensor.
     *
     * @throws DataFormatException if there is no such tensor
     */
    public List<Long> shape(String name) throws DataFormatException {
        return tensor(name).shape();
    }

    /**
     * A copy of a float tensor of two dimensions.
     *
     * @throws DataFormatException if there is no such tensor
     */
    public Matrix matrix(String name) throws DataFormatException {
        Tensor tensor = tensor(name);
        float[] values = floats(name, tensor);
        if (tensor.shape().size() != 2 || tensor.shape().stream().anyMatch(size -> size > Integer.MAX_VALUE)) {
            throw unexpected(name, "2 dimensions", "shape " + tensor.shape());
        }
        int rows = Math.toIntExact(tensor.shape().get(0));
        Matrix matrix = Matrix.zeros(rows, Math.toIntExact(tensor.shape().get(1)));
        matrix.setRows(0, rows, values);
        return matrix;
    }

    /**
     * A copy of a float tensor of one dimension.
     *
     * @throws DataFormatException if there is no such tensor
     */
    public float[] vector(String name) throws DataFormatException {
        Tensor tensor = tensor(name);
        float[] values = floats(name, tensor);
        checkVector(name, tensor);
        return values.clone();
    }

    /**
     * A copy of a float tensor of a certain shape, row-major.
     *
     * @throws DataFormatException if there is no such tensor, or it has another shape
     */
    public float[] values(String name, long... shape) throws DataFormatException {
        Tensor tensor = tensor(name);
        float[] values = floats(name, tensor);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (!tensor.shape().equals(expected)) {
            throw unexpected(name, "shape " + expected, "shape " + tensor.shape());
        }
        return values.clone();
    }

    /**
     * A copy of an integer tensor of one dimension.
     *
     * @throws DataFormatException if there is no such tensor
     */
    public long[] integers(String name) throws DataFormatException {
        Tensor tensor = tensor(name);
        if (!(tensor.values() instanceof long[] values)) {
            throw unexpected(name, "dtype I32 or I64", "F32");
        }
        checkVector(name, tensor);
        return values.clone();
    }

    private Tensor tensor(String name) throws DataFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected a tensor " + Excerpt.quoted(name) + " but "
                            + (tensors.isEmpty() ? "there are none" : "the tensors are " + Excerpt.list(names(), 5)));
        }
        return tensor;
    }

    private float[] floats(String name, Tensor tensor) throws DataFormatException {
        if (!(tensor.values() instanceof float[] values)) {
            throw unexpected(name, "dtype F32", "integers");
        }
        return values;
    }

    private void checkVector(String name, Tensor tensor) throws DataFormatException {
        if (tensor.shape().size() != 1) {
            throw unexpected(name, "1 dimension", "shape " + tensor.shape());
        }
    }

    private DataFormatException unexpected(String name, String expected, String found) {
        return new DataFormatException(
                DataLocation.in(file),
                "tensor " + Excerpt.quoted(name) + ": expected " + expected + " but found " + found);
    }
}
