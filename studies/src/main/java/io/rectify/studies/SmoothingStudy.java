package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.distill.Generations;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** {@link SmoothingMethods} on clean and on noisy labels: accuracy, calibration, uncertainty and diversity. */
final class SmoothingStudy implements Experiment {
    private static final List<String> METHODS =
            List.of("cross-entropy", "label smoothing", "Beta smoothing", "self-distillation");
    private static final List<String> METRICS =
            List.of("accuracy", "log loss", "ece", "uncertainty", "diversity", "variance");
    private static final String GENERATION = "generation's ";

    @Override
    public String name() {
        return "smoothing";
    }

    @Override
    public String title() {
        return "7 Smoothing, generations, calibration and diversity";
    }

    @Override
    public String study() {
        return "Zhang & Sabuncu's comparison of smoothings, and whether diversity rises with generations and accuracy";
    }

    @Override
    public String duration() {
        return "40 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(SharedData.DIGITS, "banking77", "clinc150");
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of(
                "generations",
                SmoothingMethods.GENERATIONS,
                "epsilons",
                SmoothingMethods.EPSILONS,
                "alphas of Beta",
                SmoothingMethods.ALPHAS_OF_BETA,
                "alphas",
                SmoothingMethods.ALPHAS,
                "temperatures",
                SmoothingMethods.TEMPERATURES,
                "noise",
                "symmetric",
                "revision",
                1);
    }

    /** Few rows of few classes want less of a penalty. */
    private static List<Double> kappas(Plan plan, String data) {
        if (plan.quick()) {
            return List.of(1.5, 15.0);
        }
        return data.equals(SharedData.DIGITS)
                ? List.of(0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5.0, 15.0, 50.0, 150.0)
                : List.of(0.5, 1.5, 5.0, 15.0, 50.0, 150.0);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String data : dataSets(plan)) {
            for (double rate : new double[] {0, 0.3}) {
                for (long seed : plan.seeds()) {
                    cells.add(new Cell(
                            Key.of("data", data).with("rate", rate).with("seed", seed),
                            Noise.cost(data),
                            (bench, measures) -> measure(bench, data, rate, seed, measures)));
                }
            }
        }
        return cells;
    }

    private static void measure(Workbench bench, String name, double rate, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        Labels given = rate == 0 ? data.trainLabels() : Noise.SYMMETRIC.apply(data, rate, seed, bench.threads());
        SmoothingMethods methods = new SmoothingMethods(data, given, kappas(bench.plan(), name), seed, bench.threads());
        SmoothingMethods.Distilled distilled = methods.selfDistillation();
        List<SmoothingMethods.Chosen> chosen =
                List.of(methods.crossEntropy(), methods.labelSmoothing(), methods.betaSmoothing(), distilled.chosen());
        for (int i = 0; i < chosen.size(); i++) {
            measures.putText("chosen", i + 1, chosen.get(i).what());
            put(measures, "", i + 1, methods.measured(chosen.get(i).fit()));
        }
        List<SoftmaxProbe.Fit> chain = distilled.chain();
        for (int i = 0; i < chain.size(); i++) {
            put(measures, GENERATION, i + 1, methods.measured(chain.get(i)));
        }
    }

    private static void put(Measures measures, String prefix, int at, Generations.Figures figures) {
        double[] values = {
            figures.evaluation().accuracy(),
            figures.evaluation().logLoss(),
            figures.evaluation().ece(),
            figures.evaluation().uncertainty(),
            figures.diversity().entropy(),
            figures.diversity().variance()
        };
        for (int m = 0; m < values.length; m++) {
            measures.put(prefix + METRICS.get(m), at, values[m]);
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        methods(results, page);
        generations(results, page);
        diversity(results, page);
    }

    private static void methods(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data", "wrong", "method", "accuracy, %", "log loss", "ECE, %", "uncertainty", "diversity", "variance");
        Table chosen = Table.of("data", "wrong", "seed", "method", "chosen");
        for (String data : results.distinct("data")) {
            for (String rate : results.distinct("rate")) {
                Results of = results.where("data", data).where("rate", rate);
                rows(table, List.of(data, rate), METHODS, "", of);
                for (Key key : of.keys()) {
                    for (int m = 0; m < METHODS.size(); m++) {
                        table(chosen, of.where(key::equals), key, m);
                    }
                }
            }
        }
        page.block("methods").table("methods", table).attached("chosen", "What validation chose in every cell", chosen);
    }

    private static void table(Table chosen, Results cell, Key key, int method) {
        chosen.row(
                key.get("data"),
                key.get("rate"),
                key.get("seed"),
                METHODS.get(method),
                cell.text("chosen", method + 1));
    }

    /** The best in bold: the highest accuracy, the lowest log loss and calibration error. */
    private static void rows(Table table, List<String> keys, List<String> names, String prefix, Results of) {
        List<List<String>> columns = new ArrayList<>();
        for (int m = 0; m < METRICS.size(); m++) {
            String metric = METRICS.get(m);
            List<Spread> spreads = of.spreads(prefix + metric);
            boolean percent = metric.equals("accuracy") || metric.equals("ece");
            int decimals = metric.equals("variance") ? 4 : percent ? 1 : 2;
            List<String> texts = spreads.stream()
                    .map(spread -> percent ? spread.percent(decimals) : spread.text(decimals))
                    .toList();
            columns.add(m < 3 ? Table.bestInBold(spreads, m == 0, texts) : texts);
        }
        for (int i = 0; i < names.size(); i++) {
            List<Object> row = new ArrayList<>(keys);
            row.add(names.get(i));
            for (List<String> column : columns) {
                row.add(column.get(i));
            }
            table.row(row.toArray());
        }
    }

    private static void generations(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "wrong",
                "generation",
                "accuracy, %",
                "log loss",
                "ECE, %",
                "uncertainty",
                "diversity",
                "variance");
        List<String> numbers = IntStream.rangeClosed(1, SmoothingMethods.GENERATIONS)
                .mapToObj(Integer::toString)
                .toList();
        double[] xs = numbers.stream().mapToDouble(Double::parseDouble).toArray();
        List<LineChart> charts = new ArrayList<>();
        for (String metric : List.of("accuracy", "diversity")) {
            LineChart chart = new LineChart(metric, "generation", metric.equals("accuracy") ? "percent" : "nats")
                    .withSize(640, 440);
            int colour = 0;
            for (String data : results.distinct("data")) {
                for (String rate : results.distinct("rate")) {
                    Results of = results.where("data", data).where("rate", rate);
                    double unit = metric.equals("accuracy") ? 100 : 1;
                    LineChart.Line line = LineChart.Line.of(
                            data + ", " + (rate.equals("0.0") ? "clean" : rate + " wrong"),
                            xs,
                            of.spreads(GENERATION + metric).stream()
                                    .mapToDouble(spread -> unit * spread.mean())
                                    .toArray(),
                            colour / 2);
                    chart = chart.with(colour % 2 == 0 ? line : line.with(LineChart.Stroke.DASHED));
                    colour++;
                    if (metric.equals("accuracy")) {
                        rows(table, List.of(data, rate), numbers, GENERATION, of);
                    }
                }
            }
            charts.add(chart);
        }
        page.block("generations")
                .figure("generations", "Accuracy and diversity by generation, means over seeds", new Panels(2, charts))
                .attached("generations", "Every figure of every generation", table);
    }

    /** Whether diversity rises over generations, and whether accuracy goes with it. */
    private static void diversity(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "wrong",
                "chains whose diversity rises from the first to the last generation",
                "rise, nats",
                "chains whose variance rises",
                "correlation of diversity and accuracy over generations",
                "of variance and accuracy");
        for (String data : results.distinct("data")) {
            for (String rate : results.distinct("rate")) {
                Results of = results.where("data", data).where("rate", rate);
                Spread rises = of.differences(GENERATION + "diversity", SmoothingMethods.GENERATIONS, 1);
                table.row(
                        data,
                        rate,
                        rising(of, "diversity") + " of " + of.keys().size(),
                        rises.text(2),
                        rising(of, "variance") + " of " + of.keys().size(),
                        correlations(of, "diversity"),
                        correlations(of, "variance"));
            }
        }
        page.block("diversity").table("diversity", table);
    }

    private static long rising(Results of, String metric) {
        return of.each().stream()
                .map(cell -> cell.series(GENERATION + metric))
                .filter(series -> series[series.length - 1] > series[0])
                .count();
    }

    /** Pearson's, chain by chain. */
    private static String correlations(Results of, String metric) {
        return of.each().stream()
                .map(cell -> correlation(cell.series(GENERATION + metric), cell.series(GENERATION + "accuracy")))
                .map(r -> Double.isNaN(r) ? "none" : String.format(Locale.ROOT, "%+.2f", r))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }
}
