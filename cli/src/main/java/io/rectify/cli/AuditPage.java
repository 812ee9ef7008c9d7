package io.rectify.cli;

import io.rectify.audit.Audit;
import io.rectify.report.Headline;
import io.rectify.report.ReportModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    ReportModel model(String labelsFile, int threads) {
        return section.addTo(ReportModel.titled("Label audit of " + labelsFile)
                .withSubtitle(String.format(
                        Locale.ROOT,
                        "%s rows, %s classes, judged by %s",
                        Wording.count(audit.issues().given().size()),
                        Wording.count(audit.issues().given().classCount()),
                        report.outputs().origin()))
                .withGeneratedBy("Rectify " + Version.current())
                .withHeadlines(headlines())
                .withReliability(ReliabilityCurves.ofOutOfSample(
                        report.outputs(), audit.issues().given(), threads))
                .withTrials(report.choice()
                        .map(choice -> new SearchSection(choice).trials())
                        .orElse(List.of()))
                .withNotes(section.notes(AuditDirectory.ISSUES)));
    }

    private List<Headline> headlines() {
        List<Headline> headlines = new ArrayList<>(section.headlines());
        report.choice()
                .flatMap(choice -> new SearchSection(choice).accuracy("of the classifier that judges"))
                .ifPresent(headlines::add);
        headlines.add(new Headline(
                "Near-duplicates with other labels",
                Wording.count(audit.anomalies().duplicates().size()),
                "pairs of rows that are all but equal"));
        headlines.add(new Headline(
                "Outliers", Wording.count(audit.anomalies().outliers().size()), "rows far from every class"));
        return headlines;
    }
}
