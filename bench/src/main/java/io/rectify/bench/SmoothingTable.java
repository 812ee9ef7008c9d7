package io.rectify.bench;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.data.Targets;
import io.rectify.distill.Generations;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.ConfidenceDiversity;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.SgdProbe;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.LabelSmoothing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Cross-entropy, label smoothing, Beta smoothing and self-distillation over generations on the same noisy labels. A fifth of the
 * training rows is held out; κ and everything else are chosen by agreement with its noisy labels (of equals by log loss), and the
 * probe of the other four fifths is measured on the clean test rows. Cells already in the file of results are not run again.
 */
@Command(
        name = "smoothing",
        description = "Accuracy, log loss, calibration, uncertainty and diversity of smoothing and of generations of "
                + "self-distillation, hyper-parameters chosen by held-out noisy labels.",
        mixinStandardHelpOptions = true)
final class SmoothingTable implements Callable<Integer> {
    private static final String HEADER =
            "dataset,rate,seed,method,chosen,accuracy,log_loss,ece,uncertainty,diversity,variance,validation_accuracy";
    private static final long SPLIT_SEED = 1;

    @Option(names = "--datasets", split = ",", defaultValue = "banking77,clinc150,digits")
    List<String> datasets = List.of();

    @Option(names = "--rates", split = ",", defaultValue = "0,0.3", description = "Symmetric noise.")
    double[] rates = {};

    @Option(names = "--seeds", split = ",", defaultValue = "1,2,3")
    long[] seeds = {};

    @Option(names = "--kappas", split = ",", defaultValue = "0.5,1.5,5,15,50,150")
    double[] kappas = {};

    @Option(names = "--generations", defaultValue = "6")
    int generations;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(
            names = "--results",
            defaultValue = "smoothing.csv",
            description =
                    "File that keeps finished cells; for runs of the same options only. Default: ${DEFAULT-VALUE}.")
    Path results = Path.of("smoothing.csv");

    @Option(names = "--quick", description = "Digits, one seed, two kappas and three generations.")
    boolean quick;

    /** Rows fitted to, rows that choose and rows that measure. */
    private record Parts(Dataset train, Generations.Held validation, Generations.Held test) {}

    private record Chosen(String what, SoftmaxProbe probe, Evaluation validation) {
        boolean betterThan(Chosen that) {
            int byAccuracy = Double.compare(validation.accuracy(), that.validation.accuracy());
            return byAccuracy > 0 || (byAccuracy == 0 && validation.logLoss() < that.validation.logLoss());
        }
    }

    @Override
    public Integer call() throws IOException {
        if (quick) {
            datasets = List.of("digits");
            seeds = new long[] {1};
            kappas = new double[] {1.5, 15};
            generations = 3;
        }
        if (!Files.exists(results)) {
            Files.writeString(results, HEADER + "\n");
        }
        System.out.println(HEADER);
        for (String dataset : datasets) {
            SharedData data = dataset.equals("digits") ? digits() : SharedData.read(dataset, threads);
            for (double rate : rates) {
                for (long seed : seeds) {
                    cell(data, rate, seed);
                }
            }
        }
        return 0;
    }

    private void cell(SharedData data, double rate, long seed) throws IOException {
        String key = data.name() + "," + rate + "," + seed + ",";
        List<String> known = Files.readAllLines(results).stream()
                .filter(line -> line.startsWith(key))
                .toList();
        if (!known.isEmpty()) {
            known.forEach(System.out::println);
            return;
        }
        Labels given = rate == 0
                ? data.trainLabels()
                : PeerCorruption.apply(new Corruption.Symmetric(rate), data.trainLabels(), seed);
        Dataset all = Dataset.of(data.train(), given);
        Split split = Split.stratified(given, 0.2, seed);
        Dataset held = all.select(split.test());
        Parts parts = new Parts(
                all.select(split.train()),
                new Generations.Held(held.features(), held.given()),
                new Generations.Held(data.test(), data.testLabels()));
        StringBuilder lines = new StringBuilder();
        lines.append(line(
                key, "cross-entropy", best(parts, List.of(new LabelSmoothing(0, LabelSmoothing.Spread.ALL))), parts));
        lines.append(line(
                key,
                "label smoothing",
                best(
                        parts,
                        Arrays.stream(new double[] {0.05, 0.1, 0.2, 0.4})
                                .mapToObj(epsilon -> new LabelSmoothing(epsilon, LabelSmoothing.Spread.OTHERS))
                                .toList()),
                parts));
        lines.append(line(key, "beta smoothing", beta(parts, seed), parts));
        lines.append(generations(key, parts));
        Files.writeString(results, lines, StandardOpenOption.APPEND);
        System.out.print(lines);
    }

    private SoftmaxProbe.Options probe(double kappa) {
        return SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads);
    }

    private Chosen best(Parts parts, List<LabelSmoothing> smoothings) {
        List<Chosen> tried = new ArrayList<>();
        for (double kappa : kappas) {
            for (LabelSmoothing smoothing : smoothings) {
                try (Targets.Soft targets = smoothing.targets(parts.train().given())) {
                    SoftmaxProbe fitted = SoftmaxProbe.fit(
                                    SoftmaxProbe.Problem.of(parts.train().features(), new CrossEntropy(targets)),
                                    probe(kappa),
                                    Lbfgs.Monitor.SILENT)
                            .probe();
                    tried.add(judged("kappa " + kappa + " epsilon " + smoothing.epsilon(), fitted, parts));
                }
            }
        }
        return best(tried);
    }

    private Chosen beta(Parts parts, long seed) {
        List<Chosen> tried = new ArrayList<>();
        for (double kappa : kappas) {
            for (double alpha : new double[] {0.2, 0.4, 0.6}) {
                BetaSmoothing smoothing = new BetaSmoothing(3, alpha, 0.999);
                SoftmaxProbe fitted = SgdProbe.fit(
                                SoftmaxProbe.Problem.of(
                                        parts.train().features(),
                                        smoothing.loss(parts.train().given())),
                                SgdProbe.Options.like(probe(kappa)).withSeed(seed))
                        .probe();
                tried.add(judged("kappa " + kappa + " alpha " + alpha, fitted, parts));
            }
        }
        return best(tried);
    }

    private Chosen judged(String what, SoftmaxProbe fitted, Parts parts) {
        try (Probabilities predicted = fitted.predict(parts.validation().features(), threads)) {
            return new Chosen(
                    what, fitted, Evaluation.of(predicted, parts.validation().labels()));
        }
    }

    private static Chosen best(List<Chosen> tried) {
        Chosen best = tried.get(0);
        for (Chosen chosen : tried) {
            best = chosen.betterThan(best) ? chosen : best;
        }
        return best;
    }

    /** The chosen generation, and every generation of the chain it is in. */
    private String generations(String key, Parts parts) {
        List<Refinement.GroundTruth> mixes = new ArrayList<>();
        for (double alpha : new double[] {0.4, 0.8}) {
            for (double temperature : new double[] {1, 4}) {
                mixes.add(new Refinement.GroundTruth(alpha, temperature));
            }
        }
        List<Chosen> tried = new ArrayList<>();
        List<List<Generations.Generation<SoftmaxProbe.Fit>>> chains = new ArrayList<>();
        for (double kappa : kappas) {
            Generations.Options options = Generations.Options.DEFAULTS
                    .withCount(generations)
                    .withMixes(mixes)
                    .withStart(Generations.Start.TEACHER)
                    .withProbe(probe(kappa));
            Generations.Result<SoftmaxProbe.Fit> result =
                    Generations.run(parts.train(), parts.validation(), Optional.empty(), options);
            Generations.Generation<SoftmaxProbe.Fit> chosen = result.chosen();
            tried.add(new Chosen(
                    "kappa " + kappa + " generation " + chosen.number()
                            + mixes.stream()
                                    .filter(mix -> chosen.mix().equals(Optional.of(mix)))
                                    .map(mix -> " alpha " + mix.alpha() + " tau " + mix.temperature())
                                    .findFirst()
                                    .orElse(""),
                    chosen.fit().probe(),
                    chosen.validation().evaluation()));
            chains.add(result.chains().stream()
                    .filter(chain -> chain.contains(chosen))
                    .findFirst()
                    .orElseThrow());
        }
        Chosen best = best(tried);
        StringBuilder lines = new StringBuilder(line(key, "self-distillation", best, parts));
        for (Generations.Generation<SoftmaxProbe.Fit> generation : chains.get(tried.indexOf(best))) {
            lines.append(line(
                    key,
                    "generation " + generation.number(),
                    new Chosen(
                            "of the chosen chain",
                            generation.fit().probe(),
                            generation.validation().evaluation()),
                    parts));
        }
        return lines.toString();
    }

    private String line(String key, String method, Chosen chosen, Parts parts) {
        try (Probabilities predicted = chosen.probe().predict(parts.test().features(), threads)) {
            Evaluation test = Evaluation.of(predicted, parts.test().labels());
            ConfidenceDiversity diversity =
                    ConfidenceDiversity.of(predicted, parts.test().labels());
            return String.format(
                    Locale.ROOT,
                    "%s%s,%s,%.4f,%.4f,%.4f,%.4f,%.4f,%.5f,%.4f%n",
                    key,
                    method,
                    chosen.what(),
                    test.accuracy(),
                    test.logLoss(),
                    test.ece(),
                    test.uncertainty(),
                    diversity.entropy(),
                    diversity.variance(),
                    chosen.validation().accuracy());
        }
    }

    /** A third of the digits, chosen by a fixed seed, is the test set. */
    private SharedData digits() throws IOException {
        Digits digits = Digits.read();
        Split split = Split.stratified(digits.labels(), 1.0 / 3, SPLIT_SEED);
        Matrix train = digits.pixels().selectRows(split.train());
        Preprocessing preprocessing = Preprocessing.fit(train, Preprocessing.Scheme.CENTRE_NORMALISE, threads);
        return new SharedData(
                "digits",
                preprocessing.apply(train, threads),
                digits.labels().select(split.train()),
                preprocessing.apply(digits.pixels().selectRows(split.test()), threads),
                digits.labels().select(split.test()),
                Optional.empty());
    }
}
