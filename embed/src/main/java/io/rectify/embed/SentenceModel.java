package io.rectify.embed;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A sentence model in ONNX: inputs {@code input_ids} and, where it has them, {@code attention_mask},
 * {@code token_type_ids} and {@code position_ids}, integers (batch×tokens); an output of numbers, batch×tokens×D, which
 * is pooled, or batch×D. A call computes with the thread that makes it; several threads may call at a time.
 */
final class SentenceModel implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";
    private static final Set<String> INPUTS = Set.of(IDS, MASK, TYPES, POSITIONS);
    private static final Set<OnnxJavaType> NUMBERS =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    private final Path file;
    private final OnnxSession onnx;
    private final Map<String, OnnxJavaType> inputs;
    private final String output;
    private final Pooling pooling;
    private final int paddingId;

    private SentenceModel(Path file, OnnxSession onnx, Map<String, OnnxJavaType> inputs, Output output, int paddingId) {
        this.file = file;
        this.onnx = onnx;
        this.inputs = inputs;
        this.output = output.name();
        this.pooling = output.pooling();
        this.paddingId = paddingId;
    }

    private record Output(String name, Pooling pooling) {}

    /**
     * @param paddingId the token that fills up shorter texts
     * @throws DataFormatException if the file is no ONNX model or not one of sentences, or has no output that can be
     *     pooled as the options ask
     * @throws IOException if the file cannot be read
     */
    static SentenceModel open(ModelSource source, EmbeddingOptions options, int paddingId) throws IOException {
        Path file = source.model();
        try {
            OnnxSession onnx = OnnxSession.open(source);
            try (Guard<IOException> guard = Guard.of(onnx::close)) {
                return guard.release(new SentenceModel(
                        file, onnx, inputs(file, onnx.session()), output(file, onnx.session(), options), paddingId));
            }
        } catch (OrtException e) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected an ONNX model but ONNX Runtime says: " + e.getMessage());
        }
    }

    private static Map<String, OnnxJavaType> inputs(Path file, OrtSession session)
            throws OrtException, DataFormatException {
        Map<String, NodeInfo> found = session.getInputInfo();
        if (!found.containsKey(IDS) || !INPUTS.containsAll(found.keySet())) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected the input " + IDS + " and perhaps " + String.join(", ", MASK, TYPES, POSITIONS)
                            + " but the inputs are " + String.join(", ", found.keySet()));
        }
        Map<String, OnnxJavaType> types = new LinkedHashMap<>();
        for (NodeInfo input : found.values()) {
            types.put(input.getName(), inputType(file, input));
        }
        return types;
    }

    private static OnnxJavaType inputType(Path file, NodeInfo input) throws DataFormatException {
        if (input.getInfo() instanceof TensorInfo tensor
                && (tensor.type == OnnxJavaType.INT64 || tensor.type == OnnxJavaType.INT32)
                && Arrays.stream(tensor.getShape()).allMatch(size -> size < 0)) {
            return tensor.type;
        }
        throw new DataFormatException(
                DataLocation.in(file),
                "expected integers of any number of texts and tokens as input " + input.getName() + " but it is "
                        + described(input));
    }

    private static Output output(Path file, OrtSession session, EmbeddingOptions options)
            throws OrtException, DataFormatException {
        Collection<NodeInfo> all = session.getOutputInfo().values();
        List<NodeInfo> named = all.stream()
                .filter(node -> options.output().map(node.getName()::equals).orElse(true))
                .toList();
        List<Pooling> wanted = options.pooling().map(List::of).orElseGet(() -> List.of(Pooling.MEAN, Pooling.NONE));
        for (Pooling pooling : wanted) {
            for (NodeInfo node : named) {
                if (node.getInfo() instanceof TensorInfo tensor
                        && NUMBERS.contains(tensor.type)
                        && (isUnknown(tensor) || tensor.getShape().length == pooling.outputDimensions())) {
                    return new Output(node.getName(), pooling);
                }
            }
        }
        String dimensions = wanted.stream()
                .map(pooling -> Integer.toString(pooling.outputDimensions()))
                .collect(Collectors.joining(" or "));
        throw new DataFormatException(
                DataLocation.in(file),
                "expected an output" + options.output().map(name -> " " + name).orElse("") + " of numbers in "
                        + dimensions + " dimensions"
                        + options.pooling()
                                .map(pooling -> " for pooling " + pooling)
                                .orElse("") + " but the outputs are "
                        + all.stream()
                                .map(node -> node.getName() + ", " + described(node))
                                .collect(Collectors.joining("; ")));
    }

    /** Some models do not say how many dimensions an output has; then it is seen when they run. */
    private static boolean isUnknown(TensorInfo tensor) {
        return tensor.getShape().length == 0;
    }

    private static String described(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo tensor
                ? tensor.type.toString().toLowerCase(Locale.ROOT) + " " + Arrays.toString(tensor.getShape())
                : "no tensor";
    }

    /** Whether padding changes nothing, so that texts of different lengths may go into one batch. */
    boolean masksPadding() {
        return inputs.containsKey(MASK);
    }

    Pooling pooling() {
        return pooling;
    }

    /** The output that is pooled. */
    String output() {
        return output;
    }

    /**
     * The features of each text.
     *
     * @param batch texts of at least one token each
     * @throws OrtException if the model cannot take these tokens
     * @throws DataFormatException if its output is not what it promised
     */
    List<float[]> embed(List<Tokens> batch) throws OrtException, DataFormatException {
        int length = batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        Map<String, OnnxTensorLike> tensors = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, OnnxJavaType> input : inputs.entrySet()) {
                long[] values = values(input.getKey(), batch, length);
                tensors.put(input.getKey(), tensor(values, input.getValue(), batch.size(), length));
            }
            try (OrtSession.Result result = onnx.session().run(tensors, Set.of(output))) {
                return pooled(result.get(output), batch, length);
            }
        } finally {
            tensors.values().forEach(OnnxTensorLike::close);
        }
    }

    private long[] values(String input, List<Tokens> batch, int length) {
        long[] values = new long[Math.multiplyExact(batch.size(), length)];
        if (input.equals(IDS)) {
            Arrays.fill(values, paddingId);
        }
        for (int i = 0; i < batch.size(); i++) {
            Tokens tokens = batch.get(i);
            for (int t = 0; t < tokens.length(); t++) {
                values[i * length + t] = switch (input) {
                    case IDS -> tokens.ids()[t];
                    case MASK -> 1;
                    case TYPES -> tokens.typeId(t);
                    default -> t;
                };
            }
        }
        return values;
    }

    private OnnxTensor tensor(long[] values, OnnxJavaType type, int rows, int columns) throws OrtException {
        long[] shape = {rows, columns};
        return type == OnnxJavaType.INT64
                ? OnnxTensor.createTensor(onnx.environment(), LongBuffer.wrap(values), shape)
                : OnnxTensor.createTensor(
                        onnx.environment(),
                        IntBuffer.wrap(
                                Arrays.stream(values).mapToInt(Math::toIntExact).toArray()),
                        shape);
    }

    private List<float[]> pooled(Optional<OnnxValue> value, List<Tokens> batch, int length) throws DataFormatException {
        if (!(value.orElseThrow() instanceof OnnxTensor tensor)) {
            throw new DataFormatException(DataLocation.in(file), "expected the output " + output + " to be a tensor");
        }
        long[] shape = tensor.getInfo().getShape();
        boolean fits = shape.length == pooling.outputDimensions()
                && shape[0] == batch.size()
                && (pooling == Pooling.NONE || shape[1] == length)
                && shape[shape.length - 1] > 0;
        if (!fits) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected the output " + output + " of " + batch.size() + " texts of " + length
                            + " tokens as such a table but it has shape " + Arrays.toString(shape));
        }
        int d = Math.toIntExact(shape[shape.length - 1]);
        FloatBuffer numbers = tensor.getFloatBuffer();
        float[] tokens = new float[numbers.remaining() / batch.size()];
        List<float[]> rows = new ArrayList<>(batch.size());
        for (Tokens text : batch) {
            numbers.get(tokens);
            float[] row = new float[d];
            pooling.pool(tokens, text.length(), row);
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        onnx.close();
    }
}
