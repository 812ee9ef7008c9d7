package io.rectify.cli;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Rectify;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.report.ReportModel;
import io.rectify.run.Unlabelled;
import io.rectify.select.AutoOptions;
import io.rectify.select.SearchBudget;
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

/** {@code rectify audit}: which labels are wrong, what they should be, and why. */
@Command(
        name = "audit",
        header = {
            "Find the labels that are probably wrong, what they should be, and the rows that say so.",
            "  rectify audit reviews.csv --out audit/",
            "  rectify audit --features train_features.npy --labels noisy.csv --out audit/",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "More examples:",
            "  rectify audit photos/ --out audit/",
            "  rectify audit --features train.parquet --out audit/",
            "",
            "The directory holds report.html (one page, opens offline, in which to decide),",
            "review.csv (the most suspicious rows, to decide about and hand to rectify apply),",
            "issues.csv (rows whose label is probably wrong), neighbours.csv (the rows that say",
            "so), copies.csv (rows that are all but equal), labels.csv (all rows, column label corrected), soft_labels.npy,",
            "noise_matrix.csv, metrics.json and run.json; with --review to_review.csv for a",
            "person to fill in. docs/data.md says what each column is.",
            "Every verdict is by a model that has not seen the row's own label.",
            "Interrupted, the same command goes on from the fits it had finished.",
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Mixin
    RowOptions columns = new RowOptions();

    @Option(
            names = "--thorough",
            description =
                    "Search for the best way of training and judge by that: several times as long, seldom better.")
    boolean thorough;

    @Option(names = "--instant", hidden = true, description = "The quick way, which is the default.")
    boolean instant;

    @Option(
            names = "--flags-at",
            paramLabel = "R",
            description =
                    "Flag as many of the most suspicious labels as leave a share of about R false alarms, such as 0.1, "
                            + "where that can be told. Default: those that are more probably wrong than right; where mistakes "
                            + "follow the features, as many as the noise matrix counts, if that is more.")
    @Nullable
    Double flagsAt;

    @Option(
            names = "--probabilities",
            paramLabel = "FILE",
            description =
                    "Judge by these class probabilities, rows x classes, of any format that rectify convert reads, "
                            + "instead of training; columns are matched with the classes by name, or in the order of "
                            + "the sorted class names where they have none.")
    @Nullable
    Path probabilities;

    @Option(
            names = "--out-of-sample",
            description = "States that --probabilities come from models that had not seen the row they judge.")
    boolean outOfSample;

    @Option(
            names = "--review",
            paramLabel = "N",
            description =
                    "Also write to_review.csv: N rows drawn at random for a person to fill in the right labels of, with the "
                            + "probability that each had of being drawn.")
    int review;

    @Mixin
    ReviewedOptions reviewed = new ReviewedOptions();

    @Option(
            names = "--copies",
            defaultValue = "0.98",
            paramLabel = "C",
            description = "Cosine from which rows count as copies, which are held out together; 2 looks for none. "
                    + "Default: ${DEFAULT-VALUE}.")
    double copies;

    @Option(
            names = "--neighbours",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rows to name for each issue. Default: ${DEFAULT-VALUE}.")
    int neighbours;

    @Option(
            names = "--budget",
            paramLabel = "N",
            description = "When the search of --thorough ends, such as 30s, or a number of evaluations. "
                    + "Default: when all is tried.")
    SearchBudget budget = SearchBudget.UNLIMITED;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    DetailOptions detail = new DetailOptions();

    @Override
    public Integer call() throws IOException {
        check();
        List<Path> inputs = data.inputs(probabilities, reviewed.file);
        try (ResumableRun resumable = ResumableRun.begin(run.out, inputs, output.quiet)) {
            AuditDirectory.check(run.out, run.overwrite, inputs);
            audit(inputs, resumable);
        }
        return 0;
    }

    private void audit(List<Path> inputs, ResumableRun resumable) throws IOException {
        long begin = System.nanoTime();
        SoftmaxProbe.Options probe = SoftmaxProbe.Options.DEFAULTS.withThreads(threads.count());
        Map<String, Object> record = RunRecord.of(spec, run.seed, probe, "auto");
        InputHashes hashes = InputHashes.begin(inputs);
        try (DataOptions.Read read = data.read(columns, run.out, threads.count(), output.quiet, (given, rows) -> {
            if (probabilities == null) {
                reviewed.check(given, rows);
            }
        })) {
            data.addTo(record);
            RunRecord.add(record, hashes);
            if (probabilities == null) {
                record.put("columns", read.used().values());
                StartLine start = read.start(output.quiet);
                audit(
                        read,
                        options(read.rows().given(), read.texts(), probe),
                        Optional.empty(),
                        record,
                        resumable,
                        start,
                        begin);
                return;
            }
            try (StatedOutputs stated = StatedOutputs.read(probabilities, read, columns, data)) {
                DataOptions.Read classed = read.with(stated);
                StartLine start = classed.start(output.quiet);
                record.put("columns", classed.used().values());
                AuditOptions options = options(classed.rows().given(), read.texts(), probe)
                        .withOutputs(stated.outOfSample(probabilities));
                audit(classed, options, Optional.of(stated.ofUnlabelled()), record, resumable, start, begin);
            }
        } catch (ArithmeticException e) {
            throw data.blamed(e, "");
        }
    }

    /** @param stated outputs of rows without a label; if absent a model foretells them */
    private void audit(
            DataOptions.Read read,
            AuditOptions options,
            Optional<Matrix> stated,
            Map<String, Object> record,
            ResumableRun resumable,
            StartLine start,
            long begin)
            throws IOException {
        Dataset rows = read.rows();
        RunMonitor monitor =
                new RunMonitor(output.quiet, options.search().probe().tolerance(), resumable.fits(record), start);
        try (monitor;
                LabelAudit audit = Rectify.audit(rows, options, monitor);
                Matrix foretold = stated.isPresent() || read.parts().isWhole()
                        ? stated.orElseGet(() -> Matrix.zeros(0, rows.given().classCount()))
                        : Rectify.foretell(rows, audit, read.unlabelled(), options, monitor)
                                .matrix()) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            AuditReport report = new AuditReport(audit, rows.trueLabels(), read.texts(), read.parts(), seconds);
            monitor.begins("writing the report");
            NextCommand next = NextCommand.after(spec, data.idsOfLabels());
            ReportModel page = data.addTo(new AuditPage(report).model(data.labelsFile(), next, threads.count()));
            if (read.isOnDisk() || probabilities != null) {
                resumable.checkInputs();
            }
            start.run();
            AuditDirectory.write(run, report, new Unlabelled(read.unlabelledRows(), foretold), page, record, review);
            resumable.done();
            System.out.print(
                    output.json
                            ? Json.line(report.values())
                            : report.text(run.out, data.labelsFile(), next, detail.details));
        }
    }

    private AuditOptions options(Labels given, RowTexts texts, SoftmaxProbe.Options probe) throws IOException {
        AuditOptions options = AuditOptions.DEFAULTS
                .withThorough(thorough)
                .withNeighbours(neighbours)
                .withCopies(copies)
                .withSearch(AutoOptions.DEFAULTS.withProbe(probe))
                .withSeed(run.seed)
                .withBudget(budget);
        if (flagsAt != null) {
            options = options.withFlagsAt(flagsAt);
        }
        return reviewed.read(given, texts.rows()).map(options::withReviewed).orElse(options);
    }

    private void check() {
        if (review < 0) {
            throw new IllegalArgumentException("--review must be at least 0 but is " + review);
        }
        if (neighbours < 0) {
            throw new IllegalArgumentException("--neighbours must be at least 0 but is " + neighbours);
        }
        if (probabilities != null && !outOfSample) {
            throw new IllegalArgumentException(
                    "--probabilities of models that saw the labels they judge would hide errors; if they come from "
                            + "models that did not, say so with --out-of-sample");
        }
        if (probabilities == null && outOfSample) {
            throw new IllegalArgumentException("--out-of-sample speaks of --probabilities, which are not given");
        }
        if (probabilities != null && thorough) {
            throw new IllegalArgumentException("--probabilities and --thorough exclude each other");
        }
        if (instant && thorough) {
            throw new IllegalArgumentException("--instant and --thorough exclude each other");
        }
    }
}
