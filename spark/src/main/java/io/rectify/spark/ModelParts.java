package io.rectify.spark;

import io.rectify.data.Preprocessing;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import java.io.Serializable;
import java.util.List;

/** A {@link Model} as arrays, which travel to executors and into files; a task makes a model of them. */
final class ModelParts implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of no feature and no class. */
    static final ModelParts NONE =
            new ModelParts("RAW", new float[0], new float[0], new float[0], new float[0], new String[0]);

    final String scheme;
    final float[] shift;
    final float[] scale;
    /** W, D·K values. */
    final float[] weights;

    final float[] bias;
    final String[] classes;

    ModelParts(String scheme, float[] shift, float[] scale, float[] weights, float[] bias, String[] classes) {
        this.scheme = scheme;
        this.shift = shift;
        this.scale = scale;
        this.weights = weights;
        this.bias = bias;
        this.classes = classes;
    }

    /** Without a probe. */
    static ModelParts of(Preprocessing preprocessing, List<String> classes) {
        return new ModelParts(
                preprocessing.scheme().name(),
                preprocessing.shift(),
                preprocessing.scale(),
                new float[0],
                new float[0],
                classes.toArray(String[]::new));
    }

    static ModelParts of(Preprocessing preprocessing, SoftmaxProbe probe, List<String> classes) {
        return new ModelParts(
                preprocessing.scheme().name(),
                preprocessing.shift(),
                preprocessing.scale(),
                Block.values(probe.weights()),
                probe.bias(),
                classes.toArray(String[]::new));
    }

    Model model() {
        return new Model(preprocessing(), probe(), List.of(classes));
    }

    Preprocessing preprocessing() {
        return Preprocessing.of(Preprocessing.Scheme.valueOf(scheme), shift, scale);
    }

    /** The probe alone, for rows that are prepared. */
    SoftmaxProbe probe() {
        Matrix matrix = Block.matrix(weights, shift.length);
        return SoftmaxProbe.of(matrix, bias);
    }

    int features() {
        return shift.length;
    }
}
