package io.rectify.cli;

import io.rectify.AuditOptions;
import io.rectify.Fitted;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.formats.NpyRows;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.report.ReportModel;
import io.rectify.run.RowNames;
import io.rectify.run.Unlabelled;
import java.io.IOException;
import java.nio.file.Path;
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
        header = {
            "Train a classifier on labels that are partly wrong, and say what that gains over plain logistic regression.",
            "  rectify train reviews.csv --test test_reviews.csv --out run/",
            "  rectify train --features train_features.npy --labels noisy.csv --out run/",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A teacher, plain logistic regression, is fitted to the given labels, and students to",
            "its outputs. The directory holds report.html (one page, opens offline), labels.csv",
            "(what is said of each label, as by rectify audit), soft_labels.npy,",
            "model.safetensors, model.onnx (the same for ONNX runtimes), metrics.json and",
            "run.json. Labels that the report doubts are judged by models that had not seen",
            "them, as by rectify audit.",
            "Training is deterministic. Without --method, auto chooses how to train.",
            "Interrupted, the same command goes on from the fits it had finished.",
        })
final class TrainCommand implements Callable<Integer> {
    /** Rows up to which training looks at labels by itself; for more, that is for an audit to do. */
    private static final int MOST_JUDGED = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    RowOptions columns = new RowOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Option(
            names = "--test",
            paramLabel = "TEXTS",
            description = "Texts or pictures with their labels to evaluate on, of the same kind as those to train on.")
    @Nullable
    Path testData;

    @Option(names = "--test-features", paramLabel = "FILE", description = "Features to evaluate on.")
    @Nullable
    Path testFeatures;

    @Option(
            names = "--test-labels",
            paramLabel = "FILE",
            description = "Their labels, if they are not in the same file.")
    @Nullable
    Path testLabels;

    @Option(
            names = "--soft-labels",
            paramLabel = "FILE",
            description =
                    "Fit the teacher to these class probabilities, rows x classes, in place of the labels, such as those that "
                            + "rectify annotators writes; columns are matched by the classes' names, rows by id where both have ids. "
                            + "For a --method that has a teacher; agreement is with the labels all the same.")
    @Nullable
    Path softLabels;

    @Mixin
    ReviewedOptions reviewed = new ReviewedOptions();

    @Mixin
    MethodOptions method = new MethodOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    DetailOptions detail = new DetailOptions();

    @Override
    public Integer call() throws IOException {
        checkSoftLabels(method.recipe());
        if (testData != null && data.data == null) {
            throw new IllegalArgumentException(
                    "--test is for texts and pictures; for features there are --test-features and --test-labels");
        }
        if (testData != null && (testFeatures != null || testLabels != null)) {
            throw new IllegalArgumentException("--test and --test-features or --test-labels exclude each other");
        }
        if (testFeatures == null && testLabels != null) {
            throw new IllegalArgumentException("--test-labels are of --test-features, which are not given");
        }
        try (ResumableRun resumable = ResumableRun.begin(run.out, inputs(), output.quiet)) {
            RunDirectory.check(run.out, run.overwrite, inputs());
            train(resumable);
        }
        return 0;
    }

    private void checkSoftLabels(Optional<Recipe> recipe) {
        if (softLabels == null) {
            return;
        }
        if (!recipe.map(Recipe::hasTeacher).orElse(false)) {
            throw new IllegalArgumentException("--soft-labels teach a teacher, which method " + method.method
                    + (recipe.isEmpty() ? " chooses by labels" : " has not")
                    + "; name another by --method, such as teacher,"
                    + " harden or top2");
        }
        if (reviewed.file != null) {
            throw new IllegalArgumentException("--soft-labels and --reviewed exclude each other");
        }
    }

    private void train(ResumableRun resumable) throws IOException {
        SoftmaxProbe.Options options = method.probe();
        Map<String, Object> record = RunRecord.of(spec, run.seed, options, method.understood());
        InputHashes hashes = InputHashes.begin(inputs());
        try (DataOptions.Read read = data.read(columns, run.out, options.threads(), output.quiet, this::check)) {
            data.addTo(record);
            RunRecord.add(record, hashes);
            if (softLabels == null) {
                train(read, Optional.empty(), record, resumable);
                return;
            }
            try (StatedOutputs stated = StatedOutputs.read(softLabels, read, columns, data)) {
                train(read.with(stated), Optional.of(stated.labelled()), record, resumable);
            }
        }
    }

    /** What other files say of the rows is refused before these are embedded. */
    private void check(Labels given, RowNames rows) throws IOException {
        if (softLabels == null) {
            reviewed.check(given, rows);
            if (testData != null) {
                data.checkTest(testData, given, columns, run.out);
            }
        }
    }

    private void train(
            DataOptions.Read read, Optional<Probabilities> soft, Map<String, Object> record, ResumableRun resumable)
            throws IOException {
        SoftmaxProbe.Options options = method.probe();
        try (TestRows test = test(read)) {
            Dataset rows = read.rows();
            RowTexts texts = read.texts();
            checkSameColumns(read.all(), test.features());
            StartLine start = read.start(output.quiet);
            record.put("columns", read.used().values());
            Optional<Reviewed> answers = reviewed.read(rows.given(), texts.rows());
            TrainOptions how = method.training(rows, answers, soft, run.seed);
            try (Fitted fitted = fitted(rows, how, resumable.fits(record), start);
                    Probabilities foretold = fitted.model().predict(read.unlabelled(), options.threads())) {
                Unlabelled unlabelled = new Unlabelled(read.unlabelledRows(), foretold.matrix());
                TrainReport report = new TrainReport(
                        fitted,
                        rows,
                        read.parts(),
                        test.unlabelled(),
                        test.evaluations(fitted, options.threads()),
                        data.data != null);
                NextCommand next = NextCommand.after(spec, data.idsOfLabels());
                try (TrainPage.Doubts doubts = doubts(fitted, rows, answers, options)) {
                    ReportModel page = data.addTo(new TrainPage(report, texts, options.threads())
                            .model(
                                    data.labelsFile(),
                                    next,
                                    test.scaling(fitted, options.threads()).map(ReliabilityCurves::ofTest),
                                    doubts));
                    if (read.isOnDisk()
                            || test.all().filter(NpyRows.class::isInstance).isPresent()) {
                        resumable.checkInputs();
                    }
                    report.search().ifPresent(search -> {
                        record.put("chosen", search.choice().chosen().toString());
                        record.put("penalty", search.penalty());
                    });
                    start.run();
                    RunDirectory.write(run, report, doubts.audit(), read, unlabelled, page, record);
                    resumable.done();
                    System.out.print(
                            output.json
                                    ? Json.line(report.values(false))
                                    : report.text(run.out, doubts.audit(), next, detail.details));
                }
            }
        }
    }

    private TestRows test(DataOptions.Read read) throws IOException {
        Labels given = read.rows().given();
        return testData == null
                ? data.readTest(
                        testFeatures,
                        testLabels,
                        given,
                        read.space(),
                        read.all().columns(),
                        columns,
                        run.out)
                : data.readTest(
                        testData, given, columns, run.out, method.probe().threads(), output.quiet);
    }

    private Fitted fitted(Dataset rows, TrainOptions options, FitLog fits, StartLine start) {
        try (RunMonitor monitor = new RunMonitor(output.quiet, method.tolerance, fits, start)) {
            return Rectify.train(rows, options, monitor);
        } catch (ArithmeticException e) {
            throw data.blamed(e, "; features of ordinary size or --preprocess standardise would help");
        } catch (IllegalArgumentException e) {
            throw options.recipe().map(recipe -> recipe.method().closedForm()).orElse(false) ? data.blamed(e, "") : e;
        }
    }

    /** The labels that held-out rows of the chosen way, or a quick audit, doubt: the trained model itself has seen them. */
    private static TrainPage.Doubts doubts(
            Fitted fitted, Dataset rows, Optional<Reviewed> answers, SoftmaxProbe.Options options) {
        if (fitted.audit().isPresent()) {
            return new TrainPage.Doubts(fitted.audit(), "");
        }
        if (rows.given().size() > MOST_JUDGED) {
            return new TrainPage.Doubts(
                    Optional.empty(), "Labels are not judged where rows are so many; rectify audit judges them.");
        }
        AuditOptions quick = AuditOptions.DEFAULTS.withAnomalies(false).withThreads(options.threads());
        AuditOptions instant = answers.map(quick::withReviewed).orElse(quick);
        try {
            return new TrainPage.Doubts(Optional.of(Rectify.audit(rows, instant, Monitor.SILENT)), "");
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new TrainPage.Doubts(Optional.empty(), "Labels are not judged: " + e.getMessage() + ".");
        }
    }

    private void checkSameColumns(RowBlocks raw, Optional<RowBlocks> test) {
        if (test.isPresent() && test.get().columns() != raw.columns()) {
            throw new IllegalArgumentException(testFeatures + " has "
                    + test.get().columns() + " columns but " + data.dataFile() + " has " + raw.columns());
        }
    }

    private List<Path> inputs() throws IOException {
        return data.inputs(testData, testFeatures, testLabels, softLabels, reviewed.file);
    }
}
