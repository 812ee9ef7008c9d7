package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.probe.Penalty;
import io.rectify.report.Headline;
import io.rectify.report.TrialSummary;
import io.rectify.select.Choice;
import io.rectify.select.CleanAccuracy;
import io.rectify.select.Trial;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a way of training was chosen, for people, for machines and for a page.
 *
 * @param seconds wall time of the search
 * @param given the labels it was chosen by
 */
record SearchReport(Choice choice, double seconds, Labels given) {
    private static final int SHOWN = 6;

    private static final Comparator<Trial> BEST_FIRST =
            Comparator.comparingInt(Trial::rows).reversed().thenComparingDouble(Trial::behind);

    /** The figures of the search, and of every candidate if wanted. */
    Map<String, Object> values(boolean withTrials) {
        Map<String, Object> auto = new LinkedHashMap<>();
        auto.put("chosen", choice.chosen().toString());
        auto.put("preprocess", choice.chosen().preprocessing().toString());
        auto.put("intercept", choice.chosen().intercept());
        auto.put("teacher_kappa", kappa(choice.chosen().teacher()));
        auto.put("student_kappa", kappa(choice.chosen().students()));
        auto.put("held_out", choice.heldOut());
        auto.put("tried", choice.trials().size());
        auto.put("skipped", choice.skipped().size());
        auto.put("evaluations", choice.evaluations());
        auto.put("complete", choice.complete());
        auto.put("seconds", seconds);
        CleanAccuracy clean = choice.clean();
        Map<String, Object> estimate = new LinkedHashMap<>();
        estimate.put("accuracy", Double.isNaN(clean.estimate()) ? null : clean.estimate());
        estimate.put("low", clean.low());
        estimate.put("high", clean.high());
        estimate.put("labels_right", clean.labelsRight());
        auto.put("estimated", estimate);
        auto.put("most_frequent_label", choice.mostFrequent(given));
        if (withTrials) {
            auto.put(
                    "preprocessings",
                    choice.preprocessings().stream().map(SearchReport::values).toList());
            auto.put(
                    "trials", choice.trials().stream().map(SearchReport::values).toList());
        }
        return auto;
    }

    private double kappa(Penalty penalty) {
        return penalty.kappa(given.classCount(), given.size());
    }

    /** As run.json names it. */
    String penalty() {
        Penalty teacher = choice.chosen().teacher();
        Penalty students = choice.chosen().students();
        return teacher.equals(students) ? teacher.toString() : teacher + ", students " + students;
    }

    private static Map<String, Object> values(Trial trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("candidate", trial.candidate().toString());
        values.put("held_out", trial.rows());
        values.put("agreement", trial.agreement());
        values.put("standard_error", trial.standardError());
        values.put("behind", trial.behind());
        values.put("behind_standard_error", trial.behindError());
        values.put("evaluations", trial.evaluations());
        return values;
    }

    /** For people. */
    String text() {
        int least = choice.trials().stream().mapToInt(Trial::rows).min().orElseThrow();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d ways of training tried in %.1f s%s, judged by the given labels%nof %s held-out rows%s:%n%n",
                choice.trials().size(),
                seconds,
                choice.complete() ? "" : " (the budget ended the search)",
                Wording.count(least),
                least == choice.heldOut() ? "" : ", the best by " + Wording.count(choice.heldOut())));
        TextTable table = new TextTable(List.of("way of training", "rows", "agrees with given", "points behind"), 1);
        List<Trial> best =
                choice.trials().stream().sorted(BEST_FIRST).limit(SHOWN).toList();
        best.forEach(trial -> add(table, trial));
        choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()) && !best.contains(trial))
                .forEach(trial -> add(table, trial));
        table.appendTo(text);
        text.append(String.format("%nChosen, the simplest that is hardly behind: %s%n", choice.chosen()));
        return text.append(estimate()).append(System.lineSeparator()).toString();
    }

    private String estimate() {
        CleanAccuracy clean = choice.clean();
        if (!choice.informative(given)) {
            return String.format(
                    Locale.ROOT,
                    "Warning: naming the most frequent label everywhere agrees with %.1f %%, so these features%n"
                            + "say little about these labels: do not trust what is suggested.%n",
                    100 * choice.mostFrequent(given));
        }
        if (Double.isNaN(clean.estimate())) {
            return String.format("How many labels are wrong, and the accuracy on right ones, cannot be told: too few%n"
                    + "rows are confident, or they agree no more than others.%n");
        }
        return String.format(
                Locale.ROOT,
                "About %.0f %% of the given labels are wrong, by estimate. Accuracy on right labels:%n"
                        + "about %.0f %% (%.0f to %.0f). Both hold if wrong labels depend on the right class alone.%n",
                100 * (1 - clean.labelsRight()),
                100 * clean.estimate(),
                100 * clean.low(),
                100 * clean.high());
    }

    private static void add(TextTable table, Trial trial) {
        table.add(List.of(
                trial.candidate().toString(),
                Wording.count(trial.rows()),
                String.format(Locale.ROOT, "%.1f +- %.1f %%", 100 * trial.agreement(), 100 * trial.standardError()),
                String.format(Locale.ROOT, "%.1f +- %.1f", 100 * trial.behind(), 100 * trial.behindError())));
    }

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
                .sorted(BEST_FIRST)
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
