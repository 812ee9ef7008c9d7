package io.rectify.cli;

import io.rectify.report.Headline;
import io.rectify.report.TrialSummary;
import io.rectify.select.Choice;
import io.rectify.select.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a page says of how auto came to a way of training. */
record SearchSection(Choice choice) {
    /** The accuracy that is expected of the chosen way, where it can be told. */
    Optional<Headline> accuracy(String whose) {
        return Optional.of(choice.clean())
                .filter(clean -> !Double.isNaN(clean.estimate()))
                .map(clean -> new Headline(
                        "Accuracy on right labels",
                        String.format(Locale.ROOT, "%.0f %%", 100 * clean.estimate()),
                        String.format(
                                Locale.ROOT, "%s; %.0f to %.0f %%", whose, 100 * clean.low(), 100 * clean.high())));
    }

    /** Everything tried, the best first. */
    List<TrialSummary> trials() {
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
}
