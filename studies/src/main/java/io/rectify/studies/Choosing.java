package io.rectify.studies;

import io.rectify.AuditOptions;
import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Calibration;
import io.rectify.metrics.Evaluation;
import io.rectify.metrics.Metric;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Choice;
import io.rectify.select.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What auto chooses where people or rules made the labels, beside the best of its own grid and what plain agreement would choose; injected
 * noise, for comparison, with the first seed alone.
 */
final class Choosing implements Experiment {
    private static final String REAL = "real";
    private static final int BINS = 15;

    /** Data, ratio of its largest class to its smallest (1: as it is), noise and share of wrong labels. */
    private record Setting(String data, int tail, Noise noise, double rate) {}

    /** Rows that a person is asked about where mistakes follow the features. */
    private static final List<Integer> REVIEWED = List.of(100, 200);

    private static final String BANKING77 = "banking77" + SharedData.MINILM;
    private static final String CLINC150 = "clinc150" + SharedData.MINILM;

    private static final List<Setting> INJECTED = List.of(
            new Setting(BANKING77, 1, Noise.SYMMETRIC, 0),
            new Setting(BANKING77, 1, Noise.SYMMETRIC, 0.3),
            new Setting(BANKING77, 1, Noise.PAIR, 0.3),
            new Setting(BANKING77, 1, Noise.PAIR, 0.4),
            new Setting(BANKING77, 1, Noise.NEAREST, 0.3),
            new Setting(CLINC150, 1, Noise.SUPERCLASS, 0.3),
            new Setting(BANKING77, 20, Noise.SYMMETRIC, 0),
            new Setting(BANKING77, 20, Noise.SYMMETRIC, 0.3),
            new Setting(BANKING77, 100, Noise.SYMMETRIC, 0),
            new Setting(BANKING77, 100, Noise.SYMMETRIC, 0.3),
            new Setting(CLINC150, 100, Noise.SYMMETRIC, 0.3));

    @Override
    public String name() {
        return "choosing";
    }

    @Override
    public String title() {
        return "9 Choosing by labels that people or rules made";
    }

    @Override
    public String study() {
        return "Beyond the papers: what auto chooses where mistakes follow the features";
    }

    @Override
    public String duration() {
        return "30 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "tail", "noise", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.orDigits(Stream.concat(
                SharedData.MISTAKEN.stream(),
                INJECTED.stream().map(Setting::data).distinct()));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("revision", 3);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : plan.quick() ? List.<String>of() : SharedData.MISTAKEN) {
                cells.add(new Cell(
                        Key.of("data", data)
                                .with("tail", 1)
                                .with("noise", REAL)
                                .with("rate", "own")
                                .with("seed", seed),
                        Noise.cost(data),
                        (bench, measures) -> {
                            SharedData read = bench.raw(data);
                            measure(bench, read, read.trainLabels(), seed, measures);
                            measureReviewed(bench, read, seed, measures);
                        }));
            }
        }
        long seed = plan.seeds().get(0);
        List<Setting> settings =
                plan.quick() ? List.of(new Setting(SharedData.DIGITS, 5, Noise.SYMMETRIC, 0.3)) : INJECTED;
        for (Setting setting : settings) {
            cells.add(new Cell(
                    Key.of("data", setting.data())
                            .with("tail", setting.tail())
                            .with("noise", setting.noise())
                            .with("rate", setting.rate())
                            .with("seed", seed),
                    Noise.cost(setting.data()),
                    (bench, measures) -> {
                        SharedData read = bench.raw(setting.data()).longTailed(setting.tail());
                        Labels given = setting.noise().apply(read, setting.rate(), seed, bench.threads());
                        measure(bench, read, given, seed, measures);
                        if (setting.tail() > 1) {
                            measurePlain(bench, read, given, seed, measures);
                        }
                    }));
        }
        return cells;
    }

    private static void measure(Workbench bench, SharedData data, Labels given, long seed, Measures measures) {
        Dataset train = Dataset.of(data.train(), given);
        Dataset test = Dataset.of(data.test(), data.testLabels());
        AutoOptions options = AutoOptions.DEFAULTS.withThreads(bench.threads()).withSeed(seed);
        Choice choice;
        try (Fitted fitted = Rectify.train(train, TrainOptions.DEFAULTS.withSearch(options), Monitor.SILENT);
                Probabilities outputs = fitted.model().predict(data.test(), bench.threads())) {
            choice = fitted.choice().orElseThrow();
            measures.put("search seconds", fitted.searchSeconds());
            measures.put("auto", Evaluation.of(outputs, data.testLabels()).accuracy());
            measures.put(
                    "calibration error",
                    Calibration.expectedError(outputs, data.testLabels(), BINS, Calibration.Binning.EQUAL_WIDTH));
            measures.put("estimate", fitted.accuracy().orElseThrow().estimate());
            measures.put("low", fitted.accuracy().orElseThrow().low());
            measures.put("high", fitted.accuracy().orElseThrow().high());
            measures.putText("chosen", 1, choice.chosen().toString());
        }
        Recipe plain = AutoDistill.choose(train, options.withMetric(Metric.ACCURACY), AutoDistill.Monitor.SILENT)
                .chosen();
        List<Recipe> grid =
                new ArrayList<>(choice.trials().stream().map(Trial::candidate).toList());
        grid.addAll(choice.skipped());
        grid.add(plain);
        List<Trial> right = AutoDistill.evaluate(
                grid, train, test, options.withMetric(Metric.ACCURACY), AutoDistill.Monitor.SILENT);
        Trial best =
                right.stream().max(Comparator.comparingDouble(Trial::agreement)).orElseThrow();
        measures.put("best", best.agreement());
        measures.putText("best way", 1, best.candidate().toString());
        measures.put(
                "plain agreement",
                right.stream()
                        .filter(trial -> trial.candidate().equals(plain))
                        .mapToDouble(Trial::agreement)
                        .findFirst()
                        .orElse(Double.NaN));
        measures.put(
                "best teacher",
                right.stream()
                        .filter(trial -> trial.candidate().teacherAlone())
                        .mapToDouble(Trial::agreement)
                        .max()
                        .orElse(Double.NaN));
    }

    /** Auto again where a person who is always right has answered some rows of a random sample. */
    private static void measureReviewed(Workbench bench, SharedData data, long seed, Measures measures)
            throws IOException {
        Labels truth = bench.trueLabels(data);
        Dataset train = Dataset.of(data.train(), data.trainLabels());
        int[] ranking;
        try (LabelAudit audit =
                Rectify.audit(train, AuditOptions.DEFAULTS.withThreads(bench.threads()), Monitor.SILENT)) {
            ranking = audit.ranking();
        }
        AutoOptions search = AutoOptions.DEFAULTS.withThreads(bench.threads()).withSeed(seed);
        for (int count : REVIEWED) {
            List<ReviewSample.Row> drawn = ReviewSample.draw(ranking, count, seed);
            Map<Integer, Integer> right =
                    drawn.stream().collect(Collectors.toMap(ReviewSample.Row::row, row -> truth.get(row.row())));
            TrainOptions options = TrainOptions.DEFAULTS
                    .withSearch(search)
                    .withReviewed(Reviewed.ofSample(ranking.length, drawn, right));
            try (Fitted fitted = Rectify.train(train, options, Monitor.SILENT);
                    Probabilities outputs = fitted.model().predict(data.test(), bench.threads())) {
                double accuracy = Evaluation.of(outputs, data.testLabels()).accuracy();
                StatedAccuracy stated = fitted.accuracy().orElseThrow();
                measures.put("reviewed " + count, accuracy);
                measures.put("low " + count, stated.low());
                measures.put("high " + count, stated.high());
                measures.put("held " + count, stated.low() <= accuracy && accuracy <= stated.high() ? 1 : 0);
            }
        }
    }

    /** Accuracy on rows like the training rows, whose classes are as common as there: what auto chooses for it, and the best it tried. */
    private static void measurePlain(Workbench bench, SharedData data, Labels given, long seed, Measures measures) {
        Dataset train = Dataset.of(data.train(), given);
        AutoOptions options =
                AutoOptions.DEFAULTS.withThreads(bench.threads()).withSeed(seed).withMetric(Metric.ACCURACY);
        int[] common = data.trainLabels().counts();
        List<Recipe> grid;
        try (Fitted fitted = Rectify.train(train, TrainOptions.DEFAULTS.withSearch(options), Monitor.SILENT);
                Probabilities outputs = fitted.model().predict(data.test(), bench.threads())) {
            measures.put("plain auto", accuracy(outputs, data.testLabels(), common));
            grid = fitted.choice().orElseThrow().trials().stream()
                    .map(Trial::candidate)
                    .toList();
        }
        double best = 0;
        for (Recipe recipe : grid) {
            try (Recipe.Training training = recipe.fit(train, options.probe());
                    Probabilities outputs = training.model(given.names()).predict(data.test(), bench.threads())) {
                best = Math.max(best, accuracy(outputs, data.testLabels(), common));
            }
        }
        measures.put("plain best", best);
    }

    /** Σ_k common_k·recall_k / Σ_k common_k. */
    private static double accuracy(Probabilities outputs, Labels labels, int[] common) {
        int[] predicted = outputs.argmax();
        int[] rows = labels.counts();
        double right = 0;
        for (int i = 0; i < predicted.length; i++) {
            int k = labels.get(i);
            right += predicted[i] == k ? common[k] / (double) rows[k] : 0;
        }
        return right / Arrays.stream(common).sum();
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "tail",
                "noise",
                "wrong",
                "seeds",
                "auto",
                "by plain agreement",
                "best teacher",
                "best of the grid",
                "calibration error",
                "interval of accuracy holds",
                "search seconds");
        Table reviewed =
                Table.of("data", "seeds", "auto", "100 reviewed", "200 reviewed", "best of the grid", "intervals hold");
        Table plain = Table.of("data", "tail", "noise", "wrong", "auto --metric accuracy", "best of the grid");
        Table choices = Table.of(
                "data", "tail", "noise", "wrong", "seed", "chosen", "accuracy", "stated", "best way", "its accuracy");
        for (Results of : settings(results)) {
            table.row(row(of).toArray());
            of.keys().forEach(key -> choices.row(choice(of.where(key::equals), key)));
            Key first = of.keys().iterator().next();
            if (first.get("noise").equals(REAL)) {
                List<Object> row =
                        new ArrayList<>(List.of(first.get("data"), of.keys().size()));
                Stream.of("auto", "reviewed 100", "reviewed 200", "best")
                        .forEach(column -> row.add(of.spread(column).percent(1)));
                row.add(String.format(
                        Locale.ROOT,
                        "%.0f of %d",
                        REVIEWED.stream()
                                .mapToDouble(count -> of.spread("held " + count).mean()
                                        * of.keys().size())
                                .sum(),
                        REVIEWED.size() * of.keys().size()));
                reviewed.row(row.toArray());
            }
            if (!tail(first).equals("–")) {
                plain.row(
                        first.get("data"),
                        tail(first),
                        first.get("noise"),
                        first.get("rate"),
                        of.spread("plain auto").percent(1),
                        of.spread("plain best").percent(1));
            }
        }
        page.block("accuracy")
                .figure(
                        "accuracy",
                        "Test accuracy by seed: auto, plain agreement, the best of the grid",
                        figure(results))
                .table("accuracy", table);
        page.block("reviewed").table("reviewed", reviewed);
        page.block("plain").table("plain", plain);
        page.block("choices").attached("choices", "What was chosen in every cell", choices);
    }

    /** The cells of each data set, cut to each tail, with each noise at each rate. */
    private static List<Results> settings(Results results) {
        List<Results> all = new ArrayList<>();
        for (Key key : results.keys()) {
            Results of = results.where("data", key.get("data"))
                    .where("tail", key.get("tail"))
                    .where("noise", key.get("noise"))
                    .where("rate", key.get("rate"));
            if (key.equals(of.keys().iterator().next())) {
                all.add(of);
            }
        }
        return all;
    }

    private static Picture figure(Results results) {
        List<LineChart> charts = new ArrayList<>();
        for (Results of : settings(results)) {
            Key key = of.keys().iterator().next();
            LineChart chart = new LineChart(
                            key.get("data") + (tail(key).equals("–") ? " " : " " + tail(key) + " ") + key.get("noise")
                                    + " " + key.get("rate"),
                            "seed",
                            "test accuracy, %")
                    .withSize(420, 320);
            int colour = 0;
            for (String column : List.of("auto", "plain agreement", "best")) {
                List<Spread> spreads = of.distinct("seed").stream()
                        .map(seed -> of.where("seed", seed).spread(column))
                        .toList();
                chart = chart.with(LineChart.Line.of(column, of.numbers("seed"), spreads, 100, colour++));
            }
            charts.add(chart);
        }
        return new Panels(2, charts);
    }

    /** Such as 20:1. */
    private static String tail(Key key) {
        return key.get("tail").equals("1") ? "–" : key.get("tail") + ":1";
    }

    private static List<Object> row(Results of) {
        Key first = of.keys().iterator().next();
        List<Object> row = new ArrayList<>(List.of(
                first.get("data"),
                tail(first),
                first.get("noise"),
                first.get("rate"),
                of.keys().size()));
        for (String column : List.of("auto", "plain agreement", "best teacher", "best", "calibration error")) {
            row.add(of.spread(column).percent(1));
        }
        int told = 0;
        int held = 0;
        for (Key key : of.keys()) {
            Results cell = of.where(key::equals);
            boolean tells = !Double.isNaN(cell.number("estimate"));
            told += tells ? 1 : 0;
            held += tells && cell.number("low") <= cell.number("auto") && cell.number("auto") <= cell.number("high")
                    ? 1
                    : 0;
        }
        row.add(told == 0 ? "not told" : held + " of " + told);
        row.add(String.format(Locale.ROOT, "%.1f", of.spread("search seconds").mean()));
        return row;
    }

    private static Object[] choice(Results cell, Key key) {
        double estimate = cell.number("estimate");
        return new Object[] {
            key.get("data"),
            tail(key),
            key.get("noise"),
            key.get("rate"),
            key.get("seed"),
            cell.text("chosen", 1),
            Spread.of(cell.number("auto")).percent(1),
            Double.isNaN(estimate)
                    ? "cannot be told"
                    : String.format(
                            Locale.ROOT,
                            "%.1f (%.1f to %.1f)",
                            100 * estimate,
                            100 * cell.number("low"),
                            100 * cell.number("high")),
            cell.text("best way", 1),
            Spread.of(cell.number("best")).percent(1)
        };
    }
}
