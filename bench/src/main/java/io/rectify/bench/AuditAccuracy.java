package io.rectify.bench;

import io.rectify.audit.Detection;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseTransition;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Ranking;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well wrong labels are found, instantly and by what auto chooses, beside five-fold logistic regression and cleanlab. */
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

    @Option(names = "--instant", description = "Leave out what auto chooses, which takes a search.")
    boolean instantOnly;

    /**
     * What one audit of ours finds.
     *
     * @param selfAp average precision of self-confidence
     * @param rate share of wrong labels, estimated
     * @param stated false-discovery rate, estimated
     */
    private record Found(double seconds, double selfAp, double rate, double stated, Detection detection) {}

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(noisy.dataSet, Preprocessing.Scheme.RAW, threads);
        System.out.println(
                "AP of self-confidence, AP and AUROC of suspicion; noise rate; F1; false discoveries stated and"
                        + " found; seconds");
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
        long begin = System.nanoTime();
        Prepared prepared = Prepared.of(raw, Preprocessing.Scheme.CENTRE_NORMALISE, threads);
        print("instant", found(OutOfSample.leavingOneOut(prepared, threads), given, truth, begin));
        begin = System.nanoTime();
        OutOfSample closed = OutOfSample.leavingOwnLabelOut(prepared, OutOfSample.CLOSED_FORM, threads);
        print("closed", found(closed, given, truth, begin));
        AutoOptions options = AutoOptions.DEFAULTS.withThreads(threads);
        if (!instantOnly) {
            best(raw, given, truth, options);
        }
        peer(data, given, options);
    }

    private void best(Dataset raw, Labels given, Labels truth, AutoOptions options) {
        long begin = System.nanoTime();
        Recipe chosen =
                AutoDistill.choose(raw, options, AutoDistill.Monitor.SILENT).chosen();
        double search = (System.nanoTime() - begin) / 1e9;
        begin = System.nanoTime();
        OutOfSample best = OutOfSample.crossFitted(
                raw, chosen, 5, 1, SoftmaxProbe.Options.DEFAULTS.withThreads(threads), OutOfSample.Monitor.SILENT);
        print("best", found(best, given, truth, begin));
        System.out.printf(Locale.ROOT, "  (after %.1f s of choosing: %s)%n", search, chosen);
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

    private Found found(OutOfSample outputs, Labels given, Labels truth, long begin) {
        boolean[] wrong = new boolean[given.size()];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = given.get(i) != truth.get(i);
        }
        double[] self = new double[wrong.length];
        Arrays.setAll(self, i -> -outputs.probabilities().get(i, given.get(i)));
        double ranked = (System.nanoTime() - begin) / 1e9;
        NoiseTransition noise = NoiseTransition.likelihood(outputs, given, threads);
        LabelIssues issues = LabelIssues.of(outputs, given, noise, threads);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "    outputs after %.2f s; rate %.4f (%.4f to %.4f), beta %.2f, confident joint %.4f%n",
                ranked,
                noise.rate(),
                noise.low(),
                noise.high(),
                noise.inverseTemperature(),
                NoiseTransition.confidentJoint(outputs, given).rate());
        Found found = new Found(
                seconds,
                Ranking.averagePrecision(self, wrong),
                noise.rate(),
                issues.falseDiscoveryRate(),
                Detection.of(issues, truth));
        issues.softLabels().close();
        outputs.close();
        return found;
    }

    private static void print(String name, Found found) {
        System.out.printf(
                Locale.ROOT,
                "  %-8s self %.4f suspicion %.4f AUROC %.4f | rate %.4f | F1 %.3f FDR %.3f stated, %.3f found | %.2f s%n",
                name,
                found.selfAp(),
                found.detection().averagePrecision(),
                found.detection().auroc(),
                found.rate(),
                found.detection().f1(),
                found.stated(),
                found.detection().falseDiscoveryRate(),
                found.seconds());
    }
}
