package io.rectify.audit;

import java.util.Arrays;

/**
 * Logistic regression of a few features with weights and a ridge, by Newton's method in float64. It minimises
 *
 * <pre>Σ w_i·ln(1 + exp(−s_i·(b₀ + Σ_j x_ij·b_j))) + λ/2·Σ_j b_j²,   s_i = 1 where positive, else −1</pre>
 *
 * <p>which is strictly convex and has a finite minimum if both kinds of rows are there.
 */
final class RidgeLogistic {
    private static final int ITERATIONS = 100;
    private static final double SUFFICIENT = 1e-4;
    private static final double SHORTEST = 1e-10;

    private final double[][] x;
    private final boolean[] positive;
    private final double[] weights;
    private final double ridge;

    private RidgeLogistic(double[][] x, boolean[] positive, double[] weights, double ridge) {
        this.x = x;
        this.positive = positive;
        this.weights = weights;
        this.ridge = ridge;
    }

    /**
     * A fit.
     *
     * @param coefficients b₀, the intercept, and then one for each feature
     * @param objective at the coefficients
     * @param gradientNorm largest absolute element of the gradient there
     * @param iterations Newton steps
     * @param converged whether the gradient is 0 within 10⁻⁹ of the sum of weights
     */
    record Fit(double[] coefficients, double objective, double gradientNorm, int iterations, boolean converged) {
        /** The probability of a row, 1/(1 + e^−z). */
        double probability(double[] row) {
            return sigmoid(score(coefficients, row));
        }
    }

    /**
     * @param x n×d
     * @param weights n, positive
     * @param ridge λ > 0
     * @throws IllegalArgumentException if all rows are of one kind, so that there is no minimum
     */
    static Fit fit(double[][] x, boolean[] positive, double[] weights, double ridge) {
        int positives = 0;
        for (boolean p : positive) {
            positives += p ? 1 : 0;
        }
        if (positives == 0 || positives == positive.length) {
            throw new IllegalArgumentException("rows are all alike, so there is nothing to fit");
        }
        return new RidgeLogistic(x, positive, weights, ridge).minimise();
    }

    private Fit minimise() {
        double[] b = new double[x[0].length + 1];
        double enough = 1e-9 * Arrays.stream(weights).sum();
        double value = objective(b);
        double[] gradient = gradient(b);
        int iteration = 0;
        while (largest(gradient) > enough && iteration < ITERATIONS) {
            double[] step = solve(hessian(b), gradient);
            double slope = 0;
            for (int j = 0; j < b.length; j++) {
                slope += gradient[j] * step[j];
            }
            double[] next = b;
            for (double length = 1; next == b && length > SHORTEST; length /= 2) {
                double[] trial = minus(b, length, step);
                double at = objective(trial);
                if (at <= value - SUFFICIENT * length * slope + 1e-15 * Math.abs(value)) {
                    next = trial;
                    value = at;
                }
            }
            if (next == b) {
                break;
            }
            b = next;
            gradient = gradient(b);
            iteration++;
        }
        return new Fit(b, value, largest(gradient), iteration, largest(gradient) <= enough);
    }

    double objective(double[] b) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = score(b, x[i]);
            sum += weights[i] * softplus(positive[i] ? -z : z);
        }
        for (int j = 1; j < b.length; j++) {
            sum += ridge / 2 * b[j] * b[j];
        }
        return sum;
    }

    double[] gradient(double[] b) {
        double[] gradient = new double[b.length];
        for (int i = 0; i < x.length; i++) {
            double residual = weights[i] * (sigmoid(score(b, x[i])) - (positive[i] ? 1 : 0));
            for (int j = 0; j < b.length; j++) {
                gradient[j] += residual * feature(i, j);
            }
        }
        for (int j = 1; j < b.length; j++) {
            gradient[j] += ridge * b[j];
        }
        return gradient;
    }

    double[][] hessian(double[] b) {
        double[][] hessian = new double[b.length][b.length];
        for (int i = 0; i < x.length; i++) {
            double z = score(b, x[i]);
            double curvature = weights[i] * sigmoid(z) * sigmoid(-z);
            for (int j = 0; j < b.length; j++) {
                for (int k = 0; k < b.length; k++) {
                    hessian[j][k] += curvature * feature(i, j) * feature(i, k);
                }
            }
        }
        for (int j = 1; j < b.length; j++) {
            hessian[j][j] += ridge;
        }
        return hessian;
    }

    /** The problem by itself, for tests of its derivatives. */
    static RidgeLogistic problem(double[][] x, boolean[] positive, double[] weights, double ridge) {
        return new RidgeLogistic(x, positive, weights, ridge);
    }

    private double feature(int row, int j) {
        return j == 0 ? 1 : x[row][j - 1];
    }

    private static double score(double[] b, double[] row) {
        double z = b[0];
        for (int j = 0; j < row.length; j++) {
            z += b[j + 1] * row[j];
        }
        return z;
    }

    private static double sigmoid(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }

    /** ln(1 + e^z). */
    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** The solution of a·y = b for symmetric a, positive definite but for rounding, by Cholesky's method. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[] y = b.clone();
        for (int j = 0; j < n; j++) {
            double floor = 1e-12 * a[j][j] + Double.MIN_NORMAL;
            for (int i = j; i < n; i++) {
                for (int k = 0; k < j; k++) {
                    a[i][j] -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(Math.max(a[j][j], floor)) : a[i][j] / a[j][j];
            }
            for (int k = 0; k < j; k++) {
                y[j] -= a[j][k] * y[k];
            }
            y[j] /= a[j][j];
        }
        for (int j = n - 1; j >= 0; j--) {
            for (int k = j + 1; k < n; k++) {
                y[j] -= a[k][j] * y[k];
            }
            y[j] /= a[j][j];
        }
        return y;
    }

    private static double[] minus(double[] b, double length, double[] step) {
        double[] result = new double[b.length];
        for (int j = 0; j < b.length; j++) {
            result[j] = b[j] - length * step[j];
        }
        return result;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
