package io.rectify.probe;

import java.util.Optional;

/**
 * Sums over rows of a loss and of its derivatives by a probe's parameters: all that L-BFGS needs of the rows, so that these may lie on
 * several machines. {@link LbfgsProbe#fit} fits to them.
 */
public interface LossSums extends AutoCloseable {
    /** Number of features, D. */
    int features();

    /** Number of classes, K. */
    int classes();

    /** Σwᵢ, the number of rows where each has weight 1. */
    double weight();

    /**
     * The sums at a point.
     *
     * @param point W row-major (D·K values) and, with an intercept, b (K values); rounded to float32
     * @return D·K sums Σ wᵢ·xᵢ·(∂ℓᵢ/∂zᵢ)ᵀ, K sums Σ wᵢ·∂ℓᵢ/∂zᵢ (zeros without an intercept) and Σ wᵢ·ℓᵢ
     */
    double[] at(double[] point);

    /**
     * XᵀX/N of rows that stand for all: the curvature that a solver begins with.
     *
     * @param intercept whether X has a column of ones after its features
     * @return a symmetric matrix, row-major; none where it would cost more than it spares
     */
    default Optional<double[]> moments(boolean intercept) {
        return Optional.empty();
    }

    /**
     * Rows that moments are taken of: eight for each feature, with which a fit takes as many evaluations as with all, with two a fifth more.
     * Fewer where eight would cost more than four evaluations, and 0 where two would.
     *
     * @param size features, and one more with an intercept
     */
    static int rowsForMoments(int rows, int size, int classes) {
        // A product with fewer columns than 16 takes as long as with so many.
        double evaluation = 4.0 * rows * size * Math.max(classes, 16);
        double inverse = 2.0 * size * size * size;
        double affordable = (4 * evaluation - inverse) / (2.0 * size * size);
        int wanted = (int) Math.min(Math.min(rows, 8L * size), affordable);
        return wanted < Math.min(rows, 2L * size) ? 0 : wanted;
    }

    /** Frees what the sums were made with. */
    @Override
    default void close() {}

    /**
     * Sums over rows that this machine reads.
     *
     * @param problem rows with a loss that is a sum over rows; its start is not used
     * @param threads to compute with; the sums do not depend on it
     * @throws IllegalArgumentException if the loss depends on which rows share a mini-batch
     */
    static LossSums of(SoftmaxProbe.Problem problem, int threads) {
        if (problem.loss() instanceof RowLoss loss) {
            return new BandSums(problem.features(), loss, problem.rowWeights().orElse(null), threads);
        }
        throw new IllegalArgumentException("a loss over mini-batches is no sum over rows");
    }
}
