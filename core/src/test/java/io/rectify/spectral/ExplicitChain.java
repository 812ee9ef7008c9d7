package io.rectify.spectral;

import io.rectify.Reference;
import io.rectify.data.Labels;
import java.util.Arrays;

/**
 * The chain of t ridge fits in plain float64, one fit after the other, by Gaussian elimination: no eigenvectors, and
 * nothing of what the main code derives from them.
 */
final class ExplicitChain {
    private ExplicitChain() {}

    static double[][] oneHot(Labels labels) {
        double[][] y = new double[labels.size()][labels.classCount()];
        for (int i = 0; i < y.length; i++) {
            y[i][labels.get(i)] = 1;
        }
        return y;
    }

    /** M⁻¹·R by elimination with partial pivoting. */
    static double[][] solve(double[][] matrix, double[][] right) {
        int n = matrix.length;
        double[][] a = copy(matrix);
        double[][] b = copy(right);
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            swap(a, c, pivot);
            swap(b, c, pivot);
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : a[r][c] / a[c][c];
                if (factor != 0) {
                    subtract(a[r], factor, a[c], c);
                    subtract(b[r], factor, b[c], 0);
                }
            }
        }
        for (int r = 0; r < n; r++) {
            for (int j = 0; j < b[r].length; j++) {
                b[r][j] /= a[r][r];
            }
        }
        return b;
    }

    private static void swap(double[][] rows, int i, int j) {
        double[] row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }

    private static void subtract(double[] from, double factor, double[] row, int first) {
        for (int j = first; j < row.length; j++) {
            from[j] -= factor * row[j];
        }
    }

    static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }

    static double[][] plus(double[][] matrix, double constant) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(v -> v + constant).toArray())
                .toArray(double[][]::new);
    }

    static double[][] plusDiagonal(double[][] matrix, double mu) {
        double[][] sum = copy(matrix);
        for (int i = 0; i < sum.length; i++) {
            sum[i][i] += mu;
        }
        return sum;
    }

    /** G = XXᵀ. */
    static double[][] gram(double[][] x) {
        return Reference.multiply(x, Reference.transpose(x, x[0].length));
    }

    /** [G(G + μI)⁻¹]ᵗ, N×N: G and (G + μI)⁻¹ commute. */
    static double[][] averaging(double[][] x, double mu, int t) {
        double[][] g = gram(x);
        double[][] once = solve(plusDiagonal(g, mu), g);
        double[][] power = once;
        for (int step = 2; step <= t; step++) {
            power = Reference.multiply(once, power);
        }
        return power;
    }

    /**
     * What the labels of the rows of x count in the t-th outputs of other rows: each step's dual solution
     * (G + μI)⁻¹·(outputs of the step before), for all unit labels at once.
     */
    static double[][] averaging(double[][] x, double mu, int t, double[][] queries) {
        double[][] g = gram(x);
        double[][] outputs = plusDiagonal(new double[x.length][x.length], 1);
        double[][] dual = outputs;
        for (int step = 1; step <= t; step++) {
            dual = solve(plusDiagonal(g, mu), outputs);
            outputs = Reference.multiply(g, dual);
        }
        return Reference.multiply(Reference.multiply(queries, Reference.transpose(x, x[0].length)), dual);
    }

    /** P⁽ᵗ⁾ of the training rows by t dual fits, each to the outputs of the one before; P⁽⁰⁾ = Y. */
    static double[][] outputs(double[][] x, double[][] y, double mu, int t) {
        return step(x, y, mu, t, x);
    }

    /** Outputs of any rows after t dual fits on the training rows. */
    static double[][] step(double[][] x, double[][] y, double mu, int t, double[][] queries) {
        double even = 1.0 / y[0].length;
        double[][] g = gram(x);
        double[][] ridge = plusDiagonal(g, mu);
        double[][] p = y;
        double[][] dual = y;
        for (int step = 1; step <= t; step++) {
            dual = solve(ridge, plus(p, -even));
            p = plus(Reference.multiply(g, dual), even);
        }
        double[][] cross = Reference.multiply(queries, Reference.transpose(x, x[0].length));
        return plus(Reference.multiply(cross, dual), even);
    }

    /** W⁽ᵗ⁾ = (XᵀX + μI)⁻¹Xᵀ(P⁽ᵗ⁻¹⁾ − 1/K) by t primal fits. */
    static double[][] weights(double[][] x, double[][] y, double mu, int t) {
        double even = 1.0 / y[0].length;
        double[][] transposed = Reference.transpose(x, x[0].length);
        double[][] ridge = plusDiagonal(Reference.multiply(transposed, x), mu);
        double[][] p = plus(y, -even);
        double[][] w = new double[0][0];
        for (int step = 1; step <= t; step++) {
            w = solve(ridge, Reference.multiply(transposed, p));
            p = Reference.multiply(x, w);
        }
        return w;
    }

    static double[][] without(double[][] rows, int row) {
        double[][] rest = new double[rows.length - 1][];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = rows[i < row ? i : i + 1];
        }
        return rest;
    }

    /** The t-th outputs of every row when it is left out of the whole chain. */
    static double[][] leaveOneOut(double[][] x, double[][] y, double mu, int t) {
        return plus(leaveOneOutScores(x, y, mu, t), 1.0 / y[0].length);
    }

    /** The same less 1/K, beside which the outputs of many steps would be lost. */
    static double[][] leaveOneOutScores(double[][] x, double[][] y, double mu, int t) {
        double[][] left = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[][] w = weights(without(x, i), without(y, i), mu, t);
            left[i] = Reference.multiply(new double[][] {x[i]}, w)[0];
        }
        return left;
    }

    /** (P − 1/K − h(Y − 1/K))/(1 − h) + 1/K with h from the diagonal of the explicit matrix. */
    static double[][] leaveOwnLabelOut(double[][] x, double[][] y, double mu, int t) {
        double even = 1.0 / y[0].length;
        double[][] a = averaging(x, mu, t);
        double[][] left = new double[x.length][y[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int l = 0; l < x.length; l++) {
                for (int c = 0; c < left[i].length && l != i; c++) {
                    left[i][c] += a[i][l] * (y[l][c] - even) / (1 - a[i][i]);
                }
            }
        }
        return plus(left, even);
    }

    static double trace(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i];
        }
        return sum;
    }

    /** ⟨A, B⟩, the sum of the products of all entries. */
    static double product(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    /** a·A + b·B. */
    static double[][] combine(double a, double[][] first, double b, double[][] second) {
        double[][] sum = copy(first);
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum[i].length; j++) {
                sum[i][j] = a * first[i][j] + b * second[i][j];
            }
        }
        return sum;
    }

    static int argmax(double[] row) {
        int best = 0;
        for (int j = 1; j < row.length; j++) {
            best = row[j] > row[best] ? j : best;
        }
        return best;
    }
}
