package io.rectify;

import io.rectify.data.Candidates;
import io.rectify.data.Targets;
import java.util.Arrays;

/** The definitions, in plain float64 loops. */
public final class Reference {
    private Reference() {}

    public static double[][] multiply(double[][] a, double[][] b) {
        int m = b.length == 0 ? 0 : b[0].length;
        double[][] c = new double[a.length][m];
        for (int i = 0; i < a.length; i++) {
            for (int l = 0; l < b.length; l++) {
                for (int j = 0; j < m; j++) {
                    c[i][j] += a[i][l] * b[l][j];
                }
            }
        }
        return c;
    }

    public static double[][] transpose(double[][] a, int columns) {
        double[][] t = new double[columns][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < columns; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    public static double logSumExp(double[] z) {
        double largest = Arrays.stream(z).max().orElseThrow();
        return largest
                + Math.log(Arrays.stream(z).map(v -> Math.exp(v - largest)).sum());
    }

    public static double[] softmax(double[] z) {
        double lse = logSumExp(z);
        return Arrays.stream(z).map(v -> Math.exp(v - lse)).toArray();
    }

    public static double[][] rows(Targets targets) {
        double[][] rows = new double[targets.rows()][];
        float[] row = new float[targets.classes()];
        for (int i = 0; i < rows.length; i++) {
            targets.getRow(i, row);
            rows[i] = Samples.doubles(row);
        }
        return rows;
    }

    /** The loss of one row and its derivatives with respect to the logits. */
    public interface RowLoss {
        double of(int row, double[] logits, double[] derivatives);
    }

    /** −⟨t, ln softmax(z)⟩. */
    public static RowLoss crossEntropy(double[][] targets) {
        return (i, z, derivatives) -> {
            double lse = logSumExp(z);
            double loss = 0;
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                loss -= targets[i][j] * (z[j] - lse);
                sum += targets[i][j];
            }
            for (int j = 0; j < z.length; j++) {
                derivatives[j] = sum * Math.exp(z[j] - lse) - targets[i][j];
            }
            return loss;
        };
    }

    /** mean over candidates of (1 − p_c^q)/q, with the gradient −p_c^q·(1[j=c] − p_j) of each. */
    public static RowLoss generalized(Candidates candidates, double q) {
        return (i, z, derivatives) -> {
            double[] p = softmax(z);
            double loss = 0;
            Arrays.fill(derivatives, 0);
            for (int c = 0; c < candidates.size(); c++) {
                int label = candidates.get(i, c);
                double power = Math.pow(p[label], q);
                loss += (1 - power) / q / candidates.size();
                for (int j = 0; j < z.length; j++) {
                    derivatives[j] -= power * ((j == label ? 1 : 0) - p[j]) / candidates.size();
                }
            }
            return loss;
        };
    }

    /**
     * f and its gradient at parameters laid out as W row-major and then, with an intercept, b.
     *
     * @param gradient receives the gradient
     */
    public static double objective(
            double[][] x,
            RowLoss loss,
            double[] weights,
            int k,
            double lambda,
            boolean intercept,
            double[] point,
            double[] gradient) {
        int d = x[0].length;
        double weightSum = Arrays.stream(weights).sum();
        double total = 0;
        Arrays.fill(gradient, 0);
        double[] derivatives = new double[k];
        for (int i = 0; i < x.length; i++) {
            double[] z = logits(x[i], point, k, intercept);
            total += weights[i] * loss.of(i, z, derivatives);
            for (int j = 0; j < k; j++) {
                double r = weights[i] * derivatives[j] / weightSum;
                for (int l = 0; l < d; l++) {
                    gradient[l * k + j] += x[i][l] * r;
                }
                if (intercept) {
                    gradient[d * k + j] += r;
                }
            }
        }
        double squares = 0;
        for (int l = 0; l < d * k; l++) {
            squares += point[l] * point[l];
            gradient[l] += lambda * point[l];
        }
        return total / weightSum + lambda / 2 * squares;
    }

    public static double[] logits(double[] x, double[] point, int k, boolean intercept) {
        double[] z = new double[k];
        for (int j = 0; j < k; j++) {
            for (int l = 0; l < x.length; l++) {
                z[j] += x[l] * point[l * k + j];
            }
            z[j] += intercept ? point[x.length * k + j] : 0;
        }
        return z;
    }

    /**
     * The minimiser of the cross-entropy objective by Newton's method in float64. The intercept's sum, which f does not
     * depend on, is held at 0 by adding its square to the Hessian.
     */
    public static double[] newton(
            double[][] x, double[][] targets, double[] weights, double lambda, boolean intercept) {
        int d = x[0].length;
        int k = targets[0].length;
        int n = d * k + (intercept ? k : 0);
        double[] point = new double[n];
        double[] gradient = new double[n];
        RowLoss loss = crossEntropy(targets);
        for (int iteration = 0; iteration < 100; iteration++) {
            double value = objective(x, loss, weights, k, lambda, intercept, point, gradient);
            if (Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum()) < 1e-13) {
                return point;
            }
            double[] step = solve(hessian(x, weights, k, lambda, intercept, point), gradient);
            double factor = 1;
            double[] trial = new double[n];
            do {
                for (int i = 0; i < n; i++) {
                    trial[i] = point[i] - factor * step[i];
                }
                factor /= 2;
            } while (objective(x, loss, weights, k, lambda, intercept, trial, new double[n]) > value + 1e-14
                    && factor > 1e-10);
            point = trial;
        }
        return point;
    }

    private static double[][] hessian(
            double[][] x, double[] weights, int k, double lambda, boolean intercept, double[] point) {
        int d = x[0].length;
        int n = point.length;
        double weightSum = Arrays.stream(weights).sum();
        double[][] h = new double[n][n];
        for (int i = 0; i < x.length; i++) {
            double[] p = softmax(logits(x[i], point, k, intercept));
            double[] extended = Arrays.copyOf(x[i], n / k);
            if (intercept) {
                extended[d] = 1;
            }
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    double curvature = (a % k == b % k ? p[a % k] : 0) - p[a % k] * p[b % k];
                    h[a][b] += weights[i] / weightSum * extended[a / k] * extended[b / k] * curvature;
                }
            }
        }
        for (int a = 0; a < n; a++) {
            h[a][a] += a < d * k ? lambda : 0;
            for (int b = d * k; a >= d * k && b < n; b++) {
                h[a][b] += 1;
            }
        }
        return h;
    }

    /** Gaussian elimination with partial pivoting. */
    public static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double[] b = right.clone();
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] row = a[c];
            a[c] = a[pivot];
            a[pivot] = row;
            double value = b[c];
            b[c] = b[pivot];
            b[pivot] = value;
            for (int r = c + 1; r < n; r++) {
                double factor = a[r][c] / a[c][c];
                for (int j = c; j < n; j++) {
                    a[r][j] -= factor * a[c][j];
                }
                b[r] -= factor * b[c];
            }
        }
        for (int r = n - 1; r >= 0; r--) {
            for (int j = r + 1; j < n; j++) {
                b[r] -= a[r][j] * b[j];
            }
            b[r] /= a[r][r];
        }
        return b;
    }

    public static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
