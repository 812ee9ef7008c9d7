package io.rectify.cli;

import io.rectify.Fitted;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Split;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rectify demo}: bundled texts with wrong labels, found by an audit; or digits, mended by self-distillation. */
@Command(
        name = "demo",
        header = {
            "Put wrong labels into the bundled texts and find them; or into handwritten digits, and mend them.",
            "  rectify demo",
            "  rectify demo --out demo/",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Examples:", "  rectify demo", "  rectify demo --digits --rate 0.4"})
final class DemoCommand implements Callable<Integer> {
    private static final Map<Method, String> ONE_STUDENT = oneStudent();

    private static Map<Method, String> oneStudent() {
        Map<Method, String> names = new LinkedHashMap<>();
        names.put(Method.TOP2, "top-2 student, cross-entropy");
        names.put(Method.TOP2_GCE, "top-2 student, generalised CE");
        names.put(Method.HARDEN, "hardened student");
        return names;
    }

    private static final double DIGITS_RATE = 0.6;
    private static final double TEXTS_RATE = 0.1;

    @Option(names = "--digits", description = "Handwritten digits: accuracy of self-distillation, step by step.")
    boolean digits;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Share of labels replaced by a random other one. Default: 0.1, of digits 0.6.")
    @Nullable
    Double rate;

    @Option(
            names = "--out",
            defaultValue = "rectify-demo",
            paramLabel = "DIR",
            description = "Where texts and report are written. Default: ${DEFAULT-VALUE}.")
    Path out = Path.of("rectify-demo");

    @Option(
            names = "--kappa",
            defaultValue = "2",
            paramLabel = "K",
            description = "Strength of the penalty, for digits. Default: ${DEFAULT-VALUE}.")
    double kappa;

    @Option(
            names = "--seeds",
            defaultValue = "5",
            paramLabel = "N",
            description =
                    "How many random splits and corruptions of the digits to average over. Default: ${DEFAULT-VALUE}.")
    int seeds;

    /** One line of the table: accuracies of one model over the seeds. */
    private record Scores(List<Double> train, List<Double> test) {
        Scores() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public Integer call() throws IOException {
        return digits ? digits() : new TextDemo(out, rate == null ? TEXTS_RATE : rate).run();
    }

    private int digits() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds must be at least 1 but is " + seeds);
        }
        Dataset all = Digits.read();
        Map<String, Scores> table = new LinkedHashMap<>();
        int wrong = 0;
        int rows = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Split split = Split.stratified(all.given(), 0.5, seed);
            Dataset train = corrupted(all.select(split.train()), seed);
            Dataset test = all.select(split.test());
            rows += train.given().size();
            wrong += train.given().size()
                    - train.given().agreements(train.trueLabels().orElseThrow());
            run(train, test, table);
        }
        print(table, rows / seeds, wrong / seeds);
        return 0;
    }

    private Dataset corrupted(Dataset train, int seed) {
        Labels right = train.given();
        Labels noisy = new Corruption.Symmetric(rate == null ? DIGITS_RATE : rate).apply(right, seed);
        return new Dataset(train.features(), noisy, Optional.of(right), train.ids());
    }

    private void run(Dataset train, Dataset test, Map<String, Scores> table) {
        record(
                Method.SD,
                train,
                test,
                step -> {
                    String name = step == 1 ? "teacher, t = 1" : "self-distillation, t = " + step;
                    return Optional.of(name);
                },
                table);
        ONE_STUDENT.forEach((method, name) ->
                record(method, train, test, step -> step == 2 ? Optional.of(name) : Optional.empty(), table));
    }

    /** Trains by a method and adds the steps that have a name to the table. */
    private void record(
            Method method,
            Dataset train,
            Dataset test,
            IntFunction<Optional<String>> names,
            Map<String, Scores> table) {
        TrainOptions options =
                TrainOptions.DEFAULTS.withRecipe(Recipe.of(method).withKappa(kappa));
        try (Fitted fitted = Rectify.train(train, options, Monitor.SILENT)) {
            int threads = options.search().probe().threads();
            List<Evaluation> tests = fitted.evaluations(test.features(), test.given(), threads);
            for (Recipe.Step step : fitted.training().steps()) {
                names.apply(step.number()).ifPresent(name -> {
                    Scores scores = table.computeIfAbsent(name, unused -> new Scores());
                    scores.train().add(step.accuracy().orElseThrow());
                    scores.test().add(tests.get(step.number() - 1).accuracy());
                });
            }
        }
    }

    private void print(Map<String, Scores> table, int rows, int wrong) {
        System.out.printf(
                Locale.ROOT,
                "Handwritten digits, %d to train on. The training labels of %d of them (%s) were replaced by a random%n"
                        + "other digit; no model below has seen a right label. Mean of %d seeds, kappa = %s.%n%n",
                rows,
                wrong,
                Wording.percent((double) wrong / rows),
                seeds,
                Wording.number(kappa));
        TextTable text = new TextTable(List.of("model", "right on train", "right on test", "gain on test"), 1);
        double teacher = Double.NaN;
        for (Map.Entry<String, Scores> line : table.entrySet()) {
            double train = mean(line.getValue().train());
            double test = mean(line.getValue().test());
            boolean first = Double.isNaN(teacher);
            teacher = first ? test : teacher;
            text.add(List.of(
                    line.getKey(),
                    Wording.percent(train),
                    Wording.percent(test),
                    first ? "" : String.format(Locale.ROOT, "%+.1f", 100 * (test - teacher))));
        }
        StringBuilder out = new StringBuilder();
        text.appendTo(out);
        System.out.print(out);
        System.out.printf("%nNow your own data: %s train --help%n", NextCommand.called());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
