package io.rectify.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.rectify.probe.BatchResiduals;
import io.rectify.probe.Momentum;
import java.util.SplittableRandom;

/**
 * The loss of one batch and its gradient. The loss itself is computed in Java from the logits z, which gives r = ∂ℓ/∂z; the sum of z·r
 * with r held fixed has the loss's own gradient by every parameter, and that is what PyTorch differentiates.
 *
 * @param rows indices of the batch's rows among the N
 * @param images the rows themselves
 */
record Step(Blueprint blueprint, BatchResiduals residuals, int[] rows, float[] images, int threads) {
    /**
     * Overwrites {@code gradient} with that of the batch's mean loss and {@code statistics} with the new moving figures.
     *
     * @return the sum of the batch's losses
     */
    double differentiate(
            Momentum descent, float[] statistics, SplittableRandom dropout, SplittableRandom draws, double[] gradient) {
        float[] averageLogits = residuals.needAverage() ? logits(descent.average(), statistics) : new float[0];
        synchronized (Torch.GRADIENTS) {
            try (NDManager manager = Torch.manager(threads)) {
                Pass pass = new Pass(manager, true, dropout);
                pass.load(blueprint.layout(), descent.point(), statistics, true);
                double lossSum = backward(pass, batch(manager), averageLogits, draws);
                pass.readGradient(blueprint.layout(), gradient);
                pass.readStatistics(blueprint.layout(), statistics);
                for (int j = 0; j < gradient.length; j++) {
                    gradient[j] /= rows.length;
                }
                return lossSum;
            }
        }
    }

    private double backward(Pass pass, NDArray x, float[] averageLogits, SplittableRandom draws) {
        try (GradientCollector collector = Torch.engine().newGradientCollector()) {
            NDArray logits = blueprint.layers().forward(x, pass);
            float[] z = logits.toFloatArray();
            double lossSum = residuals.residualInPlace(rows, z, averageLogits, draws);
            NDArray residual = Torch.array(x.getManager(), z, logits.getShape());
            collector.backward(logits.mul(residual).sum());
            return lossSum;
        }
    }

    /** Logits under other parameters, normalised by the batch itself: the moving figures are those of the present ones. */
    private float[] logits(double[] point, float[] statistics) {
        try (NDManager manager = Torch.manager(threads)) {
            Pass pass = new Pass(manager, true, null);
            pass.load(blueprint.layout(), point, statistics, false);
            return blueprint.layers().forward(batch(manager), pass).toFloatArray();
        }
    }

    private NDArray batch(NDManager manager) {
        ImageShape shape = blueprint.input();
        return Torch.array(manager, images, new Shape(rows.length, shape.channels(), shape.height(), shape.width()));
    }
}
