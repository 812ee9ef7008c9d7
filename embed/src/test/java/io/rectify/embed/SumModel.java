package io.rectify.embed;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A model simple enough for plain arithmetic: each token's output is its row of a table, and the pooled output the sum
 * of those rows, of padding too if there is no mask.
 */
final class SumModel {
    static final int D = 5;
    static final String WORDS = "zero one two three four five six seven eight nine";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sum");
    private final float[][] table;
    private DataType integers = DataType.INT64;
    private boolean masked = true;

    SumModel(int vocabulary) {
        Random random = new Random(11);
        table = new float[vocabulary][D];
        for (float[] row : table) {
            for (int j = 0; j < D; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
    }

    SumModel withIntegers(DataType type) {
        integers = type;
        return this;
    }

    SumModel withoutMask() {
        masked = false;
        return this;
    }

    SumModel withValue(int id, float value) {
        table[id][2] = value;
        return this;
    }

    float[] row(int id) {
        return table[id];
    }

    /** Tables of token outputs and of pooled outputs, as far as they are asked for. */
    void write(Path file, List<String> outputs) throws IOException {
        graph.addInput(value("input_ids", integers, "batch", "tokens"));
        TensorProto.Builder words = TensorProto.newBuilder()
                .setName("words")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(table.length)
                .addDims(D);
        for (float[] row : table) {
            for (float value : row) {
                words.addFloatData(value);
            }
        }
        graph.addInitializer(words);
        graph.addInitializer(axis("first", 1));
        graph.addInitializer(axis("second", 2));
        node("Gather", "token_embeddings", "words", "input_ids");
        String summands = "token_embeddings";
        if (masked) {
            graph.addInput(value("attention_mask", integers, "batch", "tokens"));
            node("Cast", "mask", "attention_mask")
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("to")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(DataType.FLOAT.getNumber()));
            node("Unsqueeze", "mask_column", "mask", "second");
            node("Mul", "masked", "token_embeddings", "mask_column");
            summands = "masked";
        }
        node("ReduceSum", "sentence_embedding", summands, "first")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0));
        for (String output : outputs) {
            graph.addOutput(
                    output.equals("token_embeddings")
                            ? value(output, DataType.FLOAT, "batch", "tokens", "d")
                            : value(output, DataType.FLOAT, "batch", "d"));
        }
        Files.write(
                file,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
    }

    private static TensorProto axis(String name, long axis) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(axis)
                .build();
    }

    private NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static ValueInfoProto value(String name, DataType type, String... dimensions) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
        for (String dimension : dimensions) {
            tensor.getShapeBuilder().addDimBuilder().setDimParam(dimension);
        }
        return value.build();
    }

    /** The words' numbers are their positions in {@link #WORDS}; there are no special tokens. */
    static void writeTokenizer(Path file) throws IOException {
        StringBuilder vocabulary = new StringBuilder();
        String[] words = WORDS.split(" ");
        for (int i = 0; i < words.length; i++) {
            vocabulary
                    .append(i == 0 ? "" : ",")
                    .append('"')
                    .append(words[i])
                    .append("\":")
                    .append(i);
        }
        Files.writeString(file, """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":{"type":"Lowercase"},
                "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
                "model":{"type":"WordLevel","vocab":{%s},"unk_token":"zero"}}
                """.formatted(vocabulary));
    }
}
