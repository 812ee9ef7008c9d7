package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.studies.Noise;
import io.rectify.studies.Peer;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One probe fit, printed in the same form as shared/peers/probe_sklearn.py on the same labels. */
@Command(
        name = "probe",
        description = "One probe fit on the same noisy labels as probe_sklearn.py: seconds, objective, accuracy.",
        mixinStandardHelpOptions = true)
final class ProbeTime implements Callable<Integer> {
    @Mixin
    NoisyData noisy = new NoisyData("banking77", Noise.SYMMETRIC, List.of(.5), List.of(1L));

    @Option(names = "--kappa", split = ",", defaultValue = "5,50,500")
    double[] kappas = {};

    @Option(names = "--tol", defaultValue = "1e-3")
    double tolerance;

    @Option(names = "--repeats", defaultValue = "5", description = "Seconds are the median; the first fit warms up.")
    int repeats;

    @Option(names = "--python", description = "Run probe_sklearn.py with this Python, in turn with ours.")
    @Nullable
    Path python;

    @Option(
            names = "--torch",
            description = "Time PyTorch's L-BFGS and Adam to the objective that ours ends at, with this Python.")
    @Nullable
    Path torch;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("rectify-probe");
        try {
            Path place = WideData.orShared(noisy.dataSet, folder);
            SharedData data = SharedData.read(
                    Optional.of(place.resolveSibling("")), noisy.dataSet, Preprocessing.Scheme.CENTRE_NORMALISE, 2);
            for (NoisyData.Setting setting : noisy.settings()) {
                fits(place, data, setting);
            }
        } finally {
            TrainingMemory.delete(folder);
        }
        return 0;
    }

    private void fits(Path place, SharedData data, NoisyData.Setting setting) throws IOException {
        Labels given = setting.labels(data, 2);
        for (double kappa : kappas) {
            SoftmaxProbe.Options options =
                    SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withTolerance(tolerance);
            double[] seconds = new double[repeats];
            double[] peerSeconds = new double[repeats];
            JsonNode peer = null;
            SoftmaxProbe.Fit fit = SoftmaxProbe.fit(data.train(), new Targets.OneHot(given), options);
            double[] secondsToPeer = new double[repeats];
            for (int i = 0; i < repeats; i++) {
                if (python != null) {
                    peer = Peer.fit(
                                    python,
                                    "probe_sklearn.py",
                                    place,
                                    kappa,
                                    setting.noise(),
                                    setting.rate(),
                                    setting.seed())
                            .get(0);
                    peerSeconds[i] = peer.get("seconds").asDouble();
                }
                double enough = peer == null
                        ? Double.NEGATIVE_INFINITY
                        : peer.get("objective").asDouble();
                double[] reached = {Double.NaN};
                long begin = System.nanoTime();
                fit = SoftmaxProbe.fit(
                        SoftmaxProbe.Problem.of(data.train(), new CrossEntropy(new Targets.OneHot(given))),
                        options,
                        (iteration, value, norm) -> {
                            if (Double.isNaN(reached[0]) && value <= enough) {
                                reached[0] = (System.nanoTime() - begin) / 1e9;
                            }
                        });
                seconds[i] = (System.nanoTime() - begin) / 1e9;
                secondsToPeer[i] = reached[0];
            }
            try (Probabilities predicted = fit.probe().predict(data.test(), options.threads())) {
                System.out.printf(
                        Locale.ROOT,
                        "{\"ours\": \"%s\", \"kappa\": %s, \"rate\": %s, \"seconds\": %.6f, \"evaluations\": %d, "
                                + "\"objective\": %.6f, \"test_accuracy\": %.6f}%n",
                        noisy.dataSet,
                        kappa,
                        setting.rate(),
                        GradientRate.median(seconds),
                        fit.evaluations(),
                        fit.objective(),
                        Evaluation.of(predicted, data.testLabels()).accuracy());
            }
            if (peer != null) {
                double[] ratios = new double[repeats];
                double[] ratiosToPeer = new double[repeats];
                Arrays.setAll(ratios, i -> peerSeconds[i] / seconds[i]);
                Arrays.setAll(ratiosToPeer, i -> peerSeconds[i] / secondsToPeer[i]);
                System.out.printf(
                        Locale.ROOT,
                        "  beside scikit-learn, %.3f s: median ratio of seconds %.2f, objective %.1e relative above the peer's;"
                                + " at the peer's objective after %.3f s, ratio %.2f%n",
                        GradientRate.median(peerSeconds),
                        GradientRate.median(ratios),
                        fit.objective() / peer.get("objective").asDouble() - 1,
                        GradientRate.median(secondsToPeer),
                        GradientRate.median(ratiosToPeer));
            }
            if (torch != null) {
                besideTorch(torch, place, setting, kappa, fit.objective(), GradientRate.median(seconds));
            }
        }
    }

    private static void besideTorch(
            Path torch, Path place, NoisyData.Setting setting, double kappa, double objective, double seconds)
            throws IOException {
        for (JsonNode peer : Peer.run(
                torch,
                Path.of(System.getProperty("rectify.root", "")).resolve("bench/peers/probe_torch.py"),
                place.toString(),
                Peer.folder().toString(),
                Double.toString(kappa),
                setting.noise().toString(),
                Double.toString(setting.rate()),
                Long.toString(setting.seed()),
                Double.toString(objective))) {
            JsonNode reached = peer.get("seconds");
            System.out.println("  beside " + peer.get("peer").asText()
                    + (reached.isNull()
                            ? ": not at our objective within its minute"
                            : String.format(
                                    Locale.ROOT,
                                    ", at our objective after %.3f s: ratio %.2f",
                                    reached.asDouble(),
                                    reached.asDouble() / seconds)));
        }
    }
}
