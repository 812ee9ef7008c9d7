package io.rectify.cli;

import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.metrics.Metric;
import io.rectify.probe.Penalty;
import io.rectify.report.Headline;
import io.rectify.report.TrialSummary;
import io.rectify.select.Choice;
import io.rectify.select.Comparison;
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
 * @param accuracy how often it is right, as far as that can be told
 */
record SearchReport(Choice choice, double seconds, Labels given, Optional<StatedAccuracy> accuracy) {
    private static final int SHOWN = 6;

    private static final String WORDS =
            String.format("kappa: strength of the penalty (lambda x classes x rows). A round: one student after the%n"
                    + "teacher. sd: students of outputs as they are; spectral: the same in closed form; xi, alpha: see%n"
                    + "rectify train --help.");

    private static final Comparator<Trial> BEST_FIRST =
            Comparator.comparingInt(Trial::rows).reversed().thenComparingDouble(Trial::behind);

    /** The figures of the search, and of every candidate if wanted. */
    Map<String, Object> values(boolean withTrials) {
        Map<String, Object> auto = new LinkedHashMap<>();
        auto.put("chosen", choice.chosen().toString());
        auto.put("preprocess", choice.chosen().preprocessing().toString());
        auto.put("intercept", choice.chosen().intercept());
        auto.put("adjusted", choice.chosen().adjusted());
        auto.put("teacher_kappa", kappa(choice.chosen().teacher()));
        auto.put("student_kappa", kappa(choice.chosen().students()));
        auto.put("held_out", choice.heldOut());
        auto.put("tried", choice.trials().size());
        auto.put("skipped", choice.skipped().size());
        auto.put("evaluations", choice.evaluations());
        auto.put("complete", choice.complete());
        auto.put("seconds", seconds);
        auto.put("metric", choice.metric().toString());
        auto.put("smoothed", choice.smoothed());
        auto.put("criterion", criterion().key);
        auto.put("by_plain_agreement", byPlainAgreement().candidate().toString());
        accuracy.ifPresent(stated -> {
            Map<String, Object> estimate = new LinkedHashMap<>();
            estimate.put("accuracy", Double.isNaN(stated.estimate()) ? null : stated.estimate());
            estimate.put("low", stated.low());
            estimate.put("high", stated.high());
            estimate.put("reviewed", stated.reviewed());
            estimate.put("agreement", stated.agreement());
            estimate.put("inverse_temperature", stated.inverseTemperature());
            auto.put("estimated", estimate);
        });
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
        values.put("plain_agreement", trial.plain().share());
        values.put("plain_behind", trial.plain().behind());
        trial.reviewed().ifPresent(right -> {
            values.put("reviewed", right.rows());
            values.put("right_of_reviewed", right.share());
            values.put("reviewed_behind", right.behind());
            values.put("reviewed_behind_standard_error", right.behindError());
        });
        values.put("evaluations", trial.evaluations());
        return values;
    }

    /** The best logistic regression without distilling that was tried; none where the budget was too small for one. */
    private Optional<Trial> plain() {
        return choice.trials().stream()
                .filter(trial -> trial.candidate().method().is(Method.TEACHER))
                .min(BEST_FIRST);
    }

    private Trial chosen() {
        return choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()))
                .min(BEST_FIRST)
                .orElseThrow();
    }

    /**
     * Whether distilling helped as far as held-out given labels can tell, then what was chosen.
     *
     * @param measured whether test rows, which tell more, were spoken of before
     */
    String verdict(boolean measured) {
        Optional<Trial> plain = plain();
        if (choice.chosen().method().is(Method.TEACHER)) {
            return String.format(
                    "Plain logistic regression is enough: no student did clearly better on held-out rows.%n");
        }
        String way = String.format(
                "Way of training: %s (%s).%n", choice.chosen().method().description(), choice.chosen());
        if (plain.isEmpty()) {
            return String.format("Plain logistic regression was not tried.%n") + way;
        }
        double points = 100 * (plain.get().behind() - chosen().behind());
        double error = 100 * Math.hypot(plain.get().behindError(), chosen().behindError());
        String figures = String.format(
                Locale.ROOT,
                "it agrees with %s %.1f points %s often than the best%nplain logistic regression, give or take %.1f",
                measured && !choice.smoothed() ? "them" : "held-out given labels",
                Math.abs(points),
                points < 0 ? "less" : "more",
                2 * error);
        if (choice.smoothed()) {
            return String.format(
                            "Mistakes seem to follow the features, so a smoother way was taken, which learns fewer of them:%n%s;"
                                    + " that is no merit here.%n",
                            figures)
                    + way;
        }
        boolean clear = points > 2 * error;
        return String.format(
                        "%s: %s.%n",
                        measured
                                ? (clear
                                        ? "Held-out given labels say the same"
                                        : "Held-out given labels alone would not tell")
                                : (clear ? "Distilling helped" : "Distilling makes no clear difference"),
                        figures)
                + way;
    }

    /** What decided. */
    private enum Criterion {
        REVIEWED("reviewed"),
        SMOOTHER("smoother"),
        BALANCED("balanced agreement"),
        PLAIN("agreement");

        private final String key;

        Criterion(String key) {
            this.key = key;
        }
    }

    private Criterion criterion() {
        if (choice.trials().stream().anyMatch(Trial::refuted)) {
            return Criterion.REVIEWED;
        }
        if (choice.smoothed()) {
            return Criterion.SMOOTHER;
        }
        return choice.metric() == Metric.BALANCED ? Criterion.BALANCED : Criterion.PLAIN;
    }

    /** The best where every row counts alike. */
    private Trial byPlainAgreement() {
        return choice.trials().stream()
                .min(Comparator.comparingInt(Trial::rows)
                        .reversed()
                        .thenComparingDouble(trial -> trial.plain().behind()))
                .orElseThrow();
    }

    /** Which criterion decided, what it assumes of the shares of classes, and how far it is from plain agreement. */
    private String criteria() {
        Trial plain = byPlainAgreement();
        String decided = switch (criterion()) {
            case REVIEWED ->
                String.format(
                        Locale.ROOT,
                        "Reviewed rows decided first: %d of %d ways are right less often on %s of them, held out.",
                        choice.trials().stream().filter(Trial::refuted).count(),
                        choice.trials().size(),
                        Wording.count(choice.trials().stream()
                                .flatMap(trial -> trial.reviewed().stream())
                                .mapToInt(Comparison::rows)
                                .max()
                                .orElse(0)));
            case SMOOTHER -> "Mistakes follow the features, so a smoother way was taken than the one that agrees most.";
            case BALANCED ->
                "Agreement decided, every class counted alike, so that nothing is won by learning how common given labels are.";
            case PLAIN ->
                "Agreement decided, every row counted alike: classes are taken to be as common as given labels are.";
        };
        if (plain.candidate().equals(choice.chosen())) {
            return String.format("%s%nWith every row counted alike the choice would be the same.%n", decided);
        }
        return String.format(
                Locale.ROOT,
                "%s%nWith every row counted alike the best is %s; the choice is %.1f points behind it there, and %.1f %s here.%n",
                decided,
                plain.candidate(),
                100 * chosen().plain().behind(),
                Math.abs(100 * (plain.behind() - chosen().behind())),
                plain.behind() >= chosen().behind() ? "ahead" : "behind");
    }

    /** For people: all that was tried. */
    String text() {
        int least = choice.trials().stream().mapToInt(Trial::rows).min().orElseThrow();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d ways of training tried in %.1f s%s, judged by the given labels%nof %s held-out rows%s%s:%n%n",
                choice.trials().size(),
                seconds,
                choice.complete() ? "" : " (the budget ended the search)",
                Wording.count(least),
                least == choice.heldOut() ? "" : ", the best by " + Wording.count(choice.heldOut()),
                choice.metric() == Metric.BALANCED ? ", every class counted alike" : ""));
        TextTable table = new TextTable(List.of("way of training", "rows", "agrees with given", "points behind"), 1);
        List<Trial> best =
                choice.trials().stream().sorted(BEST_FIRST).limit(SHOWN).toList();
        best.forEach(trial -> add(table, trial));
        choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()) && !best.contains(trial))
                .forEach(trial -> add(table, trial));
        plain().filter(trial -> !best.contains(trial) && !trial.candidate().equals(choice.chosen()))
                .ifPresent(trial -> add(table, trial));
        table.appendTo(text);
        text.append(String.format("%nChosen, %s: %s%n%s%n%s%n", reason(), choice.chosen(), criteria(), WORDS));
        return text.append(System.lineSeparator()).toString();
    }

    /** What may be said for the choice beside plain logistic regression, which may have been tried on fewer rows. */
    private String reason() {
        if (choice.smoothed()) {
            return "smoother than the best, to follow mistakes less";
        }
        boolean plainIsAsGood = plain().filter(trial -> !trial.candidate().equals(choice.chosen()))
                .filter(trial -> trial.behind() <= Math.max(trial.behindError(), chosen().behind()))
                .isPresent();
        return plainIsAsGood
                ? "hardly behind the best, as is plain logistic regression"
                : "the simplest that is hardly behind the best";
    }

    /**
     * How often the choice is right, as far as that can be told.
     *
     * @param measured whether test rows have told it better: then only what warns is said
     */
    String estimate(boolean measured) {
        if (!choice.informative(given)) {
            return String.format(
                    Locale.ROOT,
                    "Warning: naming the most frequent label everywhere agrees with %.1f %%, so these features%n"
                            + "say little about these labels: do not trust what is suggested.%n",
                    100 * choice.mostFrequent(given));
        }
        if (measured) {
            return "";
        }
        return accuracy.map(stated -> Double.isNaN(stated.estimate())
                        ? String.format(
                                Locale.ROOT,
                                "How often it is right cannot be told: it agrees with %.1f %% of held-out given labels, but mistakes%n"
                                        + "follow the features or classes overlap. A hundred reviewed rows would tell: rectify audit --review 100.%n",
                                100 * stated.agreement())
                        : String.format(
                                Locale.ROOT,
                                "On rows held out it is right for about %.0f %% (%.0f to %.0f), %s, and as sure as that.%n",
                                100 * stated.estimate(),
                                100 * stated.low(),
                                100 * stated.high(),
                                stated.reviewed() > 0
                                        ? "by " + Wording.count(stated.reviewed()) + " reviewed rows"
                                        : String.format("if wrong labels depend on the right%nclass alone")))
                .orElse(String.format("How often it is right cannot be told: too few rows.%n"));
    }

    private static void add(TextTable table, Trial trial) {
        table.add(List.of(
                trial.candidate().method().is(Method.TEACHER)
                        ? trial.candidate().toString().replaceFirst("^teacher", "plain logistic regression")
                        : trial.candidate().toString(),
                Wording.count(trial.rows()),
                String.format(Locale.ROOT, "%.1f +- %.1f %%", 100 * trial.agreement(), 100 * trial.standardError()),
                String.format(Locale.ROOT, "%.1f +- %.1f", 100 * trial.behind(), 100 * trial.behindError())));
    }

    /** The accuracy that is expected of the chosen way, where it can be told. */
    Optional<Headline> headline(String whose) {
        return accuracy.filter(stated -> !Double.isNaN(stated.estimate()))
                .map(stated -> new Headline(
                        "Accuracy on right labels",
                        String.format(Locale.ROOT, "%.0f %%", 100 * stated.estimate()),
                        String.format(
                                Locale.ROOT, "%s; %.0f to %.0f %%", whose, 100 * stated.low(), 100 * stated.high())));
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
