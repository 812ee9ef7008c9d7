package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Refinement;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.select.AutoDistill;
import io.rectify.select.Choice;
import io.rectify.spectral.SpectralDistillation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rectify train}: features and given labels in, a run directory out. */
@Command(
        name = "train",
        description = "Fit a teacher to given labels and distil it into students; write a run directory.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  rectify train --features train_features.npy --labels noisy.csv --out run/ \\",
            "    --test-features test_features.npy --test-labels test.csv \\",
            "    --method top2-gce --kappa 15",
            "",
            "The run directory holds model.safetensors, labels.csv (given and suggested",
            "label of each training row), soft_labels.npy, metrics.json and run.json.",
            "Training is deterministic. Without --method, auto chooses how to train.",
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--features", required = true, paramLabel = "FILE", description = "Features, rows x D (.npy).")
    @SuppressWarnings("NullAway.Init")
    Path features;

    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Run directory to write.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(names = "--overwrite", description = "Replace the run directory if it exists.")
    boolean overwrite;

    @Option(names = "--test-features", paramLabel = "FILE", description = "Features to evaluate on (.npy).")
    @Nullable
    Path testFeatures;

    @Option(names = "--test-labels", paramLabel = "FILE", description = "Their labels.")
    @Nullable
    Path testLabels;

    @Option(
            names = "--true-labels",
            paramLabel = "FILE",
            description = "Right labels of the training rows where they are known: for measuring only.")
    @Nullable
    Path trueLabels;

    @Mixin
    MethodOptions method = new MethodOptions();

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the rows that auto holds out. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        SoftmaxProbe.Options options = method.probe();
        Optional<Training> named = method.training();
        if ((testFeatures == null) != (testLabels == null)) {
            throw new IllegalArgumentException("--test-features and --test-labels must be given together");
        }
        RunDirectory.check(out, overwrite, inputs());
        Labels given = labels.readTraining();
        Optional<Labels> right = readTrueLabels(given);
        Optional<Labels> testTruth =
                testLabels == null ? Optional.empty() : Optional.of(labels.read(testLabels, given.names()));
        Optional<Matrix> rawTest = readTestFeatures(testTruth);
        Map<String, Object> record;
        Trained trained;
        try (Matrix raw = Npy.readMatrix(features)) {
            LabelledFiles.checkSameRows(features, raw, labels.labels, given);
            checkSameColumns(raw, rawTest);
            record = RunRecord.of(spec, inputs(), seed, options, method.parameters());
            Dataset data = new Dataset(raw, given, right, Optional.empty());
            trained =
                    named.isPresent() ? train(named.get(), data, rawTest, testTruth) : chosen(data, rawTest, testTruth);
        }
        if (trained.report() instanceof AutoReport auto) {
            record.put("chosen", auto.choice().chosen().toString());
            record.put("penalty", auto.penalty());
        }
        RunDirectory.write(out, overwrite, trained.model(), trained.outputs(), trained.report(), record);
        System.out.print(
                output.json
                        ? Json.line(trained.report().values(false))
                        : trained.report().text(out));
        return 0;
    }

    private Trained train(Training training, Dataset raw, Optional<Matrix> rawTest, Optional<Labels> testTruth) {
        int threads = training.teacher().threads();
        Preprocessing preprocessing = Preprocessing.fit(raw.features(), training.preprocess(), threads);
        try (Matrix prepared = preprocessing.apply(raw.features(), threads)) {
            Dataset data = raw.withFeatures(prepared);
            Optional<Matrix> test = rawTest.map(matrix -> preprocessing.apply(matrix, threads));
            return training.method().closedForm()
                    ? inClosedForm(training, data, preprocessing, test, testTruth)
                    : fitted(training, data, preprocessing, test, testTruth);
        }
    }

    private Trained chosen(Dataset data, Optional<Matrix> rawTest, Optional<Labels> testTruth) {
        long begin = System.nanoTime();
        Choice choice;
        try {
            choice = AutoDistill.choose(data, method.auto(data, seed), new SearchProgress(output.quiet));
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Trained trained = train(method.training(choice.chosen()), data, rawTest, testTruth);
        return new Trained(trained.model(), trained.outputs(), new AutoReport(choice, seconds, trained.report()));
    }

    /** What training leaves: a model, its outputs on the training rows and what there is to say. */
    private record Trained(Model model, Probabilities outputs, TrainingReport report) {}

    private Trained fitted(
            Training training,
            Dataset data,
            Preprocessing preprocessing,
            Optional<Matrix> test,
            Optional<Labels> testTruth) {
        long begin = System.nanoTime();
        List<Refinement> plan = training.method().plan(training.parameters());
        int threads = training.teacher().threads();
        Distillation.Result result;
        try (Progress progress =
                new Progress(output.quiet, plan.size() + 1, training.teacher().tolerance())) {
            result = Distillation.run(data, plan, training.teacher(), training.students(), progress);
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<SoftmaxProbe> probes =
                result.steps().stream().map(step -> step.fit().probe()).toList();
        return new Trained(
                new Model(
                        preprocessing, result.last().fit().probe(), data.given().names()),
                result.outputs(),
                new TrainReport(training, data, result, evaluations(probes, test, testTruth, threads), seconds));
    }

    private Trained inClosedForm(
            Training training,
            Dataset data,
            Preprocessing preprocessing,
            Optional<Matrix> test,
            Optional<Labels> testTruth) {
        long begin = System.nanoTime();
        double kappa = MethodOptions.kappa(training.students().penalty(), data);
        int threads = training.teacher().threads();
        SpectralDistillation.Result result;
        try {
            result = SpectralDistillation.run(data, training.parameters().rounds(), kappa, threads);
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(features + ": " + e.getMessage(), e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<SoftmaxProbe> probes =
                result.steps().stream().map(SpectralDistillation.Step::probe).toList();
        return new Trained(
                new Model(preprocessing, result.last().probe(), data.given().names()),
                result.outputs(),
                new SpectralReport(
                        training, kappa, data, result, evaluations(probes, test, testTruth, threads), seconds));
    }

    private IllegalArgumentException unsuitable(ArithmeticException cause) {
        return new IllegalArgumentException(
                features + ": " + cause.getMessage()
                        + "; features of ordinary size or --preprocess standardise would help",
                cause);
    }

    private static List<Evaluation> evaluations(
            List<SoftmaxProbe> probes, Optional<Matrix> test, Optional<Labels> testTruth, int threads) {
        List<Evaluation> evaluations = new ArrayList<>();
        if (test.isPresent() && testTruth.isPresent()) {
            for (SoftmaxProbe probe : probes) {
                evaluations.add(Evaluation.of(probe.predict(test.get(), threads), testTruth.get()));
            }
        }
        return evaluations;
    }

    private Optional<Labels> readTrueLabels(Labels given) throws IOException {
        return trueLabels == null ? Optional.empty() : Optional.of(labels.readRight(trueLabels, given));
    }

    private Optional<Matrix> readTestFeatures(Optional<Labels> truth) throws IOException {
        if (testFeatures == null || testLabels == null || truth.isEmpty()) {
            return Optional.empty();
        }
        Matrix raw = Npy.readMatrix(testFeatures);
        LabelledFiles.checkSameRows(testFeatures, raw, testLabels, truth.get());
        return Optional.of(raw);
    }

    private void checkSameColumns(Matrix raw, Optional<Matrix> test) {
        if (test.isPresent() && test.get().columns() != raw.columns()) {
            throw new IllegalArgumentException(testFeatures + " has "
                    + test.get().columns() + " columns but " + features + " has " + raw.columns());
        }
    }

    private List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(List.of(features, labels.labels));
        for (Path optional : new @Nullable Path[] {trueLabels, testFeatures, testLabels}) {
            if (optional != null) {
                inputs.add(optional);
            }
        }
        return inputs;
    }
}
