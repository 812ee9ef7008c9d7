package io.rectify.run;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.rectify.linalg.Matrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An ONNX graph being put together: inputs, constants, nodes in the order of their computation, outputs. */
final class OnnxGraph {
    /** A whole file has at most 2³¹ − 1 bytes; a megabyte is left for all that is no weight. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

    private final GraphProto.Builder graph;

    OnnxGraph(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    void input(String name, DataType type, Object... shape) {
        graph.addInput(value(name, type, shape));
    }

    void output(String name, DataType type, Object... shape) {
        graph.addOutput(value(name, type, shape));
    }

    /** A dimension is a number, or a name where it is free. */
    private static ValueInfoProto value(String name, DataType type, Object... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (Object dimension : shape) {
            if (dimension instanceof Integer number) {
                dimensions.addDimBuilder().setDimValue(number);
            } else {
                dimensions.addDimBuilder().setDimParam(dimension.toString());
            }
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(dimensions)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** A float64 constant without dimensions. */
    void scalar(String name, double value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.DOUBLE.getNumber())
                .addDoubleData(value));
    }

    /** A float32 constant of one dimension. */
    void floats(String name, float[] values, int length) {
        ByteBuffer bytes = littleEndian(1, length);
        bytes.asFloatBuffer().put(values);
        constant(name, bytes, length);
    }

    /**
     * A float32 constant of two dimensions.
     *
     * @throws IllegalArgumentException if it takes more than the 2 GB that one ONNX file can hold
     */
    void floats(String name, Matrix values) {
        ByteBuffer bytes = littleEndian(values.rows(), values.columns());
        float[] row = new float[values.columns()];
        for (int i = 0; i < values.rows(); i++) {
            values.getRows(i, 1, row);
            bytes.asFloatBuffer().put(row);
            bytes.position(bytes.position() + row.length * Float.BYTES);
        }
        constant(name, bytes.rewind(), values.rows(), values.columns());
    }

    /** Whether a float32 constant of two dimensions fits into a file with the rest of a graph. */
    static boolean canHold(int rows, int columns) {
        return (long) rows * columns * Float.BYTES <= MAX_BYTES;
    }

    private static ByteBuffer littleEndian(int rows, int columns) {
        if (!canHold(rows, columns)) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " weights are too large for one ONNX file, which holds 2 GB");
        }
        return ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void constant(String name, ByteBuffer bytes, long... shape) {
        ByteString raw = UnsafeByteOperations.unsafeWrap(bytes);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .setRawData(raw);
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
    }

    /** A node of the default domain with one output, which gives it its name. */
    Node node(String operator, String output, String... inputs) {
        return new Node(graph.addNodeBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output));
    }

    GraphProto build() {
        return graph.build();
    }

    /** A node whose attributes are added one by one. */
    record Node(NodeProto.Builder node) {
        Node attribute(String name, long value) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(value));
            return this;
        }

        Node attribute(String name, long[] values) {
            AttributeProto.Builder attribute =
                    AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
            for (long value : values) {
                attribute.addInts(value);
            }
            node.addAttribute(attribute);
            return this;
        }

        String output() {
            return node.getOutput(0);
        }
    }
}
