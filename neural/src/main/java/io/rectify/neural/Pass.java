package io.rectify.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The arrays of a network while it is being computed, in the memory of one step. */
final class Pass {
    private final NDManager manager;
    private final Map<Parameter, NDArray> values = new LinkedHashMap<>();
    private final boolean batchStatistics;
    private final @Nullable SplittableRandom dropout;

    /**
     * @param batchStatistics whether batches are normalised by their own means and variances, as in training
     * @param dropout where dropout draws from; none means that nothing is dropped
     */
    Pass(NDManager manager, boolean batchStatistics, @Nullable SplittableRandom dropout) {
        this.manager = manager;
        this.batchStatistics = batchStatistics;
        this.dropout = dropout;
    }

    /** Copies all arrays into the memory of this pass. */
    void load(Layout layout, double[] trained, float[] statistics, boolean differentiable) {
        layout.forEach((parameter, at) -> {
            float[] slice = new float[parameter.size()];
            for (int j = 0; j < slice.length; j++) {
                slice[j] = parameter.kind().trained ? (float) trained[at + j] : statistics[at + j];
            }
            NDArray array = Torch.array(manager, slice, parameter.shape());
            if (differentiable && parameter.kind().trained) {
                array.setRequiresGradient(true);
            }
            values.put(parameter, array);
        });
    }

    NDArray value(Parameter parameter) {
        NDArray array = values.get(parameter);
        if (array == null) {
            throw new IllegalStateException("no array " + parameter.name());
        }
        return array;
    }

    boolean batchStatistics() {
        return batchStatistics;
    }

    NDArray drop(NDArray x, double rate) {
        if (dropout == null) {
            return x;
        }
        float[] mask = new float[Math.toIntExact(x.size())];
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = dropout.nextDouble() < rate ? 0 : kept;
        }
        return x.mul(Torch.array(manager, mask, x.getShape()));
    }

    /** The moving figures after the pass. */
    void readStatistics(Layout layout, float[] statistics) {
        layout.forEach((parameter, at) -> {
            if (!parameter.kind().trained) {
                System.arraycopy(value(parameter).toFloatArray(), 0, statistics, at, parameter.size());
            }
        });
    }

    /** Derivatives of what was differentiated. */
    void readGradient(Layout layout, double[] gradient) {
        layout.forEach((parameter, at) -> {
            if (parameter.kind().trained) {
                try (NDArray array = value(parameter).getGradient()) {
                    float[] slice = array.toFloatArray();
                    for (int j = 0; j < slice.length; j++) {
                        gradient[at + j] = slice[j];
                    }
                }
            }
        });
    }
}
