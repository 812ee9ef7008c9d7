package io.rectify.cli;

import io.rectify.LabelAudit;
import io.rectify.audit.Audit;
import io.rectify.audit.OutOfSample;
import io.rectify.report.Headline;
import io.rectify.report.ReportModel;
import io.rectify.report.Round;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An audit as the model of a page. */
final class AuditPage {
    private final AuditReport report;
    private final Audit audit;
    private final AuditSection section;

    AuditPage(AuditReport report) {
        this.report = report;
        this.audit = report.audit();
        this.section = new AuditSection(audit, report.texts());
    }

    /** How auto came to the way of training that judges; none where there was no search. */
    private Optional<SearchReport> search(int threads) {
        LabelAudit judged = report.judged();
        return judged.choice()
                .map(choice -> new SearchReport(
                        choice, Double.NaN, audit.issues().given(), Optional.of(judged.accuracy(threads))));
    }

    ReportModel model(Path labelsFile, NextCommand next, int threads) {
        Optional<SearchReport> search = search(threads);
        return section.addTo(ReportModel.titled("Label audit of " + labelsFile.getFileName())
                .withSubtitle(Wording.wrong(audit.evidence()))
                .withDecideBy(next.onPage().apply(labelsFile, Path.of(AuditDirectory.REVIEW)))
                .withGeneratedBy("Rectify " + Version.current())
                .withHeadlines(headlines(search))
                .withRounds(rounds())
                .withReliability(ReliabilityCurves.ofOutOfSample(
                        report.outputs(), audit.issues().given(), threads))
                .withTrials(search.map(SearchReport::trials).orElse(List.of()))
                .withNotes(notes()));
    }

    /** Steps are worth a chart where there are several. */
    private List<Round> rounds() {
        List<OutOfSample.HeldOutStep> steps = report.outputs().steps();
        return steps.size() < 2
                ? List.of()
                : steps.stream()
                        .map(step ->
                                new Round(Wording.of(step), step.agreement(), step.accuracy(), OptionalDouble.empty()))
                        .toList();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(section.notes(AuditDirectory.ISSUES));
        notes.add(String.format(
                "%s rows, %s classes, judged by %s.",
                Wording.count(audit.issues().given().size()),
                Wording.count(audit.issues().given().classCount()),
                report.outputs().origin()));
        if (!rounds().isEmpty()) {
            notes.add(
                    "Steps of the training are judged on the part of the rows that was held out from them, each part in turn.");
        }
        return notes;
    }

    private List<Headline> headlines(Optional<SearchReport> search) {
        List<Headline> headlines = new ArrayList<>(section.headlines());
        search.flatMap(found -> found.headline("of the classifier that judges")).ifPresent(headlines::add);
        headlines.add(new Headline(
                "Near-duplicates with other labels",
                Wording.count(audit.anomalies().duplicates().size()),
                "pairs of rows that are all but equal"));
        headlines.add(new Headline(
                "Outliers", Wording.count(audit.anomalies().outliers().size()), "rows far from every class"));
        return headlines;
    }
}
