package io.rectify.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;

/**
 * A network with its parameters: rows of images to class probabilities. Immutable, and numbers alone: PyTorch's memory is held
 * only while it computes, so there is nothing to close. Predictions normalise by what training gathered, drop nothing and do
 * not depend on which rows are predicted together, up to rounding.
 */
public final class Network {
    private static final int BATCH = 256;

    private final Blueprint blueprint;
    private final double[] trained;
    private final float[] statistics;

    /** Arrays as {@link Layout} says, taken over. */
    Network(Blueprint blueprint, double[] trained, float[] statistics) {
        this.blueprint = blueprint;
        this.trained = trained;
        this.statistics = statistics;
    }

    /**
     * A network that has not been trained.
     *
     * @param seed of its weights
     * @throws IllegalArgumentException if the architecture does not fit the input
     */
    public static Network untrained(Architecture architecture, ImageShape input, int classes, long seed) {
        Blueprint blueprint = Blueprint.of(architecture, input, classes);
        return new Network(
                blueprint,
                blueprint.layout().firstPoint(seed),
                blueprint.layout().firstStatistics());
    }

    public Architecture architecture() {
        return blueprint.architecture();
    }

    public ImageShape input() {
        return blueprint.input();
    }

    /** Number of classes, K. */
    public int classes() {
        return blueprint.classes();
    }

    Blueprint blueprint() {
        return blueprint;
    }

    /** θ, not copied. */
    double[] trained() {
        return trained;
    }

    /** What training gathered, not copied. */
    float[] statistics() {
        return statistics;
    }

    /** Whether the other network is the same, bit for bit. */
    public boolean contentEquals(Network that) {
        return architecture().equals(that.architecture())
                && input().equals(that.input())
                && java.util.Arrays.equals(trained, that.trained)
                && java.util.Arrays.equals(statistics, that.statistics);
    }

    /**
     * Class probabilities.
     *
     * @param features N×D
     * @param threads of PyTorch
     * @throws IllegalArgumentException if D is another than the network's
     * @throws ArithmeticException if outputs are not finite
     */
    public Probabilities predict(RowBlocks features, int threads) {
        return Probabilities.ofLogits(logits(features, threads), threads);
    }

    /** A new N×K matrix of logits; otherwise as {@link #predict}. */
    public Matrix logits(RowBlocks features, int threads) {
        if (features.columns() != input().size()) {
            throw new IllegalArgumentException("features has " + features.columns() + " columns but the network is for "
                    + input().size() + " (" + input() + ")");
        }
        Matrix logits = Matrix.zeros(features.rows(), classes());
        for (int from = 0; from < features.rows(); from += BATCH) {
            int to = Math.min(features.rows(), from + BATCH);
            try (Matrix block = features.rowBlock(from, to);
                    NDManager manager = Torch.manager(threads)) {
                Pass pass = new Pass(manager, false, null);
                pass.load(blueprint.layout(), trained, statistics, false);
                float[] rows = new float[(to - from) * features.columns()];
                block.getRows(0, to - from, rows);
                logits.setRows(
                        from,
                        to - from,
                        blueprint.layers().forward(batch(manager, rows), pass).toFloatArray());
            }
        }
        return logits;
    }

    private NDArray batch(NDManager manager, float[] rows) {
        ImageShape shape = input();
        return Torch.array(
                manager, rows, new Shape(rows.length / shape.size(), shape.channels(), shape.height(), shape.width()));
    }

    @Override
    public String toString() {
        return architecture() + " for " + classes() + " classes of " + input() + ", " + trained.length + " parameters";
    }
}
