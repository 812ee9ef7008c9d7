package io.rectify.studies;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Detection;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.NoiseEvidence.Verdict;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an audit with the defaults states of labels that are partly wrong, beside what is true of them. */
final class Truth implements Experiment {
    private static final List<Noise> KINDS = List.of(Noise.SYMMETRIC, Noise.SUPERCLASS, Noise.PAIR, Noise.NEAREST);

    private static final List<Double> RATES = List.of(0.02, 0.05, 0.1, 0.2, 0.3, 0.4);

    private static final String TWICE = "symmetric, every row twice";

    private static final double TWICE_RATE = 0.1;

    /** Labels as they come with the data, right ones beside them. */
    private static final String REAL = "real";

    private static final String WITH_SUPERCLASSES = "clinc150";

    private static final List<String> INJECTED =
            List.of("banking77", "banking77" + SharedData.MINILM, "clinc150", "clinc150" + SharedData.MINILM);

    /** By how much a stated false-discovery rate may be off. */
    private static final double FAR_OFF = 0.1;

    @Override
    public String name() {
        return "truth";
    }

    @Override
    public String title() {
        return "8 What an audit states, and what is true";
    }

    @Override
    public String study() {
        return "Beyond the papers: stated rates of wrong labels and of false alarms against the true ones";
    }

    @Override
    public String duration() {
        return "30 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "noise", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.orDigits(Stream.concat(INJECTED.stream(), SharedData.MISTAKEN.stream()));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("revision", 4);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String data : plan.quick() ? List.<String>of() : SharedData.MISTAKEN) {
            cells.add(new Cell(
                    Key.of("data", data).with("noise", REAL),
                    Noise.cost(data),
                    (bench, measures) -> measureReal(bench, data, measures)));
        }
        for (long seed : plan.seeds()) {
            for (String data : plan.quick() ? dataSets(plan) : INJECTED) {
                for (Noise noise : KINDS) {
                    for (double rate : rates(plan, data, noise)) {
                        cells.add(cell(data, noise.toString(), noise, rate, 1, seed));
                    }
                }
            }
            cells.add(cell(
                    plan.quick() ? SharedData.DIGITS : INJECTED.get(0), TWICE, Noise.SYMMETRIC, TWICE_RATE, 2, seed));
        }
        return cells;
    }

    private static List<Double> rates(Plan plan, String data, Noise noise) {
        if (noise == Noise.SUPERCLASS && !data.startsWith(WITH_SUPERCLASSES)) {
            return List.of();
        }
        return plan.quick() ? List.of(0.1, 0.3) : RATES;
    }

    private static Cell cell(String data, String name, Noise noise, double rate, int times, long seed) {
        return new Cell(
                Key.of("data", data).with("noise", name).with("rate", rate).with("seed", seed),
                times * Noise.cost(data),
                (bench, measures) -> measure(bench, data, noise, rate, times, seed, measures));
    }

    private static void measure(
            Workbench bench, String name, Noise noise, double rate, int times, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.raw(name);
        Labels truth = data.trainLabels();
        Labels given = noise.apply(data, rate, seed, bench.threads());
        if (times == 1) {
            measure(Dataset.of(data.train(), given), truth, bench.threads(), measures);
            return;
        }
        int[] rows = IntStream.range(0, times * truth.size())
                .map(row -> row % truth.size())
                .toArray();
        try (Matrix copies = data.train().selectRows(rows)) {
            measure(Dataset.of(copies, given.select(rows)), truth.select(rows), bench.threads(), measures);
        }
    }

    private static void measureReal(Workbench bench, String name, Measures measures) throws IOException {
        SharedData data = bench.raw(name);
        measure(Dataset.of(data.train(), data.trainLabels()), bench.trueLabels(data), bench.threads(), measures);
    }

    private static void measure(Dataset rows, Labels truth, int threads, Measures measures) {
        long begin = System.nanoTime();
        try (LabelAudit audit = Rectify.audit(rows, AuditOptions.DEFAULTS.withThreads(threads), Monitor.SILENT)) {
            measures.put("audit seconds", (System.nanoTime() - begin) / 1e9);
            NoiseEvidence noise = audit.noise();
            Detection detection = Detection.of(audit.details().issues(), truth);
            measures.put("wrong", 1 - truth.agreement(rows.given()));
            measures.putText("verdict", noise.verdict().name());
            measures.put("stated", noise.rate());
            measures.put("low", noise.low());
            measures.put("high", noise.high());
            for (NoiseEvidence.View view : noise.views()) {
                String key = view.assumption().key();
                measures.put(key, view.rate());
                measures.put(key + " low", view.low());
                measures.put(key + " high", view.high());
            }
            measures.putSeries(
                    "curve",
                    noise.curve().stream()
                            .mapToDouble(NoiseEvidence.Point::rate)
                            .toArray());
            measures.put("fdr", noise.falseDiscoveryRate());
            measures.put("fdr low", noise.falseDiscoveryLow());
            measures.put("fdr high", noise.falseDiscoveryHigh());
            measures.put("true fdr", detection.falseDiscoveryRate());
            measures.put("flagged", detection.flagged());
            measures.put("precision", detection.precision());
            measures.put("recall", detection.recall());
            measures.put("f1", detection.f1());
            measures.put("average precision", detection.averagePrecision());
            measures.putText("statement", noise.toString());
            measures.putText("origin", audit.outputs().origin());
        }
    }

    /** What was stated in a cell, and what was true. */
    private record Outcome(
            Key key,
            Verdict verdict,
            double wrong,
            double stated,
            double low,
            double high,
            double fdr,
            double fdrLow,
            double fdrHigh,
            double trueFdr,
            double flagged,
            double recall,
            double f1,
            double averagePrecision,
            double seconds,
            String statement,
            String origin) {
        static Outcome of(Results cell) {
            return new Outcome(
                    cell.keys().iterator().next(),
                    Verdict.valueOf(cell.text("verdict")),
                    cell.number("wrong"),
                    cell.number("stated"),
                    cell.number("low"),
                    cell.number("high"),
                    cell.number("fdr"),
                    cell.number("fdr low"),
                    cell.number("fdr high"),
                    cell.number("true fdr"),
                    cell.number("flagged"),
                    cell.number("recall"),
                    cell.number("f1"),
                    cell.number("average precision"),
                    cell.number("audit seconds"),
                    cell.text("statement"),
                    cell.text("origin"));
        }

        boolean single() {
            return verdict == Verdict.SINGLE;
        }

        double rateError() {
            return Math.abs(stated - wrong);
        }

        boolean rateHolds() {
            return low <= wrong && wrong <= high;
        }

        boolean statesDiscovery() {
            return flagged > 0 && !Double.isNaN(fdr);
        }

        double discoveryError() {
            return Math.abs(fdr - trueFdr);
        }

        boolean discoveryHolds() {
            return fdrLow <= trueFdr && trueFdr <= fdrHigh;
        }

        boolean misses() {
            return !rateHolds() || (statesDiscovery() && (discoveryError() > FAR_OFF || !discoveryHolds()));
        }

        String verdictWords() {
            return switch (verdict) {
                case SINGLE -> "one number";
                case AT_LEAST -> "at least";
                case FOLLOWS_FEATURES -> "follows features";
                case UNKNOWN -> "unknown";
            };
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<Outcome> all = results.each().stream().map(Outcome::of).toList();
        List<Outcome> injected =
                all.stream().filter(o -> !o.key().get("noise").equals(REAL)).toList();
        page.block("summary")
                .figure("stated", "Stated against true: rates of wrong labels and of false alarms", figure(injected))
                .table("summary", summary(injected));
        List<Outcome> real =
                all.stream().filter(o -> o.key().get("noise").equals(REAL)).toList();
        if (!real.isEmpty()) {
            page.block("real").table("real", real(real));
        }
        page.block("views").table("views", views(results));
        for (String data : results.distinct("data")) {
            Results of = results.where(
                    key -> key.get("data").equals(data) && !key.get("noise").equals(REAL));
            if (!of.isEmpty()) {
                page.block(data).table(data, table(of));
            }
        }
        page.block("cells")
                .attached("misses", "Every cell with an interval that misses", cells(all, Outcome::misses))
                .attached("statements", "Every cell with its statement", cells(all, outcome -> true));
    }

    private static Table summary(List<Outcome> injected) {
        Table table = Table.of(
                "noise",
                "cells",
                "one number",
                "its mean error, points",
                "its interval holds",
                "any stated range holds",
                "FDR stated",
                "its mean error",
                "worst error",
                "off by > .10",
                "its interval holds",
                "F1",
                "average precision");
        injected.stream()
                .map(outcome -> outcome.key().get("noise"))
                .distinct()
                .forEach(noise -> summarise(
                        table, noise, injected, o -> o.key().get("noise").equals(noise)));
        Predicate<Outcome> minilm = outcome -> outcome.key().get("data").endsWith(SharedData.MINILM);
        if (injected.stream().anyMatch(minilm)) {
            summarise(table, "all, tf-idf", injected, minilm.negate());
            summarise(table, "all, MiniLM", injected, minilm);
        }
        summarise(table, "all", injected, outcome -> true);
        return table;
    }

    private static void summarise(Table table, String name, List<Outcome> all, Predicate<Outcome> wanted) {
        List<Outcome> of = all.stream().filter(wanted).toList();
        List<Outcome> single = of.stream().filter(Outcome::single).toList();
        List<Outcome> stating = of.stream().filter(Outcome::statesDiscovery).toList();
        table.row(
                name,
                of.size(),
                single.size(),
                mean(single, Outcome::rateError).percent(2),
                count(single, Outcome::rateHolds),
                count(of, Outcome::rateHolds),
                stating.size(),
                mean(stating, Outcome::discoveryError).text(3),
                Spread.of(stating.stream()
                                .mapToDouble(Outcome::discoveryError)
                                .max()
                                .orElse(Double.NaN))
                        .text(3),
                stating.stream()
                        .filter(outcome -> outcome.discoveryError() > FAR_OFF)
                        .count(),
                count(stating, Outcome::discoveryHolds),
                mean(of, Outcome::f1).text(3),
                mean(of, Outcome::averagePrecision).text(3));
    }

    private static String count(List<Outcome> of, Predicate<Outcome> wanted) {
        return of.isEmpty() ? "–" : of.stream().filter(wanted).count() + " of " + of.size();
    }

    /** A mean alone: what deviates between unlike cells says nothing. */
    private static Spread mean(List<Outcome> of, ToDoubleFunction<Outcome> value) {
        return Spread.of(spread(of, value).mean());
    }

    /** Over the outcomes that have the value. */
    private static Spread spread(List<Outcome> of, ToDoubleFunction<Outcome> value) {
        return Spread.of(
                of.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray());
    }

    private static Table real(List<Outcome> real) {
        Table table = Table.of(
                "data",
                "stated",
                "truly wrong, %",
                "range holds",
                "FDR stated, %",
                "FDR true, %",
                "flags",
                "recall, %",
                "F1",
                "average precision",
                "s");
        for (Outcome o : real) {
            table.row(
                    o.key().get("data"),
                    o.statement(),
                    Spread.of(o.wrong()).percent(1),
                    o.rateHolds() ? "yes" : "no",
                    Spread.of(o.fdr()).percent(1),
                    Spread.of(o.trueFdr()).percent(1),
                    Spread.of(o.flagged()).text(0),
                    Spread.of(o.recall()).percent(1),
                    Spread.of(o.f1()).text(3),
                    Spread.of(o.averagePrecision()).text(3),
                    Spread.of(o.seconds()).text(1));
        }
        return table;
    }

    /** What each assumption gives: its error, or the figure itself where mistakes are real. */
    private static Table views(Results results) {
        List<String> header = new ArrayList<>(List.of("noise", "truly wrong, %"));
        for (NoiseEvidence.Assumption assumption : NoiseEvidence.Assumption.values()) {
            header.add(assumption.key());
        }
        Table table = Table.of(header);
        for (String noise : results.distinct("noise")) {
            Results of = results.where("noise", noise);
            if (noise.equals(REAL)) {
                for (String data : of.distinct("data")) {
                    Results cell = of.where("data", data);
                    table.row(viewRow(data, cell.each(), (rate, wrong) -> rate).toArray());
                }
            } else {
                table.row(viewRow(noise + ", mean error", of.each(), (rate, wrong) -> Math.abs(rate - wrong))
                        .toArray());
            }
        }
        return table;
    }

    private static List<Object> viewRow(String name, List<Results> cells, DoubleBinaryOperator figure) {
        double[] wrong =
                cells.stream().mapToDouble(cell -> cell.number("wrong")).toArray();
        List<Object> row = new ArrayList<>(
                List.of(name, cells.size() == 1 ? Spread.of(wrong).percent(1) : "–"));
        for (NoiseEvidence.Assumption assumption : NoiseEvidence.Assumption.values()) {
            String key = assumption.key();
            double[] figures = cells.stream()
                    .filter(cell -> cell.has(key))
                    .mapToDouble(cell -> figure.applyAsDouble(cell.number(key), cell.number("wrong")))
                    .toArray();
            List<Results> bounded = cells.stream()
                    .filter(cell -> cell.has(key) && cell.number(key + " low") < cell.number(key + " high"))
                    .toList();
            long holding = bounded.stream()
                    .filter(cell -> cell.number(key + " low") <= cell.number("wrong")
                            && cell.number("wrong") <= cell.number(key + " high"))
                    .count();
            row.add(Spread.of(Spread.of(figures).mean()).percent(1)
                    + (bounded.isEmpty() ? "" : "; holds in " + holding + " of " + bounded.size()));
        }
        return row;
    }

    /** Of one data set: means over seeds, of those of them that state a figure. */
    private static Table table(Results of) {
        Table table = Table.of(
                "noise",
                "truly wrong, %",
                "stated, %",
                "verdict",
                "range, %",
                "range holds",
                "FDR stated, %",
                "FDR true, %",
                "FDR interval holds",
                "flags",
                "recall, %",
                "F1",
                "average precision",
                "s");
        for (String noise : of.distinct("noise")) {
            for (String rate : of.where("noise", noise).distinct("rate")) {
                List<Outcome> outcomes = of.where("noise", noise).where("rate", rate).each().stream()
                        .map(Outcome::of)
                        .toList();
                List<Outcome> stating =
                        outcomes.stream().filter(Outcome::statesDiscovery).toList();
                table.row(
                        noise,
                        mean(outcomes, Outcome::wrong).percent(1),
                        spread(outcomes, Outcome::stated).percent(1),
                        verdicts(outcomes),
                        mean(outcomes, Outcome::low).percent(1) + " to "
                                + mean(outcomes, Outcome::high).percent(1),
                        count(outcomes, Outcome::rateHolds),
                        spread(stating, Outcome::fdr).percent(1),
                        spread(outcomes, Outcome::trueFdr).percent(1),
                        count(stating, Outcome::discoveryHolds),
                        mean(outcomes, Outcome::flagged).text(0),
                        mean(outcomes, Outcome::recall).percent(1),
                        mean(outcomes, Outcome::f1).text(3),
                        mean(outcomes, Outcome::averagePrecision).text(3),
                        mean(outcomes, Outcome::seconds).text(1));
            }
        }
        return table;
    }

    private static String verdicts(List<Outcome> outcomes) {
        List<String> words =
                outcomes.stream().map(Outcome::verdictWords).distinct().toList();
        return words.size() == 1
                ? words.get(0)
                : words.stream()
                        .map(word -> word + " "
                                + outcomes.stream()
                                        .filter(o -> o.verdictWords().equals(word))
                                        .count())
                        .collect(Collectors.joining(", "));
    }

    private static Table cells(List<Outcome> all, Predicate<Outcome> wanted) {
        Table table = Table.of(
                "data",
                "noise",
                "rate",
                "seed",
                "truly wrong, %",
                "stated",
                "range, %",
                "range holds",
                "FDR stated, %",
                "FDR interval, %",
                "FDR true, %",
                "FDR interval holds",
                "judged by");
        all.stream()
                .filter(wanted)
                .forEach(o -> table.row(
                        o.key().get("data"),
                        o.key().get("noise"),
                        o.key().get("rate"),
                        o.key().get("seed"),
                        Spread.of(o.wrong()).percent(2),
                        o.statement(),
                        range(o.low(), o.high()),
                        o.rateHolds() ? "yes" : "no",
                        Spread.of(o.fdr()).percent(1),
                        range(o.fdrLow(), o.fdrHigh()),
                        Spread.of(o.trueFdr()).percent(1),
                        o.statesDiscovery() ? o.discoveryHolds() ? "yes" : "no" : "–",
                        o.origin()));
        return table;
    }

    private static String range(double low, double high) {
        return String.format(Locale.ROOT, "%.2f to %.2f", 100 * low, 100 * high);
    }

    private static Picture figure(List<Outcome> injected) {
        LineChart rates =
                chart("wrong labels, %, where one number is stated", injected, Outcome::wrong, Outcome::stated);
        LineChart discoveries = chart(
                "false alarms among flags, %, where stated",
                injected, Outcome::trueFdr, outcome -> outcome.statesDiscovery() ? outcome.fdr() : Double.NaN);
        return new Panels(2, List.of(rates, discoveries));
    }

    private static LineChart chart(
            String title, List<Outcome> outcomes, ToDoubleFunction<Outcome> truth, ToDoubleFunction<Outcome> stated) {
        List<Outcome> shown = outcomes.stream()
                .filter(o -> Double.isFinite(stated.applyAsDouble(o)) && Double.isFinite(truth.applyAsDouble(o)))
                .toList();
        double end = 5
                + 100
                        * shown.stream()
                                .mapToDouble(o -> Math.max(truth.applyAsDouble(o), stated.applyAsDouble(o)))
                                .max()
                                .orElse(0);
        LineChart chart = new LineChart(title, "true", "stated")
                .withSize(720, 460)
                .with(LineChart.Line.of("stated = true", new double[] {0, end}, new double[] {0, end}, 0)
                        .with(LineChart.Stroke.DASHED)
                        .with(Palette.INK)
                        .withoutMarks());
        int colour = 0;
        for (String noise :
                outcomes.stream().map(o -> o.key().get("noise")).distinct().toList()) {
            List<Outcome> of = shown.stream()
                    .filter(o -> o.key().get("noise").equals(noise))
                    .toList();
            if (!of.isEmpty()) {
                chart = chart.with(LineChart.Line.of(noise, percent(of, truth), percent(of, stated), colour)
                        .with(LineChart.Stroke.NONE));
            }
            colour++;
        }
        return chart;
    }

    private static double[] percent(List<Outcome> of, ToDoubleFunction<Outcome> value) {
        return Arrays.stream(of.stream().mapToDouble(value).toArray())
                .map(share -> 100 * share)
                .toArray();
    }
}
