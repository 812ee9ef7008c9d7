package io.rectify.studies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Figures and tables of the numerical study. */
final class NumericalFigures {
    private static final String ETA = "eta";
    private static final List<String> MODELS = List.of("linear", "softmax");
    private static final int[] SHOWN = {1, 2, 5, 10};

    /** Steps of a phase diagram by name; 0 is none. */
    private static final List<String> STEPS = List.of("1, the teacher", "2", "3", "4", "5", "6 to 10", "11 to 60");

    private final Results rounds;
    private final Results published;
    private final Results phase;
    private final Results scattered;
    private final Results formula;

    NumericalFigures(Results results) {
        rounds = results.where("part", "rounds");
        published = rounds.where("scatter", 0.05);
        phase = results.where("part", "phase");
        scattered = results.where("part", "scattered");
        formula = results.where("part", "formula");
    }

    void write(Page page) throws IOException {
        Results byEta = published.where("c", 0.4).where("d", 0.1).where("lambda", 1e-5);
        page.block("rounds")
                .figure(
                        "accuracy",
                        "Share of right training labels per step: all, clean and noisy rows; closed form and softmax",
                        accuracyPanels(byEta))
                .table("accuracy", accuracyTable(byEta));
        page.block("settings")
                .figure(
                        "settings",
                        "Share of right labels per step for several correlations and penalties",
                        settingPanels());
        page.block("exact")
                .figure(
                        "exact",
                        "The same without scatter of the correlations",
                        accuracyPanels(rounds.where("scatter", 0.0)))
                .table("steps", stepTable(rounds.where("scatter", 0.0)));
        page.block("phase")
                .figure(
                        "phase",
                        "Smallest perfect step over noise rate and penalty: closed form and softmax, with the formula's boundaries",
                        new Panels(2, List.of(stepMap("linear", "closed form"), stepMap("softmax", "softmax"))))
                .table("phase", phaseTable());
        page.block("agreement").table("agreement", agreementTable());
        List<Picture> panels = new ArrayList<>();
        for (String model : MODELS) {
            for (String what : List.of("teacher", "later", "top2")) {
                panels.add(scatteredMap(model, what));
            }
        }
        page.block("scattered")
                .figure(
                        "scattered",
                        "Accuracy of teacher, step 5 and top-2 student over noise rate and penalty where rows scatter",
                        new Panels(3, panels))
                .table("scattered", scatteredTable());
    }

    private static double[] steps(Results cells) {
        int count =
                cells.where(key -> key.equals(cells.keys().iterator().next())).series("linear_all").length;
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    private static String model(String name) {
        return name.equals("linear") ? "closed form" : "softmax";
    }

    private static Picture accuracyPanels(Results cells) {
        List<Picture> panels = new ArrayList<>();
        for (String rows : List.of("all", "clean", "noisy")) {
            for (String model : MODELS) {
                panels.add(byStep(model(model) + ", " + rows + " rows", cells, ETA, "η = ", model + "_" + rows));
            }
        }
        return new Panels(2, panels);
    }

    /** A line for each value of a key column. */
    private static LineChart byStep(String title, Results cells, String column, String prefix, String metric) {
        LineChart chart = new LineChart(title, "step t (1 = teacher)", "right, in %")
                .withSize(620, 380)
                .withX(0.5, 10.5)
                .withY(0, 100);
        List<String> values = cells.distinct(column).stream()
                .sorted(Comparator.comparingDouble(Double::parseDouble))
                .toList();
        for (int i = 0; i < values.size(); i++) {
            Results line = cells.where(column, values.get(i));
            chart = chart.with(LineChart.Line.of(
                            prefix + values.get(i).replace(".0E", "e"), steps(line), line.spreads(metric), 100, i)
                    .with(Palette.ordered(i, values.size())));
        }
        return chart;
    }

    private Picture settingPanels() {
        Results half = published.where(ETA, 0.5);
        Results byD = half.where("lambda", 1e-5).where("c", 0.4);
        Results byC = half.where("lambda", 1e-5).where("d", 0.1);
        Results byLambda = half.where("c", 0.4).where("d", 0.1);
        List<Picture> panels = new ArrayList<>();
        for (String model : MODELS) {
            panels.add(byStep(model(model) + ": within classes, c", byC, "c", "c = ", model + "_all"));
        }
        for (String model : MODELS) {
            panels.add(byStep(model(model) + ": between classes, d", byD, "d", "d = ", model + "_all"));
        }
        for (String model : MODELS) {
            panels.add(byStep(model(model) + ": penalty, λ", byLambda, "lambda", "λ = ", model + "_all"));
        }
        return new Panels(2, panels);
    }

    private static Table accuracyTable(Results byEta) {
        List<String> header = new ArrayList<>(List.of("η"));
        for (String model : MODELS) {
            for (int step : SHOWN) {
                header.add(model(model) + ", t = " + step);
            }
            header.add(model(model) + ", top-2");
        }
        Table table = Table.of(header);
        for (String eta : byEta.distinct(ETA)) {
            Results cells = byEta.where(ETA, eta);
            List<Spread> values = new ArrayList<>();
            for (String model : MODELS) {
                List<Spread> all = cells.spreads(model + "_all");
                IntStream.of(SHOWN).forEach(step -> values.add(all.get(step - 1)));
                values.add(cells.spreads(model + "_top2_all").get(0));
            }
            List<String> row = new ArrayList<>(List.of(eta));
            row.addAll(Table.highestInBold(values));
            table.row(row.toArray());
        }
        return table;
    }

    /** Smallest steps that were foretold and seen, seed by seed. */
    private static Table stepTable(Results exact) {
        Table table = Table.of(
                "η",
                "formula, expected labels",
                "exact model, labels as drawn",
                "closed form, first perfect step",
                "softmax, first perfect step",
                "closed form, top-2, %",
                "softmax, top-2, %");
        for (String eta : exact.distinct(ETA)) {
            Results cells = exact.where(ETA, eta);
            table.row(
                    eta,
                    eachSeed(cells.where("seed", cells.distinct("seed").get(0)), "predicted", "none"),
                    eachSeed(cells, "predicted_for_drawn", "> 60"),
                    eachSeed(cells, "linear_first", "> 60"),
                    eachSeed(cells, "softmax_first", "> 10"),
                    cells.spreads("linear_top2_all").get(0).percent(1),
                    cells.spreads("softmax_top2_all").get(0).percent(1));
        }
        return table;
    }

    private static String eachSeed(Results cells, String metric, String none) {
        return String.join(
                ", ",
                cells.distinct("seed").stream()
                        .map(seed -> step(cells.where("seed", seed).number(metric), none))
                        .toList());
    }

    private static String step(double step, String none) {
        return step == 0 ? none : Integer.toString((int) step);
    }

    private double[] series(String eta, String metric) {
        return phase.where(ETA, eta).series(metric);
    }

    /** A metric by μ, row by row from the smallest, and η. */
    private double[][] matrix(String metric) {
        List<String> etas = phase.distinct(ETA);
        int rows = series(etas.get(0), metric).length;
        double[][] values = new double[rows][etas.size()];
        for (int j = 0; j < etas.size(); j++) {
            double[] column = series(etas.get(j), metric);
            for (int i = 0; i < rows; i++) {
                values[i][j] = column[i];
            }
        }
        return values;
    }

    private HeatMap.Axis etaAxis() {
        List<String> etas = phase.distinct(ETA);
        List<String> labels = new ArrayList<>();
        List<Double> at = new ArrayList<>();
        for (int j = 1; j < etas.size(); j += 2) {
            at.add(j + 0.5);
            labels.add(String.format(Locale.ROOT, "%.1f", Double.parseDouble(etas.get(j))));
        }
        return new HeatMap.Axis(
                "noise rate η", at.stream().mapToDouble(Double::doubleValue).toArray(), labels);
    }

    /** Decades of μ, which runs from .1 to 1000. */
    private static HeatMap.Axis muAxis(int rows) {
        return new HeatMap.Axis(
                "penalty μ",
                IntStream.rangeClosed(0, 4)
                        .mapToDouble(decade -> decade / 4.0 * (rows - 1) + 0.5)
                        .toArray(),
                List.of("0.1", "1", "10", "100", "1000"));
    }

    private Picture stepMap(String metric, String name) {
        double[][] values = matrix(metric);
        for (double[] row : values) {
            Arrays.setAll(row, j -> category((int) row[j]));
        }
        HeatMap map = new HeatMap(
                        "Smallest perfect step, " + name,
                        values,
                        etaAxis(),
                        muAxis(values.length),
                        new HeatMap.Scale.Steps("step t", STEPS, metric.equals("linear") ? "> 60" : "> 10"))
                .withCells(28, 18);
        for (int t = 1; t <= 5; t++) {
            map = map.with(boundary(t, values.length));
        }
        return map;
    }

    private static double category(int step) {
        if (step == 0) {
            return Double.NaN;
        }
        return step <= 5 ? step - 1 : step <= 10 ? 5 : 6;
    }

    /** η up to which the formula promises step t: Δ = 1 − 4η/3 = 1/((p₂/p₁)ᵗ − 1). */
    private HeatMap.Curve boundary(int t, int rows) {
        double[] mus = formula.series("mu");
        double[] ratios = formula.series("ratio");
        double[] etas = phase.numbers(ETA);
        double perCell = etas[1] - etas[0];
        return new HeatMap.Curve(
                "t=" + t,
                Arrays.stream(ratios)
                        .map(ratio -> 0.75 * (1 - 1 / (Math.pow(ratio, t) - 1)))
                        .map(eta -> (eta - etas[0]) / perCell + 0.5)
                        .toArray(),
                Arrays.stream(mus)
                        .map(mu -> (Math.log10(mu) + 1) / 4 * (rows - 1) + 0.5)
                        .toArray());
    }

    private static String student(String what) {
        return what.equals("later") ? "step 5" : what.equals("top2") ? "top-2 student" : "teacher";
    }

    private Picture scatteredMap(String model, String what) {
        List<String> etas = scattered.distinct(ETA);
        int rows = scattered.where(ETA, etas.get(0)).spreads(model + "_" + what).size();
        double[][] values = new double[rows][etas.size()];
        for (int j = 0; j < etas.size(); j++) {
            List<Spread> column = scattered.where(ETA, etas.get(j)).spreads(model + "_" + what);
            for (int i = 0; i < rows; i++) {
                values[i][j] = 100 * column.get(i).mean();
            }
        }
        return new HeatMap(
                        model(model) + ", " + student(what),
                        values,
                        etaAxis(),
                        muAxis(rows),
                        new HeatMap.Scale.Continuous("right, in %", 20, 100))
                .withCells(20, 20);
    }

    /** Accuracies at some penalties and noise rates, the best of the three in bold. */
    private Table scatteredTable() {
        Table table = Table.of("μ", "η", "model", "teacher", "step 5", "top-2 student");
        List<String> etas = scattered.distinct(ETA);
        int rows = scattered.where(ETA, etas.get(0)).spreads("linear_top2").size();
        for (int decade = 0; decade <= 3; decade++) {
            int i = decade * (rows - 1) / 4;
            for (int j = 1; j < etas.size(); j += 4) {
                for (String model : MODELS) {
                    Results cells = scattered.where(ETA, etas.get(j));
                    List<Spread> values = List.of("teacher", "later", "top2").stream()
                            .map(what -> cells.spreads(model + "_" + what).get(i))
                            .toList();
                    List<String> row = new ArrayList<>(
                            List.of(List.of("0.1", "1", "10", "100").get(decade), etas.get(j), model(model)));
                    row.addAll(Table.highestInBold(values));
                    table.row(row.toArray());
                }
            }
        }
        return table;
    }

    /** Steps at some penalties for every other noise rate. */
    private Table phaseTable() {
        List<String> header = new ArrayList<>(List.of("η"));
        int rows = matrix("linear").length;
        List<Integer> shown = List.of(0, (rows - 1) / 4, (rows - 1) / 2, 3 * (rows - 1) / 4);
        List<String> names = List.of("0.1", "1", "10", "100");
        names.forEach(mu -> header.add("μ = " + mu + ": formula / closed form / softmax"));
        Table table = Table.of(header);
        for (String eta : phase.distinct(ETA)) {
            List<String> row = new ArrayList<>(List.of(eta));
            for (int i : shown) {
                row.add(step(series(eta, "predicted")[i], "none") + " / " + step(series(eta, "linear")[i], "> 60")
                        + " / " + step(series(eta, "softmax")[i], "> 10"));
            }
            table.row(row.toArray());
        }
        return table;
    }

    /** In how many cells of the phase diagram formula and simulation say the same. */
    private Table agreementTable() {
        int cells = 0;
        int reachable = 0;
        int linear = 0;
        int softmaxSame = 0;
        int softmaxSooner = 0;
        int linearTopTwo = 0;
        int softmaxTopTwo = 0;
        double[][] predicted = matrix("predicted");
        for (int i = 0; i < predicted.length; i++) {
            for (int j = 0; j < predicted[i].length; j++) {
                cells++;
                double softmax = matrix("softmax")[i][j];
                boolean within = predicted[i][j] > 0 && predicted[i][j] <= 60;
                reachable += within ? 1 : 0;
                linear += within && matrix("linear")[i][j] == predicted[i][j] ? 1 : 0;
                softmaxSame += softmax > 0 && softmax == predicted[i][j] ? 1 : 0;
                softmaxSooner += softmax > 0 && softmax < predicted[i][j] ? 1 : 0;
                linearTopTwo += matrix("linear_top2")[i][j] == 1 ? 1 : 0;
                softmaxTopTwo += matrix("softmax_top2")[i][j] == 1 ? 1 : 0;
            }
        }
        return Table.of("of the cells of the phase diagram", "cells")
                .row("all", cells)
                .row("the formula promises a step up to 60", reachable)
                .row("the closed form is perfect at exactly that step", linear)
                .row("the softmax is perfect at exactly that step", softmaxSame)
                .row("the softmax is perfect sooner", softmaxSooner)
                .row("the softmax is perfect later, or not in 10 steps", cells - softmaxSame - softmaxSooner)
                .row("the closed form's top-2 student is perfect", linearTopTwo)
                .row("the softmax's top-2 student is perfect", softmaxTopTwo);
    }
}
