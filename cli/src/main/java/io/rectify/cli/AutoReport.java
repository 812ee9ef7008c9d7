package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.select.AutoDistill;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a way of training was chosen, and what the training found.
 *
 * @param seconds wall time of the search
 */
record AutoReport(AutoDistill.Choice choice, double seconds, TrainingReport training) implements TrainingReport {
    private static final int SHOWN = 6;

    @Override
    public Dataset data() {
        return training.data();
    }

    @Override
    public Map<String, Object> values(boolean withSteps) {
        Map<String, Object> auto = new LinkedHashMap<>();
        auto.put("chosen", choice.chosen().toString());
        auto.put("teacher_kappa", choice.chosen().teacherKappa());
        auto.put("held_out", choice.heldOut());
        auto.put("tried", choice.trials().size());
        auto.put("complete", choice.complete());
        auto.put("seconds", seconds);
        if (withSteps) {
            auto.put("trials", choice.trials().stream().map(AutoReport::values).toList());
        }
        Map<String, Object> values = training.values(withSteps);
        values.put("auto", auto);
        return values;
    }

    private static Map<String, Object> values(AutoDistill.Trial trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("candidate", trial.candidate().toString());
        values.put("agreement", trial.agreement());
        values.put("standard_error", trial.standardError());
        values.put("behind", trial.behind());
        values.put("behind_standard_error", trial.behindError());
        values.put("evaluations", trial.evaluations());
        return values;
    }

    @Override
    public String text(Path out) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d ways of training tried in %.1f s%s, judged by %s held-out given labels:%n%n",
                choice.trials().size(),
                seconds,
                choice.complete() ? "" : " (the budget ended the search)",
                Wording.count(choice.heldOut())));
        TextTable table = new TextTable(List.of("way of training", "agrees with given", "behind best"), 1);
        List<AutoDistill.Trial> best = choice.trials().stream()
                .sorted(Comparator.comparingDouble(AutoDistill.Trial::behind))
                .limit(SHOWN)
                .toList();
        best.forEach(trial -> add(table, trial));
        choice.trials().stream()
                .filter(trial -> trial.candidate().equals(choice.chosen()) && !best.contains(trial))
                .forEach(trial -> add(table, trial));
        table.appendTo(text);
        text.append(String.format("%nChosen, the simplest that is hardly behind: %s%n%n", choice.chosen()));
        return text + training.text(out);
    }

    private static void add(TextTable table, AutoDistill.Trial trial) {
        table.add(List.of(
                trial.candidate().toString(),
                String.format(Locale.ROOT, "%.1f +- %.1f %%", 100 * trial.agreement(), 100 * trial.standardError()),
                String.format(Locale.ROOT, "%.1f +- %.1f", 100 * trial.behind(), 100 * trial.behindError())));
    }
}
