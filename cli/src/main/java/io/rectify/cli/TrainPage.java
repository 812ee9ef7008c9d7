package io.rectify.cli;

import io.rectify.LabelAudit;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Labels;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Headline;
import io.rectify.report.Reliability;
import io.rectify.report.ReportModel;
import io.rectify.report.Round;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A training run as the model of a page. The labels it doubts are those that a quick audit doubts: the
 * trained model itself has seen them.
 */
final class TrainPage {
    private final TrainReport report;
    private final Labels given;
    private final RowTexts texts;
    private final int threads;

    TrainPage(TrainReport report, RowTexts texts, int threads) {
        this.report = report;
        this.given = report.data().given();
        this.texts = texts;
        this.threads = threads;
    }

    /** Labels that are doubted, or why they are not judged. */
    record Doubts(Optional<LabelAudit> audit, String why) implements AutoCloseable {
        @Override
        public void close() {
            audit.ifPresent(LabelAudit::close);
        }
    }

    /** @param tested how far the model's confidence can be believed on test rows, if there are any */
    ReportModel model(Path labelsFile, NextCommand next, Optional<Reliability> tested, Doubts doubts) {
        ReportModel page = ReportModel.titled("Training on " + labelsFile.getFileName())
                .withSubtitle(String.format(
                        Locale.ROOT,
                        "%s rows, %s classes, %s",
                        Wording.count(given.size()),
                        Wording.count(given.classCount()),
                        report.way()))
                .withGeneratedBy("Rectify " + Version.current())
                .withHeadlines(headlines())
                .withRounds(report.rounds())
                .withTrials(report.search().map(search -> search.trials()).orElse(List.of()))
                .withNotes(notes());
        ReportModel shown = tested.map(page::withReliability).orElse(page);
        return doubts.audit()
                .map(audit -> judged(
                        shown.withDecideBy(next.onPage().apply(labelsFile, Path.of(AuditDirectory.REVIEW))),
                        new AuditSection(audit.details(), texts),
                        audit.outputs()))
                .orElseGet(() -> shown.withNotes(with(shown.notes(), List.of(doubts.why()))));
    }

    private ReportModel judged(ReportModel page, AuditSection section, OutOfSample outputs) {
        ReportModel model = section.addTo(page)
                .withHeadlines(with(page.headlines(), section.headlines()))
                .withNotes(with(
                        with(page.notes(), List.of("Labels are judged by " + outputs.origin() + ".")),
                        section.notes("rectify audit, which judges more exactly,")));
        return model.reliability().isPresent()
                ? model
                : model.withReliability(ReliabilityCurves.ofOutOfSample(outputs, given, threads))
                        .withNotes(
                                with(
                                        model.notes(),
                                        List.of(
                                                "Without test rows confidence is judged on outputs of models that had not seen the row, not of the"
                                                        + " trained model. They are scaled already, so scaling them again changes little.")));
    }

    private static <T> List<T> with(List<T> first, List<T> then) {
        List<T> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    private List<Headline> headlines() {
        List<Headline> headlines = new ArrayList<>();
        List<Evaluation> tests = report.tests();
        if (!tests.isEmpty()) {
            Evaluation last = tests.get(tests.size() - 1);
            headlines.add(new Headline(
                    "Test accuracy",
                    Wording.percent(last.accuracy()),
                    "of " + Wording.count(last.rows()) + " test rows"
                            + (tests.size() == 1
                                    ? ""
                                    : "; " + report.firstStep() + " "
                                            + Wording.percent(tests.get(0).accuracy()))));
        }
        report.search()
                .flatMap(search -> search.headline("estimated from noisy labels"))
                .ifPresent(headlines::add);
        Round last = report.rounds().get(report.rounds().size() - 1);
        last.trueAccuracy()
                .ifPresent(accuracy -> headlines.add(new Headline(
                        "Training rows right", Wording.percent(accuracy), "last model, by the true labels")));
        headlines.add(new Headline(
                "Agreement with given labels",
                Wording.percent(last.agreement()),
                "last model on training rows, wrong labels included"));
        return headlines;
    }

    private List<String> notes() {
        List<String> notes = List.of(
                "Agreement with given labels is measured on training rows. It falls where a step unlearns wrong labels,"
                        + " so a lower figure is not a worse one.");
        return report.fitted().reviewed() == 0
                ? notes
                : with(
                        notes,
                        List.of(
                                "The model was fitted to the right labels of "
                                        + Wording.count(report.fitted().reviewed())
                                        + " reviewed rows. Ways of training are judged by held-out labels as they were given."));
    }
}
