package io.rectify.embed;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A picture model in ONNX: one input of float32, N×3×H×W or N×H×W×3; an output of numbers, N×D, or N×T×D of patches, which are
 * pooled, or N×D×h×w of places, whose mean is taken. A call computes with the thread that makes it.
 */
final class PictureModel implements AutoCloseable {
    private static final int DEFAULT_SIZE = 224;
    private static final int CHANNELS = 3;

    private final ModelSource source;
    private final OnnxSession onnx;
    private final PictureOptions options;
    private final String input;
    private final boolean channelsFirst;
    private final int size;
    private final String output;

    private PictureModel(ModelSource source, OnnxSession onnx, PictureOptions options)
            throws OrtException, DataFormatException {
        this.source = source;
        this.onnx = onnx;
        this.options = options;
        NodeInfo node = input();
        long[] shape = ((TensorInfo) node.getInfo()).getShape();
        this.input = node.getName();
        this.channelsFirst = shape[1] == CHANNELS;
        this.size = size(shape[2], shape[channelsFirst ? 3 : 1]);
        this.output = output();
    }

    /**
     * @throws DataFormatException if the file is no ONNX model or not one of pictures
     * @throws IOException if the file cannot be read
     */
    static PictureModel open(ModelSource source, PictureOptions options) throws IOException {
        try {
            OnnxSession onnx = OnnxSession.open(source);
            try (Guard<IOException> guard = Guard.of(onnx::close)) {
                return guard.release(new PictureModel(source, onnx, options));
            }
        } catch (OrtException e) {
            throw new DataFormatException(
                    DataLocation.in(source.model()), "expected an ONNX model but: " + e.getMessage());
        }
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(source.model()), problem);
    }

    private NodeInfo input() throws OrtException, DataFormatException {
        List<NodeInfo> inputs = List.copyOf(onnx.session().getInputInfo().values());
        if (inputs.size() == 1
                && inputs.get(0).getInfo() instanceof TensorInfo tensor
                && tensor.type == OnnxJavaType.FLOAT
                && tensor.getShape().length == 4
                && (tensor.getShape()[1] == CHANNELS || tensor.getShape()[3] == CHANNELS)) {
            return inputs.get(0);
        }
        throw problem("expected one input of pictures, float N x 3 x H x W or N x H x W x 3, but the inputs are "
                + inputs.stream().map(NodeInfo::toString).toList());
    }

    private int size(long height, long width) throws DataFormatException {
        if (height > 0 && width > 0) {
            if (height != width || (options.size().isPresent() && options.size().getAsInt() != height)) {
                throw problem("expects pictures of " + height + " x " + width + " pixels");
            }
            return (int) height;
        }
        return options.size().orElse(DEFAULT_SIZE);
    }

    private String output() throws OrtException, DataFormatException {
        for (NodeInfo node : onnx.session().getOutputInfo().values()) {
            boolean named = options.output().map(node.getName()::equals).orElse(true);
            if (named && node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
                return node.getName();
            }
        }
        throw problem("expected an output " + options.output().orElse("of numbers") + " but the outputs are "
                + String.join(", ", onnx.session().getOutputInfo().keySet()));
    }

    /** Height and width of the pictures that the model is given. */
    int size() {
        return size;
    }

    /** The output that is taken. */
    String outputName() {
        return output;
    }

    /**
     * The features of each picture.
     *
     * @param pictures values of squares as {@link Picture#square} has them
     * @throws OrtException if the model cannot take them
     * @throws DataFormatException if its output is not what it should be
     */
    List<float[]> embed(List<float[]> pictures) throws OrtException, DataFormatException {
        int area = size * size;
        float[] values = new float[pictures.size() * CHANNELS * area];
        for (int i = 0; i < pictures.size(); i++) {
            for (int c = 0; c < CHANNELS; c++) {
                double mean = 255 * options.scale().mean().get(c);
                double deviation = 255 * options.scale().deviation().get(c);
                for (int p = 0; p < area; p++) {
                    int at = channelsFirst ? c * area + p : p * CHANNELS + c;
                    values[i * CHANNELS * area + at] = (float) ((pictures.get(i)[c * area + p] - mean) / deviation);
                }
            }
        }
        long[] shape = channelsFirst
                ? new long[] {pictures.size(), CHANNELS, size, size}
                : new long[] {pictures.size(), size, size, CHANNELS};
        try (OnnxTensor tensor = OnnxTensor.createTensor(onnx.environment(), FloatBuffer.wrap(values), shape);
                OrtSession.Result result = onnx.session().run(Map.of(input, tensor), Set.of(output))) {
            if (!(result.get(output).orElseThrow() instanceof OnnxTensor features)) {
                throw problem("expected the output " + output + " to be a tensor");
            }
            return pooled(features, pictures.size());
        }
    }

    private List<float[]> pooled(OnnxTensor features, int count) throws DataFormatException {
        long[] shape = features.getInfo().getShape();
        if (shape.length < 2
                || shape.length > 4
                || shape[0] != count
                || Arrays.stream(shape).anyMatch(n -> n < 1)) {
            throw problem("expected the output " + output + " as N x D, N x T x D or N x D x h x w but it has shape "
                    + Arrays.toString(shape) + " for " + count + " pictures");
        }
        FloatBuffer numbers = features.getFloatBuffer();
        float[] one = new float[numbers.remaining() / count];
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.get(one);
            rows.add(
                    switch (shape.length) {
                        case 2 -> one.clone();
                        case 3 -> patches(one, (int) shape[1], (int) shape[2]);
                        default -> places(one, (int) shape[1]);
                    });
        }
        return rows;
    }

    private float[] patches(float[] values, int count, int d) {
        float[] row = new float[d];
        options.pooling().orElse(Pooling.MEAN).pool(values, count, row);
        return row;
    }

    private static float[] places(float[] values, int d) {
        float[] row = new float[d];
        int area = values.length / d;
        for (int j = 0; j < d; j++) {
            double sum = 0;
            for (int p = 0; p < area; p++) {
                sum += values[j * area + p];
            }
            row[j] = (float) (sum / area);
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        onnx.close();
    }
}
