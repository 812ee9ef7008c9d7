package io.rectify.cli;

import io.rectify.audit.ReviewSample;
import io.rectify.formats.AtomicOutput;
import io.rectify.report.ReportModel;
import io.rectify.run.AuditCsv;
import io.rectify.run.AuditParquet;
import io.rectify.run.AuditedRows;
import io.rectify.run.RankedLabels;
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
    private static final String NEIGHBOURS = AuditedRows.NEIGHBOURS;
    private static final String COPIES = AuditedRows.COPIES;
    private static final String ISSUES_PARQUET = "issues.parquet";
    private static final String SOFT_LABELS = AuditedRows.SOFT_LABELS;
    private static final String NOISE = AuditedRows.NOISE;
    private static final String METRICS = AuditedRows.METRICS;
    static final String REVIEW = "review.csv";
    static final String TO_REVIEW = "to_review.csv";

    private static final Set<String> NAMES = Set.of(
            ISSUES,
            NEIGHBOURS,
            COPIES,
            RunDirectory.LABELS,
            ISSUES_PARQUET,
            RunDirectory.LABELS_PARQUET,
            SOFT_LABELS,
            NOISE,
            METRICS,
            REVIEW,
            TO_REVIEW,
            ReportFile.NAME,
            AtomicOutput.RUN_FILE);

    private AuditDirectory() {}

    static void check(Path target, boolean overwrite, List<Path> inputs) throws IOException {
        RunDirectory.check(target, overwrite, inputs, NAMES);
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
        RankedLabels ranked = new RankedLabels(report.audit().issues());
        AtomicOutput.directory(run.out, run.overwrite, NAMES, directory -> {
            RunDirectory.writeLabels(
                    directory,
                    run,
                    rows,
                    ranked::verdict,
                    report.audit().issues().given(),
                    unlabelled);
            if (run.parquet) {
                AuditParquet.writeIssues(directory.resolve(ISSUES_PARQUET), report.audit(), ranked, rows);
            }
            AuditCsv.writeIssues(directory.resolve(ISSUES), ranked, rows);
            AuditCsv.writeReview(directory.resolve(REVIEW), ranked, rows);
            AuditCsv.writeNeighbours(directory.resolve(NEIGHBOURS), report.audit(), ranked, rows);
            AuditCsv.writeCopies(
                    directory.resolve(COPIES),
                    report.judged().copies().groups(),
                    report.audit().issues().given(),
                    rows);
            RunDirectory.writeOutputs(
                    directory.resolve(SOFT_LABELS),
                    report.parts(),
                    report.audit().issues().softLabels(),
                    unlabelled);
            double[][] noise = report.audit().noise().transitions();
            if (noise.length > 0) {
                AuditCsv.writeTransitions(
                        directory.resolve(NOISE),
                        noise,
                        report.audit().issues().given().names());
            }
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
}
