package io.rectify.probe;

import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.RowBlocks;
import org.jspecify.annotations.Nullable;

/**
 * f(W, b) = (1/Σwᵢ) Σᵢ wᵢ·ℓᵢ(Wᵀxᵢ + b) + (λ/2)‖W‖² and its gradient, over parameters laid out as W row-major (D×K) and then,
 * with an intercept, b (K); from sums over the rows, wherever those are.
 */
final class SoftmaxObjective implements Lbfgs.Objective, AutoCloseable {
    private final LossSums sums;
    private final double lambda;
    private final int weights;
    private final int parameters;

    /** Over rows that this machine reads. */
    SoftmaxObjective(
            RowBlocks features,
            RowLoss loss,
            float @Nullable [] rowWeights,
            Penalty penalty,
            boolean intercept,
            int threads) {
        this(new BandSums(features, loss, rowWeights, threads), penalty, intercept);
    }

    SoftmaxObjective(LossSums sums, Penalty penalty, boolean intercept) {
        this.sums = sums;
        this.lambda = penalty.lambda(sums.classes(), sums.weight());
        this.weights = sums.features() * sums.classes();
        this.parameters = intercept ? weights + sums.classes() : weights;
    }

    int parameters() {
        return parameters;
    }

    double lambda() {
        return lambda;
    }

    @Override
    public double evaluate(double[] point, double[] gradient) {
        double[] total = sums.at(point);
        double weightSum = sums.weight();
        double squares = 0;
        for (int i = 0; i < weights; i++) {
            squares += point[i] * point[i];
            gradient[i] = total[i] / weightSum + lambda * point[i];
        }
        for (int i = weights; i < parameters; i++) {
            gradient[i] = total[i] / weightSum;
        }
        return total[total.length - 1] / weightSum + lambda / 2 * squares;
    }

    @Override
    public void close() {
        sums.close();
    }
}
