package io.rectify.run;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.rectify.data.Preprocessing;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;

/**
 * The graph of a model: x ↦ (x − shift)·scale; if the scheme normalises, division by (‖x‖ + [‖x‖ = 0]), with the norm in
 * float64 as {@link Preprocessing} has it, so that rows of norm 0 stay 0; XW + b; softmax; argmax. Steps that change
 * nothing are left out.
 */
final class OnnxProbe {
    static final String FEATURES = "features";
    static final String LABEL = "label";
    static final String PROBABILITIES = "probabilities";
    private static final String ROWS = "N";

    private final OnnxGraph graph = new OnnxGraph("softmax_probe");

    private OnnxProbe() {}

    static GraphProto of(Model model) {
        OnnxProbe probe = new OnnxProbe();
        int classes = model.probe().classes();
        probe.graph.input(FEATURES, DataType.FLOAT, ROWS, model.preprocessing().features());
        String prepared = probe.preprocess(model.preprocessing());
        String logits =
                probe.logits(prepared, model.probe().weights(), model.probe().bias());
        probe.graph.node("Softmax", PROBABILITIES, logits).attribute("axis", 1);
        probe.graph.node("ArgMax", LABEL, PROBABILITIES).attribute("axis", 1).attribute("keepdims", 0);
        probe.graph.output(LABEL, DataType.INT64, ROWS);
        probe.graph.output(PROBABILITIES, DataType.FLOAT, ROWS, classes);
        return probe.graph.build();
    }

    private String preprocess(Preprocessing preprocessing) {
        String x = FEATURES;
        float[] shift = preprocessing.shift();
        if (!isAll(shift, 0)) {
            graph.floats("shift", shift, shift.length);
            x = graph.node("Sub", "shifted", x, "shift").output();
        }
        float[] scale = preprocessing.scale();
        if (!isAll(scale, 1)) {
            graph.floats("scale", scale, scale.length);
            x = graph.node("Mul", "scaled", x, "scale").output();
        }
        return preprocessing.scheme().normalises() ? normalise(x) : x;
    }

    private String normalise(String x) {
        graph.scalar("zero", 0.0);
        String wide = cast(x, "wide", DataType.DOUBLE);
        graph.node("ReduceSumSquare", "squares", wide).attribute("axes", new long[] {1});
        graph.node("Sqrt", "norm", "squares");
        graph.node("Equal", "is_zero", "norm", "zero");
        cast("is_zero", "one_if_zero", DataType.DOUBLE);
        graph.node("Add", "divisor", "norm", "one_if_zero");
        graph.node("Div", "wide_normalised", wide, "divisor");
        return cast("wide_normalised", "normalised", DataType.FLOAT);
    }

    private String cast(String from, String to, DataType type) {
        return graph.node("Cast", to, from).attribute("to", type.getNumber()).output();
    }

    private String logits(String x, Matrix weights, float[] bias) {
        graph.floats("weights", weights);
        if (isAll(bias, 0)) {
            return graph.node("MatMul", "logits", x, "weights").output();
        }
        graph.floats("bias", bias, bias.length);
        return graph.node("Gemm", "logits", x, "weights", "bias").output();
    }

    private static boolean isAll(float[] values, float constant) {
        for (float value : values) {
            if (value != constant) {
                return false;
            }
        }
        return true;
    }
}
