package io.rectify.studies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Figures and tables of the averaging study. */
final class AveragingFigures {
    private static final List<String> MODELS = List.of("linear", "softmax");

    private final Results spectra;
    private final Results outputs;
    private final Results neighbours;

    AveragingFigures(Results results) {
        spectra = results.where("part", "spectrum");
        outputs = results.where("part", "outputs");
        neighbours = results.where("part", "neighbours");
    }

    void write(Page page) throws IOException {
        page.block("spectrum")
                .figure(
                        "spectrum",
                        "Eigenvalues of the Gram matrix and the share of each that steps 1 to 6 keep",
                        spectrumPanels())
                .table("spectrum", spectrumTable());
        page.block("filters").table("filters", filterTable());
        page.block("clusters")
                .figure(
                        "clusters",
                        "Share of the outputs' variance that is within classes, per step, closed form and softmax",
                        clusterPanels())
                .table("clusters", clusterTable());
        Page.Block examples = page.block("neighbours");
        for (String data : neighbours.distinct("data")) {
            examples.table("neighbours-" + data, neighbourTable(data));
        }
    }

    private static double[] upTo(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    private Picture spectrumPanels() {
        List<String> sets = spectra.distinct("data");
        LineChart eigenvalues = new LineChart(
                        "Eigenvalues, penalty κ = " + (int) AveragingStudy.KAPPA + " dashed", "rank", "eigenvalue")
                .withSize(720, 440)
                .withX(1, 400)
                .withLogarithmicX()
                .withLogarithmicY();
        for (int i = 0; i < sets.size(); i++) {
            double[] values = spectra.where("data", sets.get(i)).series("eigenvalue");
            eigenvalues = eigenvalues.with(LineChart.Line.of(sets.get(i), upTo(values.length), values, i)
                    .withoutMarks());
        }
        double kappa = AveragingStudy.KAPPA;
        eigenvalues = eigenvalues.with(LineChart.Line.of("κ", new double[] {1, 400}, new double[] {kappa, kappa}, 5)
                .with(LineChart.Stroke.DASHED)
                .withoutMarks());
        List<Picture> panels = new ArrayList<>(List.of(eigenvalues));
        sets.forEach(set -> panels.add(filterChart(set)));
        return new Panels(2, panels);
    }

    private LineChart filterChart(String set) {
        Results cell = spectra.where("data", set);
        int steps = cell.series("freedom").length;
        LineChart chart = new LineChart(set + ": what is kept after step t", "rank of the eigenvalue", "(s/(s+κ))ᵗ")
                .withSize(720, 440)
                .withX(1, 400)
                .withY(0, 1)
                .withLogarithmicX();
        for (int step = 1; step <= steps; step++) {
            double[] kept = cell.vector("kept", step);
            chart = chart.with(LineChart.Line.of("t = " + step, upTo(kept.length), kept, step)
                    .with(Palette.ordered(step - 1, steps))
                    .withoutMarks());
        }
        return chart;
    }

    private Table spectrumTable() {
        Table table = Table.of(
                "data",
                "rows",
                "rank",
                "effective rank",
                "participation ratio",
                "classes − 1",
                "largest eigenvalue",
                "at classes − 1",
                "smallest");
        for (String set : spectra.distinct("data")) {
            Results cell = spectra.where("data", set);
            double[] values = cell.series("eigenvalue");
            int classes = (int) cell.number("classes");
            table.row(
                    set,
                    (int) cell.number("rows"),
                    (int) cell.number("rank"),
                    decimals(cell.number("effective_rank"), 1),
                    decimals(cell.number("participation"), 1),
                    classes - 1,
                    decimals(values[0], 1),
                    decimals(values[Math.min(values.length, classes - 1) - 1], 2),
                    decimals(values[values.length - 1], 3));
        }
        return table;
    }

    private static String decimals(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private Table filterTable() {
        Table table = Table.of(
                "data",
                "step t",
                "degrees of freedom",
                "directions at least half kept",
                "weight of the own label",
                "of all labels of the class",
                "own beside class, %",
                "of the heaviest other class");
        for (String set : spectra.distinct("data")) {
            Results cell = spectra.where("data", set);
            int steps = cell.series("freedom").length;
            for (int step = 1; step <= steps; step++) {
                double own = cell.number("own_weight", step);
                double same = cell.number("same_class_weight", step);
                table.row(
                        set,
                        step,
                        decimals(cell.number("freedom", step), 1),
                        (int) cell.number("half_kept", step),
                        decimals(own, 4),
                        decimals(same, 3),
                        decimals(100 * own / same, 1),
                        decimals(cell.number("largest_other_class_weight", step), 3));
            }
        }
        return table;
    }

    private Picture clusterPanels() {
        List<Picture> panels = new ArrayList<>();
        double most = outputs.keys().stream()
                .mapToDouble(key -> MODELS.stream()
                        .flatMapToDouble(model ->
                                Arrays.stream(outputs.where(key::equals).series(model + "_share_within")))
                        .max()
                        .orElse(0))
                .max()
                .orElse(1);
        for (String set : outputs.distinct("data")) {
            for (String kappa : outputs.distinct("kappa")) {
                panels.add(clusterChart(set, kappa).withY(0, Math.ceil(10 * most + 0.2) * 10));
            }
        }
        return new Panels(2, panels);
    }

    private LineChart clusterChart(String set, String kappa) {
        Results here = outputs.where("data", set).where("kappa", kappa);
        LineChart chart = new LineChart(
                        set + ", κ = " + kappa.replace(".0", "") + ": variance within classes",
                        "step t (1 = teacher)",
                        "share of all, in %")
                .withSize(760, 400)
                .withX(0.5, 6.5);
        List<String> rates = here.distinct("rate");
        for (int i = 0; i < rates.size(); i++) {
            for (String model : MODELS) {
                List<Spread> shares = here.where("rate", rates.get(i)).spreads(model + "_share_within");
                LineChart.Line line =
                        LineChart.Line.of(name(model) + ", η = " + rates.get(i), upTo(shares.size()), shares, 100, i);
                chart = chart.with(model.equals("linear") ? line : line.with(LineChart.Stroke.DASHED));
            }
        }
        return chart;
    }

    private static String name(String model) {
        return model.equals("linear") ? "closed form" : "softmax";
    }

    private Table clusterTable() {
        int[] shown = {1, 2, 4, 6};
        List<String> header = new ArrayList<>(List.of("data", "κ", "η", "outputs"));
        IntStream.of(shown).forEach(t -> header.add("within, %, t = " + t));
        IntStream.of(shown).forEach(t -> header.add("right, %, t = " + t));
        header.add("wrong labels mended, %, t = 1");
        header.add("t = 6");
        Table table = Table.of(header);
        for (String set : outputs.distinct("data")) {
            for (String kappa : outputs.distinct("kappa")) {
                for (String rate : outputs.distinct("rate")) {
                    Results cells =
                            outputs.where("data", set).where("kappa", kappa).where("rate", rate);
                    for (String model : MODELS) {
                        table.row(clusterRow(List.of(set, kappa, rate, name(model)), model, cells, shown));
                    }
                }
            }
        }
        return table;
    }

    private static Object[] clusterRow(List<String> names, String model, Results cells, int[] shown) {
        List<Object> row = new ArrayList<>(names);
        List<Spread> within = cells.spreads(model + "_share_within");
        List<Spread> accuracy = cells.spreads(model + "_accuracy");
        List<Spread> chosen =
                Arrays.stream(shown).mapToObj(t -> accuracy.get(t - 1)).toList();
        IntStream.of(shown).forEach(t -> row.add(within.get(t - 1).percent(1)));
        row.addAll(Table.highestInBold(chosen));
        List<Spread> mended = cells.spreads(model + "_mended");
        row.add(mended.get(0).percent(1));
        row.add(mended.get(mended.size() - 1).percent(1));
        return row.toArray();
    }

    /** One line per example and step; a neighbour whose given label is right for the example is bold. */
    private Table neighbourTable(String set) {
        Results cell = neighbours.where("data", set);
        Table table = Table.of(
                "row",
                "true",
                "given, wrong",
                "step t",
                "predicted",
                "own weight",
                "heaviest neighbours: weight, given label, text");
        for (int example = 0; cell.hasAt("text", example); example++) {
            String truth = cell.text("true", example);
            for (int step : new int[] {1, 4}) {
                String at = "_at_step_" + step;
                List<String> heaviest = new ArrayList<>();
                for (int i = 1; cell.hasAt("neighbour_" + i + at + "_text", example); i++) {
                    String neighbour = "neighbour_" + i + at;
                    String given = cell.text(neighbour + "_given", example);
                    heaviest.add(decimals(cell.number(neighbour + "_weight", example), 3) + " "
                            + (given.equals(truth) ? "**" + given + "**" : given) + " “"
                            + cell.text(neighbour + "_text", example) + "”");
                }
                String predicted = cell.text("predicted" + at, example);
                table.row(
                        step == 1 ? "“" + cell.text("text", example) + "”" : "",
                        step == 1 ? truth : "",
                        step == 1 ? cell.text("given", example) : "",
                        step,
                        predicted.equals(truth) ? "**" + predicted + "**" : predicted,
                        decimals(cell.number("own_weight" + at, example), 3),
                        String.join("; ", heaviest));
            }
        }
        return table;
    }
}
