package io.rectify.cli;

import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Calibration;
import io.rectify.metrics.Temperature;
import io.rectify.report.ClassSummary;
import io.rectify.report.ErrorHistogram;
import io.rectify.report.Headline;
import io.rectify.report.Issue;
import io.rectify.report.Neighbour;
import io.rectify.report.NoiseMatrix;
import io.rectify.report.Reliability;
import io.rectify.report.ReportModel;
import io.rectify.report.Spectrum;
import io.rectify.report.TrialSummary;
import io.rectify.select.Choice;
import io.rectify.select.Trial;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** An audit as the model of a page. */
final class AuditPage {
    private static final int BINS = 20;

    /** Issues that a page stays quick with; the csv has them all. */
    private static final int MOST_ISSUES = 5000;

    private static final double FILTER_KAPPA = 50;
    private static final float LEAST_LOG = (float) Math.log(Float.MIN_NORMAL);

    private final AuditReport report;
    private final Audit audit;
    private final LabelIssues issues;
    private final Labels given;

    AuditPage(AuditReport report) {
        this.report = report;
        this.audit = report.audit();
        this.issues = audit.issues();
        this.given = issues.given();
    }

    ReportModel model(String labelsFile, int threads) {
        GramSpectrum spectrum = audit.spectrum();
        ReportModel model = ReportModel.titled("Label audit of " + labelsFile)
                .withSubtitle(String.format(
                        Locale.ROOT,
                        "%s rows, %s classes, judged by %s",
                        Wording.count(given.size()),
                        Wording.count(given.classCount()),
                        report.outputs().origin()))
                .withGeneratedBy("Rectify " + Version.current())
                .withHeadlines(headlines())
                .withNoise(NoiseMatrix.of(given.names(), audit.noise().transitions()))
                .withReliability(reliability(threads))
                .withHistogram(histogram())
                .withClasses(classes())
                .withIssues(issues())
                .withTrials(report.choice().map(AuditPage::trials).orElse(List.of()))
                .withNotes(notes());
        return spectrum.rank() == 0 ? model : model.withSpectrum(spectrum(spectrum));
    }

    private List<Headline> headlines() {
        List<Headline> headlines = new ArrayList<>();
        headlines.add(new Headline(
                "Labels likely wrong",
                Double.isNaN(audit.noise().rate())
                        ? "unknown"
                        : Wording.percent(audit.noise().rate()),
                String.format(
                        Locale.ROOT,
                        "%.1f to %.1f %%; by counting %.1f %%",
                        100 * audit.noise().low(),
                        100 * audit.noise().high(),
                        100 * audit.counted().rate())));
        headlines.add(new Headline(
                "Labels flagged",
                Wording.count(issues.flagged().length),
                String.format(Locale.ROOT, "about %.0f %% of them false alarms", 100 * issues.falseDiscoveryRate())));
        report.choice()
                .map(Choice::clean)
                .filter(clean -> !Double.isNaN(clean.estimate()))
                .ifPresent(clean -> headlines.add(new Headline(
                        "Accuracy on right labels",
                        String.format(Locale.ROOT, "%.0f %%", 100 * clean.estimate()),
                        String.format(
                                Locale.ROOT,
                                "of the classifier that judges; %.0f to %.0f %%",
                                100 * clean.low(),
                                100 * clean.high()))));
        headlines.add(new Headline(
                "Near-duplicates with other labels",
                Wording.count(audit.anomalies().duplicates().size()),
                "pairs of rows that are all but equal"));
        headlines.add(new Headline(
                "Outliers", Wording.count(audit.anomalies().outliers().size()), "rows far from every class"));
        return headlines;
    }

    private Reliability reliability(int threads) {
        Probabilities before = report.outputs().probabilities();
        try (Matrix logs = before.logarithms(LEAST_LOG, threads);
                Probabilities after = Temperature.fit(logs, given, threads).apply(logs, threads)) {
            return new Reliability("given labels", curve(before), curve(after));
        }
    }

    private Reliability.Curve curve(Probabilities outputs) {
        Calibration.Binning binning = Calibration.Binning.EQUAL_WIDTH;
        return new Reliability.Curve(
                Calibration.expectedError(outputs, given, BINS, binning),
                Calibration.reliability(outputs, given, BINS, binning).stream()
                        .filter(bin -> bin.rows() > 0)
                        .map(bin -> new Reliability.Bin(bin.confidence(), bin.accuracy(), bin.rows()))
                        .toList());
    }

    private static Spectrum spectrum(GramSpectrum spectrum) {
        List<Double> values = Arrays.stream(spectrum.values()).boxed().toList();
        List<Spectrum.Filter> filters = IntStream.of(1, 2, 4)
                .mapToObj(step -> {
                    SpectralFilter filter = new SpectralFilter(FILTER_KAPPA, step);
                    return new Spectrum.Filter(
                            String.format(Locale.ROOT, "step %d, kappa %.0f", step, FILTER_KAPPA),
                            values.stream().map(filter::keep).toList());
                })
                .toList();
        return new Spectrum(values, filters);
    }

    private ErrorHistogram histogram() {
        long[] flagged = new long[BINS];
        long[] others = new long[BINS];
        for (float wrong : issues.wrong()) {
            int bin = Math.min(BINS - 1, (int) (wrong * BINS));
            (LabelIssues.isFlagged(wrong) ? flagged : others)[bin]++;
        }
        return new ErrorHistogram(
                IntStream.rangeClosed(0, BINS).mapToObj(i -> i / (double) BINS).toList(),
                Arrays.stream(flagged).boxed().toList(),
                Arrays.stream(others).boxed().toList());
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
        int[] flagged = issues.flagged();
        for (int rank = 0; rank < Math.min(MOST_ISSUES, flagged.length); rank++) {
            int row = flagged[rank];
            all.add(new Issue(
                    row,
                    "",
                    text(row),
                    given.name(row),
                    issues.suggested().name(row),
                    Math.min(1, issues.wrong()[row]),
                    Math.min(1, issues.confidence()[row]),
                    neighbours(rank)));
        }
        return all;
    }

    private List<Neighbour> neighbours(int rank) {
        return rank < audit.neighbours().size()
                ? audit.neighbours().get(rank).stream()
                        .map(n -> new Neighbour(n.row(), n.weight(), given.name(n.row()), text(n.row())))
                        .toList()
                : Collections.emptyList();
    }

    private String text(int row) {
        return report.texts().isEmpty() ? "" : report.texts().get(row);
    }

    private static List<TrialSummary> trials(Choice choice) {
        return choice.trials().stream()
                .sorted(Comparator.comparingInt(Trial::rows).reversed().thenComparingDouble(Trial::behind))
                .map(trial -> new TrialSummary(
                        trial.candidate().toString(),
                        trial.rows(),
                        trial.agreement(),
                        trial.standardError(),
                        Math.max(0, trial.behind()),
                        trial.candidate().equals(choice.chosen())))
                .toList();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "Every row is judged by a model that has not seen its own label. The probability that a label is wrong follows"
                        + " from that model's output and from the noise matrix, which is estimated by maximum likelihood; it"
                        + " assumes that, given a row's true class, its label does not depend on its features.",
                "Neighbours are the rows whose labels the linear model averages into its verdict on a row, with their weights."
                        + " They explain; they do not decide."));
        if (issues.flagged().length > MOST_ISSUES) {
            notes.add("The table shows the " + Wording.count(MOST_ISSUES) + " most suspicious of "
                    + Wording.count(issues.flagged().length) + " flagged rows; " + AuditDirectory.ISSUES + " has all.");
        }
        return notes;
    }
}
