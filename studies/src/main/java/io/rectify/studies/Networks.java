package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.distill.Chain;
import io.rectify.distill.Generations;
import io.rectify.distill.Refinement;
import io.rectify.linalg.RowBlocks;
import io.rectify.neural.Architecture;
import io.rectify.neural.DenseNet;
import io.rectify.neural.FontImages;
import io.rectify.neural.ImageShape;
import io.rectify.neural.Images;
import io.rectify.neural.Mlp;
import io.rectify.neural.NetworkLearner;
import io.rectify.neural.NetworkTrainer;
import io.rectify.neural.Progress;
import io.rectify.neural.ResNet;
import io.rectify.noise.Corruption;
import io.rectify.probe.LearningRate;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.Smoothing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Networks trained on the same noisy labels as they are, smoothed, and taught by earlier generations of themselves. A fifth of the
 * training images is held out; the penalty, α and τ, ε are chosen by agreement with its noisy labels (of equals by log
 * loss), never by the clean test images. The penalty is chosen for the teacher and serves all methods; students start fresh. A cell that was
 * cut short goes on where it was.
 */
final class Networks implements Experiment {
    private static final List<Figure> FIGURES = List.of(
            new Figure("accuracy", true),
            new Figure("log loss", false),
            new Figure("ECE", false),
            new Figure("uncertainty", false),
            new Figure("diversity", false));
    private static final int GENERATIONS = 3;
    private static final String GENERATION = "generation ";
    private static final String LETTERS = "letters";
    private static final ImageShape DIGIT = new ImageShape(1, 8, 8);
    private static final int TRAINING_LETTERS = 1040;

    private static final long SECOND = 1_000_000_000L;

    /** A column of the table. */
    private record Figure(String name, boolean percent) {}

    /** Images to train on, with true labels, and to test on. */
    private record Source(ImageShape shape, RowBlocks train, Labels labels, Generations.Held test) {}

    /** Rows fitted to, rows that choose and rows that measure. */
    private record Parts(Dataset train, Generations.Held validation, Generations.Held test) {}

    /** One fit and its figures. */
    private record Tried(String what, Generations.Figures validation, Generations.Figures test) {}

    @Override
    public String name() {
        return "networks";
    }

    @Override
    public String title() {
        return "7.1 Networks: generations and smoothing";
    }

    @Override
    public String study() {
        return "Zhang & Sabuncu's generations and smoothing on a perceptron, a ResNet and a DenseNet";
    }

    @Override
    public String duration() {
        return "three hours, --quick seconds";
    }

    @Override
    public List<String> keys() {
        return List.of("images", "network", "rate", "seed");
    }

    /** Letters are drawn. */
    @Override
    public List<String> dataSets(Plan plan) {
        return List.of(SharedData.DIGITS);
    }

    @Override
    public Map<String, Object> settings(Plan plan) {
        return Map.of(
                "epochs of digits and letters",
                List.of(epochs(plan, SharedData.DIGITS), epochs(plan, LETTERS)),
                "lambdas",
                lambdas(plan),
                "revision",
                1);
    }

    private static int epochs(Plan plan, String images) {
        if (plan.quick()) {
            return 5;
        }
        return images.equals(LETTERS) ? 40 : 15;
    }

    private static List<Double> lambdas(Plan plan) {
        return plan.quick() ? List.of(0.0005) : List.of(0.0005, 0.005);
    }

    @Override
    public List<Cell> cells(Plan plan) {
        List<Cell> cells = new ArrayList<>();
        for (String images : plan.dataSets(SharedData.DIGITS, LETTERS)) {
            for (long seed : plan.seeds()) {
                for (String network : plan.quick() ? List.of("mlp", "resnet") : List.of("mlp", "resnet", "densenet")) {
                    for (double rate : plan.quick() ? new double[] {0.3} : new double[] {0, 0.3}) {
                        cells.add(new Cell(
                                Key.of("images", images)
                                        .with("network", network)
                                        .with("rate", rate)
                                        .with("seed", seed),
                                cost(images, network),
                                (bench, measures) -> measure(bench, images, network, rate, seed, measures)));
                    }
                }
            }
        }
        return cells;
    }

    private static double cost(String images, String network) {
        double digits = network.equals("densenet") ? 2.5 : 1;
        return images.equals(LETTERS) ? 10 * digits : digits;
    }

    private static void measure(
            Workbench bench, String images, String network, double rate, long seed, Measures measures)
            throws IOException {
        Plan plan = bench.plan();
        Source source = source(images, plan.threads());
        Labels given = rate == 0 ? source.labels() : new Corruption.Symmetric(rate).apply(source.labels(), seed);
        Dataset all = Dataset.of(source.train(), given);
        Split split = Split.stratified(given, 0.2, seed);
        Dataset held = all.select(split.test());
        Parts parts = new Parts(
                all.select(split.train()), new Generations.Held(held.features(), held.given()), source.test());
        NetworkTrainer.Options options = NetworkTrainer.Options.DEFAULTS
                .withEpochs(epochs(plan, images))
                .withBatchSize(32)
                .withRate(new LearningRate.WarmUp(1, new LearningRate.Cosine(0.05)))
                .withSeed(seed)
                .withThreads(plan.threads());
        String cell = images + "-" + network + "-" + rate + "-" + seed;
        NetworkLearner learner = NetworkLearner.of(architecture(network), source.shape(), options)
                .withMonitor(new Reporter(cell));
        measures.putText("device", NetworkTrainer.device());
        new Methods(parts, learner, lambdas(plan), bench.parts().resolve(cell), measures).run();
    }

    private static Architecture architecture(String name) {
        return switch (name) {
            case "mlp" -> new Mlp(List.of(128, 128), 0.2);
            case "resnet" -> new ResNet(8, 8);
            case "densenet" -> new DenseNet(10, 8, true);
            default -> throw new IllegalArgumentException("no network " + name);
        };
    }

    /** All methods on one data set, network and rate. */
    private static final class Methods {
        private final Parts parts;
        private final NetworkLearner base;
        private final List<Double> lambdas;
        private final Path kept;
        private final Measures measures;
        private int count;

        Methods(Parts parts, NetworkLearner base, List<Double> lambdas, Path kept, Measures measures) {
            this.parts = parts;
            this.base = base;
            this.lambdas = lambdas;
            this.kept = kept;
            this.measures = measures;
        }

        void run() throws IOException {
            NetworkLearner learner = generations();
            smoothed(
                    "label smoothing",
                    learner,
                    Stream.of(0.1, 0.3)
                            .map(epsilon -> new LabelSmoothing(epsilon, LabelSmoothing.Spread.OTHERS))
                            .toList());
            smoothed(
                    "Beta smoothing",
                    learner,
                    Stream.of(0.3, 0.6)
                            .map(alpha -> new BetaSmoothing(3, alpha, 0.999))
                            .toList());
        }

        /** Teachers under every penalty, and students of the best under every mix; the learner with its penalty. */
        private NetworkLearner generations() throws IOException {
            NetworkLearner best = base;
            Tried teacher = null;
            for (double lambda : lambdas) {
                Path folder = Files.createDirectories(kept.resolve("lambda-" + lambda));
                NetworkLearner learner =
                        base.withOptions(base.options().withLambda(lambda)).withKept(folder);
                Tried tried = tried(learner, "λ = " + lambda, Optional.empty());
                if (teacher == null || better(tried, teacher)) {
                    best = learner;
                    teacher = tried;
                }
            }
            if (teacher == null) {
                throw new IllegalArgumentException("no penalty to try");
            }
            line(GENERATION + 1, teacher);
            // The first generation is this teacher again, and is kept.
            students(best);
            return best;
        }

        private void students(NetworkLearner learner) {
            List<Refinement.GroundTruth> mixes =
                    List.of(new Refinement.GroundTruth(0.4, 4), new Refinement.GroundTruth(0.8, 1));
            Generations.Schedule schedule =
                    Generations.Schedule.DEFAULTS.withCount(GENERATIONS).withMixes(mixes);
            Generations.Result<NetworkTrainer.Fit> result = Generations.run(
                    Prepared.asIs(parts.train()), parts.validation(), Optional.of(parts.test()), schedule, learner);
            for (int g = 2; g <= GENERATIONS; g++) {
                Tried best = null;
                for (int m = 0; m < mixes.size(); m++) {
                    Generations.Generation<NetworkTrainer.Fit> generation =
                            result.chains().get(m).get(g - 1);
                    Tried tried = new Tried(
                            "α = " + mixes.get(m).alpha() + ", τ = "
                                    + mixes.get(m).temperature(),
                            generation.validation(),
                            generation.test().orElseThrow());
                    best = best == null || better(tried, best) ? tried : best;
                }
                if (best != null) {
                    line(GENERATION + g, best);
                }
            }
        }

        private void smoothed(String method, NetworkLearner learner, List<? extends Smoothing> smoothings) {
            Tried best = null;
            for (Smoothing smoothing : smoothings) {
                Tried tried = tried(learner, text(smoothing), Optional.of(new Refinement.Smoothed(smoothing)));
                best = best == null || better(tried, best) ? tried : best;
            }
            if (best != null) {
                line(method, best);
            }
        }

        private static String text(Smoothing smoothing) {
            return smoothing instanceof BetaSmoothing beta
                    ? "α = " + beta.alpha()
                    : "ε = " + ((LabelSmoothing) smoothing).epsilon();
        }

        /** @param refinement of the labels alone; none for a teacher */
        private Tried tried(NetworkLearner learner, String what, Optional<Refinement> refinement) {
            NetworkTrainer.Fit fit;
            try (Chain<NetworkTrainer.Fit> chain = new Chain<>(Prepared.asIs(parts.train()), 0)) {
                fit = chain.first(learner, refinement).fit();
            }
            return new Tried(
                    what,
                    Generations.Figures.of(learner, fit, parts.validation()),
                    Generations.Figures.of(learner, fit, parts.test()));
        }

        private static boolean better(Tried a, Tried b) {
            return Generations.better(a.validation(), b.validation(), Generations.Criterion.ACCURACY);
        }

        private void line(String method, Tried tried) {
            Generations.Figures test = tried.test();
            count++;
            measures.putText("method", count, method);
            measures.putText("chosen", count, tried.what());
            measures.put("accuracy", count, test.evaluation().accuracy());
            measures.put("log loss", count, test.evaluation().logLoss());
            measures.put("ECE", count, test.evaluation().ece());
            measures.put("uncertainty", count, test.evaluation().uncertainty());
            measures.put("diversity", count, test.diversity().entropy());
            measures.put("validation", count, tried.validation().evaluation().accuracy());
        }
    }

    /** A line on standard error every ten seconds. */
    private static final class Reporter implements NetworkTrainer.Monitor {
        private static final long PAUSE = 10 * SECOND;

        private final String what;
        private long last = System.nanoTime();

        Reporter(String what) {
            this.what = what;
        }

        @Override
        public void step(Progress progress) {
            if (System.nanoTime() - last > PAUSE) {
                last = System.nanoTime();
                System.err.println(what + " " + progress);
            }
        }
    }

    private static Source source(String images, int threads) throws IOException {
        return switch (images) {
            case SharedData.DIGITS -> digits(threads);
            case LETTERS -> letters();
            default ->
                throw new IllegalArgumentException(
                        "--datasets: networks knows the images digits and letters but was given " + images);
        };
    }

    private static Source letters() {
        Images train = FontImages.DEFAULTS.draw(TRAINING_LETTERS);
        Images test = FontImages.DEFAULTS.withSeed(2).draw(TRAINING_LETTERS);
        return new Source(train.shape(), train, train.labels(), new Generations.Held(test, test.labels()));
    }

    private static Source digits(int threads) throws IOException {
        SharedData digits = SharedData.read(Optional.empty(), SharedData.DIGITS, Preprocessing.Scheme.RAW, threads);
        return new Source(
                DIGIT, digits.train(), digits.trainLabels(), new Generations.Held(digits.test(), digits.testLabels()));
    }

    @Override
    public void write(Results results, Page page) throws IOException {
        List<String> header = new ArrayList<>(List.of("images", "network", "wrong", "method"));
        FIGURES.forEach(figure -> header.add(figure.name() + (figure.percent() ? ", %" : "")));
        Table table = Table.of(header);
        Table choices = Table.of(
                "images",
                "network",
                "wrong",
                "seed",
                "method",
                "chosen",
                "accuracy, %",
                "on held-out given labels, %",
                "device");
        List<LineChart> charts = new ArrayList<>();
        for (String images : results.distinct("images")) {
            for (String rate : results.distinct("rate")) {
                LineChart chart = new LineChart(images + ", " + rate + " wrong", "generation", "test accuracy, %")
                        .withSize(560, 400);
                int colour = 0;
                for (String network : results.distinct("network")) {
                    Results of =
                            results.where("images", images).where("rate", rate).where("network", network);
                    rows(of, List.of(images, network, rate), table);
                    of.each().forEach(cell -> choices(cell, choices));
                    chart = chart.with(LineChart.Line.of(
                            network,
                            IntStream.rangeClosed(1, GENERATIONS)
                                    .asDoubleStream()
                                    .toArray(),
                            of.spreads("accuracy").subList(0, GENERATIONS),
                            100,
                            colour++));
                }
                charts.add(chart);
            }
        }
        page.block("methods")
                .figure("generations", "Test accuracy by generation and network", new Panels(2, charts))
                .table("methods", table);
        page.block("choices").attached("choices", "What was chosen in every cell", choices);
    }

    /** A line for each method: means and deviations over seeds; the highest accuracy in bold. */
    private static void rows(Results of, List<String> names, Table table) {
        Results first = of.each().get(0);
        List<String> accuracies = Table.highestInBold(of.spreads("accuracy"));
        for (int method = 1; first.hasAt("method", method); method++) {
            List<Object> row = new ArrayList<>(names);
            row.add(first.text("method", method));
            for (Figure figure : FIGURES) {
                row.add(
                        figure.percent()
                                ? accuracies.get(method - 1)
                                : of.spreads(figure.name()).get(method - 1).text(3));
            }
            table.row(row.toArray());
        }
    }

    private static void choices(Results cell, Table table) {
        Key key = cell.keys().iterator().next();
        for (int method = 1; cell.hasAt("method", method); method++) {
            table.row(
                    key.get("images"),
                    key.get("network"),
                    key.get("rate"),
                    key.get("seed"),
                    cell.text("method", method),
                    cell.text("chosen", method),
                    Spread.of(cell.number("accuracy", method)).percent(1),
                    Spread.of(cell.number("validation", method)).percent(1),
                    cell.text("device"));
        }
    }
}
