package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Round;
import io.rectify.select.Choice;
import io.rectify.select.CleanAccuracy;
import io.rectify.select.Trial;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a way of training was chosen, and what the training found.
 *
 * @param seconds wall time of the search
 */
record AutoReport(Choice choice, double seconds, TrainingReport training) implements TrainingReport {
    private static final int SHOWN = 6;

    @Override
    public Dataset data() {
        return training.data();
    }

    @Override
    public List<Round> rounds() {
        return training.rounds();
    }

    @Override
    public List<Evaluation> tests() {
        return training.tests();
    }

    @Override
    public String way() {
        return choice.chosen() + ", chosen by auto";
    }

    @Override
    public Optional<Choice> search() {
        return Optional.of(choice);
    }

    @Override
    public Map<String, Object> values(boolean withSteps) {
        Map<String, Object> auto = new LinkedHashMap<>();
        auto.put("chosen", choice.chosen().toString());
        auto.put("preprocess", choice.chosen().preprocessing().toString());
        auto.put("intercept", choice.chosen().intercept());
        auto.put("teacher_kappa", choice.chosen().teacherKappa());
        auto.put("student_kappa", choice.chosen().studentKappa());
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
        auto.put("most_frequent_label", mostFrequent());
        if (withSteps) {
            auto.put(
                    "preprocessings",
                    choice.preprocessings().stream().map(AutoReport::values).toList());
            auto.put("trials", choice.trials().stream().map(AutoReport::values).toList());
        }
        Map<String, Object> values = training.values(withSteps);
        values.put("auto", auto);
        return values;
    }

    /** As run.json names it. */
    String penalty() {
        String teacher = "Kappa[value=" + choice.chosen().teacherKappa() + "]";
        String student = "Kappa[value=" + choice.chosen().studentKappa() + "]";
        return teacher.equals(student) ? teacher : teacher + ", students " + student;
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

    @Override
    public String text(Path out) {
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
        List<Trial> best = choice.trials().stream()
                .sorted(Comparator.comparingInt(Trial::rows).reversed().thenComparingDouble(Trial::behind))
                .limit(SHOWN)
                .toList();
        best.forEach(trial -> add(table, trial));
        choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()) && !best.contains(trial))
                .forEach(trial -> add(table, trial));
        table.appendTo(text);
        text.append(String.format("%nChosen, the simplest that is hardly behind: %s%n", choice.chosen()));
        text.append(estimate()).append(System.lineSeparator());
        return text + training.text(out);
    }

    /** How often the most frequent given label would agree, everywhere. */
    private double mostFrequent() {
        int[] counts = data().given().counts();
        return Arrays.stream(counts).max().orElse(0) / (double) data().given().size();
    }

    private double agreementOfTheChosen() {
        return choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()))
                .mapToDouble(Trial::agreement)
                .findFirst()
                .orElseThrow();
    }

    private String estimate() {
        CleanAccuracy clean = choice.clean();
        if (agreementOfTheChosen() <= mostFrequent()) {
            return String.format(
                    Locale.ROOT,
                    "Warning: naming the most frequent label everywhere agrees with %.1f %%, so these features%n"
                            + "say little about these labels: do not trust what is suggested.%n",
                    100 * mostFrequent());
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
}
