package io.rectify.cli;

import io.rectify.audit.Audit;
import io.rectify.audit.NearestRows;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.OutOfSample;
import io.rectify.data.RowParts;
import io.rectify.distill.Distillation;
import io.rectify.distill.Recipe;
import io.rectify.distill.Refinement;
import io.rectify.formats.Excerpt;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Results in the words and figures that people read. */
final class Wording {
    private Wording() {}

    /** What a step was: the teacher, or which student. */
    static String of(Distillation.Step step) {
        return step(step.number(), step.refinement());
    }

    /** The same of a step of a recipe. */
    static String of(Recipe.Step step) {
        return step.closedForm().isPresent() ? "step " + step.number() : step(step.number(), step.refinement());
    }

    /** What a step is called where it is plain logistic regression; none of any other. */
    static Optional<String> plainName(Recipe.Step step) {
        return step.number() == 1
                        && step.closedForm().isEmpty()
                        && step.refinement().isEmpty()
                ? Optional.of("plain logistic regression")
                : Optional.empty();
    }

    /** The same of a step judged by held-out rows. */
    static String of(OutOfSample.HeldOutStep step) {
        return step(step.number(), step.refinement());
    }

    /** How many rows have no label, in a line; nothing if all have one. */
    static String unlabelled(RowParts parts) {
        return parts.isWhole()
                ? ""
                : String.format(
                        "%s of %s rows have no label: nothing was fitted to them; what is suggested for them stands in %s.%n",
                        count(parts.unlabelled().length), count(parts.size()), RunDirectory.LABELS);
    }

    private static String step(int number, Optional<Refinement> refinement) {
        return refinement
                .map(made -> (number == 1 ? "" : "student " + (number - 1) + ", ") + made.description())
                .orElse(number == 1 ? "teacher" : "step " + number);
    }

    /** How a fit ended. */
    static String ending(SoftmaxProbe.Fit fit) {
        return fit.stopReason() == StopReason.EPOCHS
                ? fit.iterations() + " epochs"
                : fit.stopReason() + " after " + fit.evaluations() + " evaluations";
    }

    /** How many labels are wrong as far as that may be stated, in words that need no statistics. */
    static String wrong(NoiseEvidence evidence) {
        String low = percent(evidence.low());
        return switch (evidence.verdict()) {
            case SINGLE ->
                String.format(
                        "About %s of the labels are wrong (%s to %s), if mistakes depend on the class alone.",
                        percent(evidence.rate()), low, percent(evidence.high()));
            case AT_LEAST ->
                String.format(
                        "Between %s and %s of the labels are wrong, by what one assumes of the mistakes.",
                        low, percent(evidence.high()));
            case FOLLOWS_FEATURES ->
                (low.equals(percent(0)) ? "Few labels need be wrong" : "At least " + low + " of the labels are wrong")
                        + ", more if mistakes depend on the rows, as people's do; a review tells.";
            case UNKNOWN -> "How many labels are wrong cannot be told: the features say too little about them.";
        };
    }

    /** What the share of wrong labels is by each assumption, in a line. */
    static String views(NoiseEvidence evidence) {
        if (evidence.verdict() == NoiseEvidence.Verdict.SINGLE) {
            return String.format(
                    Locale.ROOT,
                    "%.1f to %.1f %%, if mistakes depend on the class alone",
                    100 * evidence.low(),
                    100 * evidence.high());
        }
        double least = evidence.views().stream()
                .mapToDouble(NoiseEvidence.View::rate)
                .min()
                .orElse(0);
        double most = evidence.views().stream()
                .mapToDouble(NoiseEvidence.View::rate)
                .max()
                .orElse(1);
        return String.format(
                Locale.ROOT, "%.1f to %.1f %% by what one assumes; review some rows to know", 100 * least, 100 * most);
    }

    /** How many flags are false, where that can be told. */
    static String falseAlarms(NoiseEvidence evidence) {
        if (evidence.flagged() == 0) {
            return "see the ranking: the most suspicious rows come first whether flagged or not";
        }
        return Double.isNaN(evidence.falseDiscoveryRate())
                ? "how many of them are false alarms cannot be told"
                : String.format(
                        Locale.ROOT,
                        "about %.0f %% of them false alarms (%.0f to %.0f)",
                        100 * evidence.falseDiscoveryRate(),
                        100 * evidence.falseDiscoveryLow(),
                        100 * evidence.falseDiscoveryHigh());
    }

    /** What the test of the assumption said. */
    static String test(NoiseEvidence evidence) {
        return switch (evidence.verdict()) {
            case SINGLE, AT_LEAST ->
                "These labels do not contradict that mistakes depend on the class alone: the share of wrong labels comes out the same however"
                        + " suspicious a label must be to count.";
            case FOLLOWS_FEATURES ->
                "These labels contradict that mistakes depend on the class alone: the more suspicious a label must be to count, the fewer are"
                        + " wrong. Mistakes follow what the rows say, as those of people and rules do, so no single number is stated.";
            case UNKNOWN -> "Whether mistakes depend on the class alone cannot be told here.";
        };
    }

    /** A path without anything that would break the line or drive the terminal. */
    static String path(Path path) {
        return Excerpt.escape(path.toString());
    }

    /** A text on one line, cut to a number of characters that leaves tables readable. */
    static String shortened(String text, int width) {
        String line = Excerpt.escape(text);
        return line.codePointCount(0, line.length()) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, width - 3)) + "...";
    }

    /** A share as a percentage with one decimal. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A number without needless digits. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** A count with separators between thousands. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** What is still to come if the rest takes as long as what is done; nothing at the end. */
    static String timeLeft(long done, long all, long nanos) {
        return done >= all || done <= 0
                ? ""
                : ", about " + duration(Math.round(nanos / 1e9 * (all - done) / done)) + " left";
    }

    /** Whole seconds up to two minutes, then minutes, then hours and minutes. */
    static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /** Rows among which each row's nearest were sought. */
    static int nearestAmong(Audit audit) {
        return NearestRows.compared(
                audit.issues().given().size(), audit.spectrum().features());
    }

    /** By what else a row is judged. */
    static String nearest(Audit audit) {
        int among = nearestAmong(audit);
        return "by the labels of its ten nearest rows"
                + (among == audit.issues().given().size() ? "" : " among " + count(among) + " drawn at random");
    }
}
