package io.rectify.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a report says. What is empty leaves no trace on the page.
 *
 * @param title of the page
 * @param subtitle one line below it; may be empty
 * @param generatedBy program, version and, if wanted, time, for the page's foot; may be empty
 * @param decideBy the command that takes what the reader decides about the issues, which the page then lets decide and download as
 *     review.csv; empty if there is none
 * @param headlines figures to be seen first
 * @param noise which classes are mistaken for which
 * @param reliability how far confidence can be believed
 * @param rounds steps of the training, in their order
 * @param spectrum of the Gram matrix
 * @param histogram of the probability that a label is wrong
 * @param levels whether mistakes depend on the class alone
 * @param classes one line each
 * @param issues most likely wrong first
 * @param imagePaths whether texts of issues and neighbours that are relative paths ending in png, jpg or jpeg are shown
 *     as images; such a page loads these files, and no others, from where it lies
 * @param thumbnails small pictures as data URIs by the text of the issue or neighbour that they stand for
 * @param trials ways of training that were tried
 * @param notes paragraphs: assumptions and limits
 */
public record ReportModel(
        String title,
        String subtitle,
        String generatedBy,
        String decideBy,
        List<Headline> headlines,
        Optional<NoiseMatrix> noise,
        Optional<Reliability> reliability,
        List<Round> rounds,
        Optional<Spectrum> spectrum,
        Optional<ErrorHistogram> histogram,
        Optional<LevelTest> levels,
        List<ClassSummary> classes,
        List<Issue> issues,
        boolean imagePaths,
        Map<String, String> thumbnails,
        List<TrialSummary> trials,
        List<String> notes) {
    /** @throws IllegalArgumentException if title is blank */
    public ReportModel {
        Require.notBlank("title", title);
        headlines = List.copyOf(headlines);
        rounds = List.copyOf(rounds);
        classes = List.copyOf(classes);
        issues = List.copyOf(issues);
        thumbnails = Collections.unmodifiableMap(new LinkedHashMap<>(thumbnails));
        trials = List.copyOf(trials);
        notes = List.copyOf(notes);
    }

    /** A report of a title alone, to be filled by {@code with} methods. */
    public static ReportModel titled(String title) {
        return new ReportModel(
                title,
                "",
                "",
                "",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Map.of(),
                List.of(),
                List.of());
    }

    /** The same with this title. */
    public ReportModel withTitle(String title) {
        return with(parts -> parts.title = title);
    }

    /** The same with the line below the title. */
    public ReportModel withSubtitle(String subtitle) {
        return with(parts -> parts.subtitle = subtitle);
    }

    /** The same with this line at the foot. */
    public ReportModel withGeneratedBy(String generatedBy) {
        return with(parts -> parts.generatedBy = generatedBy);
    }

    /** The same with decisions that this command takes. */
    public ReportModel withDecideBy(String decideBy) {
        return with(parts -> parts.decideBy = decideBy);
    }

    /** The same with these figures first. */
    public ReportModel withHeadlines(List<Headline> headlines) {
        return with(parts -> parts.headlines = headlines);
    }

    /** The same with this estimate of the noise. */
    public ReportModel withNoise(NoiseMatrix noise) {
        return with(parts -> parts.noise = Optional.of(noise));
    }

    /** The same with these curves. */
    public ReportModel withReliability(Reliability reliability) {
        return with(parts -> parts.reliability = Optional.of(reliability));
    }

    /** The same with these steps. */
    public ReportModel withRounds(List<Round> rounds) {
        return with(parts -> parts.rounds = rounds);
    }

    /** The same with this spectrum. */
    public ReportModel withSpectrum(Spectrum spectrum) {
        return with(parts -> parts.spectrum = Optional.of(spectrum));
    }

    /** The same with this histogram. */
    public ReportModel withHistogram(ErrorHistogram histogram) {
        return with(parts -> parts.histogram = Optional.of(histogram));
    }

    /** The same with this test of the assumption. */
    public ReportModel withLevels(LevelTest levels) {
        return with(parts -> parts.levels = Optional.of(levels));
    }

    /** The same with these classes. */
    public ReportModel withClasses(List<ClassSummary> classes) {
        return with(parts -> parts.classes = classes);
    }

    /** The same with these issues. */
    public ReportModel withIssues(List<Issue> issues) {
        return with(parts -> parts.issues = issues);
    }

    /** The same with texts that are image paths shown as images, or not. */
    public ReportModel withImagePaths(boolean imagePaths) {
        return with(parts -> parts.imagePaths = imagePaths);
    }

    /** The same with these pictures in place of texts. */
    public ReportModel withThumbnails(Map<String, String> thumbnails) {
        return with(parts -> parts.thumbnails = thumbnails);
    }

    /** The same with these trials. */
    public ReportModel withTrials(List<TrialSummary> trials) {
        return with(parts -> parts.trials = trials);
    }

    /** The same with these notes. */
    public ReportModel withNotes(List<String> notes) {
        return with(parts -> parts.notes = notes);
    }

    private ReportModel with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.model();
    }

    /** The parts of a model while one of them is replaced. */
    private static final class Parts {
        private String title;
        private String subtitle;
        private String generatedBy;
        private String decideBy;
        private List<Headline> headlines;
        private Optional<NoiseMatrix> noise;
        private Optional<Reliability> reliability;
        private List<Round> rounds;
        private Optional<Spectrum> spectrum;
        private Optional<ErrorHistogram> histogram;
        private Optional<LevelTest> levels;
        private List<ClassSummary> classes;
        private List<Issue> issues;
        private boolean imagePaths;
        private Map<String, String> thumbnails;
        private List<TrialSummary> trials;
        private List<String> notes;

        Parts(ReportModel model) {
            title = model.title;
            subtitle = model.subtitle;
            generatedBy = model.generatedBy;
            decideBy = model.decideBy;
            headlines = model.headlines;
            noise = model.noise;
            reliability = model.reliability;
            rounds = model.rounds;
            spectrum = model.spectrum;
            histogram = model.histogram;
            levels = model.levels;
            classes = model.classes;
            issues = model.issues;
            imagePaths = model.imagePaths;
            thumbnails = model.thumbnails;
            trials = model.trials;
            notes = model.notes;
        }

        ReportModel model() {
            return new ReportModel(
                    title,
                    subtitle,
                    generatedBy,
                    decideBy,
                    headlines,
                    noise,
                    reliability,
                    rounds,
                    spectrum,
                    histogram,
                    levels,
                    classes,
                    issues,
                    imagePaths,
                    thumbnails,
                    trials,
                    notes);
        }
    }
}
