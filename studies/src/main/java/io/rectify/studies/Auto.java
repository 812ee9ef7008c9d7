package io.rectify.studies;

import io.rectify.Fitted;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Dataset;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Metric;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Choice;
import io.rectify.select.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What auto chooses by noisy labels alone, beside the best of every method that the same held-out labels would choose. */
final class Auto implements Experiment {
    private static final List<Method> METHODS = List.of(
            Method.TEACHER,
            Method.SD,
            Method.TOP2,
            Method.TOP2_GCE,
            Method.HARDEN,
            Method.SHARPEN,
            Method.MIX,
            Method.CONSENSUS,
            Method.SPECTRAL);

    @Override
    public String name() {
        return "auto";
    }

    @Override
    public String title() {
        return "6.1 Auto against each method";
    }

    @Override
    public String study() {
        return "Beyond the papers: choosing method, rounds and kappa by held-out noisy labels";
    }

    @Override
    public String duration() {
        return "an hour and a half, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(SharedData.andEmbedded(SharedData.DIGITS, "banking77", "clinc150"));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("folds", AutoOptions.DEFAULTS.folds(), "kappas", AutoOptions.DEFAULTS.kappas(), "revision", 2);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : dataSets(plan)) {
                for (Noise noise : noises(data)) {
                    for (double rate : rates(plan, noise)) {
                        cells.add(new Cell(
                                Key.of("data", data)
                                        .with("noise", noise)
                                        .with("rate", rate)
                                        .with("seed", seed),
                                Noise.cost(data),
                                (bench, measures) -> measure(bench, data, noise, rate, seed, measures)));
                    }
                }
            }
        }
        return cells;
    }

    /** On embeddings without asymmetric noise, which so many classes make all but symmetric. */
    private static List<Noise> noises(String data) {
        return SharedData.EMBEDDED.contains(data)
                ? List.of(Noise.SYMMETRIC, Noise.SUPERCLASS)
                : List.of(Noise.SYMMETRIC, Noise.ASYMMETRIC, Noise.SUPERCLASS);
    }

    private static double[] rates(Plan plan, Noise noise) {
        if (plan.quick()) {
            return noise == Noise.SYMMETRIC ? new double[] {0.5} : new double[0];
        }
        return noise == Noise.SYMMETRIC ? new double[] {0, 0.3, 0.5, 0.8} : new double[] {0.3, 0.5};
    }

    private static void measure(Workbench bench, String name, Noise noise, double rate, long seed, Measures measures)
            throws IOException {
        SharedData raw = bench.rawData(name);
        Dataset train = Dataset.of(
                raw.train(),
                rate == 0 ? raw.trainLabels() : noise.apply(bench.data(name), rate, seed, bench.threads()));
        Dataset test = Dataset.of(raw.test(), raw.testLabels());
        AutoOptions options = AutoOptions.DEFAULTS.withThreads(bench.threads());
        Choice choice;
        try (Fitted fitted =
                Rectify.train(train, TrainOptions.DEFAULTS.withSearch(options), io.rectify.Monitor.SILENT)) {
            choice = fitted.choice().orElseThrow();
            measures.put("search seconds", fitted.searchSeconds());
            measures.put(
                    "estimate", fitted.accuracy().map(StatedAccuracy::estimate).orElse(Double.NaN));
        }
        Map<Method, Recipe> best = new LinkedHashMap<>();
        METHODS.forEach(method -> best(choice, method).ifPresent(candidate -> best.put(method, candidate)));
        List<Recipe> wanted = new ArrayList<>(best.values());
        if (!wanted.contains(choice.chosen())) {
            wanted.add(choice.chosen());
        }
        Map<Recipe, Double> accuracies = new LinkedHashMap<>();
        AutoDistill.evaluate(wanted, train, test, options.withMetric(Metric.ACCURACY), AutoDistill.Monitor.SILENT)
                .forEach(trial -> accuracies.put(trial.candidate(), trial.agreement()));
        measures.put("auto", accuracies.getOrDefault(choice.chosen(), Double.NaN));
        measures.putText("chosen", 1, choice.chosen().toString());
        best.forEach(
                (method, candidate) -> measures.put(method.name(), accuracies.getOrDefault(candidate, Double.NaN)));
    }

    /** Of those judged on most rows the best. */
    private static Optional<Recipe> best(Choice choice, Method method) {
        return choice.trials().stream()
                .filter(trial -> trial.candidate().method().is(method))
                .max(Comparator.comparingInt(Trial::rows).thenComparingDouble(trial -> -trial.behind()))
                .map(Trial::candidate);
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<String> header = new ArrayList<>(List.of("data", "noise", "wrong", "auto"));
        METHODS.forEach(method -> header.add(method.name()));
        Table table = Table.of(header);
        Table choices = Table.of("data", "noise", "wrong", "seed", "chosen", "accuracy", "estimated", "search, s");
        for (String data : results.distinct("data")) {
            for (String noise : results.distinct("noise")) {
                for (String rate : results.distinct("rate")) {
                    Results of =
                            results.where("data", data).where("noise", noise).where("rate", rate);
                    if (!of.isEmpty()) {
                        table.row(row(of, data, noise, rate).toArray());
                        choices(of, choices, data, noise, rate);
                    }
                }
            }
        }
        page.block("accuracy")
                .figure("accuracy", "Test accuracy by symmetric noise, auto and single methods", figure(results))
                .table("accuracy", table);
        page.block("choices").attached("choices", "What was chosen in every cell", choices);
    }

    private static Picture figure(Results results) {
        List<LineChart> charts = new ArrayList<>();
        for (String data : results.distinct("data")) {
            Results of = results.where("data", data).where("noise", Noise.SYMMETRIC);
            LineChart chart = new LineChart(data, "share of wrong labels", "test accuracy, %").withSize(640, 440);
            int colour = 0;
            for (String method : List.of("auto", "teacher", "sd", "top2-gce", "harden", "consensus")) {
                List<Spread> spreads = of.distinct("rate").stream()
                        .map(rate -> of.where("rate", rate))
                        .map(cell -> cell.has(method) ? cell.spread(method) : Spread.of(Double.NaN))
                        .toList();
                LineChart.Line line = LineChart.Line.of(method, of.numbers("rate"), spreads, 100, colour++);
                chart = chart.with(method.equals("auto") ? line : line.with(LineChart.Stroke.DASHED));
            }
            charts.add(chart);
        }
        return new Panels(2, charts);
    }

    private static List<Object> row(Results of, String data, String noise, String rate) {
        List<String> columns = new ArrayList<>(List.of("auto"));
        METHODS.forEach(method -> columns.add(method.name()));
        List<Spread> spreads = columns.stream()
                .map(column -> of.has(column) ? of.spread(column) : Spread.of(Double.NaN))
                .toList();
        List<Object> row = new ArrayList<>(List.of(data, noise, rate));
        row.addAll(Table.bestInBold(
                spreads,
                true,
                spreads.stream()
                        .map(spread -> Double.isNaN(spread.mean()) ? "" : spread.percent(1))
                        .toList()));
        return row;
    }

    private static void choices(Results of, Table table, String data, String noise, String rate) {
        for (Key key : of.keys()) {
            Results cell = of.where(key::equals);
            table.row(
                    data,
                    noise,
                    rate,
                    key.get("seed"),
                    cell.text("chosen", 1),
                    Spread.of(cell.number("auto")).percent(1),
                    Spread.of(cell.number("estimate")).percent(1),
                    Spread.of(cell.number("search seconds")).text(1));
        }
    }
}
