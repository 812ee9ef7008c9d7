package io.rectify.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.linalg.Matrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects tensors and metadata and writes them as one safetensors file. The tensors stand in the order of their names,
 * so equal content gives equal bytes. For one thread; a matrix must stay open until it has been written.
 */
public final class SafetensorsWriter {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SortedMap<String, Content> tensors = new TreeMap<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();

    SafetensorsWriter() {}

    private record Content(List<Long> shape, Source source) {
        long bytes() {
            return shape.stream().reduce((long) Float.BYTES, Math::multiplyExact);
        }
    }

    /** Passes a tensor's values on in row-major order. */
    private interface Source {
        void writeTo(FloatOutput output) throws IOException;
    }

    /**
     * Adds a tensor of two dimensions.
     *
     * @throws IllegalArgumentException if the name is taken or reserved, or an element is not finite
     */
    public SafetensorsWriter tensor(String name, Matrix matrix) {
        for (int row = 0; row < matrix.rows(); row++) {
            checkFinite(name, matrix.row(row), (long) row * matrix.columns());
        }
        return add(
                name,
                new Content(List.of((long) matrix.rows(), (long) matrix.columns()), output -> output.write(matrix)));
    }

    /**
     * Adds a tensor of any shape; without a shape, of one dimension.
     *
     * @param values in row-major order; copied
     * @throws IllegalArgumentException if the name is taken or reserved, an element is not finite, or the shape is not
     *     of as many elements
     */
    public SafetensorsWriter tensor(String name, float[] values, long... shape) {
        long[] sizes = shape.length == 0 ? new long[] {values.length} : shape.clone();
        checkShape(name, values.length, sizes);
        checkFinite(name, values, 0);
        float[] copy = values.clone();
        return add(name, new Content(Arrays.stream(sizes).boxed().toList(), output -> output.write(copy, copy.length)));
    }

    /**
     * Adds a string to the metadata.
     *
     * @throws IllegalArgumentException if the key is taken
     */
    public SafetensorsWriter metadata(String key, String value) {
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("metadata " + key + " is set twice");
        }
        return this;
    }

    private SafetensorsWriter add(String name, Content content) {
        if (name.equals(METADATA) || tensors.putIfAbsent(name, content) != null) {
            throw new IllegalArgumentException("the tensor name " + name + " is taken");
        }
        return this;
    }

    private static void checkShape(String name, int count, long[] shape) {
        boolean negative = Arrays.stream(shape).anyMatch(size -> size < 0);
        if (negative || Arrays.stream(shape).reduce(1, Math::multiplyExact) != count) {
            throw new IllegalArgumentException(
                    "tensor " + name + " has " + count + " elements but shape " + Arrays.toString(shape));
        }
    }

    private static void checkFinite(String name, float[] values, long first) {
        int bad = FiniteFloats.firstNonFinite(values, values.length);
        if (bad < values.length) {
            throw new IllegalArgumentException(
                    "element " + (first + bad) + " of tensor " + name + " is not finite: " + values[bad]);
        }
    }

    /**
     * Writes the file; it appears whole or not at all.
     *
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public void write(Path file) throws IOException {
        byte[] header = header();
        AtomicOutput.file(file, temporary -> {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                FloatOutput output = new FloatOutput(channel);
                output.write(header);
                for (Content content : tensors.values()) {
                    content.source().writeTo(output);
                }
            }
        });
    }

    private byte[] header() throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            json.put(METADATA, metadata);
        }
        long at = 0;
        for (Map.Entry<String, Content> tensor : tensors.entrySet()) {
            Content content = tensor.getValue();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", SafetensorsType.F32.name());
            entry.put("shape", content.shape());
            entry.put("data_offsets", new long[] {at, at + content.bytes()});
            json.put(tensor.getKey(), entry);
            at += content.bytes();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(JSON.writeValueAsBytes(json));
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        return ByteBuffer.allocate(Long.BYTES + bytes.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.size())
                .put(bytes.toByteArray())
                .array();
    }
}
