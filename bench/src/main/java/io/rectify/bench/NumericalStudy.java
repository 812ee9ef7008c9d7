package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.noise.Corruption;
import io.rectify.spectral.SpectralFilter;
import io.rectify.theory.Simulation;
import io.rectify.theory.SoftmaxFixedPoint;
import io.rectify.theory.ThreeLevelModel;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The numerical study of Jeong &amp; Chung: closed form and softmax fixed point, round by round, on simulated data. */
@Command(
        name = "numerical-study",
        description =
                "Closed form and softmax fixed point over the rounds, on simulated correlations; defaults are those "
                        + "of the published study.",
        mixinStandardHelpOptions = true)
final class NumericalStudy implements Callable<Integer> {
    @Option(names = "--classes", defaultValue = "4")
    int classes;

    @Option(names = "--per-class", defaultValue = "500")
    int perClass;

    @Option(names = "--lambda", defaultValue = "1e-5")
    double lambda;

    @Option(names = "--c", defaultValue = "0.4", description = "Correlation within classes.")
    double c;

    @Option(names = "--d", defaultValue = "0.1", description = "Correlation between classes.")
    double d;

    @Option(names = "--rate", defaultValue = "0.5", description = "Share of wrong labels, symmetric.")
    double rate;

    @Option(names = "--jitter", defaultValue = "0.05", description = "Half width of the scatter of correlations.")
    double jitter;

    @Option(names = "--rounds", defaultValue = "10", description = "Steps, the teacher included, as the study counts.")
    int rounds;

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Override
    public Integer call() {
        ThreeLevelModel model = ThreeLevelModel.balanced(classes, perClass, classes, c, d, d);
        double mu = lambda * classes * model.rows();
        long begin = System.nanoTime();
        try (Simulation simulation = Simulation.of(model, jitter, seed, threads)) {
            double setup = (System.nanoTime() - begin) / 1e9;
            Labels given = new Corruption.Symmetric(rate).apply(simulation.truth(), seed);
            double[] values = simulation.eigenvalues();
            System.out.printf(
                    Locale.ROOT,
                    "K=%d n=%d c=%s d=%s, jitter %s, %.1f %% wrong labels, lambda %s = mu %.4g, seed %d%n"
                            + "rows and their eigendecomposition: %.2f s; eigenvalues %.4g, %.4g (x%d), then %.3g ... %.3g%n%n"
                            + "%4s  %28s  %28s  %9s %6s %8s%n%4s  %28s  %28s  %9s %6s %8s%n",
                    classes,
                    perClass,
                    c,
                    d,
                    jitter,
                    100.0 * (given.size() - given.agreements(simulation.truth())) / given.size(),
                    lambda,
                    mu,
                    seed,
                    setup,
                    values[0],
                    values[1],
                    classes - 1,
                    values[classes],
                    values[values.length - 1],
                    "",
                    "linear: right, in %",
                    "softmax: right, in %",
                    "softmax's",
                    "Newton",
                    "",
                    "step",
                    "all    clean    noisy",
                    "all    clean    noisy",
                    "residual",
                    "steps",
                    "seconds");
            rounds(simulation, given, mu);
        }
        return 0;
    }

    private void rounds(Simulation simulation, Labels given, double mu) {
        SoftmaxFixedPoint.Options options = new SoftmaxFixedPoint.Options(1e-8, 200, threads);
        try (DoubleMatrix labels = Simulation.matrix(new Targets.OneHot(given))) {
            DoubleMatrix targets = labels;
            Optional<DoubleMatrix> start = Optional.empty();
            for (int step = 1; step <= rounds; step++) {
                Simulation.Accuracy linear;
                try (DoubleMatrix outputs = simulation.linear(labels, new SpectralFilter(mu, step), threads)) {
                    linear = simulation.accuracy(outputs, given);
                }
                long begin = System.nanoTime();
                SoftmaxFixedPoint.Result solved =
                        SoftmaxFixedPoint.solve(simulation.gram(), targets, mu, start, options);
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%4d  %s  %s  %9.1e %6d %8.2f%s%n",
                        step,
                        percent(linear),
                        percent(simulation.accuracy(solved.outputs(), given)),
                        solved.residual(),
                        solved.steps(),
                        seconds,
                        solved.converged() ? "" : " not converged");
                if (targets != labels) {
                    targets.close();
                }
                targets = solved.outputs();
                start = Optional.of(targets);
            }
            targets.close();
        }
    }

    private static String percent(Simulation.Accuracy accuracy) {
        return String.format(
                Locale.ROOT,
                "%10.1f %8.1f %8.1f",
                100 * accuracy.all(),
                100 * accuracy.clean(),
                100 * accuracy.noisy());
    }
}
