package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.LogSumExp;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.probe.SoftmaxProbe;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** GFLOPS of gradient evaluations (4NDK flops, softmax included) beside those of bare matrix products in the same run. */
@Command(
        name = "gradient-rate",
        description = "Rate of gradient evaluations as a share of the GEMM rate of the same run.",
        mixinStandardHelpOptions = true)
final class GradientRate implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "15000")
    int rows;

    @Option(names = "--features", defaultValue = "384")
    int features;

    @Option(names = "--classes", defaultValue = "150")
    int classes;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--repeats", defaultValue = "9", description = "Medians are over so many repeats.")
    int repeats;

    @Override
    public Integer call() {
        Random random = new Random(1);
        Matrix x = gaussian(random, rows, features, 1 / Math.sqrt(features));
        Matrix w = gaussian(random, features, classes, 1);
        Matrix square = gaussian(random, 2048, 2048, 1);
        Matrix product = Matrix.zeros(2048, 2048);
        Matrix logits = Matrix.zeros(rows, classes);
        Matrix gradient = Matrix.zeros(features, classes);
        int[] y = random.ints(rows, 0, classes).toArray();
        Loss hard = new CrossEntropy(new Targets.OneHot(Labels.of(y, classes)));
        Loss soft = new CrossEntropy(new Targets.Soft(smoothed(y)));

        double[][] rates = new double[5][repeats];
        for (int repeat = -3; repeat < repeats; repeat++) {
            double[] now = {
                rate(2.0 * 2048 * 2048 * 2048, 3, () -> Blas.multiply(1, square, square, 0, product, threads)),
                rate(2.0 * rows * features * classes, 5, () -> Blas.multiply(1, x, w, 0, logits, threads)),
                rate(
                        2.0 * rows * features * classes,
                        5,
                        () -> Blas.multiplyTransposedA(1, x, logits, 0, gradient, threads)),
                gradients(x, hard),
                gradients(x, soft)
            };
            for (int i = 0; repeat >= 0 && i < now.length; i++) {
                rates[i][repeat] = now[i];
            }
        }
        double gemm = Math.max(median(rates[0]), Math.max(median(rates[1]), median(rates[2])));
        System.out.printf(
                Locale.ROOT,
                "N=%d D=%d K=%d, %d threads, %s, exp by %s%n",
                rows,
                features,
                classes,
                threads,
                Blas.library(),
                LogSumExp.kernel());
        String[] names = {
            "GEMM 2048 x 2048 x 2048",
            "GEMM forward, X W",
            "GEMM backward, X' R",
            "gradient, one-hot targets",
            "gradient, soft targets"
        };
        for (int i = 0; i < names.length; i++) {
            double rate = median(rates[i]);
            System.out.printf(
                    Locale.ROOT,
                    "  %-28s %6.1f GFLOPS   %5.1f %% of the fastest GEMM%n",
                    names[i],
                    rate,
                    100 * rate / gemm);
        }
        return 0;
    }

    /** One fit of few iterations: evaluations are all it does, but for the optimiser's own work. */
    private double gradients(Matrix x, Loss loss) {
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                .withTolerance(1e-12)
                .withMaxIterations(10)
                .withThreads(threads);
        long begin = System.nanoTime();
        SoftmaxProbe.Fit fit =
                SoftmaxProbe.fit(SoftmaxProbe.Problem.of(x, loss), options, io.rectify.linalg.Lbfgs.Monitor.SILENT);
        return 4.0 * rows * features * classes * fit.evaluations() / (System.nanoTime() - begin);
    }

    private static double rate(double flops, int times, Runnable work) {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return flops * times / (System.nanoTime() - begin);
    }

    private Matrix smoothed(int[] y) {
        Matrix targets = Matrix.zeros(rows, classes);
        float[] row = new float[classes];
        for (int i = 0; i < rows; i++) {
            Arrays.fill(row, 0.2f / (classes - 1));
            row[y[i]] = 0.8f;
            targets.setRows(i, 1, row);
        }
        return targets;
    }

    static Matrix gaussian(Random random, int rows, int columns, double scale) {
        Matrix matrix = Matrix.zeros(rows, columns);
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (scale * random.nextGaussian());
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
