package io.rectify.studies;

import io.rectify.theory.SuperclassDiscovery;
import io.rectify.theory.SuperclassDiscovery.Merge;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures and tables of the correlation study. */
final class CorrelationFigures {
    private static final String[] LEVELS = {"c", "d", "e"};

    private final Results results;

    private final Results uncentred;

    CorrelationFigures(Results results) {
        this.results = results.where("rows", CorrelationStudy.CENTRED);
        this.uncentred = results.where("rows", CorrelationStudy.UNCENTRED);
    }

    /** What one data set's right labels gave. */
    private static final class DataSet {
        private final String name;
        private final Results cell;
        private final int classes;
        private final List<Merge> merges = new ArrayList<>();
        private final Dendrogram tree;
        private final int[] found;

        DataSet(String name, Results cell) {
            this.name = name;
            this.cell = cell;
            classes = (int) cell.number("classes");
            for (int i = 0; i < classes - 1; i++) {
                double[] merge = cell.vector("merge", i);
                merges.add(new Merge((int) merge[0], (int) merge[1], merge[2]));
            }
            tree = Dendrogram.of(classes, merges);
            found = clusters("found");
        }

        int[] clusters(String metric) {
            return Arrays.stream(cell.vector(metric, 0)).mapToInt(q -> (int) q).toArray();
        }

        boolean hasGiven() {
            return cell.has("given");
        }

        String superclassName(int q) {
            return cell.text("superclass", q);
        }

        String className(int k) {
            return cell.text("name", k);
        }
    }

    void write(Page page) throws IOException {
        List<DataSet> sets = sets(results.where("rate", 0.0));
        Page.Block heat = page.block("heat");
        for (DataSet set : sets) {
            heat.figure(
                    "heat-" + set.name,
                    "Mean correlations between the classes of " + set.name
                            + " in the order of their clustering, with the tree at the right",
                    heatMap(set));
        }
        page.block("levels").table("levels", levelTable(sets, sets(uncentred)));
        page.block("clusters").table("clusters", clusterTable(sets));
        for (DataSet set : sets) {
            if (set.hasGiven()) {
                page.block("agreement")
                        .figure(
                                "agreement-" + set.name,
                                "Adjusted Rand index of the clusters of " + set.name
                                        + " and the given superclasses over the number of clusters",
                                agreementChart(set))
                        .table("agreement-" + set.name, agreementTable(set))
                        .text("Cut into as many clusters as there are superclasses:")
                        .table("clusters-" + set.name, sameNumber(set));
            }
        }
        page.block("noisy").table("noisy", noisyTable(sets));
    }

    private static List<DataSet> sets(Results cells) {
        return cells.distinct("data").stream()
                .map(name -> new DataSet(name, cells.where("data", name)))
                .toList();
    }

    private static Picture heatMap(DataSet set) {
        List<Integer> order = set.tree.order();
        double[][] values = new double[set.classes][set.classes];
        for (int i = 0; i < set.classes; i++) {
            double[] row = set.cell.vector("mean", order.get(i));
            for (int j = 0; j < set.classes; j++) {
                values[i][j] = row[order.get(j)];
            }
        }
        double[] between = IntStream.range(0, set.classes)
                .boxed()
                .flatMapToDouble(
                        i -> IntStream.range(0, set.classes).filter(j -> j != i).mapToDouble(j -> values[i][j]))
                .sorted()
                .toArray();
        double least = between[0];
        double largest = between[(int) (0.998 * between.length)];
        double cellSize = Math.max(8, Math.min(34, 1000.0 / set.classes));
        return new HeatMap(
                        set.name + ": mean correlation between classes, outlined where the tree is cut",
                        values,
                        new HeatMap.Axis("classes in the same order", new double[0], List.of()),
                        new HeatMap.Axis(
                                "",
                                IntStream.range(0, set.classes)
                                        .mapToDouble(i -> i + 0.5)
                                        .toArray(),
                                order.stream().map(k -> label(set, k)).toList()),
                        new HeatMap.Scale.Continuous("mean\ncorrelation;\nlightest:\nthis or more", least, largest))
                .withCells(cellSize, cellSize)
                .fromTheTop()
                .with(outlines(set))
                .with(new HeatMap.Tree(
                        set.tree,
                        "1 − smallest correlation of the two",
                        SuperclassDiscovery.CUT * set.tree.largestHeight()));
    }

    private static String label(DataSet set, int k) {
        return set.hasGiven()
                ? set.className(k) + " · " + set.superclassName(set.clusters("given")[k])
                : set.className(k);
    }

    /** Clusters are neighbours in the order of the leaves. */
    private static List<HeatMap.Block> outlines(DataSet set) {
        List<HeatMap.Block> outlines = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= set.classes; to++) {
            if (to == set.classes
                    || set.found[set.tree.order().get(to)]
                            != set.found[set.tree.order().get(from)]) {
                outlines.add(new HeatMap.Block(from, to, Color.WHITE));
                from = to;
            }
        }
        return outlines;
    }

    private static int count(int[] clusters) {
        return 1 + Arrays.stream(clusters).max().orElse(0);
    }

    private static Table levelTable(List<DataSet> centred, List<DataSet> uncentred) {
        Table table = Table.of(
                "data",
                "rows",
                "classes",
                "superclasses",
                "c, same class",
                "d, same superclass",
                "e, other",
                "c − d",
                "d − e");
        for (int i = 0; i < centred.size(); i++) {
            levels(table, centred.get(i), CorrelationStudy.CENTRED);
            levels(table, uncentred.get(i), CorrelationStudy.UNCENTRED);
        }
        return table;
    }

    private static void levels(Table table, DataSet set, String preprocessed) {
        for (String of : set.hasGiven() ? List.of("found", "explaining", "given") : List.of("found", "explaining")) {
            List<Object> row = new ArrayList<>(List.of(
                    set.name,
                    (int) set.cell.number("rows") + " " + preprocessed,
                    set.classes,
                    count(set.clusters(of)) + " " + of));
            for (String level : LEVELS) {
                row.add(String.format(
                        Locale.ROOT,
                        "%.3f ± %.3f",
                        set.cell.number(of + "_" + level),
                        set.cell.number(of + "_" + level + "_deviation")));
            }
            row.add(difference(set, of, "c", "d"));
            row.add(difference(set, of, "d", "e"));
            table.row(row.toArray());
        }
    }

    private static String difference(DataSet set, String of, String a, String b) {
        return String.format(Locale.ROOT, "%.3f", set.cell.number(of + "_" + a) - set.cell.number(of + "_" + b));
    }

    /** Clusters of several classes that explain most. */
    private static Table clusterTable(List<DataSet> sets) {
        Table table = Table.of("data", "classes", "of them");
        for (DataSet set : sets) {
            rows(table, set, set.clusters("explaining"));
        }
        return table;
    }

    private static void rows(Table table, DataSet set, int[] clusters) {
        int alone = 0;
        for (int q = 0; q < count(clusters); q++) {
            int cluster = q;
            List<Integer> members = set.tree.order().stream()
                    .filter(k -> clusters[k] == cluster)
                    .toList();
            alone += members.size() == 1 ? 1 : 0;
            if (members.size() > 1) {
                table.row(set.name, members.size(), set.hasGiven() ? byGiven(set, members) : names(set, members));
            }
        }
        table.row(set.name, alone, "each alone");
    }

    private static String names(DataSet set, List<Integer> members) {
        return members.stream().map(set::className).collect(Collectors.joining(", "));
    }

    /** How many classes of each given superclass, most first. */
    private static String byGiven(DataSet set, List<Integer> members) {
        int[] given = set.clusters("given");
        Map<Integer, List<Integer>> groups =
                members.stream().collect(Collectors.groupingBy(k -> given[k], TreeMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .map(group -> group.getValue().size() + " of " + set.superclassName(group.getKey())
                        + (group.getValue().size() <= 2 ? " (" + names(set, group.getValue()) + ")" : ""))
                .collect(Collectors.joining(", "));
    }

    private static Table sameNumber(DataSet set) {
        Table table = Table.of("data", "classes", "of them");
        int count = count(set.clusters("given"));
        rows(table, set, SuperclassDiscovery.clusters(set.classes, set.merges.subList(0, set.classes - count)));
        return table;
    }

    private Picture agreementChart(DataSet set) {
        return new Panels(
                2,
                List.of(
                        agreementChart(set, "agreement", "mean correlations of rows"),
                        agreementChart(set, "directions", "correlations of class means")));
    }

    private LineChart agreementChart(DataSet set, String metric, String what) {
        double[] counts = IntStream.rangeClosed(1, set.classes).asDoubleStream().toArray();
        LineChart chart = new LineChart(set.name + ", clusters by " + what, "number of clusters", "adjusted Rand index")
                .withSize(760, 440)
                .withX(1, set.classes)
                .withY(0, 1)
                .withLogarithmicX();
        Results cells = results.where("data", set.name);
        List<String> rates = cells.distinct("rate");
        for (int i = 0; i < rates.size(); i++) {
            chart = chart.with(LineChart.Line.of(
                            i == 0 ? "right labels" : rates.get(i) + " wrong labels",
                            counts,
                            cells.where("rate", rates.get(i)).spreads(metric).stream()
                                    .map(spread -> Spread.of(spread.mean()))
                                    .toList(),
                            1,
                            i)
                    .withoutMarks());
        }
        double[] cut = {set.cell.number(metric + "_clusters_at_cut")};
        double[] at = {set.cell.number(metric + "_at_cut")};
        double[] most = {set.cell.number(metric + "_clusters_explaining")};
        double[] there = {set.cell.number(metric + "_explaining")};
        return chart.with(LineChart.Line.of("cut at .8", cut, at, 0).with(LineChart.Stroke.NONE))
                .with(LineChart.Line.of("explain most", most, there, 1).with(LineChart.Stroke.NONE));
    }

    private Table agreementTable(DataSet set) {
        Table table = Table.of(
                "clusters by",
                "wrong labels",
                "clusters at the cut",
                "index there",
                "clusters that explain most",
                "index there",
                "index at " + count(set.clusters("given")) + " clusters",
                "best index over all numbers",
                "at so many clusters");
        Results cells = results.where("data", set.name);
        for (String metric : List.of("agreement", "directions")) {
            for (String rate : cells.distinct("rate")) {
                Results some = cells.where("rate", rate);
                List<Spread> agreement = some.spreads(metric);
                int best = IntStream.range(0, agreement.size())
                        .reduce((a, b) ->
                                agreement.get(b).mean() > agreement.get(a).mean() ? b : a)
                        .orElse(0);
                table.row(
                        metric.equals("agreement") ? "mean correlations of rows" : "correlations of class means",
                        rate,
                        some.spread(metric + "_clusters_at_cut").text(1),
                        some.spread(metric + "_at_cut").text(2),
                        some.spread(metric + "_clusters_explaining").text(1),
                        some.spread(metric + "_explaining").text(2),
                        agreement.get(count(set.clusters("given")) - 1).text(2),
                        agreement.get(best).text(2),
                        best + 1);
            }
        }
        return table;
    }

    private Table noisyTable(List<DataSet> sets) {
        Table table =
                Table.of("data", "wrong labels", "c", "d", "e", "clusters", "index beside clusters of right labels");
        for (DataSet set : sets) {
            Results cells = results.where("data", set.name);
            for (String rate : cells.distinct("rate")) {
                Results some = cells.where("rate", rate);
                Optional<Results> noisy = rate.equals("0.0") ? Optional.empty() : Optional.of(some);
                table.row(
                        set.name,
                        rate,
                        some.spread("found_c").text(3),
                        some.spread("found_d").text(3),
                        some.spread("found_e").text(3),
                        noisy.map(n -> n.spread("clusters").text(1))
                                .orElseGet(() -> Integer.toString(count(set.found))),
                        noisy.map(n -> n.spread("agreement_with_clean").text(2)).orElse("1"));
            }
        }
        return table;
    }
}
