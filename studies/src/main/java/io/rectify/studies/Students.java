package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Students of one round beyond the papers: k candidates for k of 1 to 5, shares ξ of the teacher's outputs and the share that the
 * closed form would take, agreement of teacher and label, and teachers and students of different κ.
 */
final class Students implements Experiment {
    private static final String CHAINS = "students";
    private static final String KAPPAS = "kappas";
    private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5};
    private static final int CANDIDATES = 5;
    private static final int ROUNDS = 4;
    private static final double Q = 0.7;
    private static final double KAPPA = 15;
    /** Share of wrong labels at which κ of teacher and student are varied. */
    private static final double RATE = 0.5;

    @Override
    public String name() {
        return "students";
    }

    @Override
    public String title() {
        return "6.2 One-round students beyond the papers";
    }

    @Override
    public String study() {
        return "Top-k for k = 1 to 5, shares xi and the one-shot xi, consensus, and kappa of teacher and student apart";
    }

    @Override
    public String duration() {
        return "half an hour, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("part", "data", "rate", "teacher", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(SharedData.andEmbedded(SharedData.DIGITS, "banking77", "clinc150"));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of(
                "kappa", KAPPA, "q", Q, "rounds", ROUNDS, "noise", "symmetric", "kappas", kappas(plan), "revision", 1);
    }

    private static List<Integer> kappas(Plan plan) {
        return plan.quick() ? List.of(5, 50) : List.of(1, 5, 15, 50, 150, 500);
    }

    /** Of embeddings the first seed alone. */
    @Override
    public List<Cell> cells(Plan plan) {
        double[] rates = plan.quick() ? new double[] {RATE} : new double[] {0.1, 0.3, 0.5, 0.7, 0.9};
        List<Cell> cells = new ArrayList<>();
        for (String data : dataSets(plan)) {
            for (long seed : SharedData.EMBEDDED.contains(data) ? plan.seeds().subList(0, 1) : plan.seeds()) {
                for (double rate : rates) {
                    cells.add(new Cell(
                            Key.of("part", CHAINS)
                                    .with("data", data)
                                    .with("rate", rate)
                                    .with("seed", seed),
                            Noise.cost(data),
                            (bench, measures) -> chains(bench, data, rate, seed, measures)));
                }
                if (data.equals(SharedData.DIGITS)) {
                    for (int teacher : kappas(plan)) {
                        cells.add(new Cell(
                                Key.of("part", KAPPAS)
                                        .with("data", data)
                                        .with("rate", RATE)
                                        .with("teacher", teacher)
                                        .with("seed", seed),
                                Noise.cost(data),
                                (bench, measures) -> kappas(bench, data, teacher, seed, measures)));
                    }
                }
            }
        }
        return cells;
    }

    private static SoftmaxChain chain(Workbench bench, SharedData data, double rate, long seed) {
        return new SoftmaxChain(
                Dataset.of(data.train(), Noise.SYMMETRIC.apply(data, rate, seed, bench.threads())), bench.threads());
    }

    private static void chains(Workbench bench, String name, double rate, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        SoftmaxChain chain = chain(bench, data, rate, seed);
        SoftmaxProbe teacher = chain.teacher(KAPPA);
        ToDoubleFunction<SoftmaxProbe> accuracy = probe -> chain.accuracy(probe, data.test(), data.testLabels());
        ToDoubleFunction<Refinement> student =
                refinement -> accuracy.applyAsDouble(chain.student(teacher, refinement, KAPPA));
        measures.put("teacher", accuracy.applyAsDouble(teacher));
        measures.putSeries(
                "rounds",
                chain.rounds(teacher, ROUNDS, KAPPA).stream()
                        .mapToDouble(accuracy)
                        .toArray());
        for (int k = 1; k <= CANDIDATES; k++) {
            measures.put("top-k", k, student.applyAsDouble(new Refinement.TopK(k)));
            measures.put("top-k GCE", k, student.applyAsDouble(new Refinement.TopKCandidates(k, Q)));
        }
        measures.put("consensus", student.applyAsDouble(new Refinement.Consensus()));
        measures.putSeries(
                "share",
                Arrays.stream(SHARES)
                        .map(xi -> student.applyAsDouble(new Refinement.Mix(xi)))
                        .toArray());
        double oneShot = oneShot(data, chain);
        measures.put("one-shot xi", oneShot);
        measures.put("one-shot", student.applyAsDouble(new Refinement.Mix(Math.max(0, Math.min(2, oneShot)))));
    }

    private static double oneShot(SharedData data, SoftmaxChain chain) {
        GramSpectrum spectrum = GramSpectrum.of(data.train(), chain.threads());
        return SpectralProbe.fit(
                        spectrum, data.train(), new Targets.OneHot(chain.data().given()), chain.threads())
                .oneShotXi(KAPPA);
    }

    private static void kappas(Workbench bench, String name, double teacherKappa, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        SoftmaxChain chain = chain(bench, data, RATE, seed);
        SoftmaxProbe teacher = chain.teacher(teacherKappa);
        measures.put("teacher", chain.accuracy(teacher, data.test(), data.testLabels()));
        Map<String, Refinement> refinements = Map.of(
                "1 round", new Refinement.Soften(1),
                "hardened", new Refinement.Harden(),
                "top-2 GCE", new Refinement.TopKCandidates(2, Q));
        for (Map.Entry<String, Refinement> refinement : new TreeMap<>(refinements).entrySet()) {
            for (int kappa : kappas(bench.plan())) {
                measures.put(
                        refinement.getKey(),
                        kappa,
                        chain.accuracy(
                                chain.student(teacher, refinement.getValue(), kappa), data.test(), data.testLabels()));
            }
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        Results chains = results.where("part", CHAINS);
        candidates(chains, page);
        shares(chains, page);
        consensus(chains, page);
        kappas(results.where("part", KAPPAS), page);
    }

    private static List<Spread> byRate(Results of, String metric, int at) {
        return of.distinct("rate").stream()
                .map(rate -> gains(of.where("rate", rate), metric, at))
                .toList();
    }

    /** Of a student over the teacher of the same cell; position 0 where the metric is one number. */
    private static Spread gains(Results cells, String metric, int at) {
        return Spread.of(cells.each().stream()
                .mapToDouble(cell -> (at == 0 ? cell.number(metric) : cell.number(metric, at)) - cell.number("teacher"))
                .toArray());
    }

    private static void candidates(Results chains, Page page) throws IOException {
        List<LineChart> charts = new ArrayList<>();
        for (String data : chains.distinct("data")) {
            Results of = chains.where("data", data);
            for (String loss : List.of("top-k", "top-k GCE")) {
                LineChart chart =
                        new LineChart(data + ", " + loss, "share of wrong labels", "gain, points").withSize(560, 400);
                for (int k = 1; k <= CANDIDATES; k++) {
                    chart = chart.with(
                            LineChart.Line.of("k = " + k, of.numbers("rate"), byRate(of, loss, k), 100, k - 1));
                }
                charts.add(chart);
            }
        }
        page.block("top-k")
                .figure(
                        "top-k",
                        "Gain over the teacher of students of the k most probable classes",
                        new Panels(2, charts));
    }

    private static void shares(Results chains, Page page) throws IOException {
        List<LineChart> charts = new ArrayList<>();
        Table table = Table.of(
                "data", "wrong", "best xi of the grid", "its gain", "one-shot xi", "its gain", "gain of xi = 1");
        for (String data : chains.distinct("data")) {
            LineChart chart =
                    new LineChart(data, "xi, share of the teacher's outputs", "gain, points").withSize(560, 400);
            int colour = 0;
            for (String rate : chains.where("data", data).distinct("rate")) {
                Results of = chains.where("data", data).where("rate", rate);
                List<Spread> gains = new ArrayList<>();
                for (int i = 1; i <= SHARES.length; i++) {
                    gains.add(gains(of, "share", i));
                }
                chart = chart.with(LineChart.Line.of(rate + " wrong", SHARES, gains, 100, colour++));
                int best = 0;
                for (int i = 1; i < gains.size(); i++) {
                    best = gains.get(i).mean() > gains.get(best).mean() ? i : best;
                }
                table.row(
                        data,
                        rate,
                        SHARES[best],
                        gains.get(best).percent(2),
                        of.spread("one-shot xi").text(2),
                        gains(of, "one-shot", 0).percent(2),
                        gains(of, "share", 1 + Arrays.binarySearch(SHARES, 1)).percent(2));
            }
            charts.add(chart);
        }
        page.block("xi")
                .figure("xi", "Gain over the teacher against the share xi", new Panels(2, charts))
                .table("xi", table);
    }

    private static void consensus(Results chains, Page page) throws IOException {
        Table table = Table.of("data", "wrong", "teacher", "4 rounds", "hardened", "top-2 GCE", "consensus");
        for (String data : chains.distinct("data")) {
            for (String rate : chains.where("data", data).distinct("rate")) {
                Results of = chains.where("data", data).where("rate", rate);
                List<Spread> spreads = List.of(
                        of.spread("teacher"),
                        of.spreads("rounds").get(ROUNDS - 1),
                        of.spreads("top-k").get(0),
                        of.spreads("top-k GCE").get(1),
                        of.spread("consensus"));
                List<Object> row = new ArrayList<>(List.of(data, rate));
                row.addAll(Table.highestInBold(spreads));
                table.row(row.toArray());
            }
        }
        page.block("consensus").table("consensus", table);
    }

    /** Accuracy by κ of the teacher, row by row, and of the student. */
    private record Grid(List<String> kappas, Spread[][] accuracy) {
        static Grid of(Results cells, String student) {
            List<String> kappas = cells.distinct("teacher");
            Spread[][] accuracy = new Spread[kappas.size()][kappas.size()];
            for (int t = 0; t < accuracy.length; t++) {
                Results row = cells.where("teacher", kappas.get(t));
                for (int s = 0; s < accuracy.length; s++) {
                    int kappa = Integer.parseInt(kappas.get(s));
                    accuracy[t][s] = Spread.of(row.each().stream()
                            .mapToDouble(cell -> cell.number(student, kappa))
                            .toArray());
                }
            }
            return new Grid(kappas, accuracy);
        }

        /** Row and column of the highest mean. */
        private int[] best(boolean ofOneKappa) {
            int[] best = {0, 0};
            for (int t = 0; t < accuracy.length; t++) {
                for (int s = 0; s < accuracy.length; s++) {
                    if ((t == s || !ofOneKappa) && accuracy[t][s].mean() > accuracy[best[0]][best[1]].mean()) {
                        best = new int[] {t, s};
                    }
                }
            }
            return best;
        }

        void addTo(Table table, String data, String student) {
            int[] one = best(true);
            int[] two = best(false);
            table.row(
                    data,
                    student,
                    accuracy[one[0]][one[1]].percent(1),
                    kappas.get(one[0]),
                    accuracy[two[0]][two[1]].percent(1),
                    kappas.get(two[0]),
                    kappas.get(two[1]));
        }

        HeatMap map(String title) {
            double[][] means = Arrays.stream(accuracy)
                    .map(row -> Arrays.stream(row)
                            .mapToDouble(spread -> 100 * spread.mean())
                            .toArray())
                    .toArray(double[][]::new);
            double[] places =
                    IntStream.range(0, means.length).mapToDouble(i -> i + 0.5).toArray();
            double highest =
                    Arrays.stream(means).flatMapToDouble(Arrays::stream).max().orElse(1);
            double lowest =
                    Arrays.stream(means).flatMapToDouble(Arrays::stream).min().orElse(0);
            return new HeatMap(
                            title,
                            means,
                            new HeatMap.Axis("kappa of the student", places, kappas),
                            new HeatMap.Axis("kappa of the teacher", places, kappas),
                            new HeatMap.Scale.Continuous("accuracy, %", lowest, highest))
                    .withCells(52, 44);
        }
    }

    private static void kappas(Results results, Page page) throws IOException {
        Table table = Table.of(
                "data",
                "student",
                "best with one kappa",
                "its kappa",
                "best with two",
                "teacher's kappa",
                "student's kappa");
        List<Picture> maps = new ArrayList<>();
        for (String data : results.distinct("data")) {
            for (String student : List.of("1 round", "hardened", "top-2 GCE")) {
                Grid grid = Grid.of(results.where("data", data), student);
                grid.addTo(table, data, student);
                maps.add(grid.map(data + ", " + student));
            }
        }
        page.block("kappas")
                .figure(
                        "kappas",
                        "Test accuracy by kappa of the teacher and of the student, 50 % wrong labels",
                        new Panels(3, maps))
                .table("kappas", table);
    }
}
