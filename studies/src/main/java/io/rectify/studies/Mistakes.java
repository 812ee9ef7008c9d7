package io.rectify.studies;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.Fitted;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.metrics.Metric;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Every method at every κ on labels that people or rules gave, beside auto, peers, and what theory says of the labels beforehand. */
final class Mistakes implements Experiment {
    private static final String METHODS = "methods";
    private static final String AUTO = "auto";
    private static final String PEERS = "peers";
    private static final int ROUNDS = 2;
    private static final String ADJUSTED = " adjusted";

    /** Of fits that are compared with each other; as a model's own. */
    private static final double TOLERANCE = SoftmaxProbe.Options.DEFAULTS.tolerance();

    /** In the figure. */
    private static final List<String> DRAWN =
            List.of(Method.TEACHER, Method.SD, Method.TOP2, Method.TOP2_GCE, Method.CONSENSUS).stream()
                    .map(Method::toString)
                    .toList();

    /** All there are, fewer rounds, and the teacher's first candidate alone. */
    private static final List<Method> WAYS = Stream.concat(
                    Method.all().stream(),
                    Stream.of(Method.SD.withRounds(1), Method.SD.withRounds(ROUNDS), Method.TOP2_GCE.with("top-k", 1)))
            .sorted(Comparator.comparingInt(way -> Method.all().indexOf(Method.named(way.name()))))
            .toList();

    @Override
    public String name() {
        return "mistakes";
    }

    @Override
    public String title() {
        return "9.1 Every method on labels that people or rules made";
    }

    @Override
    public String study() {
        return "Beyond the papers: every method and kappa on real mistakes, beside auto, peers and what theory says";
    }

    @Override
    public String duration() {
        return "10 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("part", "data", "kappa", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets("noisyag" + SharedData.MINILM, "trec" + SharedData.MINILM);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("methods", WAYS.stream().map(Method::toString).toList(), "rounds", ROUNDS, "revision", 1);
    }

    private static List<Double> kappas(Plan plan) {
        return plan.quick() ? List.of(5.0, 50.0) : AutoOptions.DEFAULTS.kappas();
    }

    /** Methods draw nothing; the seeds are those of folds. */
    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String data : dataSets(plan)) {
            for (double kappa : kappas(plan)) {
                cells.add(new Cell(
                        Key.of("part", METHODS).with("data", data).with("kappa", kappa),
                        3,
                        (bench, measures) -> methods(bench, data, kappa, measures)));
            }
            for (long seed : plan.seeds()) {
                Key key = Key.of("data", data).with("seed", seed);
                cells.add(new Cell(key.with("part", AUTO), (bench, measures) -> auto(bench, data, seed, measures)));
                if (!plan.quick()) {
                    cells.add(new Cell(
                            key.with("part", PEERS), 6, (bench, measures) -> peers(bench, data, seed, measures)));
                }
            }
        }
        return cells;
    }

    private static void methods(Workbench bench, String name, double kappa, Measures measures) throws IOException {
        measureAll(bench.raw(name), kappa, bench.threads(), measures);
        SharedData data = bench.data(name);
        SoftmaxChain chain = new SoftmaxChain(Dataset.of(data.train(), data.trainLabels()), bench.threads());
        SoftmaxProbe teacher = chain.teacher(kappa);
        List<SoftmaxProbe> steps = new ArrayList<>(List.of(teacher));
        steps.addAll(chain.rounds(teacher, ROUNDS, kappa));
        Foretelling foretold = Foretelling.of(data.train(), data.trainLabels(), chain, steps, kappa);
        foretold.put(measures);
        measures.put("top-2 condition", foretold.theory().topTwo().condition() ? 1 : 0);
        measures.put(
                "softmax top-2",
                chain.accuracy(
                        chain.student(teacher, new Refinement.TopK(2), kappa),
                        data.train(),
                        foretold.theory().classLabels()));
        if (!name.equals(SharedData.DIGITS)) {
            Labels truth = bench.trueLabels(data);
            measures.put("wrong", 1 - truth.agreement(data.trainLabels()));
        }
    }

    private static void measureAll(SharedData raw, double kappa, int threads, Measures measures) {
        List<Recipe> recipes = new ArrayList<>();
        for (Method way : WAYS) {
            Recipe recipe = Recipe.of(way).withKappa(kappa);
            recipes.add(recipe);
            if (adjustable(way)) {
                recipes.add(recipe.withAdjusted(true));
            }
        }
        AutoOptions options = AutoOptions.DEFAULTS
                .withThreads(threads)
                .withMetric(Metric.ACCURACY)
                .withSearchTolerance(TOLERANCE);
        for (Trial trial : AutoDistill.evaluate(
                recipes,
                Dataset.of(raw.train(), raw.trainLabels()),
                Dataset.of(raw.test(), raw.testLabels()),
                options,
                AutoDistill.Monitor.SILENT)) {
            Recipe recipe = trial.candidate();
            measures.put(recipe.method() + (recipe.adjusted() ? ADJUSTED : ""), trial.agreement());
        }
    }

    private static boolean adjustable(Method way) {
        return !way.closedForm() && !way.miniBatches();
    }

    private static void auto(Workbench bench, String name, long seed, Measures measures) throws IOException {
        SharedData data = bench.raw(name);
        AutoOptions options = AutoOptions.DEFAULTS.withThreads(bench.threads()).withSeed(seed);
        try (Fitted fitted = Rectify.train(
                        Dataset.of(data.train(), data.trainLabels()),
                        TrainOptions.DEFAULTS.withSearch(options),
                        Monitor.SILENT);
                Probabilities outputs = fitted.model().predict(data.test(), bench.threads())) {
            measures.put("auto", data.testLabels().agreement(outputs.argmax()));
            measures.putText("chosen", fitted.choice().orElseThrow().chosen().toString());
        }
    }

    private static void peers(Workbench bench, String name, long seed, Measures measures) throws IOException {
        Path program = Path.of(System.getProperty("rectify.root", "")).resolve("bench/peers/prune_sklearn.py");
        List<String> arguments = new ArrayList<>(SharedData.files(bench.plan().data(), name).stream()
                .map(Path::toString)
                .toList());
        arguments.add(Long.toString(seed));
        JsonNode printed = Peer.run(bench.plan().python(), program, arguments.toArray(String[]::new))
                .get(0);
        for (String figure : List.of("c1", "tuned", "tuned_c", "pruned", "flagged")) {
            measures.put(figure, printed.get(figure).asDouble());
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<String> kappas = results.distinct("kappa");
        Table beside = Table.of(
                "data",
                "wrong",
                "best of the table",
                "best teacher",
                "auto",
                "logistic regression, C = 1",
                "C by 5 folds",
                "cleanlab's pruning, that C");
        Page.Block block = page.block("accuracy").figure("accuracy", "Test accuracy against kappa", figure(results));
        for (String data : results.distinct("data")) {
            Results of = results.where("data", data);
            beside.row(beside(of, data));
            List<String> header = new ArrayList<>(List.of(data));
            kappas.forEach(kappa -> header.add("κ = " + (int) Double.parseDouble(kappa)));
            kappas.forEach(kappa -> header.add("adjusted, κ = " + (int) Double.parseDouble(kappa)));
            Table table = Table.of(header);
            WAYS.forEach(way -> table.row(row(of, kappas, way)));
            block.table(data, table);
        }
        block.table("beside", beside);
        page.block("theory").table("theory", theory(results.where("part", METHODS)));
        page.block("choices").attached("choices", "What auto chose", choices(results.where("part", AUTO)));
    }

    private static Object[] row(Results of, List<String> kappas, Method way) {
        List<Object> row = new ArrayList<>(List.of(way));
        for (String suffix : List.of("", ADJUSTED)) {
            for (String kappa : kappas) {
                row.add(
                        suffix.isEmpty() || adjustable(way)
                                ? percent(of.where("kappa", kappa).number(way + suffix))
                                : "–");
            }
        }
        return row.toArray();
    }

    private static Object[] beside(Results of, String data) {
        Results methods = of.where("part", METHODS);
        List<Object> row = new ArrayList<>(List.of(
                data,
                methods.has("wrong") ? percent(methods.each().get(0).number("wrong")) : "–",
                best(methods, WAYS),
                best(methods, List.of(Method.TEACHER)),
                of.where("part", AUTO).spread("auto").percent(1)));
        Results peers = of.where("part", PEERS);
        for (String figure : List.of("c1", "tuned", "pruned")) {
            row.add(peers.isEmpty() ? "–" : peers.spread(figure).percent(1));
        }
        return row.toArray();
    }

    /** With hindsight, by the clean test labels. */
    private static String best(Results methods, List<Method> ways) {
        String best = "";
        double most = Double.NEGATIVE_INFINITY;
        for (Results cell : methods.each()) {
            String kappa = cell.distinct("kappa").get(0);
            for (Method way : ways) {
                for (String suffix : adjustable(way) ? List.of("", ADJUSTED) : List.of("")) {
                    double accuracy = cell.number(way + suffix);
                    if (accuracy > most) {
                        most = accuracy;
                        best = percent(accuracy) + ": " + way + suffix + ", κ = " + (int) Double.parseDouble(kappa);
                    }
                }
            }
        }
        return best;
    }

    /** What two rounds and a student of the top two are said to gain on training rows, beside what they gain on test rows. */
    private static Table theory(Results methods) {
        Table table = Table.of(
                "data",
                "κ",
                "wrong by theory",
                "Δ",
                "2 rounds: softmax says",
                "left out says",
                "by classes says",
                "found",
                "top-2: condition",
                "softmax says",
                "top2 found",
                "top2-gce found");
        for (Results cell : methods.each()) {
            Key key = cell.keys().iterator().next();
            ToDoubleFunction<Method> gain = way -> cell.number(way.toString()) - cell.number(Method.TEACHER.toString());
            table.row(
                    key.get("data"),
                    (int) Double.parseDouble(key.get("kappa")),
                    percent(cell.number("estimated rate")),
                    Spread.of(cell.number("margin")).text(2),
                    percent(promised(cell, "softmax")),
                    percent(promised(cell, "left out")),
                    percent(promised(cell, "by classes")),
                    percent(gain.applyAsDouble(Method.SD.withRounds(ROUNDS))),
                    cell.number("top-2 condition") > 0 ? "holds" : "fails",
                    percent(cell.number("softmax top-2") - cell.number("softmax", 1)),
                    percent(gain.applyAsDouble(Method.TOP2)),
                    percent(gain.applyAsDouble(Method.TOP2_GCE)));
        }
        return table;
    }

    private static double promised(Results cell, String sign) {
        return cell.number(sign, ROUNDS + 1) - cell.number(sign, 1);
    }

    private static Table choices(Results autos) {
        Table table = Table.of("data", "seed", "chosen", "accuracy");
        for (Results cell : autos.each()) {
            Key key = cell.keys().iterator().next();
            table.row(key.get("data"), key.get("seed"), cell.text("chosen"), percent(cell.number("auto")));
        }
        return table;
    }

    private static Picture figure(Results results) {
        List<LineChart> charts = new ArrayList<>();
        for (String data : results.distinct("data")) {
            Results methods = results.where("data", data).where("part", METHODS);
            for (String suffix : List.of("", ADJUSTED)) {
                LineChart chart = new LineChart(data + suffix, "κ", "test accuracy, %")
                        .withLogarithmicX()
                        .withSize(620, 420);
                int colour = 0;
                for (String way : DRAWN) {
                    chart = chart.with(LineChart.Line.of(
                            way,
                            methods.numbers("kappa"),
                            methods.each().stream()
                                    .mapToDouble(cell -> 100 * cell.number(way + suffix))
                                    .toArray(),
                            colour++));
                }
                charts.add(chart);
            }
        }
        return new Panels(2, charts);
    }

    private static String percent(double share) {
        return Spread.of(share).percent(1);
    }
}
