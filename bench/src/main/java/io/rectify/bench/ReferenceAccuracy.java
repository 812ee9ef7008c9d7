package io.rectify.bench;

import io.rectify.data.Candidates;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Clean test accuracy of every method beside the independent reference, cell by cell. */
@Command(
        name = "reference-accuracy",
        description = "Every cell of shared/data/reference_accuracy.csv: ours beside the reference.",
        mixinStandardHelpOptions = true)
final class ReferenceAccuracy implements Callable<Integer> {
    static final String COVERAGE = "top-2 coverage of the true label (train)";

    @Option(
            names = "--seeds",
            defaultValue = "3",
            description = "Corruption seeds 1 ... N; the reference is a mean of three, and fewer are not judged. "
                    + "Default: ${DEFAULT-VALUE}.")
    int seeds;

    @Option(
            names = "--own-noise",
            description = "Corrupt by Rectify's own generator instead of the one the peer programs use.")
    boolean ownNoise;

    @Option(names = "--dataset", description = "Only this data set.")
    Optional<String> dataset = Optional.empty();

    private static final SoftmaxProbe.Options OPTIONS = SoftmaxProbe.Options.DEFAULTS.withTolerance(2e-3);

    /** One line of the reference file. */
    record Cell(String dataset, Noise noise, double rate, double kappa, String method, double mean, double sd) {
        static Cell parse(String line) {
            String[] parts = line.split(",");
            return new Cell(
                    parts[0],
                    Noise.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]),
                    parts[4],
                    Double.parseDouble(parts[5]),
                    Double.parseDouble(parts[6]));
        }

        /** What all cells of one table share: they come from the same fits. */
        String setting() {
            return dataset + ", " + noise + " " + rate + ", kappa " + kappa;
        }
    }

    static List<Cell> cells(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("reference_accuracy.csv")).stream()
                .skip(1)
                .map(Cell::parse)
                .toList();
    }

    @Override
    public Integer call() throws IOException {
        Path folder = SharedData.folder()
                .orElseThrow(() -> new IllegalArgumentException("no folder shared/data beside the project"));
        List<Cell> cells = cells(folder).stream()
                .filter(cell -> dataset.isEmpty() || dataset.get().equals(cell.dataset()))
                .toList();
        Map<String, List<Cell>> settings = new LinkedHashMap<>();
        cells.forEach(cell -> settings.computeIfAbsent(cell.setting(), unused -> new ArrayList<>())
                .add(cell));
        double worst = 0;
        int outside = 0;
        SharedData data = null;
        for (List<Cell> setting : settings.values()) {
            if (data == null || !data.name().equals(setting.get(0).dataset())) {
                data = SharedData.read(setting.get(0).dataset(), OPTIONS.threads());
            }
            Map<String, Double> ours = mean(data, setting.get(0));
            System.out.printf("%n%s%n", setting.get(0).setting());
            for (Cell cell : setting) {
                double percent = Objects.requireNonNull(ours.get(cell.method()), cell.method());
                double difference = percent - cell.mean();
                worst = Math.max(worst, Math.abs(difference));
                outside += Math.abs(difference) > 2 ? 1 : 0;
                System.out.printf(
                        Locale.ROOT,
                        "  %-42s ours %5.1f   reference %5.1f (sd %.1f)   difference %+5.1f%s%n",
                        cell.method(),
                        percent,
                        cell.mean(),
                        cell.sd(),
                        difference,
                        Math.abs(difference) > 2 ? "  OUTSIDE 2.0" : "");
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%n%d cells, %d seeds, %s noise: largest difference %.2f points, %d cells outside 2.0%n",
                cells.size(),
                seeds,
                ownNoise ? "Rectify's" : "the peers'",
                worst,
                outside);
        return outside == 0 || seeds < 3 ? 0 : 1;
    }

    private Map<String, Double> mean(SharedData data, Cell setting) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            accuracies(data, setting, seed, !ownNoise)
                    .forEach((method, value) -> sums.merge(method, value, Double::sum));
        }
        sums.replaceAll((method, sum) -> sum / seeds);
        return sums;
    }

    /** Percentages of one seed, by the names of the reference file. */
    static Map<String, Double> accuracies(SharedData data, Cell setting, long seed, boolean peersNoise) {
        Labels right = data.trainLabels();
        Labels given = peersNoise
                ? setting.noise().apply(data, setting.rate(), seed, OPTIONS.threads())
                : setting.noise()
                        .corruption(data, setting.rate(), OPTIONS.threads())
                        .apply(right, seed);
        Dataset train = new Dataset(data.train(), given, Optional.of(right), Optional.empty());
        SoftmaxProbe.Options options = OPTIONS.withKappa(setting.kappa());
        Map<String, Double> percent = new LinkedHashMap<>();
        List<Distillation.Step> rounds = run(train, Method.SD, options);
        for (Distillation.Step step : rounds) {
            String name = step.number() == 1 ? "teacher" : "sd rounds=" + (step.number() - 1);
            percent.put(name, percent(step, data));
        }
        try (Probabilities teacher = rounds.get(0).fit().probe().predict(data.train(), options.threads())) {
            percent.put(COVERAGE, 100 * Candidates.top(teacher, 2).coverage(right));
        }
        percent.put("top2 two-hot ce", percent(run(train, Method.TOP2, options).get(1), data));
        percent.put("top2 gce", percent(run(train, Method.TOP2_GCE, options).get(1), data));
        percent.put("harden", percent(run(train, Method.HARDEN, options).get(1), data));
        return percent;
    }

    private static List<Distillation.Step> run(Dataset train, Method method, SoftmaxProbe.Options options) {
        Distillation.Result result =
                Distillation.run(Prepared.asIs(train), method.plan(), options, Distillation.Monitor.SILENT);
        result.outputs().close();
        return result.steps();
    }

    private static double percent(Distillation.Step step, SharedData data) {
        try (Probabilities predicted = step.fit().probe().predict(data.test(), OPTIONS.threads())) {
            return 100 * Evaluation.of(predicted, data.testLabels()).accuracy();
        }
    }
}
