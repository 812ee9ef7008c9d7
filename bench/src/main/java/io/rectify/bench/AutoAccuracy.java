package io.rectify.bench;

import io.rectify.Fitted;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Evaluation;
import io.rectify.metrics.Metric;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Choice;
import io.rectify.select.Trial;
import io.rectify.studies.CellStore;
import io.rectify.studies.Key;
import io.rectify.studies.Measures;
import io.rectify.studies.Noise;
import io.rectify.studies.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What choosing by noisy labels costs: clean test accuracy of the choice beside that of every candidate and of the peers, on
 * the same noisy labels. Cells already in the file of results are not run again.
 */
@Command(
        name = "auto",
        description = "Clean test accuracy of the automatic choice beside the best candidate, the best-tuned teacher, "
                + "scikit-learn tuned on the same held-out rows, and cleanlab's prune and retrain.",
        mixinStandardHelpOptions = true)
final class AutoAccuracy implements Callable<Integer> {
    @Mixin
    NoisyData noisy = new NoisyData("banking77", Noise.SYMMETRIC, List.of(0.0, .1, .3, .5, .8, .9), List.of(1L));

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--folds", defaultValue = "5")
    int folds;

    @Option(names = "--preprocess", split = ",", defaultValue = "CENTRE_NORMALISE")
    List<Preprocessing.Scheme> schemes = List.of();

    @Option(names = "--results", description = "Also keep the cells in this csv file, and leave out those it has.")
    @Nullable
    Path results;

    @Option(names = "--python", description = "Run the peers, scikit-learn and cleanlab, with this Python.")
    @Nullable
    Path python;

    @Option(
            names = "--peer-grid",
            description = "Also time scikit-learn's plain grid: eight values of C on every fold.")
    boolean peerGrid;

    @Option(names = "--dump", description = "Also append every candidate's figures to this csv file.")
    @Nullable
    Path dump;

    private static final String PROGRAM = "select_sklearn.py";

    /** What was measured, by name. */
    private static final List<String> FIGURES = List.of(
            "auto",
            "oracle",
            "teacher",
            "oracle_teacher",
            "tuned",
            "c1",
            "pruned",
            "estimate",
            "low",
            "high",
            "search_seconds",
            "peer_tuning_seconds",
            "peer_grid_seconds");

    private static final List<String> KEYS = List.of("data", "noise", "rate", "seed");

    @Override
    public Integer call() throws IOException {
        CellStore store = results == null ? null : CellStore.open(results, KEYS);
        SharedData data = SharedData.read(noisy.dataSet, Preprocessing.Scheme.RAW, threads);
        System.out.printf(
                "%-10s %-10s %4s %4s  %6s %6s %6s %6s | %6s %6s %6s | %18s | %7s %7s %7s  %s%n",
                "data",
                "noise",
                "rate",
                "seed",
                "auto",
                "oracle",
                "teach.",
                "(or.)",
                "tuned",
                "C = 1",
                "pruned",
                "estimate",
                "search",
                "tuning",
                "grid",
                "choice");
        for (NoisyData.Setting setting : noisy.settings()) {
            Key key = Key.of("data", data.name())
                    .with("noise", setting.noise())
                    .with("rate", setting.rate())
                    .with("seed", setting.seed());
            if (store == null || !store.has(key)) {
                long begin = System.nanoTime();
                Measures measures = cell(data, setting, key);
                if (store != null) {
                    store.add(key, measures, (System.nanoTime() - begin) / 1e9);
                }
            }
        }
        return 0;
    }

    private Measures cell(SharedData data, NoisyData.Setting setting, Key key) throws IOException {
        AutoOptions options =
                AutoOptions.DEFAULTS.withThreads(threads).withFolds(folds).withPreprocessings(schemes);
        Labels given = setting.labels(data, threads);
        Dataset train = Dataset.of(data.train(), given);
        Dataset test = Dataset.of(data.test(), data.testLabels());
        Map<String, Double> figures = new HashMap<>();

        long begin = System.nanoTime();
        Choice choice;
        try (Fitted fitted =
                Rectify.train(train, TrainOptions.DEFAULTS.withSearch(options), io.rectify.Monitor.SILENT)) {
            figures.put("search_seconds", (System.nanoTime() - begin) / 1e9);
            choice = fitted.choice().orElseThrow();
            try (Probabilities outputs = fitted.model().predict(data.test(), threads)) {
                figures.put("auto", Evaluation.of(outputs, data.testLabels()).accuracy());
            }
            fitted.accuracy().ifPresent(stated -> {
                figures.put("estimate", stated.estimate());
                figures.put("low", stated.low());
                figures.put("high", stated.high());
            });
        }

        List<Recipe> grid =
                new ArrayList<>(choice.trials().stream().map(Trial::candidate).toList());
        grid.addAll(choice.skipped());
        List<Trial> clean = AutoDistill.evaluate(
                grid, train, test, options.withMetric(Metric.ACCURACY), AutoDistill.Monitor.SILENT);
        figures.put("oracle", best(clean));
        List<Trial> teachers =
                clean.stream().filter(trial -> trial.candidate().teacherAlone()).toList();
        figures.put("oracle_teacher", best(teachers));
        Recipe teacher = choice.trials().stream()
                .filter(trial -> trial.candidate().teacherAlone())
                .max(java.util.Comparator.comparingDouble(trial -> -trial.behind()))
                .orElseThrow()
                .candidate();
        figures.put("teacher", agreement(clean, teacher));
        if (python != null) {
            figures.putAll(
                    peerGrid
                            ? PeerSelection.run(python, PROGRAM, data.name(), given, options, "--grid")
                            : PeerSelection.run(python, PROGRAM, data.name(), given, options));
        }
        print(data, setting, figures, choice.chosen());
        if (dump != null) {
            dump(dump, key, choice, clean);
        }
        Measures measures = new Measures();
        for (String name : FIGURES) {
            if (figures.containsKey(name)) {
                measures.put(name, figures.get(name));
            }
        }
        measures.putText("choice", choice.chosen().toString());
        return measures;
    }

    private static double best(List<Trial> trials) {
        return trials.stream().mapToDouble(Trial::agreement).max().orElse(Double.NaN);
    }

    private static double agreement(List<Trial> trials, Recipe candidate) {
        return trials.stream()
                .filter(trial -> trial.candidate().equals(candidate))
                .mapToDouble(Trial::agreement)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void print(SharedData data, NoisyData.Setting setting, Map<String, Double> figures, Recipe chosen) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-10s %4.2f %4d  %6.2f %6.2f %6.2f %6.2f | %6.2f %6.2f %6.2f | %5.1f (%4.1f - %4.1f) |"
                        + " %6.1fs %6.1fs %6.1fs  %s%n",
                data.name(),
                setting.noise(),
                setting.rate(),
                setting.seed(),
                percent(figures, "auto"),
                percent(figures, "oracle"),
                percent(figures, "teacher"),
                percent(figures, "oracle_teacher"),
                percent(figures, "tuned"),
                percent(figures, "c1"),
                percent(figures, "pruned"),
                percent(figures, "estimate"),
                percent(figures, "low"),
                percent(figures, "high"),
                figures.get("search_seconds"),
                figures.getOrDefault("peer_tuning_seconds", Double.NaN),
                figures.getOrDefault("peer_grid_seconds", Double.NaN),
                chosen);
    }

    private static double percent(Map<String, Double> figures, String name) {
        return 100 * figures.getOrDefault(name, Double.NaN);
    }

    private static void dump(Path file, Key key, Choice choice, List<Trial> clean) throws IOException {
        String cell = KEYS.stream().map(key::get).collect(Collectors.joining(","));
        StringBuilder lines = new StringBuilder();
        for (Trial trial : clean) {
            Trial noisy = choice.trials().stream()
                    .filter(tried -> tried.candidate().equals(trial.candidate()))
                    .findFirst()
                    .orElse(null);
            lines.append(String.format(
                    Locale.ROOT,
                    "%s,\"%s\",%d,%f,%f,%f,%f,%d%n",
                    cell,
                    trial.candidate(),
                    noisy == null ? 0 : noisy.rows(),
                    noisy == null ? Double.NaN : noisy.agreement(),
                    noisy == null ? Double.NaN : noisy.behind(),
                    noisy == null ? Double.NaN : noisy.behindError(),
                    trial.agreement(),
                    noisy == null ? 0 : noisy.evaluations()));
        }
        Files.writeString(file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
