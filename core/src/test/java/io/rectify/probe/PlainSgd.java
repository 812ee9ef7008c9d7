package io.rectify.probe;

import io.rectify.Reference;
import java.util.SplittableRandom;

/** The definition of {@link SgdProbe} in plain float64 loops. */
final class PlainSgd {
    /** A batch's losses and derivatives from its logits and those of the moving average. */
    interface Residual {
        void of(int[] rows, double[][] logits, double[][] averageLogits, double[][] derivatives);
    }

    private PlainSgd() {}

    static Residual of(Reference.RowLoss loss) {
        return (rows, z, average, derivatives) -> {
            for (int i = 0; i < rows.length; i++) {
                loss.of(rows[i], z[i], derivatives[i]);
            }
        };
    }

    static double[] fit(
            double[][] x,
            int k,
            Residual residual,
            double[] weights,
            double lambda,
            double[] start,
            double averageDecay,
            SgdProbe.Options options) {
        int n = x.length;
        int d = x[0].length;
        double scale = 0;
        double weightSum = 0;
        for (int i = 0; i < n; i++) {
            weightSum += weights[i];
            for (double value : x[i]) {
                scale += value * value / n;
            }
        }
        SplittableRandom random = new SplittableRandom(options.seed());
        random.split();
        SplittableRandom orders = random.split();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        double[] theta = start.clone();
        double[] average = start.clone();
        double[] velocity = new double[theta.length];
        int perEpoch = (n + options.batchSize() - 1) / options.batchSize();
        for (int step = 0; step < perEpoch * options.epochs(); step++) {
            if (step % perEpoch == 0) {
                for (int i = n - 1; i > 0; i--) {
                    int j = orders.nextInt(i + 1);
                    int kept = order[i];
                    order[i] = order[j];
                    order[j] = kept;
                }
            }
            int from = step % perEpoch * options.batchSize();
            int count = Math.min(options.batchSize(), n - from);
            int[] rows = new int[count];
            double[][] z = new double[count][];
            double[][] averageZ = new double[count][];
            double[][] derivatives = new double[count][k];
            for (int i = 0; i < count; i++) {
                rows[i] = order[from + i];
                z[i] = Reference.logits(x[rows[i]], theta, k, options.intercept());
                averageZ[i] = Reference.logits(x[rows[i]], average, k, options.intercept());
            }
            residual.of(rows, z, averageZ, derivatives);
            double[] g = new double[theta.length];
            for (int j = 0; j < d * k; j++) {
                g[j] = lambda * theta[j];
            }
            for (int i = 0; i < count; i++) {
                double weight = weights[rows[i]] * n / weightSum / count;
                for (int j = 0; j < k; j++) {
                    for (int l = 0; l < d; l++) {
                        g[l * k + j] += weight * derivatives[i][j] * x[rows[i]][l];
                    }
                    if (options.intercept()) {
                        g[d * k + j] += weight * derivatives[i][j];
                    }
                }
            }
            double rate = options.rate().at((step + 0.5) / perEpoch, options.epochs()) / scale;
            for (int j = 0; j < theta.length; j++) {
                velocity[j] = options.momentum() * velocity[j] + g[j];
                theta[j] -= rate * (options.nesterov() ? g[j] + options.momentum() * velocity[j] : velocity[j]);
                average[j] = averageDecay * average[j] + (1 - averageDecay) * theta[j];
            }
        }
        return theta;
    }
}
