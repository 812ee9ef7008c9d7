package io.rectify.studies;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Dataset;
import io.rectify.data.Prepared;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.SpectralDistillation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Accuracy against seconds: the published recipe, the same models by our solver, and the closed form. */
final class Cost implements Experiment {
    private static final double KAPPA = 5;
    private static final int ROUNDS = 4;

    /** The recipe's 200 epochs of SGD end further from the optimum than this. */
    private static final double TOLERANCE = 1e-2;

    private static final String OURS = "Rectify";
    private static final String CLOSED = "Rectify, closed form";
    private static final String RECIPE = "published recipe";
    private static final List<String> MODELS =
            List.of("teacher", "1 round", "2 rounds", "3 rounds", "4 rounds", "top-2 GCE");

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String title() {
        return "5 What accuracy costs";
    }

    @Override
    public String study() {
        return "Jeong & Chung's cost of the full recipe against one partial-label student, in seconds";
    }

    @Override
    public String duration() {
        return "15 minutes with three seeds, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("data", "solver", "rate", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets("banking77", "clinc150");
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("kappa", KAPPA, "rounds", ROUNDS, "tolerance", TOLERANCE, "noise", "symmetric", "revision", 1);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (String data : dataSets(plan)) {
                for (double rate : new double[] {0.5, 0.8}) {
                    Key key = Key.of("data", data).with("rate", rate).with("seed", seed);
                    cells.add(new Cell(
                            key.with("solver", OURS), 1, (bench, measures) -> ours(bench, data, rate, seed, measures)));
                    cells.add(new Cell(
                            key.with("solver", CLOSED),
                            1,
                            (bench, measures) -> closedForm(bench, data, rate, seed, measures)));
                    if (!plan.quick()) {
                        cells.add(new Cell(
                                key.with("solver", RECIPE),
                                20,
                                (bench, measures) -> recipe(bench, data, rate, seed, measures)));
                    }
                }
            }
        }
        return cells;
    }

    private static Dataset train(SharedData data, double rate, long seed, int threads) {
        return Dataset.of(data.train(), Noise.SYMMETRIC.apply(data, rate, seed, threads));
    }

    /** Each model's own seconds; the faster of two runs, so that the first does not pay for the compiler. */
    private static void ours(Workbench bench, String name, double rate, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        Dataset train = train(data, rate, seed, bench.threads());
        double[] seconds = new double[MODELS.size()];
        Arrays.fill(seconds, Double.POSITIVE_INFINITY);
        double[] accuracies = new double[MODELS.size()];
        for (int repeat = 0; repeat < 2; repeat++) {
            List<Distillation.Step> steps = new ArrayList<>(steps(train, Method.SD, bench.threads()));
            steps.add(steps(train, Method.TOP2_GCE, bench.threads()).get(1));
            for (int i = 0; i < MODELS.size(); i++) {
                Distillation.Step step = steps.get(i);
                seconds[i] = Math.min(seconds[i], step.seconds());
                accuracies[i] = new SoftmaxChain(train, bench.threads())
                        .accuracy(step.fit().probe(), data.test(), data.testLabels());
            }
        }
        measures.putSeries("fit seconds", seconds);
        measures.putSeries("test", accuracies);
    }

    private static List<Distillation.Step> steps(Dataset train, Method method, int threads) {
        Distillation.Result result = Distillation.run(
                Prepared.asIs(train),
                (method.has(Method.ROUNDS) ? method.withRounds(ROUNDS) : method).plan(),
                SoftmaxProbe.Options.DEFAULTS
                        .withKappa(KAPPA)
                        .withTolerance(TOLERANCE)
                        .withThreads(threads),
                Distillation.Monitor.SILENT);
        result.outputs().close();
        return result.steps();
    }

    /** The decomposition counts with the teacher; there is no closed form of the partial-label student. */
    private static void closedForm(Workbench bench, String name, double rate, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(name);
        Dataset train = train(data, rate, seed, bench.threads());
        SpectralDistillation.Result result =
                SpectralDistillation.run(Prepared.asIs(train), ROUNDS, KAPPA, bench.threads());
        result.outputs().close();
        measures.putSeries(
                "fit seconds",
                result.steps().stream()
                        .mapToDouble(SpectralDistillation.Step::seconds)
                        .toArray());
        measures.putSeries(
                "test",
                result.steps().stream()
                        .mapToDouble(step -> new SoftmaxChain(train, bench.threads())
                                .accuracy(step.probe(), data.test(), data.testLabels()))
                        .toArray());
    }

    private static void recipe(Workbench bench, String name, double rate, long seed, Measures measures)
            throws IOException {
        Path folder = bench.plan().data().orElseThrow().resolve(name);
        List<JsonNode> printed =
                Peer.fit(bench.plan().python(), "sgd_recipe.py", folder, KAPPA, Noise.SYMMETRIC, rate, seed);
        for (int i = 0; i < MODELS.size(); i++) {
            measures.put("fit seconds", i + 1, printed.get(i).get("seconds").asDouble());
            measures.put("test", i + 1, printed.get(i).get("test_accuracy").asDouble());
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<String> header = new ArrayList<>(List.of("data", "wrong", "solver", ""));
        header.addAll(MODELS);
        Table table = Table.of(header);
        Table totals = Table.of("data", "wrong", "solver", "all models, s", "teacher and top-2, s", "best accuracy");
        List<LineChart> charts = new ArrayList<>();
        for (String data : results.distinct("data")) {
            for (String rate : results.distinct("rate")) {
                LineChart chart = new LineChart(
                                data + ", " + rate + " wrong", "seconds from the start", "test accuracy, %")
                        .withLogarithmicX()
                        .withSize(700, 440);
                int colour = 0;
                for (String solver : results.distinct("solver")) {
                    Results cell =
                            results.where("data", data).where("rate", rate).where("solver", solver);
                    if (!cell.isEmpty()) {
                        rows(cell, table, totals, data, rate, solver);
                        chart = lines(chart, cell, solver, colour++);
                    }
                }
                charts.add(chart);
            }
        }
        page.block("seconds")
                .figure("seconds", "Accuracy against seconds, by solver", new Panels(2, charts))
                .table("totals", totals)
                .table("models", table);
    }

    private static void rows(Results cells, Table table, Table totals, String data, String rate, String solver) {
        List<Spread> seconds = cells.spreads("fit seconds");
        List<Spread> accuracies = cells.spreads("test");
        List<Object> times = new ArrayList<>(List.of(data, rate, solver, "seconds"));
        List<Object> shares = new ArrayList<>(List.of(data, rate, solver, "accuracy"));
        for (int i = 0; i < MODELS.size(); i++) {
            times.add(i < seconds.size() ? seconds.get(i).text(2) : "");
            shares.add(i < seconds.size() ? accuracies.get(i).percent(1) : "");
        }
        table.row(times.toArray()).row(shares.toArray());
        totals.row(
                data,
                rate,
                solver,
                of(cells, "fit seconds", fits -> Arrays.stream(fits).sum()).text(2),
                seconds.size() > ROUNDS + 1
                        ? of(cells, "fit seconds", fits -> fits[0] + fits[ROUNDS + 1])
                                .text(2)
                        : "",
                of(cells, "test", models -> Arrays.stream(models).max().orElseThrow())
                        .percent(1));
    }

    /** Of a figure of the models of each seed. */
    private static Spread of(Results cells, String metric, ToDoubleFunction<double[]> figure) {
        return Spread.of(cells.each().stream()
                .mapToDouble(cell -> figure.applyAsDouble(cell.series(metric)))
                .toArray());
    }

    /** Rounds one after the other, and the partial-label student after the teacher; means over seeds. */
    private static LineChart lines(LineChart chart, Results cells, String solver, int colour) {
        List<Spread> seconds = cells.spreads("fit seconds");
        List<Spread> accuracies = cells.spreads("test");
        double[] at = new double[ROUNDS + 1];
        for (int i = 0; i <= ROUNDS; i++) {
            at[i] = seconds.get(i).mean() + (i == 0 ? 0 : at[i - 1]);
        }
        LineChart with = chart.with(LineChart.Line.of(solver, at, accuracies.subList(0, ROUNDS + 1), 100, colour));
        return seconds.size() <= ROUNDS + 1
                ? with
                : with.with(LineChart.Line.of(
                                solver + ", top-2",
                                new double[] {
                                    at[0], at[0] + seconds.get(ROUNDS + 1).mean()
                                },
                                List.of(accuracies.get(0), accuracies.get(ROUNDS + 1)),
                                100,
                                colour)
                        .with(LineChart.Stroke.DASHED));
    }
}
