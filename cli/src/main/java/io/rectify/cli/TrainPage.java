package io.rectify.cli;

import io.rectify.audit.Audit;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Dataset;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Headline;
import io.rectify.report.Reliability;
import io.rectify.report.ReportModel;
import io.rectify.report.Round;
import io.rectify.spectral.GramSpectrum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A training run as the model of a page. The labels it doubts are those that one softmax fit doubts, each row left out: the
 * trained model itself has seen them.
 */
final class TrainPage {
    private static final int NEIGHBOURS = 5;

    /** Rows up to which training looks at labels by itself; for more, that is for an audit to do. */
    private static final int MOST_JUDGED = 1_000_000;

    private final TrainingReport report;
    private final Dataset rows;
    private final RowTexts texts;
    private final int threads;

    /** @param rows features as they come, before preprocessing */
    TrainPage(TrainingReport report, Dataset rows, RowTexts texts, int threads) {
        this.report = report;
        this.rows = rows;
        this.texts = texts;
        this.threads = threads;
    }

    /** @param tested how far the model's confidence can be believed on test rows, if there are any */
    ReportModel model(String labelsFile, Optional<Reliability> tested) {
        ReportModel page = ReportModel.titled("Training on " + labelsFile)
                .withSubtitle(String.format(
                        Locale.ROOT,
                        "%s rows, %s classes, %s",
                        Wording.count(rows.given().size()),
                        Wording.count(rows.given().classCount()),
                        report.way()))
                .withGeneratedBy("Rectify " + Version.current())
                .withHeadlines(headlines())
                .withRounds(report.rounds())
                .withTrials(report.search()
                        .map(choice -> new SearchSection(choice).trials())
                        .orElse(List.of()))
                .withNotes(notes());
        return judged(tested.map(page::withReliability).orElse(page));
    }

    /** The page with the labels that are doubted, where the features say anything about labels. */
    private ReportModel judged(ReportModel page) {
        if (rows.given().size() > MOST_JUDGED) {
            return page.withNotes(with(
                    page.notes(), List.of("Labels are not judged where rows are so many; rectify audit judges them.")));
        }
        Preprocessing.Scheme scheme = Preprocessing.Scheme.CENTRE_NORMALISE;
        try (RowBlocks prepared =
                Preprocessing.fit(rows.features(), scheme, threads).lazily(rows.features())) {
            Dataset ready = rows.withFeatures(prepared);
            GramSpectrum spectrum;
            OutOfSample judge;
            try {
                spectrum = GramSpectrum.of(prepared, threads);
                judge = OutOfSample.leavingOneOut(ready, spectrum, threads);
            } catch (IllegalArgumentException | ArithmeticException e) {
                return page.withNotes(with(page.notes(), List.of("Labels are not judged: " + e.getMessage() + ".")));
            }
            try (OutOfSample outputs = judge) {
                Audit audit = Audit.ofLabels(ready, spectrum, outputs, NEIGHBOURS, threads);
                try (Probabilities soft = audit.issues().softLabels()) {
                    return judged(page, new AuditSection(audit, texts), outputs);
                }
            }
        }
    }

    private ReportModel judged(ReportModel page, AuditSection section, OutOfSample outputs) {
        ReportModel model = section.addTo(page)
                .withHeadlines(with(page.headlines(), section.headlines()))
                .withNotes(with(
                        with(page.notes(), List.of("Labels are judged by " + outputs.origin() + ".")),
                        section.notes("rectify audit, which judges more exactly,")));
        return model.reliability().isPresent()
                ? model
                : model.withReliability(ReliabilityCurves.ofOutOfSample(outputs, rows.given(), threads))
                        .withNotes(
                                with(
                                        model.notes(),
                                        List.of(
                                                "Without test rows confidence is judged on outputs of one fit with each row left out, not of the"
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
                                    : "; teacher "
                                            + Wording.percent(tests.get(0).accuracy()))));
        }
        report.search()
                .flatMap(choice -> new SearchSection(choice).accuracy("estimated from noisy labels"))
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
        return List.of(
                "Agreement with given labels is measured on training rows. It falls where a step unlearns wrong labels,"
                        + " so a lower figure is not a worse one.");
    }
}
