package io.rectify.bench;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.noise.Corruption;
import io.rectify.select.AutoDistill;
import io.rectify.select.Candidate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What choosing by noisy labels costs: clean test accuracy of the choice beside that of every candidate. */
@Command(
        name = "auto",
        description =
                "Clean test accuracy of the automatic choice beside the best candidate and the best-tuned teacher.",
        mixinStandardHelpOptions = true)
final class AutoAccuracy implements Callable<Integer> {
    @Option(names = "--dataset", defaultValue = "banking77")
    String dataset = "banking77";

    @Option(names = "--noise", defaultValue = "symmetric", description = "symmetric, asymmetric or superclass")
    String noise = "symmetric";

    @Option(names = "--rates", split = ",", defaultValue = "0,0.1,0.3,0.5,0.8,0.9")
    double[] rates = {};

    @Option(names = "--seeds", split = ",", defaultValue = "1")
    long[] seeds = {};

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--dump", description = "Also write every candidate's figures to this csv file.")
    @Nullable
    Path dump;

    @Override
    public Integer call() throws IOException {
        SharedData data = SharedData.read(dataset, threads);
        AutoDistill.Options options = AutoDistill.Options.DEFAULTS.withThreads(threads);
        System.out.printf(
                "%-10s %-10s %5s %4s %7s %7s %7s %7s %8s %8s  %s%n",
                "data", "noise", "rate", "seed", "chosen", "oracle", "teacher", "oracle", "search", "all", "choice");
        System.out.printf("%-10s %-10s %5s %4s %7s %7s %7s %7s%n", "", "", "", "", "", "", "chosen", "teacher");
        try (PrintWriter out = dump == null ? null : new PrintWriter(dump.toFile(), StandardCharsets.UTF_8)) {
            for (double rate : rates) {
                for (long seed : seeds) {
                    cell(data, options, rate, seed, out);
                }
            }
        }
        return 0;
    }

    private void cell(SharedData data, AutoDistill.Options options, double rate, long seed, @Nullable PrintWriter out) {
        Labels given = PeerCorruption.apply(corruption(data, rate), data.trainLabels(), seed);
        Dataset train = Dataset.of(data.train(), given);
        Dataset test = Dataset.of(data.test(), data.testLabels());
        long begin = System.nanoTime();
        AutoDistill.Choice choice = AutoDistill.choose(train, options, AutoDistill.Monitor.SILENT);
        List<AutoDistill.Trial> noisy = choice.trials();
        double search = (System.nanoTime() - begin) / 1e9;
        begin = System.nanoTime();
        Map<Candidate, Double> clean = AutoDistill.evaluate(train, test, options, AutoDistill.Monitor.SILENT).stream()
                .collect(Collectors.toMap(AutoDistill.Trial::candidate, AutoDistill.Trial::agreement));
        double all = (System.nanoTime() - begin) / 1e9;
        Candidate chosen = choice.chosen();
        Candidate teacher = AutoDistill.choose(
                noisy.stream()
                        .filter(trial -> trial.candidate().method() == Method.TEACHER)
                        .toList(),
                Double.MAX_VALUE);
        System.out.printf(
                Locale.ROOT,
                "%-10s %-10s %5.2f %4d %7.2f %7.2f %7.2f %7.2f %7.1fs %7.1fs  %s%n",
                data.name(),
                noise,
                rate,
                seed,
                100 * clean.getOrDefault(chosen, Double.NaN),
                100 * clean.values().stream().mapToDouble(v -> v).max().orElseThrow(),
                100 * clean.getOrDefault(teacher, Double.NaN),
                100
                        * clean.entrySet().stream()
                                .filter(entry -> entry.getKey().method() == Method.TEACHER)
                                .mapToDouble(Map.Entry::getValue)
                                .max()
                                .orElseThrow(),
                search,
                all,
                chosen);
        if (out != null) {
            for (AutoDistill.Trial trial : noisy) {
                out.printf(
                        Locale.ROOT,
                        "%s,%s,%s,%d,\"%s\",%d,%f,%f,%f,%f,%d%n",
                        data.name(),
                        noise,
                        rate,
                        seed,
                        trial.candidate(),
                        trial.candidate().complexity(),
                        trial.agreement(),
                        trial.behind(),
                        trial.behindError(),
                        clean.getOrDefault(trial.candidate(), Double.NaN),
                        trial.evaluations());
            }
            out.flush();
        }
    }

    private Corruption corruption(SharedData data, double rate) {
        return switch (noise) {
            case "symmetric" -> new Corruption.Symmetric(rate);
            case "asymmetric" -> new Corruption.Asymmetric(rate);
            default -> new Corruption.Superclass(rate, data.superclasses().orElseThrow());
        };
    }
}
