package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Distillation;
import io.rectify.distill.Refinement;
import io.rectify.formats.NpyRows;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.FitLog;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.report.Reliability;
import io.rectify.report.ReportModel;
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
            "The run directory holds report.html (one page, opens offline), labels.csv",
            "(given and suggested label of each training row), soft_labels.npy,",
            "model.safetensors, model.onnx (the same for ONNX runtimes), metrics.json and",
            "run.json. Labels that the report doubts are judged by one softmax fit with each",
            "row left out by formula; rectify audit judges them more exactly.",
            "Training is deterministic. Without --method, auto chooses how to train.",
            "Interrupted, the same command goes on from the fits it had finished.",
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    RowOptions columns = new RowOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Option(names = "--test-features", paramLabel = "FILE", description = "Features to evaluate on.")
    @Nullable
    Path testFeatures;

    @Option(
            names = "--test-labels",
            paramLabel = "FILE",
            description = "Their labels, if they are not in the same file.")
    @Nullable
    Path testLabels;

    @Mixin
    MethodOptions method = new MethodOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        SoftmaxProbe.Options options = method.probe();
        Optional<Training> named = method.training();
        if (testFeatures == null && testLabels != null) {
            throw new IllegalArgumentException("--test-labels are of --test-features, which are not given");
        }
        try (ResumableRun resumable = ResumableRun.begin(run.out, inputs(), output.quiet)) {
            RunDirectory.check(run.out, run.overwrite, inputs());
            train(options, named, resumable);
        }
        return 0;
    }

    private void train(SoftmaxProbe.Options options, Optional<Training> named, ResumableRun resumable)
            throws IOException {
        DataOptions.Read read = data.read(columns, run.out);
        RowTexts texts = read.texts();
        Dataset rows = read.rows();
        Map<String, Object> record;
        Trained trained;
        ReportModel page;
        try (RowBlocks raw = rows.features();
                TestRows test = data.readTest(testFeatures, testLabels, rows.given(), columns, run.out)) {
            Optional<Labels> testTruth = test.labels();
            Optional<RowBlocks> rawTest = test.features();
            checkSameColumns(raw, rawTest);
            record = RunRecord.of(spec, inputs(), run.seed, options, method.parameters());
            FitLog fits = resumable.fits(record);
            trained = named.isPresent()
                    ? train(named.get(), rows, rawTest, testTruth, fits)
                    : chosen(rows, rawTest, testTruth, fits);
            page = new TrainPage(trained.report(), rows, texts, options.threads())
                    .model(
                            String.valueOf(data.labelsFile().getFileName()),
                            reliability(trained.model(), rawTest, testTruth, options.threads()));
            if (raw instanceof NpyRows
                    || rawTest.filter(NpyRows.class::isInstance).isPresent()) {
                resumable.checkInputs();
            }
        }
        if (trained.report() instanceof AutoReport auto) {
            record.put("chosen", auto.choice().chosen().toString());
            record.put("penalty", auto.penalty());
        }
        RunDirectory.write(run, trained.model(), trained.outputs(), trained.report(), texts, page, record);
        resumable.done();
        System.out.print(
                output.json
                        ? Json.line(trained.report().values(false))
                        : trained.report().text(run.out));
    }

    private Trained train(
            Training training, Dataset rows, Optional<RowBlocks> rawTest, Optional<Labels> testTruth, FitLog fits) {
        int threads = training.teacher().threads();
        Preprocessing preprocessing = Preprocessing.fit(rows.features(), training.preprocess(), threads);
        try (RowBlocks prepared = preprocessing.over(rows.features(), threads)) {
            Dataset ready = rows.withFeatures(prepared);
            Optional<RowBlocks> test = rawTest.map(matrix -> preprocessing.over(matrix, threads));
            return training.method().closedForm()
                    ? inClosedForm(training, ready, preprocessing, test, testTruth)
                    : fitted(
                            training,
                            ready,
                            preprocessing,
                            test,
                            testTruth,
                            fits.within("training, " + training.preprocess()));
        }
    }

    private Trained chosen(Dataset rows, Optional<RowBlocks> rawTest, Optional<Labels> testTruth, FitLog fits) {
        long begin = System.nanoTime();
        Choice choice;
        try {
            choice = AutoDistill.choose(
                    rows, method.auto(rows, run.seed), fits.within("search"), new SearchProgress(output.quiet));
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Trained trained = train(method.training(choice.chosen()), rows, rawTest, testTruth, fits);
        return new Trained(trained.model(), trained.outputs(), new AutoReport(choice, seconds, trained.report()));
    }

    /** What training leaves: a model, its outputs on the training rows and what there is to say. */
    private record Trained(Model model, Probabilities outputs, TrainingReport report) {}

    private Trained fitted(
            Training training,
            Dataset ready,
            Preprocessing preprocessing,
            Optional<RowBlocks> test,
            Optional<Labels> testTruth,
            FitLog fits) {
        long begin = System.nanoTime();
        List<Refinement> plan = training.method().plan(training.parameters());
        int threads = training.teacher().threads();
        Distillation.Result result;
        try (Progress progress = new Progress(
                output.quiet,
                Distillation.steps(plan).size(),
                training.teacher().tolerance())) {
            result = Distillation.run(ready, plan, training.teacher(), training.students(), fits, progress);
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<SoftmaxProbe> probes =
                result.steps().stream().map(step -> step.fit().probe()).toList();
        return new Trained(
                new Model(
                        preprocessing,
                        result.last().fit().probe(),
                        ready.given().names()),
                result.outputs(),
                new TrainReport(training, ready, result, evaluations(probes, test, testTruth, threads), seconds));
    }

    private Trained inClosedForm(
            Training training,
            Dataset ready,
            Preprocessing preprocessing,
            Optional<RowBlocks> test,
            Optional<Labels> testTruth) {
        long begin = System.nanoTime();
        double kappa = MethodOptions.kappa(training.students().penalty(), ready);
        int threads = training.teacher().threads();
        SpectralDistillation.Result result;
        try {
            result = SpectralDistillation.run(ready, training.parameters().rounds(), kappa, threads);
        } catch (ArithmeticException e) {
            throw unsuitable(e);
        } catch (IllegalArgumentException e) {
            throw data.blamed(e, "");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<SoftmaxProbe> probes =
                result.steps().stream().map(SpectralDistillation.Step::probe).toList();
        return new Trained(
                new Model(preprocessing, result.last().probe(), ready.given().names()),
                result.outputs(),
                new SpectralReport(
                        training, kappa, ready, result, evaluations(probes, test, testTruth, threads), seconds));
    }

    private IllegalArgumentException unsuitable(ArithmeticException cause) {
        return data.blamed(cause, "; features of ordinary size or --preprocess standardise would help");
    }

    private static Optional<Reliability> reliability(
            Model model, Optional<RowBlocks> rawTest, Optional<Labels> testTruth, int threads) {
        if (rawTest.isEmpty() || testTruth.isEmpty()) {
            return Optional.empty();
        }
        try (Probabilities outputs = model.predict(rawTest.get(), threads)) {
            return ReliabilityCurves.ofTest(outputs, testTruth.get(), threads);
        }
    }

    private static List<Evaluation> evaluations(
            List<SoftmaxProbe> probes, Optional<RowBlocks> test, Optional<Labels> testTruth, int threads) {
        List<Evaluation> evaluations = new ArrayList<>();
        if (test.isPresent() && testTruth.isPresent()) {
            for (SoftmaxProbe probe : probes) {
                evaluations.add(Evaluation.of(probe.predict(test.get(), threads), testTruth.get()));
            }
        }
        return evaluations;
    }

    private void checkSameColumns(RowBlocks raw, Optional<RowBlocks> test) {
        if (test.isPresent() && test.get().columns() != raw.columns()) {
            throw new IllegalArgumentException(testFeatures + " has "
                    + test.get().columns() + " columns but " + data.features + " has " + raw.columns());
        }
    }

    private List<Path> inputs() throws IOException {
        return data.inputs(testFeatures, testLabels);
    }
}
