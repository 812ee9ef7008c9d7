package io.rectify.bench;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Targets;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.SymmetricEigen;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralGrid;
import io.rectify.spectral.SpectralProbe;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cost of every step and every μ in closed form, beside its two unavoidable parts and beside fitting the probes. */
@Command(
        name = "spectral",
        description = "Cost of 6 steps x 30 values of mu in closed form: beside one SYRK + one eigendecomposition, and "
                + "beside fitting the 180 softmax probes.",
        mixinStandardHelpOptions = true)
final class SpectralTime implements Callable<Integer> {
    @Mixin
    NoisyData noisy = new NoisyData("clinc150", Noise.SUPERCLASS, List.of(.5), List.of(1L));

    @Option(names = "--steps", defaultValue = "6")
    int steps;

    @Option(
            names = "--mus",
            defaultValue = "30",
            description = "Values of mu, evenly on a logarithmic scale 1 ... 1000.")
    int mus;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--repeats", defaultValue = "9", description = "Medians are over so many repeats.")
    int repeats;

    @Option(names = "--no-probes", description = "Do not fit the softmax probes, which takes minutes.")
    boolean noProbes;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(noisy.dataSet, threads);
        for (NoisyData.Setting setting : noisy.settings()) {
            measure(data.train(), setting.labels(data, threads));
        }
        return 0;
    }

    private void measure(Matrix x, Labels given) {
        double[] kappas = new double[mus];
        Arrays.setAll(kappas, i -> Math.pow(1000, i / Math.max(1.0, mus - 1)));
        List<SpectralFilter> filters = SpectralFilter.grid(kappas, steps);
        int d = x.columns();
        int k = given.classCount();
        Targets targets = new Targets.OneHot(given);
        Matrix square = GradientRate.gaussian(new Random(1), 2048, 2048, 1);
        Matrix product = Matrix.zeros(2048, 2048);

        double[][] seconds = new double[6][repeats];
        for (int repeat = -3; repeat < repeats; repeat++) {
            double[][] gram = new double[1][];
            GramSpectrum[] spectrum = new GramSpectrum[1];
            SpectralProbe[] probe = new SpectralProbe[1];
            Object[] kept = new Object[1];
            double[] now = {
                time(() -> gram[0] = Blas.gram(x, threads)),
                time(() -> SymmetricEigen.of(gram[0], d)),
                time(() -> {
                    spectrum[0] = GramSpectrum.of(x, threads);
                    probe[0] = SpectralProbe.fit(spectrum[0], x, targets, threads);
                    kept[0] = probe[0].weights(filters, threads);
                }),
                time(() -> probe[0].scores(x, filters.get(0), threads).close()),
                time(() -> Blas.multiply(1, square, square, 0, product, threads)),
                repeat < repeats - 2 ? 0 : time(() -> SpectralGrid.of(probe[0], x, given, kappas, steps, threads))
            };
            for (Object weights : (List<?>) kept[0]) {
                ((Matrix) weights).close();
            }
            for (int i = 0; repeat >= 0 && i < now.length; i++) {
                seconds[i][repeat] = now[i];
            }
        }
        double syrk = GradientRate.median(seconds[0]);
        double eigen = GradientRate.median(seconds[1]);
        double all = GradientRate.median(seconds[2]);
        double gemm = 2.0 * 2048 * 2048 * 2048 / GradientRate.median(seconds[4]) / 1e9;
        double scoring = 2.0 * x.rows() * d * k / GradientRate.median(seconds[3]) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: N=%d D=%d K=%d, %d threads, %s%n",
                noisy.dataSet,
                x.rows(),
                d,
                k,
                threads,
                Blas.library());
        line("SYRK, float64", syrk, "%.0f GFLOPS", (double) x.rows() * d * d / syrk / 1e9);
        line("eigendecomposition", eigen, "", 0);
        line(
                filters.size() + " weight matrices, all in",
                all,
                "%.2f x (SYRK + eigendecomposition)",
                all / (syrk + eigen));
        line("scores of one filter", GradientRate.median(seconds[3]), "%.0f %% of GEMM 2048^3", 100 * scoring / gemm);
        line(
                "exact leave-one-out of all",
                seconds[5][repeats - 1],
                "%.1f us per row and filter",
                1e6 * seconds[5][repeats - 1] / x.rows() / filters.size() * threads);
        if (!noProbes) {
            double probes =
                    probes(new Dataset(x, given, java.util.Optional.empty(), java.util.Optional.empty()), kappas);
            line(filters.size() + " softmax probes", probes, "%.0f x the closed form", probes / all);
        }
    }

    private double probes(Dataset data, double[] kappas) {
        double total = 0;
        for (double kappa : kappas) {
            SoftmaxProbe.Options options =
                    SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads);
            total += time(() -> Distillation.run(
                            Prepared.asIs(data),
                            Method.SD.withRounds(steps - 1).plan(),
                            options,
                            Distillation.Monitor.SILENT)
                    .outputs()
                    .close());
        }
        return total;
    }

    private static void line(String what, double seconds, String format, double figure) {
        System.out.printf(
                Locale.ROOT,
                "  %-32s %10.2f ms   %s%n",
                what,
                1e3 * seconds,
                format.isEmpty() ? "" : String.format(Locale.ROOT, format, figure));
    }

    static double time(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }
}
