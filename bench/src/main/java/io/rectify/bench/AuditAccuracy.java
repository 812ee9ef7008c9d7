package io.rectify.bench;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Detection;
import io.rectify.audit.NoiseEvidence;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.metrics.Ranking;
import io.rectify.select.AutoOptions;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well wrong labels are found, quickly and by what auto chooses, beside five-fold logistic regression and cleanlab. */
@Command(
        name = "audit",
        description =
                "Average precision, AUROC, noise rate, F1 and false-discovery rate of the audit beside its peers.",
        mixinStandardHelpOptions = true)
final class AuditAccuracy implements Callable<Integer> {
    @Mixin
    NoisyData noisy = new NoisyData("banking77", Noise.SYMMETRIC, List.of(.05, .1, .3, .5), List.of(1L, 2L, 3L));

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--python", description = "Run scikit-learn, and cleanlab if it is there, with this Python.")
    @Nullable
    Path python;

    @Option(names = "--quick", description = "Leave out what auto chooses, which takes a search.")
    boolean quickOnly;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(noisy.dataSet, Preprocessing.Scheme.RAW, threads);
        System.out.println(
                "AP of self-confidence, AP and AUROC of suspicion; verdict and noise rate; F1; false discoveries"
                        + " stated and found; seconds");
        for (NoisyData.Setting setting : noisy.settings()) {
            cell(data, setting);
        }
        return 0;
    }

    private void cell(SharedData data, NoisyData.Setting setting) throws IOException {
        Labels truth = data.trainLabels();
        Labels given = setting.labels(data, threads);
        Dataset raw = Dataset.of(data.train(), given);
        System.out.printf(
                Locale.ROOT,
                "%s %s %.2f seed %d: %.4f wrong%n",
                data.name(),
                setting.noise(),
                setting.rate(),
                setting.seed(),
                1 - truth.agreement(given));
        AuditOptions options = AuditOptions.DEFAULTS.withThreads(threads);
        print("quick", raw, truth, options);
        if (!quickOnly) {
            print("thorough", raw, truth, options.withThorough(true));
        }
        peer(data, given, AutoOptions.DEFAULTS.withThreads(threads));
    }

    private void peer(SharedData data, Labels given, AutoOptions options) throws IOException {
        if (python != null) {
            Map<String, Double> peer = PeerSelection.run(python, "audit_sklearn.py", data.name(), given, options);
            System.out.printf(
                    Locale.ROOT,
                    "  peer     self %.4f margin %.4f AUROC %.4f | F1 %.3f, default %.3f | %.2f s%n",
                    peer.getOrDefault("peer_self_ap", Double.NaN),
                    peer.getOrDefault("peer_margin_ap", Double.NaN),
                    Math.max(
                            peer.getOrDefault("peer_self_auroc", Double.NaN),
                            peer.getOrDefault("peer_margin_auroc", Double.NaN)),
                    peer.getOrDefault("cleanlab_f1", Double.NaN),
                    peer.getOrDefault("cleanlab_default_f1", Double.NaN),
                    peer.getOrDefault("peer_seconds", Double.NaN));
        }
    }

    private static void print(String name, Dataset raw, Labels truth, AuditOptions options) {
        long begin = System.nanoTime();
        try (LabelAudit audit = Rectify.audit(raw, options, Monitor.SILENT)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Labels given = raw.given();
            boolean[] wrong = new boolean[given.size()];
            double[] self = new double[wrong.length];
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = given.get(i) != truth.get(i);
                self[i] = -audit.outputs().probabilities().get(i, given.get(i));
            }
            Detection detection = Detection.of(audit.details().issues(), truth);
            NoiseEvidence noise = audit.noise();
            System.out.printf(
                    Locale.ROOT,
                    "  %-8s self %.4f suspicion %.4f AUROC %.4f | %s, %.4f to %.4f | F1 %.3f"
                            + " FDR %.3f stated (%.3f to %.3f), %.3f found | %.2f s%n    %s%n",
                    name,
                    Ranking.averagePrecision(self, wrong),
                    detection.averagePrecision(),
                    detection.auroc(),
                    noise.verdict(),
                    noise.low(),
                    noise.high(),
                    detection.f1(),
                    noise.falseDiscoveryRate(),
                    noise.falseDiscoveryLow(),
                    noise.falseDiscoveryHigh(),
                    detection.falseDiscoveryRate(),
                    seconds,
                    audit.outputs().origin());
        }
    }
}
