package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.distill.Distillation;
import io.rectify.distill.Method;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Evaluation;
import io.rectify.noise.Corruption;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rectify demo}: the bundled digits with wrong labels, mended by self-distillation. */
@Command(
        name = "demo",
        description = "Put wrong labels into the bundled handwritten digits and watch self-distillation mend them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  rectify demo --rate 0.4"})
final class DemoCommand implements Callable<Integer> {
    private static final List<Method> ONE_STUDENT = List.of(Method.TOP2, Method.TOP2_GCE, Method.HARDEN);

    @Option(
            names = "--rate",
            defaultValue = "0.6",
            paramLabel = "R",
            description = "Share of training labels replaced by a random other digit. Default: ${DEFAULT-VALUE}.")
    double rate;

    @Option(
            names = "--kappa",
            defaultValue = "2",
            paramLabel = "K",
            description = "Strength of the penalty. Default: ${DEFAULT-VALUE}.")
    double kappa;

    @Option(
            names = "--seeds",
            defaultValue = "5",
            paramLabel = "N",
            description = "How many random splits and corruptions to average over. Default: ${DEFAULT-VALUE}.")
    int seeds;

    /** One line of the table: accuracies of one model over the seeds. */
    private record Scores(List<Double> train, List<Double> test) {
        Scores() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds must be at least 1 but is " + seeds);
        }
        Dataset digits = Digits.read();
        Map<String, Scores> table = new LinkedHashMap<>();
        int wrong = 0;
        int rows = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Split split = Split.stratified(digits.given(), 0.5, seed);
            Dataset train = corrupted(digits.select(split.train()), seed);
            Dataset test = digits.select(split.test());
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
        Labels noisy = new Corruption.Symmetric(rate).apply(right, seed);
        return new Dataset(train.features(), noisy, Optional.of(right), train.ids());
    }

    private void run(Dataset train, Dataset test, Map<String, Scores> table) {
        SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS.withKappa(kappa);
        Preprocessing preprocessing =
                Preprocessing.fit(train.features(), Preprocessing.Scheme.CENTRE_NORMALISE, options.threads());
        try (Matrix x = preprocessing.apply(train.features(), options.threads());
                Matrix z = preprocessing.apply(test.features(), options.threads())) {
            Dataset prepared = new Dataset(x, train.given(), train.trueLabels(), train.ids());
            List<Distillation.Step> rounds = distil(prepared, Method.SD, options);
            for (Distillation.Step step : rounds) {
                String name = step.number() == 1 ? "teacher, t = 1" : "self-distillation, t = " + step.number();
                record(table, name, step, z, test.given(), options.threads());
            }
            for (Method method : ONE_STUDENT) {
                List<Distillation.Step> steps = distil(prepared, method, options);
                record(table, name(method), steps.get(1), z, test.given(), options.threads());
            }
        }
    }

    private static String name(Method method) {
        return switch (method) {
            case TOP2 -> "top-2 student, cross-entropy";
            case TOP2_GCE -> "top-2 student, generalised CE";
            default -> "hardened student";
        };
    }

    private static List<Distillation.Step> distil(Dataset data, Method method, SoftmaxProbe.Options options) {
        Distillation.Result result =
                Distillation.run(data, method.plan(Method.Parameters.DEFAULTS), options, Distillation.Monitor.SILENT);
        result.outputs().close();
        return result.steps();
    }

    private static void record(
            Map<String, Scores> table, String name, Distillation.Step step, Matrix z, Labels truth, int threads) {
        Scores scores = table.computeIfAbsent(name, unused -> new Scores());
        scores.train().add(step.accuracy().orElseThrow());
        scores.test()
                .add(Evaluation.of(step.fit().probe().predict(z, threads), truth)
                        .accuracy());
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
        System.out.printf("%nNow your own data: rectify train --help%n");
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
