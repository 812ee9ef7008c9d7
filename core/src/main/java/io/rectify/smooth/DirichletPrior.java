package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SoftmaxProbe;
import java.util.Optional;

/**
 * A Dirichlet prior on each row's output z, with parameters αᵢ, under which fitting is maximising the posterior: the loss of a
 * row with label y is −ln z_y − Σ_c (α_ic − 1)·ln z_c.
 *
 * <p>With sᵢ = 1 + Σ_c (α_ic − 1) that is sᵢ times the cross-entropy with target (e_y + αᵢ − 1)/sᵢ, so that it is fitted as
 * targets and row weights. The same α everywhere is label smoothing over all K classes with ε = K(α−1)/(1+K(α−1)); αᵢ − 1 =
 * β·softmax(ln P/τ) with a teacher's outputs P is self-distillation with the share β/(1+β).
 *
 * <p>Source: Zhang &amp; Sabuncu, NeurIPS 2020, arXiv 2006.05065, section 4. A probe's {@code Fit.objective} is the mean loss over
 * the mean of s.
 */
public final class DirichletPrior implements AutoCloseable {
    private final Matrix excess;

    private DirichletPrior(Matrix excess) {
        this.excess = excess;
    }

    /**
     * Any prior.
     *
     * @param excess α − 1, N×K; taken over: the caller must not change it any more
     * @throws IllegalArgumentException if an α is not a positive number, or a row's s is not positive
     */
    public static DirichletPrior of(Matrix excess) {
        for (int i = 0; i < excess.rows(); i++) {
            double s = 1;
            for (float value : excess.row(i)) {
                if (!(value > -1) || Float.isInfinite(value)) {
                    throw new IllegalArgumentException(
                            "parameters of the prior must be positive but row " + i + " has " + (1 + (double) value));
                }
                s += value;
            }
            if (!(s > 0)) {
                throw new IllegalArgumentException(
                        "prior of row " + i + " outweighs its label: 1 + the sum of alpha - 1 is " + s);
            }
        }
        return new DirichletPrior(excess);
    }

    /** The same α for all rows and classes. */
    public static DirichletPrior constant(int rows, int classes, double alpha) {
        Matrix excess = Matrix.zeros(rows, classes);
        float[] row = new float[classes];
        java.util.Arrays.fill(row, (float) (alpha - 1));
        for (int i = 0; i < rows; i++) {
            excess.setRows(i, 1, row);
        }
        return of(excess);
    }

    /**
     * αᵢ = alpha + β·Pᵢ, a constant part and a teacher's.
     *
     * @param softened a teacher's outputs, at the temperature wanted
     */
    public static DirichletPrior of(Probabilities softened, double alpha, double beta) {
        Matrix excess = Matrix.zeros(softened.rows(), softened.classes());
        float[] row = new float[softened.classes()];
        for (int i = 0; i < softened.rows(); i++) {
            softened.matrix().getRows(i, 1, row);
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (alpha - 1 + beta * row[j]);
            }
            excess.setRows(i, 1, row);
        }
        return of(excess);
    }

    /** sᵢ of each row. */
    public float[] rowWeights() {
        float[] weights = new float[excess.rows()];
        for (int i = 0; i < weights.length; i++) {
            double s = 1;
            for (float value : excess.row(i)) {
                s += value;
            }
            weights[i] = (float) s;
        }
        return weights;
    }

    /**
     * (e_y + αᵢ − 1)/sᵢ, a new N×K matrix.
     *
     * @throws IllegalArgumentException if the labels have other sizes
     */
    public Targets.Soft targets(Labels given) {
        if (given.size() != excess.rows() || given.classCount() != excess.columns()) {
            throw new IllegalArgumentException("prior is " + excess.rows() + " x " + excess.columns()
                    + " but labels has " + given.size() + " rows of " + given.classCount() + " classes");
        }
        Matrix targets = Matrix.zeros(excess.rows(), excess.columns());
        float[] row = new float[excess.columns()];
        for (int i = 0; i < given.size(); i++) {
            excess.getRows(i, 1, row);
            double s = 1;
            for (float value : row) {
                s += value;
            }
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (((j == given.get(i) ? 1.0 : 0.0) + row[j]) / s);
            }
            targets.setRows(i, 1, row);
        }
        return new Targets.Soft(targets);
    }

    /** What to fit to. */
    public SoftmaxProbe.Problem problem(RowBlocks features, Labels given) {
        return new SoftmaxProbe.Problem(
                features, new CrossEntropy(targets(given)), Optional.of(rowWeights()), Optional.empty());
    }

    @Override
    public void close() {
        excess.close();
    }
}
