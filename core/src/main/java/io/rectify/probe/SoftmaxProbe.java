package io.rectify.probe;

import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Optional;

/**
 * Multinomial logistic regression on frozen features, P = softmax(XW + b), fitted by L-BFGS to
 *
 * <p>f(W, b) = (1/Σwᵢ) Σᵢ wᵢ·ℓᵢ + (λ/2)‖W‖²,
 *
 * <p>where ℓᵢ is the {@link Loss} of row i, wᵢ its weight (1 unless given) and b, if there is one, is not penalised. With
 * the cross-entropy f is convex; its optimum satisfies W = Xᵀ(T − P)/(Nλ).
 *
 * <p>A fitted probe is immutable. Weights are float32; sums over rows and the optimiser's state are float64.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, section 3.
 */
public final class SoftmaxProbe {
    private static final int BAND = 1024;

    /** Outputs of more numbers are made whenever they are read: 2^26 are a quarter of a gigabyte. */
    private static final long MOST_HELD = 1 << 26;

    private final Matrix weights;
    private final float[] bias;

    /** Both taken over. */
    SoftmaxProbe(Matrix weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * How to fit.
     *
     * @param penalty λ, or κ = K·N·λ
     * @param intercept whether there is a b
     * @param adjusted whether the logits are to leave out how common each class is among the targets: ℓ(z + log π) in place of ℓ(z), see
     *     {@link RowLoss}; with an intercept, b says by how much z itself should differ
     * @param tolerance the gradient's norm to reach, relative to its norm at W = 0, b = 0
     * @param maxIterations of L-BFGS
     * @param memory past steps that L-BFGS keeps
     * @param threads to compute with; the result does not depend on it
     */
    public record Options(
            Penalty penalty,
            boolean intercept,
            boolean adjusted,
            double tolerance,
            int maxIterations,
            int memory,
            int threads) {
        /** κ = 15, no intercept, not adjusted, tolerance 1e-3, at most 1000 iterations, memory 10, all processors. */
        public static final Options DEFAULTS = new Options(
                new Penalty.Kappa(15),
                false,
                false,
                1e-3,
                1000,
                10,
                Runtime.getRuntime().availableProcessors());

        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(tolerance > 0)) {
                throw new IllegalArgumentException("tolerance must be positive but is " + tolerance);
            }
            if (maxIterations < 1 || memory < 1 || threads < 1) {
                throw new IllegalArgumentException("iterations, memory and threads must be at least 1 but are "
                        + maxIterations + ", " + memory + " and " + threads);
            }
        }

        public Options withPenalty(Penalty newPenalty) {
            return new Options(newPenalty, intercept, adjusted, tolerance, maxIterations, memory, threads);
        }

        public Options withKappa(double kappa) {
            return withPenalty(new Penalty.Kappa(kappa));
        }

        public Options withLambda(double lambda) {
            return withPenalty(new Penalty.Lambda(lambda));
        }

        public Options withIntercept(boolean newIntercept) {
            return new Options(penalty, newIntercept, adjusted, tolerance, maxIterations, memory, threads);
        }

        public Options withAdjusted(boolean newAdjusted) {
            return new Options(penalty, intercept, newAdjusted, tolerance, maxIterations, memory, threads);
        }

        public Options withTolerance(double newTolerance) {
            return new Options(penalty, intercept, adjusted, newTolerance, maxIterations, memory, threads);
        }

        public Options withMaxIterations(int newMaxIterations) {
            return new Options(penalty, intercept, adjusted, tolerance, newMaxIterations, memory, threads);
        }

        public Options withThreads(int newThreads) {
            return new Options(penalty, intercept, adjusted, tolerance, maxIterations, memory, newThreads);
        }
    }

    /**
     * A fitted probe and how the fit went.
     *
     * @param lambda the λ used
     * @param objective f at the result
     * @param relativeGradient ‖∇f‖ at the result over ‖∇f‖ at W = 0, b = 0
     * @param evaluations of f and its gradient
     * @param stopReason whether it converged
     */
    public record Fit(
            SoftmaxProbe probe,
            double lambda,
            double objective,
            double relativeGradient,
            int iterations,
            int evaluations,
            StopReason stopReason) {}

    /**
     * What to fit to.
     *
     * @param features N×D, already preprocessed
     * @param loss holds the targets of the N rows
     * @param rowWeights N weights of at least 0, not all 0; none means 1 each
     * @param start the probe to start from; none means W = 0, b = 0
     */
    public record Problem(RowBlocks features, Loss loss, Optional<float[]> rowWeights, Optional<SoftmaxProbe> start) {
        /** @throws IllegalArgumentException if shapes do not fit, or a weight is negative or not finite */
        public Problem {
            checkRows(features, loss.rows(), "targets");
            if (features.columns() < 1 || loss.classes() < 2) {
                throw new IllegalArgumentException("a probe needs a feature and two classes but there are "
                        + features.columns() + " features and " + loss.classes() + " classes");
            }
            rowWeights.ifPresent(weights -> checkWeights(features, weights));
            start.ifPresent(probe -> {
                if (probe.features() != features.columns() || probe.classes() != loss.classes()) {
                    throw new IllegalArgumentException("starting probe is " + probe.features() + " x " + probe.classes()
                            + " but the problem is " + features.columns() + " x " + loss.classes());
                }
            });
        }

        public static Problem of(RowBlocks features, Loss loss) {
            return new Problem(features, loss, Optional.empty(), Optional.empty());
        }

        public Problem withRowWeights(float[] weights) {
            return new Problem(features, loss, Optional.of(weights.clone()), start);
        }

        public Problem withStart(SoftmaxProbe probe) {
            return new Problem(features, loss, rowWeights, Optional.of(probe));
        }

        private static void checkRows(RowBlocks features, int rows, String what) {
            if (rows == 0) {
                throw new IllegalArgumentException("there is no row to fit to");
            }
            if (features.rows() != rows) {
                throw new IllegalArgumentException(
                        "features has " + features.rows() + " rows but " + what + " has " + rows);
            }
        }

        private static void checkWeights(RowBlocks features, float[] weights) {
            checkRows(features, weights.length, "row weights");
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                if (!(weights[i] >= 0) || Float.isInfinite(weights[i])) {
                    throw new IllegalArgumentException(
                            "weight of row " + i + " must be a finite number of at least 0 but is " + weights[i]);
                }
                sum += weights[i];
            }
            if (!(sum > 0)) {
                throw new IllegalArgumentException("all row weights are 0: there is nothing to fit to");
            }
        }
    }

    /** Fits by the cross-entropy, from zero, every row alike. */
    public static Fit fit(RowBlocks features, Targets targets, Options options) {
        return fit(Problem.of(features, new CrossEntropy(targets)), options, Lbfgs.Monitor.SILENT);
    }

    /**
     * Fits a probe by the solver that suits the loss: L-BFGS for a {@link RowLoss}; {@link SgdProbe} with its defaults, from zero, for
     * a {@link BatchLoss}, which depends on which rows share a mini-batch.
     *
     * @param monitor told after each iteration, or epoch: the objective and the gradient's norm
     * @throws IllegalArgumentException if the options ask for adjusted logits with a {@link BatchLoss}
     * @throws ArithmeticException if the objective is not finite, as with features of enormous size
     */
    public static Fit fit(Problem problem, Options options, Lbfgs.Monitor monitor) {
        if (problem.loss() instanceof RowLoss loss) {
            RowLoss fitted = options.adjusted() ? AdjustedLoss.of(loss, problem.rowWeights()) : loss;
            return LbfgsProbe.fit(problem, fitted, options, monitor);
        }
        if (options.adjusted()) {
            throw new IllegalArgumentException(
                    "logits are adjusted for losses that are sums over rows, not for mini-batches");
        }
        return SgdProbe.fit(problem, options, monitor);
    }

    static void checkSize(int features, int classes) {
        if ((long) features * classes + classes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a probe of " + features + " features and " + classes + " classes is too large");
        }
    }

    /**
     * A probe with known parameters.
     *
     * @param weights W, D×K; taken over: the caller must not change it any more
     * @param bias b, K values; copied
     * @throws IllegalArgumentException if the sizes do not fit, there is no feature or fewer than two classes, or a value
     *     is not finite
     */
    public static SoftmaxProbe of(Matrix weights, float[] bias) {
        if (weights.columns() != bias.length) {
            throw new IllegalArgumentException(
                    "weights are for " + weights.columns() + " classes but bias is for " + bias.length);
        }
        if (weights.rows() < 1 || bias.length < 2) {
            throw new IllegalArgumentException(
                    "a probe needs a feature and two classes but weights are " + weights.rows() + " x " + bias.length);
        }
        for (int i = 0; i < weights.rows(); i++) {
            checkFinite(weights.row(i), "weights of feature " + i);
        }
        checkFinite(bias, "bias");
        return new SoftmaxProbe(weights, bias.clone());
    }

    private static void checkFinite(float[] values, String what) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(what + " must be finite but hold " + value);
            }
        }
    }

    /** Number of features, D. */
    public int features() {
        return weights.rows();
    }

    /** Number of classes, K. */
    public int classes() {
        return weights.columns();
    }

    /** W, D×K, to be read only. */
    public Matrix weights() {
        return weights;
    }

    /** b, K values; zeros if the probe was fitted without. */
    public float[] bias() {
        return bias.clone();
    }

    /** The same at another temperature: softmax(β·(XW + b)). */
    public SoftmaxProbe scaled(double beta) {
        Matrix scaled = Matrix.zeros(weights.rows(), weights.columns());
        for (int j = 0; j < weights.rows(); j++) {
            scaled.setRows(j, 1, scaled(weights.row(j), beta));
        }
        return new SoftmaxProbe(scaled, scaled(bias, beta));
    }

    private static float[] scaled(float[] values, double beta) {
        float[] result = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            result[k] = (float) (beta * values[k]);
        }
        return result;
    }

    /**
     * Z = XW + b, a new N×K matrix.
     *
     * @param features N×D, preprocessed as for the fit
     * @throws IllegalArgumentException if the number of features differs from the probe's
     */
    public Matrix logits(RowBlocks features, int threads) {
        if (features.columns() != weights.rows()) {
            throw new IllegalArgumentException(
                    "features have " + features.columns() + " columns but the probe expects " + weights.rows());
        }
        Matrix logits = Matrix.zeros(features.rows(), classes());
        Blas.multiply(1, features, weights, 0, logits, threads);
        if (!isZero(bias)) {
            Parallel.forEachBand(logits.rows(), BAND, threads, (from, to) -> addBias(logits, from, to));
        }
        return logits;
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private void addBias(Matrix logits, int from, int to) {
        float[] row = new float[bias.length];
        for (int i = from; i < to; i++) {
            logits.getRows(i, 1, row);
            for (int j = 0; j < row.length; j++) {
                row[j] += bias[j];
            }
            logits.setRows(i, 1, row);
        }
    }

    /** P = softmax(XW + b), N×K; see {@link #logits}. */
    public Probabilities predict(RowBlocks features, int threads) {
        return Probabilities.ofLogits(logits(features, threads), threads);
    }

    /**
     * The same where N·K may be large: outputs of more than 2^26 numbers are computed whenever they are read, and the features must stay open as
     * long.
     */
    public Probabilities predictWhenRead(RowBlocks features, int threads) {
        return (long) features.rows() * classes() <= MOST_HELD
                ? predict(features, threads)
                : Probabilities.whenRead(new PredictedRows(this, features, threads));
    }
}
