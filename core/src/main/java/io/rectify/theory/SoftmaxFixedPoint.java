package io.rectify.theory;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * The outputs P of the softmax probe itself from the Gram matrix alone: the fixed point P = softmax((1/(Nλ))·G·(T − P)), by
 * Newton's method in float64 on the convex problem it solves,
 *
 * <p>J(A) = Σᵢ CE(Tᵢ, softmax((βGA)ᵢ)) + (β/2)·tr(AᵀGA), β = 1/(Nλ) = K/κ, whose optimum is A = T − P.
 *
 * <p>A Newton step solves (I + βLᵀGL)·u = βLᵀGR for the residual R = T − P − A by conjugate gradients, with LLᵀ the softmax's
 * curvature of each row, and moves A by R − Lu (Rasmussen &amp; Williams 2006, section 3.5). Steps are halved until J falls.
 */
public final class SoftmaxFixedPoint {
    private static final int CONJUGATE_GRADIENTS = 2000;

    private final DoubleMatrix gram;
    private final double beta;
    private final Options options;
    private final int n;
    private final int k;
    private final double[] targets;
    private int products;

    private SoftmaxFixedPoint(DoubleMatrix gram, DoubleMatrix targets, double mu, Options options) {
        this.gram = gram;
        this.n = targets.rows();
        this.k = targets.columns();
        this.beta = k / mu;
        this.options = options;
        this.targets = targets.toArray();
    }

    /**
     * How to solve.
     *
     * @param tolerance largest |P − softmax(βG(T − P))| to reach
     * @param maxSteps Newton steps at most
     * @param threads to compute with; the result does not depend on it
     */
    public record Options(double tolerance, int maxSteps, int threads) {
        /** Residual 1e-10, at most 200 Newton steps, all processors. */
        public static final Options DEFAULTS =
                new Options(1e-10, 200, Runtime.getRuntime().availableProcessors());

        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(tolerance > 0) || maxSteps < 1 || threads < 1) {
                throw new IllegalArgumentException("tolerance must be positive, steps and threads at least 1 but are "
                        + tolerance + ", " + maxSteps + " and " + threads);
            }
        }
    }

    /**
     * Where the solution ended.
     *
     * @param outputs P, N×K; close it when done. Unconverged ones may lie outside [0, 1]
     * @param residual largest |P − softmax(βG(T − P))|
     * @param steps Newton steps
     * @param products of G with an N×K matrix
     * @param converged whether the residual is within the tolerance
     */
    public record Result(DoubleMatrix outputs, double residual, int steps, int products, boolean converged) {}

    /**
     * Solves the fixed point.
     *
     * @param gram G, N×N, symmetric and positive semidefinite
     * @param targets T, N×K, rows summing to 1
     * @param mu κ = K·N·λ, as in the linear model
     * @param start outputs to start from, such as those of the step before; none means P = T
     * @throws IllegalArgumentException if the shapes do not fit or μ is not positive
     */
    public static Result solve(
            DoubleMatrix gram, DoubleMatrix targets, double mu, Optional<DoubleMatrix> start, Options options) {
        if (gram.rows() != gram.columns() || gram.rows() != targets.rows() || targets.columns() < 2) {
            throw new IllegalArgumentException("G is " + gram.rows() + " x " + gram.columns() + " and targets are "
                    + targets.rows() + " x " + targets.columns());
        }
        if (!(mu > 0) || Double.isInfinite(mu)) {
            throw new IllegalArgumentException("mu must be a positive number but is " + mu);
        }
        start.ifPresent(outputs -> {
            if (outputs.rows() != targets.rows() || outputs.columns() != targets.columns()) {
                throw new IllegalArgumentException("start is " + outputs.rows() + " x " + outputs.columns()
                        + " but targets are " + targets.rows() + " x " + targets.columns());
            }
        });
        SoftmaxFixedPoint problem = new SoftmaxFixedPoint(gram, targets, mu, options);
        double[] a = new double[problem.targets.length];
        start.ifPresent(outputs -> {
            double[] p = outputs.toArray();
            Arrays.setAll(a, i -> problem.targets[i] - p[i]);
        });
        return problem.solve(a);
    }

    /** A, the logits βGA, the outputs softmax(βGA) and the objective there. */
    private final class State {
        private final double[] a;
        private final double[] logits;
        private final double[] p;
        private double value;

        State(double[] a, double[] logits) {
            this.a = a;
            this.logits = logits;
            this.p = logits.clone();
            double[] row = new double[k];
            for (int i = 0; i < n; i++) {
                System.arraycopy(logits, i * k, row, 0, k);
                double logSumExp = LogSumExp.of(row);
                value += logSumExp;
                for (int j = 0; j < k; j++) {
                    value += (a[i * k + j] / 2 - targets[i * k + j]) * row[j];
                    p[i * k + j] = Math.exp(row[j] - logSumExp);
                }
            }
        }

        /** T − P − A. */
        double[] residual() {
            double[] residual = new double[a.length];
            Arrays.setAll(residual, i -> targets[i] - p[i] - a[i]);
            return residual;
        }
    }

    private Result solve(double[] start) {
        State state = new State(start, times(start));
        for (int step = 0; ; step++) {
            double[] residual = state.residual();
            double largest = Arrays.stream(residual).map(Math::abs).max().orElse(0);
            boolean converged = largest <= options.tolerance();
            State next = converged || step == options.maxSteps() ? state : newton(state, residual, largest);
            if (next == state) {
                return new Result(DoubleMatrix.of(outputs(state), n, k), largest, step, products, converged);
            }
            state = next;
        }
    }

    /** P = T − A, which the residual compares with softmax(βGA). */
    private double[] outputs(State state) {
        double[] p = new double[state.a.length];
        Arrays.setAll(p, i -> targets[i] - state.a[i]);
        return p;
    }

    /** The state after one Newton step, or the same state if no step lowers the objective. */
    private State newton(State state, double[] residual, double largest) {
        double[] logitsOfResidual = times(residual);
        double[] u =
                conjugateGradients(state.p, rootTransposed(state.p, logitsOfResidual), Math.min(0.1, largest) * 0.01);
        double[] lu = root(state.p, u);
        double[] direction = new double[residual.length];
        Arrays.setAll(direction, i -> residual[i] - lu[i]);
        double[] logits = times(direction);
        double slope = -Vectors.dot(residual, logits);
        for (double length = 1; length > 1e-10; length /= 2) {
            double factor = length;
            double[] a = new double[direction.length];
            double[] z = new double[direction.length];
            Arrays.setAll(a, i -> state.a[i] + factor * direction[i]);
            Arrays.setAll(z, i -> state.logits[i] + factor * logits[i]);
            State next = new State(a, z);
            double rounding = 1e-13 * Math.abs(state.value);
            if (next.value <= state.value + 1e-4 * length * slope + rounding) {
                return next;
            }
        }
        return state;
    }

    /** Solves (I + βLᵀGL)·u = b to a relative residual. */
    private double[] conjugateGradients(double[] p, double[] b, double relative) {
        double[] u = new double[b.length];
        double[] r = b.clone();
        double[] direction = r.clone();
        double square = Vectors.dot(r, r);
        double enough = square * relative * relative;
        for (int i = 0; i < CONJUGATE_GRADIENTS && square > enough; i++) {
            double[] product = rootTransposed(p, times(root(p, direction)));
            for (int j = 0; j < product.length; j++) {
                product[j] += direction[j];
            }
            double length = square / Vectors.dot(direction, product);
            for (int j = 0; j < u.length; j++) {
                u[j] += length * direction[j];
                r[j] -= length * product[j];
            }
            double before = square;
            square = Vectors.dot(r, r);
            for (int j = 0; j < u.length; j++) {
                direction[j] = r[j] + square / before * direction[j];
            }
        }
        return u;
    }

    /** L·v for each row, L = diag(√p) − p·√pᵀ, so that LLᵀ = diag(p) − ppᵀ. */
    private double[] root(double[] p, double[] v) {
        double[] result = new double[v.length];
        for (int i = 0; i < v.length; i += k) {
            double sum = 0;
            for (int j = i; j < i + k; j++) {
                sum += Math.sqrt(p[j]) * v[j];
            }
            for (int j = i; j < i + k; j++) {
                result[j] = Math.sqrt(p[j]) * v[j] - p[j] * sum;
            }
        }
        return result;
    }

    /** Lᵀ·v for each row. */
    private double[] rootTransposed(double[] p, double[] v) {
        double[] result = new double[v.length];
        for (int i = 0; i < v.length; i += k) {
            double sum = 0;
            for (int j = i; j < i + k; j++) {
                sum += p[j] * v[j];
            }
            for (int j = i; j < i + k; j++) {
                result[j] = Math.sqrt(p[j]) * (v[j] - sum);
            }
        }
        return result;
    }

    /** βG·V for V of N×K values. */
    private double[] times(double[] v) {
        products++;
        try (DoubleMatrix right = DoubleMatrix.of(v, n, k);
                DoubleMatrix product = DoubleMatrix.zeros(n, k)) {
            Blas.multiply(false, gram, false, right, product, options.threads());
            double[] result = product.toArray();
            for (int i = 0; i < result.length; i++) {
                result[i] *= beta;
            }
            return result;
        }
    }
}
