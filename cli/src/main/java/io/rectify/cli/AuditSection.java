package io.rectify.cli;

import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.NoiseTransition;
import io.rectify.data.Labels;
import io.rectify.report.ClassSummary;
import io.rectify.report.ErrorHistogram;
import io.rectify.report.Headline;
import io.rectify.report.Issue;
import io.rectify.report.LevelTest;
import io.rectify.report.Neighbour;
import io.rectify.report.NoiseMatrix;
import io.rectify.report.ReportModel;
import io.rectify.report.Spectrum;
import io.rectify.run.LabelVerdict;
import io.rectify.run.RankedLabels;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a page says of the labels that an audit doubts, and of what it rests on. */
final class AuditSection {
    private static final int BINS = 20;

    /** Issues that a page stays quick with; the csv has them all. */
    private static final int MOST_ISSUES = 5000;

    private final Audit audit;
    private final LabelIssues issues;
    private final Labels given;
    private final RowTexts texts;
    private final RankedLabels ranked;

    AuditSection(Audit audit, RowTexts texts) {
        this.audit = audit;
        this.issues = audit.issues();
        this.given = issues.given();
        this.texts = texts;
        this.ranked = new RankedLabels(issues);
    }

    /** The page with the noise, the issues and the spectrum. */
    ReportModel addTo(ReportModel page) {
        ReportModel noisy = isConfused() && given.classCount() <= NoiseTransition.MOST_CLASSES
                ? page.withNoise(NoiseMatrix.of(given.names(), audit.noise().transitions()))
                : page;
        ReportModel model = noisy.withHistogram(histogram())
                .withClasses(classes())
                .withIssues(issues())
                .withImagePaths(texts.images());
        ReportModel tested = audit.evidence().curve().isEmpty() ? model : model.withLevels(levels());
        return audit.spectrum().rank() == 0 ? tested : tested.withSpectrum(spectrum(audit.spectrum()));
    }

    /** Whether some class is given to at least one row of another, as expected; if not, a table of pairs shows rounding alone. */
    private boolean isConfused() {
        return issues.confusions().stream().anyMatch(confusion -> confusion.rows() >= 1);
    }

    /** How many labels are wrong, and how many flagged. */
    List<Headline> headlines() {
        NoiseEvidence evidence = audit.evidence();
        return List.of(
                new Headline("Labels wrong", rate(evidence), Wording.views(evidence)),
                new Headline("Labels flagged", Wording.count(issues.flagged().length), Wording.falseAlarms(evidence)));
    }

    private static String rate(NoiseEvidence evidence) {
        return switch (evidence.verdict()) {
            case SINGLE -> Wording.percent(evidence.rate());
            case AT_LEAST, FOLLOWS_FEATURES -> "at least " + Wording.percent(evidence.low());
            case UNKNOWN -> "cannot be told";
        };
    }

    /**
     * What to bear in mind.
     *
     * @param whole where all issues are, if the page does not have them
     */
    List<String> notes(String whole) {
        List<String> notes = new ArrayList<>(List.of(
                "Every row is judged by a model that has not seen its own label, and " + Wording.nearest(audit)
                        + ". How"
                        + " suspicious wrong labels look is learned from decoys: labels that were not given, scored as if they had"
                        + " been. That assumes that, given a row's true class, its label does not depend on its features."
                        + (audit.evidence().curve().isEmpty() ? " " + Wording.test(audit.evidence()) : ""),
                "Neighbours are the rows whose labels the linear model averages into its verdict on a row, with their weights."
                        + " They explain; they do not decide."));
        if (!isConfused()) {
            notes.add("No classes are systematically confused.");
        }
        if (issues.flagged().length < RankedLabels.LISTED) {
            notes.add(Wording.count(issues.flagged().length)
                    + " rows are flagged; the list goes on with the next most suspicious ones.");
        }
        if (issues.flagged().length > MOST_ISSUES) {
            notes.add("The table shows the " + Wording.count(MOST_ISSUES) + " most suspicious of "
                    + Wording.count(issues.flagged().length) + " flagged rows; " + whole + " has all.");
        }
        return notes;
    }

    private static Spectrum spectrum(GramSpectrum spectrum) {
        List<Double> values = Arrays.stream(spectrum.values()).boxed().toList();
        List<Spectrum.Filter> filters = IntStream.of(1, 2, 4)
                .mapToObj(step -> {
                    SpectralFilter filter = new SpectralFilter(Audit.NEIGHBOUR_KAPPA, step);
                    return new Spectrum.Filter(
                            String.format(Locale.ROOT, "step %d, kappa %.0f", step, Audit.NEIGHBOUR_KAPPA),
                            spectrum.kept(filter));
                })
                .toList();
        return new Spectrum(values, filters);
    }

    private LevelTest levels() {
        return new LevelTest(
                Wording.test(audit.evidence()),
                audit.evidence().curve().stream()
                        .map(point -> new LevelTest.Point(
                                point.level(), Math.min(1, point.rate()), Math.min(1, point.low()), point.high()))
                        .toList());
    }

    private ErrorHistogram histogram() {
        LabelIssues.Histogram histogram = issues.histogram(BINS);
        return new ErrorHistogram(histogram.edges(), histogram.flagged(), histogram.others());
    }

    private List<ClassSummary> classes() {
        return issues.classes().stream()
                .sorted(LabelIssues.ClassSummary.WORST_FIRST)
                .map(c -> new ClassSummary(
                        given.names().get(c.label()),
                        c.rows(),
                        Math.min(1, c.wrongShare()),
                        Optional.of(given.names().get(c.mostOften()))))
                .toList();
    }

    private List<Issue> issues() {
        List<Issue> all = new ArrayList<>();
        int[] listed = ranked.listed();
        for (int i = 0; i < Math.min(MOST_ISSUES, listed.length); i++) {
            int row = listed[i];
            LabelVerdict verdict = ranked.question(row);
            all.add(new Issue(
                    texts.number(row),
                    texts.id(row),
                    texts.text(row),
                    given.name(row),
                    verdict.suggested(),
                    verdict.wrong().orElseThrow(),
                    verdict.confidence(),
                    neighbours(i)));
        }
        return all;
    }

    private List<Neighbour> neighbours(int rank) {
        return rank < audit.neighbours().size()
                ? audit.neighbours().get(rank).stream()
                        .map(n -> new Neighbour(
                                texts.number(n.row()), n.weight(), given.name(n.row()), texts.text(n.row())))
                        .toList()
                : Collections.emptyList();
    }
}
