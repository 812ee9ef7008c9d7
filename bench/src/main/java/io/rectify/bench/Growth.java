package io.rectify.bench;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How the time and memory of a whole automatic choice grow with N, D and K. Rows are clouds around random means with 40 % of
 * the labels wrong; every size does the same number of evaluations.
 */
@Command(
        name = "growth",
        description = "Seconds, share of GEMM and memory of AutoDistill as N, D and K double.",
        mixinStandardHelpOptions = true)
final class Growth implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "8000")
    int rows;

    @Option(names = "--features", defaultValue = "192")
    int features;

    @Option(names = "--classes", defaultValue = "50")
    int classes;

    @Option(names = "--doublings", defaultValue = "2")
    int doublings;

    @Option(names = "--evaluations", defaultValue = "600")
    int evaluations;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--one", hidden = true, description = "Measure this one size, in this process.")
    boolean one;

    /** What one size costs. */
    private record Cost(double seconds, double gemmShare, double megabytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (one) {
            Cost cost = cost();
            System.out.printf(Locale.ROOT, "%f %f %f%n", cost.seconds(), cost.gemmShare(), cost.megabytes());
            return 0;
        }
        System.out.printf("%9s %6s %6s %9s %9s %10s%n", "N", "D", "K", "seconds", "of GEMM", "memory");
        Cost base = cost(rows, features, classes);
        print(rows, features, classes, base);
        String[] names = {"N", "D", "K"};
        for (int which = 0; which < 3; which++) {
            Cost last = base;
            for (int i = 1; i <= doublings; i++) {
                int n = which == 0 ? rows << i : rows;
                int d = which == 1 ? features << i : features;
                int k = which == 2 ? classes << i : classes;
                last = cost(n, d, k);
                print(n, d, k, last);
            }
            System.out.printf(
                    Locale.ROOT,
                    "growth with %s: time to the power of %.2f, memory to that of %.2f%n",
                    names[which],
                    exponent(base.seconds(), last.seconds()),
                    exponent(base.megabytes(), last.megabytes()));
        }
        return 0;
    }

    private double exponent(double from, double to) {
        return Math.log(to / from) / Math.log(2) / doublings;
    }

    private static void print(int n, int d, int k, Cost cost) {
        System.out.printf(
                Locale.ROOT,
                "%9d %6d %6d %9.2f %8.0f%% %7.0f MB%n",
                n,
                d,
                k,
                cost.seconds(),
                100 * cost.gemmShare(),
                cost.megabytes());
    }

    /** In a process of its own, so that its peak of memory is that of this size. */
    private Cost cost(int n, int d, int k) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Bench.class.getName(),
                        "growth",
                        "--one",
                        "--rows=" + n,
                        "--features=" + d,
                        "--classes=" + k,
                        "--evaluations=" + evaluations,
                        "--threads=" + threads)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] figures = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        if (process.waitFor() != 0 || figures.length != 3) {
            throw new IllegalStateException("the measurement of one size failed");
        }
        return new Cost(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]), Double.parseDouble(figures[2]));
    }

    private Cost cost() throws IOException {
        Dataset data = clouds(rows, features, classes);
        double[] seconds = new double[3];
        long done = 0;
        for (int repeat = 0; repeat < seconds.length; repeat++) {
            long begin = System.nanoTime();
            done = AutoDistill.choose(
                            data,
                            AutoOptions.DEFAULTS
                                    .withThreads(threads)
                                    .withBudget(SearchBudget.ofEvaluations(evaluations)),
                            AutoDistill.Monitor.SILENT)
                    .evaluations();
            seconds[repeat] = (System.nanoTime() - begin) / 1e9;
        }
        double fitted = rows - rows / AutoOptions.DEFAULTS.folds();
        double flops = 4.0 * fitted * features * classes * done;
        double median = GradientRate.median(seconds);
        double peak = ProcessMemory.peak().orElse(0) / 1048576.0;
        return new Cost(median, flops / median / gemm(), peak);
    }

    private static Dataset clouds(int n, int d, int k) {
        Random random = new Random(1);
        Matrix x = Matrix.zeros(n, d);
        try (Matrix means = GradientRate.gaussian(random, k, d, 1)) {
            int[] y = random.ints(n, 0, k).toArray();
            float[] row = new float[d];
            for (int i = 0; i < n; i++) {
                means.getRows(y[i], 1, row);
                for (int j = 0; j < d; j++) {
                    row[j] += (float) (2.5 * random.nextGaussian());
                }
                x.setRows(i, 1, row);
            }
            return Dataset.of(x, new Corruption.Symmetric(0.4).apply(Labels.of(y, k), 1));
        }
    }

    /** Flops a second of a large float32 product, the best of several. */
    private double gemm() {
        Random random = new Random(2);
        double best = 0;
        try (Matrix square = GradientRate.gaussian(random, 2048, 2048, 1);
                Matrix product = Matrix.zeros(2048, 2048)) {
            for (int repeat = 0; repeat < 5; repeat++) {
                long begin = System.nanoTime();
                Blas.multiply(1, square, square, 0, product, threads);
                best = Math.max(best, 2e9 * 2048.0 * 2048 * 2048 / (System.nanoTime() - begin));
            }
        }
        return best;
    }
}
