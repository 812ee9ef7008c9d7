package io.rectify.run;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.OutputException;
import io.rectify.probe.Model;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@link Model} as an ONNX file that any ONNX runtime can run: preprocessing, linear layer and softmax in one graph.
 *
 * <p>Input {@value OnnxProbe#FEATURES}, float32 (N×D), rows as they come; outputs {@value OnnxProbe#LABEL}, int64 (N),
 * the most probable class counting from 0, and {@value OnnxProbe#PROBABILITIES}, float32 (N×K). N is free in every call.
 * Metadata are those of {@link ModelFile}. Opset 17, IR version 8 (ONNX 1.12, 2022), operators of the default domain only.
 */
public final class OnnxModelFile {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final String PRODUCER = "rectify";

    private OnnxModelFile() {}

    /**
     * Writes the model; the file appears whole or not at all.
     *
     * @throws IllegalArgumentException if the model {@linkplain #canHold does not fit}
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, Model model) throws IOException {
        ModelProto.Builder proto = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(PRODUCER)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(OnnxProbe.of(model));
        ModelFile.metadata(model).forEach((key, value) -> proto.addMetadataProps(metadata(key, value)));
        AtomicOutput.file(file, temporary -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                proto.build().writeTo(out);
            }
        });
    }

    /** Whether the weights fit into the 2 GB that one ONNX file can hold. */
    public static boolean canHold(Model model) {
        return OnnxGraph.canHold(model.probe().features(), model.probe().classes());
    }

    private static StringStringEntryProto metadata(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
