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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Networks trained on the same noisy labels as they are, smoothed, and taught by earlier generations of themselves. A fifth of the
 * training images is held out; the penalty, α and τ, ε are chosen by agreement with its noisy labels (of equals by log
 * loss), never by the clean test images. The penalty is chosen for the teacher and serves all methods; students start fresh.
 * Cells already in the file of results are not run again, and a cell that was cut short goes on where it was.
 */
@Command(
        name = "networks",
        description =
                "Accuracy, log loss, calibration, uncertainty and diversity of a perceptron, a ResNet and a DenseNet: "
                        + "teacher, two generations of students, label and Beta smoothing, chosen by held-out noisy labels.",
        mixinStandardHelpOptions = true)
public final class NetworkTable implements Callable<Integer> {
    private static final List<String> KEYS = List.of("dataset", "network", "rate");
    private static final List<String> FIGURES =
            List.of("accuracy", "log_loss", "ece", "uncertainty", "diversity", "validation_accuracy", "method_seconds");
    private static final List<String> HEADER = List.of(
            "dataset",
            "network",
            "rate",
            "method",
            "chosen",
            "accuracy",
            "log_loss",
            "ece",
            "uncertainty",
            "diversity",
            "validation_accuracy",
            "seconds");
    private static final int GENERATIONS = 3;
    private static final ImageShape DIGIT = new ImageShape(1, 8, 8);
    private static final long SECOND = 1_000_000_000L;

    @Option(names = "--datasets", split = ",", defaultValue = "digits,fonts")
    List<String> datasets = List.of();

    @Option(names = "--networks", split = ",", defaultValue = "mlp,resnet,densenet")
    List<String> networks = List.of();

    @Option(names = "--rates", split = ",", defaultValue = "0,0.3", description = "Symmetric noise.")
    double[] rates = {};

    @Option(names = "--seed", defaultValue = "1")
    long seed;

    @Option(names = "--lambdas", split = ",", defaultValue = "0.0005,0.005")
    double[] lambdas = {};

    @Option(names = "--epochs", defaultValue = "15", description = "Of digits. Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--letter-epochs", defaultValue = "15", description = "Of letters. Default: ${DEFAULT-VALUE}.")
    int letterEpochs;

    @Option(names = "--letters", defaultValue = "1040", description = "Training images of letters.")
    int letters;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(
            names = "--results",
            defaultValue = "networks.csv",
            description =
                    "File that keeps finished cells; for runs of the same options only. Default: ${DEFAULT-VALUE}.")
    Path results = Path.of("networks.csv");

    @Option(names = "--quick", description = "Perceptron and ResNet on digits, 30 % noise, one penalty, five epochs.")
    boolean quick;

    /** Images to train on, with true labels, and to test on. */
    private record Source(String name, ImageShape shape, RowBlocks train, Labels labels, Generations.Held test) {}

    /** Rows fitted to, rows that choose and rows that measure. */
    private record Parts(Dataset train, Generations.Held validation, Generations.Held test) {}

    /** One fit and its figures. */
    private record Tried(String what, Generations.Figures validation, Generations.Figures test) {}

    @Override
    public Integer call() throws IOException {
        if (quick) {
            datasets = List.of("digits");
            networks = List.of("mlp", "resnet");
            rates = new double[] {0.3};
            lambdas = new double[] {0.0005};
            epochs = 5;
        }
        CellStore store = CellStore.open(results, KEYS);
        Table table = Table.of(HEADER);
        System.out.println(String.join(",", HEADER));
        for (String dataset : datasets) {
            Source source = dataset.equals("digits") ? digits() : letters();
            for (String network : networks) {
                for (double rate : rates) {
                    Key key = Key.of("dataset", source.name())
                            .with("network", network)
                            .with("rate", rate);
                    if (!store.has(key)) {
                        cell(source, network, rate, key, store);
                    }
                    lines(key, store.results(List.of(key)), table);
                }
            }
        }
        System.out.println();
        System.out.print(table.markdown());
        return 0;
    }

    /** One line for each method of a finished cell. */
    private static void lines(Key key, Results cell, Table table) {
        for (int method = 1; cell.hasAt("method", method); method++) {
            List<String> line = new ArrayList<>(KEYS.stream().map(key::get).toList());
            line.add(cell.text("method", method));
            line.add(cell.text("chosen", method));
            for (String figure : FIGURES) {
                line.add(String.format(
                        Locale.ROOT, figure.equals("method_seconds") ? "%.0f" : "%.4f", cell.number(figure, method)));
            }
            System.out.println(String.join(",", line));
            table.row(line.toArray());
        }
    }

    private void cell(Source source, String network, double rate, Key key, CellStore store) throws IOException {
        long begin = System.nanoTime();
        Labels given = rate == 0 ? source.labels() : new Corruption.Symmetric(rate).apply(source.labels(), seed);
        Dataset all = Dataset.of(source.train(), given);
        Split split = Split.stratified(given, 0.2, seed);
        Dataset held = all.select(split.test());
        Parts parts = new Parts(
                all.select(split.train()), new Generations.Held(held.features(), held.given()), source.test());
        Path kept = results.resolveSibling(
                results.getFileName() + ".parts-" + source.name() + "-" + network.replace(' ', '-') + "-" + rate);
        Measures measures = new Methods(key, parts, architecture(network), source.shape(), kept).run();
        store.add(key, measures, (System.nanoTime() - begin) / 1e9);
        delete(kept);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Architecture architecture(String name) {
        return switch (name) {
            case "mlp" -> new Mlp(List.of(128, 128), 0.2);
            case "resnet" -> new ResNet(8, 8);
            case "densenet" -> new DenseNet(10, 8, true);
            default -> Architecture.parse(name);
        };
    }

    /** All methods on one data set, network and rate. */
    private final class Methods {
        private final Parts parts;
        private final Path kept;
        private final NetworkLearner base;
        private final Measures measures = new Measures();
        private int count;
        private long begin;

        Methods(Key key, Parts parts, Architecture architecture, ImageShape shape, Path kept) {
            this.parts = parts;
            this.kept = kept;
            NetworkTrainer.Options options = NetworkTrainer.Options.DEFAULTS
                    .withEpochs(shape.equals(DIGIT) ? epochs : letterEpochs)
                    .withBatchSize(32)
                    .withRate(new LearningRate.WarmUp(1, new LearningRate.Cosine(0.05)))
                    .withSeed(seed)
                    .withThreads(threads);
            this.base = NetworkLearner.of(architecture, shape, options).withMonitor(new Reporter(key.toString()));
        }

        Measures run() throws IOException {
            begin = System.nanoTime();
            NetworkLearner learner = generations();
            begin = System.nanoTime();
            List<LabelSmoothing> smoothings = new ArrayList<>();
            for (double epsilon : new double[] {0.1, 0.3}) {
                smoothings.add(new LabelSmoothing(epsilon, LabelSmoothing.Spread.OTHERS));
            }
            smoothed("label smoothing", learner, smoothings);
            begin = System.nanoTime();
            List<BetaSmoothing> betas = new ArrayList<>();
            for (double alpha : new double[] {0.3, 0.6}) {
                betas.add(new BetaSmoothing(3, alpha, 0.999));
            }
            smoothed("beta smoothing", learner, betas);
            return measures;
        }

        /** Teachers under every penalty, and students of the best under every mix; the learner with its penalty. */
        private NetworkLearner generations() throws IOException {
            NetworkLearner best = base;
            Tried teacher = null;
            for (double lambda : lambdas) {
                Path folder = Files.createDirectories(kept.resolve("lambda-" + lambda));
                NetworkLearner learner =
                        base.withOptions(base.options().withLambda(lambda)).withKept(folder);
                Tried tried = tried(learner, "lambda " + lambda, Optional.empty());
                if (teacher == null || better(tried, teacher)) {
                    best = learner;
                    teacher = tried;
                }
            }
            if (teacher == null) {
                throw new IllegalArgumentException("no penalty to try");
            }
            line("teacher", teacher);
            begin = System.nanoTime();
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
                            "alpha " + mixes.get(m).alpha() + " tau "
                                    + mixes.get(m).temperature(),
                            generation.validation(),
                            generation.test().orElseThrow());
                    best = best == null || better(tried, best) ? tried : best;
                }
                if (best != null) {
                    line("generation " + g, best);
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
                    ? "alpha " + beta.alpha()
                    : "epsilon " + ((LabelSmoothing) smoothing).epsilon();
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

        /** Seconds are of all that was tried; both lines of generations have those of all chains together. */
        private void line(String method, Tried tried) {
            Generations.Figures test = tried.test();
            count++;
            measures.putText("method", count, method);
            measures.putText("chosen", count, tried.what());
            measures.put("accuracy", count, test.evaluation().accuracy());
            measures.put("log_loss", count, test.evaluation().logLoss());
            measures.put("ece", count, test.evaluation().ece());
            measures.put("uncertainty", count, test.evaluation().uncertainty());
            measures.put("diversity", count, test.diversity().entropy());
            measures.put(
                    "validation_accuracy",
                    count,
                    tried.validation().evaluation().accuracy());
            measures.put("method_seconds", count, (System.nanoTime() - begin) / 1e9);
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

    private Source letters() {
        Images train = FontImages.DEFAULTS.draw(letters);
        Images test = FontImages.DEFAULTS.withSeed(2).draw(letters);
        return new Source("fonts", train.shape(), train, train.labels(), new Generations.Held(test, test.labels()));
    }

    private Source digits() throws IOException {
        SharedData digits = SharedData.read(Optional.empty(), SharedData.DIGITS, Preprocessing.Scheme.RAW, threads);
        return new Source(
                digits.name(),
                DIGIT,
                digits.train(),
                digits.trainLabels(),
                new Generations.Held(digits.test(), digits.testLabels()));
    }
}
