package io.rectify.cli;

import io.rectify.audit.ReviewSample;
import io.rectify.formats.AtomicOutput;
import io.rectify.report.ReportModel;
import io.rectify.run.AuditCsv;
import io.rectify.run.AuditParquet;
import io.rectify.run.ReviewCsv;
import io.rectify.run.RowNames;
import io.rectify.run.Unlabelled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of an audit, which appear all together or not at all. */
final class AuditDirectory {
    static final String ISSUES = "issues.csv";
    static final String LABELS = "labels.csv";
    private static final String ISSUES_PARQUET = "issues.parquet";
    private static final String SOFT_LABELS = "soft_labels.npy";
    private static final String NOISE = "noise_matrix.csv";
    private static final String METRICS = "metrics.json";
    static final String REVIEW = "review.csv";
    static final String TO_REVIEW = "to_review.csv";

    /** Rows that are offered for review at least. */
    private static final int REVIEWED = 100;

    private AuditDirectory() {}

    static void check(Path target, boolean overwrite, List<Path> inputs) throws IOException {
        RunDirectory.check(
                target,
                overwrite,
                inputs,
                Set.of(
                        ISSUES,
                        LABELS,
                        ISSUES_PARQUET,
                        RunDirectory.LABELS_PARQUET,
                        SOFT_LABELS,
                        NOISE,
                        METRICS,
                        REVIEW,
                        TO_REVIEW,
                        ReportFile.NAME,
                        AtomicOutput.RUN_FILE));
    }

    /** @param review rows to draw for a person to check; 0 writes no such file */
    static void write(
            RunOptions run,
            AuditReport report,
            Unlabelled unlabelled,
            ReportModel page,
            Map<String, Object> record,
            int review)
            throws IOException {
        RowNames rows = report.texts().rows();
        AtomicOutput.directory(run.out, run.overwrite, directory -> {
            if (run.parquet) {
                writeParquet(directory, report, unlabelled);
            }
            AuditCsv.writeIssues(directory.resolve(ISSUES), report.audit(), rows);
            AuditCsv.writeReview(directory.resolve(REVIEW), report.audit(), rows, REVIEWED);
            AuditCsv.writeCorrected(
                    directory.resolve(LABELS), rows, report.audit().issues(), unlabelled);
            RunDirectory.writeOutputs(
                    directory.resolve(SOFT_LABELS),
                    report.parts(),
                    report.audit().issues().softLabels().matrix(),
                    unlabelled);
            AuditCsv.writeTransitions(
                    directory.resolve(NOISE),
                    report.audit().noise().transitions(),
                    report.audit().issues().given().names());
            if (review > 0) {
                int[] ranking =
                        report.audit().ranking().stream().mapToInt(i -> i).toArray();
                ReviewCsv.write(
                        directory.resolve(TO_REVIEW),
                        ReviewSample.draw(ranking, review, run.seed),
                        report.audit().issues().given(),
                        rows);
            }
            ReportFile.write(directory, page);
            Files.writeString(directory.resolve(METRICS), Json.page(report.values()));
            Files.writeString(directory.resolve(AtomicOutput.RUN_FILE), Json.page(record));
        });
    }

    private static void writeParquet(Path directory, AuditReport report, Unlabelled unlabelled) throws IOException {
        RowNames rows = report.texts().rows();
        AuditParquet.writeIssues(directory.resolve(ISSUES_PARQUET), report.audit(), rows);
        AuditParquet.writeCorrected(
                directory.resolve(RunDirectory.LABELS_PARQUET),
                rows,
                report.audit().issues(),
                unlabelled);
    }
}
