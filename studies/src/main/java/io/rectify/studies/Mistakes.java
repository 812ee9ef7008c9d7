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
import io.rectify.formats.CsvOutput;
import io.rectify.metrics.Metric;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.AutoOptions;
import io.rectify.select.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every method at every κ on labels that people or rules gave, and on ones made wrong as people make them: to one other class, to the nearest.
 * Beside them auto, peers, and what theory says of the labels beforehand.
 */
final class Mistakes implements Experiment {
    private static final String METHODS = "methods";
    private static final String AUTO = "auto";
    private static final String PEERS = "peers";
    private static final int ROUNDS = 2;
    private static final String ADJUSTED = " adjusted";
    private static final String REAL = "real";

    /** Labels of a data set: its own, or those of a noise. */
    private record Setting(String data, Optional<Noise> noise, double rate) {
        Key key() {
            Key key = Key.of("data", data);
            return noise.isEmpty() ? key : key.with("noise", noise.get()).with("rate", rate);
        }

        Labels given(SharedData read, long seed, int threads) {
            return noise.map(kind -> kind.apply(read, rate, seed, threads)).orElseGet(read::trainLabels);
        }
    }

    /** With labels that are right, which are made wrong. */
    private static final List<String> RIGHT = List.of("banking77" + SharedData.MINILM);

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
        return "Beyond the papers: every method and kappa on real mistakes and to single classes, beside auto, peers and theory";
    }

    @Override
    public String duration() {
        return "20 minutes, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("part", "data", "noise", "rate", "kappa", "seed");
    }

    @Override
    public List<String> dataSets(Plan plan) {
        return plan.dataSets(
                Stream.concat(SharedData.MISTAKEN.stream(), RIGHT.stream()).toArray(String[]::new));
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of("methods", WAYS.stream().map(Method::toString).toList(), "rounds", ROUNDS, "revision", 1);
    }

    private static List<Double> kappas(Plan plan) {
        return plan.quick() ? List.of(5.0, 50.0) : AutoOptions.DEFAULTS.kappas();
    }

    private List<Setting> labels(Plan plan) {
        List<Setting> settings = new ArrayList<>();
        for (String data : dataSets(plan)) {
            if (!RIGHT.contains(data)) {
                settings.add(new Setting(data, Optional.empty(), 0));
            }
            if (RIGHT.contains(data) || plan.quick()) {
                for (double rate : plan.quick() ? new double[] {0.3} : new double[] {0.2, 0.3, 0.4, 0.45}) {
                    settings.add(new Setting(data, Optional.of(Noise.PAIR), rate));
                }
                for (double rate : plan.quick() ? new double[0] : new double[] {0.1, 0.3}) {
                    settings.add(new Setting(data, Optional.of(Noise.NEAREST), rate));
                }
            }
        }
        return settings;
    }

    /** Where labels are real, methods draw nothing and the seeds are those of folds; the first is the one of noise. */
    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        long first = plan.seeds().get(0);
        for (Setting setting : labels(plan)) {
            boolean real = setting.noise().isEmpty();
            Key key = setting.key();
            for (double kappa : kappas(plan)) {
                Key methods = key.with("part", METHODS).with("kappa", kappa);
                cells.add(new Cell(
                        real ? methods : methods.with("seed", first),
                        real ? 3 : 30,
                        (bench, measures) -> methods(bench, setting, kappa, first, measures)));
            }
            for (long seed : real ? plan.seeds() : List.of(first)) {
                Key seeded = key.with("seed", seed);
                cells.add(new Cell(
                        seeded.with("part", AUTO),
                        real ? 1 : 10,
                        (bench, measures) -> auto(bench, setting, seed, measures)));
                if (!plan.quick()) {
                    cells.add(new Cell(
                            seeded.with("part", PEERS),
                            real ? 6 : 60,
                            (bench, measures) -> peers(bench, setting, seed, measures)));
                }
            }
        }
        return cells;
    }

    private static void methods(Workbench bench, Setting setting, double kappa, long seed, Measures measures)
            throws IOException {
        SharedData data = bench.data(setting.data());
        Labels given = setting.given(data, seed, bench.threads());
        measureAll(bench.raw(setting.data()), given, kappa, bench.threads(), measures);
        SoftmaxChain chain = new SoftmaxChain(Dataset.of(data.train(), given), bench.threads());
        SoftmaxProbe teacher = chain.teacher(kappa);
        List<SoftmaxProbe> steps = new ArrayList<>(List.of(teacher));
        steps.addAll(chain.rounds(teacher, ROUNDS, kappa));
        Foretelling foretold = Foretelling.of(data.train(), given, chain, steps, kappa);
        foretold.put(measures);
        measures.put("top-2 condition", foretold.theory().topTwo().condition() ? 1 : 0);
        measures.put(
                "softmax top-2",
                chain.accuracy(
                        chain.student(teacher, new Refinement.TopK(2), kappa),
                        data.train(),
                        foretold.theory().classLabels()));
        if (setting.noise().isPresent()) {
            measures.put("wrong", 1 - data.trainLabels().agreement(given));
        } else if (!setting.data().equals(SharedData.DIGITS)) {
            measures.put("wrong", 1 - bench.trueLabels(data).agreement(given));
        }
    }

    private static void measureAll(SharedData raw, Labels given, double kappa, int threads, Measures measures) {
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
                Dataset.of(raw.train(), given),
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

    private static void auto(Workbench bench, Setting setting, long seed, Measures measures) throws IOException {
        Labels given = setting.given(bench.data(setting.data()), seed, bench.threads());
        SharedData data = bench.raw(setting.data());
        AutoOptions options = AutoOptions.DEFAULTS.withThreads(bench.threads()).withSeed(seed);
        try (Fitted fitted = Rectify.train(
                        Dataset.of(data.train(), given), TrainOptions.DEFAULTS.withSearch(options), Monitor.SILENT);
                Probabilities outputs = fitted.model().predict(data.test(), bench.threads())) {
            measures.put("auto", data.testLabels().agreement(outputs.argmax()));
            measures.putText("chosen", fitted.choice().orElseThrow().chosen().toString());
        }
    }

    private static void peers(Workbench bench, Setting setting, long seed, Measures measures) throws IOException {
        Path program = Path.of(System.getProperty("rectify.root", "")).resolve("bench/peers/prune_sklearn.py");
        List<Path> files = new ArrayList<>(SharedData.files(bench.plan().data(), setting.data()));
        if (setting.noise().isPresent()) {
            Labels given = setting.given(bench.data(setting.data()), seed, bench.threads());
            Path labels = Files.createDirectories(bench.parts()).resolve("given.csv");
            CsvOutput.write(
                    labels,
                    List.of("label"),
                    IntStream.range(0, given.size()).mapToObj(row -> List.of(given.name(row))));
            files.set(1, labels);
        }
        JsonNode printed = Peer.run(
                        bench.plan().python(),
                        program,
                        Stream.concat(files.stream(), Stream.of(seed))
                                .map(Object::toString)
                                .toArray(String[]::new))
                .get(0);
        for (String figure : List.of("c1", "tuned", "tuned_c", "pruned", "flagged")) {
            measures.put(figure, printed.get(figure).asDouble());
        }
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        Results real = results.where(key -> key.get("noise").isEmpty());
        Results injected = results.where(key -> !key.get("noise").isEmpty());
        if (!real.isEmpty()) {
            writeReal(real, page);
        }
        if (!injected.isEmpty()) {
            writeInjected(injected, page);
        }
        page.block("choices").attached("choices", "What auto chose", choices(results.where("part", AUTO)));
    }

    private static void writeReal(Results real, Page page) throws IOException {
        Page.Block block = page.block("accuracy").figure("accuracy", "Test accuracy against kappa", figure(real));
        Table beside = beside();
        for (String data : real.distinct("data")) {
            Results of = real.where("data", data);
            beside.row(beside(of));
            block.table(data, methods(of, data));
        }
        block.table("beside", beside);
        page.block("theory").table("theory", theory(real.where("part", METHODS)));
    }

    private static void writeInjected(Results injected, Page page) throws IOException {
        Page.Block block = page.block("injected");
        Table beside = beside();
        List<Results> settings = new ArrayList<>();
        for (String data : injected.distinct("data")) {
            for (String noise : injected.distinct("noise")) {
                for (String rate : injected.where("noise", noise).distinct("rate")) {
                    Results of =
                            injected.where("data", data).where("noise", noise).where("rate", rate);
                    if (!of.isEmpty()) {
                        settings.add(of);
                    }
                }
            }
        }
        settings.forEach(of -> beside.row(beside(of)));
        block.figure("injected", "Test accuracy against the share of wrong labels", injectedFigure(injected))
                .table("injected", beside);
        for (Results of : settings) {
            String name = name(of);
            block.attached(name.replace(' ', '-'), "Every method, " + name, methods(of, name));
        }
        block.attached("theory-injected", "What theory says beforehand", theory(injected.where("part", METHODS)));
    }

    /** Such as banking77-minilm pair 0.2. */
    private static String name(Results of) {
        Key key = of.keys().iterator().next();
        return (key.get("data") + " " + key.get("noise") + " " + key.get("rate")).strip();
    }

    private static Table beside() {
        return Table.of(
                "data",
                "noise",
                "wrong",
                "best of the table",
                "best teacher",
                "auto",
                "logistic regression, C = 1",
                "C by 5 folds",
                "cleanlab's pruning, that C");
    }

    private static Table methods(Results of, String title) {
        List<String> kappas = of.distinct("kappa");
        List<String> header = new ArrayList<>(List.of(title));
        kappas.forEach(kappa -> header.add("κ = " + (int) Double.parseDouble(kappa)));
        kappas.forEach(kappa -> header.add("adjusted, κ = " + (int) Double.parseDouble(kappa)));
        Table table = Table.of(header);
        WAYS.forEach(way -> table.row(row(of, kappas, way)));
        return table;
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

    private static Object[] beside(Results of) {
        Results methods = of.where("part", METHODS);
        Key key = of.keys().iterator().next();
        List<Object> row = new ArrayList<>(List.of(
                key.get("data"),
                noise(key),
                methods.has("wrong") ? percent(methods.each().get(0).number("wrong")) : "–",
                best(methods, WAYS).toString(),
                best(methods, List.of(Method.TEACHER)).toString(),
                of.where("part", AUTO).spread("auto").percent(1)));
        Results peers = of.where("part", PEERS);
        for (String figure : List.of("c1", "tuned", "pruned")) {
            row.add(peers.isEmpty() ? "–" : peers.spread(figure).percent(1));
        }
        return row.toArray();
    }

    private static String noise(Key key) {
        return key.get("noise").isEmpty() ? REAL : key.get("noise");
    }

    /** The way of training that is right most often. */
    private record Best(double accuracy, String way) {
        @Override
        public String toString() {
            return percent(accuracy) + ": " + way;
        }
    }

    /** With hindsight, by the clean test labels. */
    private static Best best(Results methods, List<Method> ways) {
        Best best = new Best(Double.NEGATIVE_INFINITY, "");
        for (Results cell : methods.each()) {
            String kappa = cell.distinct("kappa").get(0);
            for (Method way : ways) {
                for (String suffix : adjustable(way) ? List.of("", ADJUSTED) : List.of("")) {
                    double accuracy = cell.number(way + suffix);
                    if (accuracy > best.accuracy()) {
                        best = new Best(accuracy, way + suffix + ", κ = " + (int) Double.parseDouble(kappa));
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
                "noise",
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
                    (noise(key) + " " + key.get("rate")).strip(),
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
        Table table = Table.of("data", "noise", "rate", "seed", "chosen", "accuracy");
        for (Results cell : autos.each()) {
            Key key = cell.keys().iterator().next();
            table.row(
                    key.get("data"),
                    noise(key),
                    key.get("rate").isEmpty() ? "own" : key.get("rate"),
                    key.get("seed"),
                    cell.text("chosen"),
                    percent(cell.number("auto")));
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

    /** Each data set with each noise: what hindsight, auto and the peers are right in, by rate. */
    private static Picture injectedFigure(Results injected) {
        Map<String, ToDoubleFunction<Results>> lines = new LinkedHashMap<>();
        lines.put(
                "best of the table", of -> best(of.where("part", METHODS), WAYS).accuracy());
        lines.put(
                "best teacher",
                of -> best(of.where("part", METHODS), List.of(Method.TEACHER)).accuracy());
        lines.put("auto", of -> of.where("part", AUTO).spread("auto").mean());
        lines.put("logistic regression, C by folds", of -> peer(of, "tuned"));
        lines.put("cleanlab's pruning", of -> peer(of, "pruned"));
        List<LineChart> charts = new ArrayList<>();
        for (String data : injected.distinct("data")) {
            for (String noise : injected.distinct("noise")) {
                Results of = injected.where("data", data).where("noise", noise);
                double[] rates = of.numbers("rate");
                LineChart chart = new LineChart(data + ", " + noise, "share of wrong labels", "test accuracy, %")
                        .withSize(620, 420);
                int colour = 0;
                for (Map.Entry<String, ToDoubleFunction<Results>> line : lines.entrySet()) {
                    double[] accuracies = Arrays.stream(rates)
                            .map(rate -> 100 * line.getValue().applyAsDouble(of.where("rate", rate)))
                            .toArray();
                    if (Arrays.stream(accuracies).allMatch(Double::isFinite)) {
                        chart = chart.with(LineChart.Line.of(line.getKey(), rates, accuracies, colour));
                    }
                    colour++;
                }
                charts.add(chart);
            }
        }
        return new Panels(2, charts);
    }

    /** Not a number where peers were not run. */
    private static double peer(Results of, String figure) {
        Results peers = of.where("part", PEERS);
        return peers.isEmpty() ? Double.NaN : peers.spread(figure).mean();
    }

    private static String percent(double share) {
        return Spread.of(share).percent(1);
    }
}
