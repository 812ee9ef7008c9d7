package io.rectify.studies;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Detection;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Recipe;
import io.rectify.select.AutoOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The quick audit beside the thorough one, and beside itself with an intercept and without adjusting for the shares of classes. */
final class Judging implements Experiment {
    private static final String REAL = "real";
    private static final String BANKING77 = "banking77";
    private static final String CLINC150 = "clinc150";

    private record Setting(String data, Noise noise, double rate) {}

    private static final List<Setting> INJECTED = List.of(
            new Setting(BANKING77 + SharedData.MINILM, Noise.SYMMETRIC, 0.02),
            new Setting(BANKING77 + SharedData.MINILM, Noise.SYMMETRIC, 0.1),
            new Setting(BANKING77 + SharedData.MINILM, Noise.SYMMETRIC, 0.3),
            new Setting(BANKING77 + SharedData.MINILM, Noise.PAIR, 0.3),
            new Setting(BANKING77 + SharedData.MINILM, Noise.NEAREST, 0.1),
            new Setting(BANKING77 + SharedData.BGE_SMALL, Noise.SYMMETRIC, 0.1),
            new Setting(BANKING77 + SharedData.BGE_SMALL, Noise.NEAREST, 0.1),
            new Setting(BANKING77, Noise.SYMMETRIC, 0.1),
            new Setting(CLINC150 + SharedData.MINILM, Noise.SYMMETRIC, 0.02),
            new Setting(CLINC150 + SharedData.MINILM, Noise.SUPERCLASS, 0.1));

    /** Ways of judging, as the table names them. */
    private static final List<String> WAYS = List.of("quick", "thorough", "plain", "intercept");

    /** The others, in the figure. */
    private static final List<String> NAMES = List.of("thorough", "quick, not adjusted", "quick, with an intercept");

    @Override
    public String name() {
        return "judging";
    }

    @Override
    public String title() {
        return "10 Quick and thorough audits";
    }

    @Override
    public String study() {
        return "Beyond the papers: what a search, an intercept and adjusted logits add to an audit";
    }

    @Override
    public String duration() {
        return "10 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "rate");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.orDigits(Stream.concat(
                SharedData.MISTAKEN.stream(),
                INJECTED.stream().map(Setting::data).distinct()));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("revision", 1);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        long seed = plan.seeds().get(0);
        for (String data : plan.quick() ? List.<String>of() : SharedData.MISTAKEN) {
            cells.add(new Cell(
                    Key.of("data", data).with("noise", REAL).with("rate", "own"),
                    Noise.cost(data),
                    (bench, measures) -> {
                        SharedData read = bench.raw(data);
                        measure(
                                Dataset.of(read.train(), read.trainLabels()),
                                bench.trueLabels(read),
                                bench.threads(),
                                measures);
                    }));
        }
        for (Setting setting :
                plan.quick() ? List.of(new Setting(SharedData.DIGITS, Noise.SYMMETRIC, 0.1)) : INJECTED) {
            cells.add(new Cell(
                    Key.of("data", setting.data())
                            .with("noise", setting.noise())
                            .with("rate", setting.rate()),
                    Noise.cost(setting.data()),
                    (bench, measures) -> {
                        SharedData read = bench.raw(setting.data());
                        Labels given = setting.noise().apply(read, setting.rate(), seed, bench.threads());
                        measure(Dataset.of(read.train(), given), read.trainLabels(), bench.threads(), measures);
                    }));
        }
        return cells;
    }

    private static void measure(Dataset rows, Labels truth, int threads, Measures measures) {
        AuditOptions options = AuditOptions.DEFAULTS.withThreads(threads).withAnomalies(false);
        Recipe quick = measure("quick", rows, truth, options, measures);
        measure("thorough", rows, truth, options.withThorough(true), measures);
        measure("plain", rows, truth, options, quick.withAdjusted(false), measures);
        measure("intercept", rows, truth, options, quick.withAdjusted(false).withIntercept(true), measures);
    }

    private static void measure(
            String way, Dataset rows, Labels truth, AuditOptions options, Recipe recipe, Measures measures) {
        AutoOptions search = options.search();
        OutOfSample outputs = OutOfSample.crossFitted(
                rows, recipe, search.folds(), search.seed(), search.probe(), OutOfSample.Monitor.SILENT);
        measure(way, rows, truth, options.withOutputs(outputs), measures);
    }

    private static Recipe measure(String way, Dataset rows, Labels truth, AuditOptions options, Measures measures) {
        long begin = System.nanoTime();
        try (LabelAudit audit = Rectify.audit(rows, options, Monitor.SILENT)) {
            measures.put(way + " seconds", (System.nanoTime() - begin) / 1e9);
            Detection detection = Detection.of(audit.details().issues(), truth);
            measures.put(way, detection.averagePrecision());
            measures.put(way + " f1", detection.f1());
            return audit.outputs().recipe().orElseThrow();
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "noise",
                "wrong",
                "quick",
                "thorough",
                "quick, not adjusted",
                "quick, with an intercept",
                "F1 quick",
                "F1 thorough",
                "time of thorough by quick");
        for (Key key : results.keys()) {
            Results cell = results.where(key::equals);
            List<Object> row = new ArrayList<>(List.of(key.get("data"), key.get("noise"), key.get("rate")));
            WAYS.forEach(way -> row.add(Spread.of(cell.number(way)).text(3)));
            row.add(Spread.of(cell.number("quick f1")).text(3));
            row.add(Spread.of(cell.number("thorough f1")).text(3));
            row.add(Spread.of(cell.number("thorough seconds") / cell.number("quick seconds"))
                    .text(1));
            table.row(row.toArray());
        }
        page.block("precision")
                .figure("precision", "Average precision of other ways against that of the quick one", figure(results))
                .table("precision", table);
    }

    private static Picture figure(Results results) {
        List<Results> cells =
                results.keys().stream().map(key -> results.where(key::equals)).toList();
        double[] quick = numbers(cells, WAYS.get(0));
        double start = Math.max(
                0,
                cells.stream()
                                .flatMapToDouble(cell -> WAYS.stream().mapToDouble(cell::number))
                                .min()
                                .orElse(0)
                        - 0.05);
        LineChart chart = new LineChart("average precision", "quick", "another way")
                .withSize(720, 460)
                .with(LineChart.Line.of("as good as quick", new double[] {start, 1}, new double[] {start, 1}, 0)
                        .with(LineChart.Stroke.DASHED)
                        .with(Palette.INK)
                        .withoutMarks());
        int colour = 0;
        for (String way : WAYS.subList(1, WAYS.size())) {
            chart = chart.with(LineChart.Line.of(NAMES.get(colour), quick, numbers(cells, way), colour)
                    .with(LineChart.Stroke.NONE));
            colour++;
        }
        return chart;
    }

    private static double[] numbers(List<Results> cells, String way) {
        return cells.stream().mapToDouble(cell -> cell.number(way)).toArray();
    }
}
