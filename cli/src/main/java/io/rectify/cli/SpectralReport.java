package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Round;
import io.rectify.spectral.SpectralDistillation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a training run in closed form found.
 *
 * @param tests an evaluation of each step on the test rows; empty without test rows
 * @param seconds wall time of all steps
 */
record SpectralReport(
        Training training,
        double kappa,
        Dataset data,
        SpectralDistillation.Result result,
        List<Evaluation> tests,
        double seconds)
        implements TrainingReport {
    @Override
    public Map<String, Object> values(boolean withSteps) {
        Map<String, Object> values =
                TrainReport.described(training, result.steps().size() - 1, kappa, result.lambda(), data, seconds);
        values.put("evaluations", 0);
        values.put("converged", true);
        values.putAll(figures(result.last()));
        if (!tests.isEmpty()) {
            values.put("test", EvaluationReport.values(tests.get(tests.size() - 1)));
        }
        if (withSteps) {
            values.put("steps", steps());
        }
        return values;
    }

    private static Map<String, Object> figures(SpectralDistillation.Step step) {
        Map<String, Object> train = new LinkedHashMap<>();
        train.put("agreement_with_given", step.agreement());
        step.accuracy().ifPresent(accuracy -> train.put("true_accuracy", accuracy));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("inverse_temperature", step.temperature().inverse());
        values.put("degrees_of_freedom", step.degreesOfFreedom());
        values.put("train", train);
        return values;
    }

    private List<Map<String, Object>> steps() {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < result.steps().size(); i++) {
            SpectralDistillation.Step step = result.steps().get(i);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("step", step.number());
            values.putAll(figures(step));
            values.put("changed", step.changed());
            values.put("seconds", step.seconds());
            if (!tests.isEmpty()) {
                values.put("test", EvaluationReport.values(tests.get(i)));
            }
            steps.add(values);
        }
        return steps;
    }

    @Override
    public List<Round> rounds() {
        return IntStream.range(0, result.steps().size())
                .mapToObj(i -> {
                    SpectralDistillation.Step step = result.steps().get(i);
                    return new Round(
                            "step " + step.number(), step.agreement(), step.accuracy(), TrainReport.accuracy(tests, i));
                })
                .toList();
    }

    @Override
    public String way() {
        return TrainReport.way(training, kappa);
    }

    @Override
    public String text(Path out) {
        StringBuilder text = new StringBuilder(TrainReport.headline(training, kappa, data));
        table().appendTo(text);
        text.append(String.format(
                "%nOutputs of training rows leave the row's own label out. Probabilities are calibrated for given%n"
                        + "labels, wrong ones included. df: effective degrees of freedom of each class's output.%n"));
        return text + TrainReport.ending(data, result.last().agreement(), tests, out);
    }

    private TextTable table() {
        boolean truth = data.trueLabels().isPresent();
        List<String> header = new ArrayList<>(List.of("step", "as given"));
        if (truth) {
            header.add("train true");
        }
        if (!tests.isEmpty()) {
            header.addAll(List.of("test true", "test ECE"));
        }
        header.addAll(List.of("changed", "df", "seconds"));
        TextTable table = new TextTable(header, 1);
        for (int i = 0; i < result.steps().size(); i++) {
            SpectralDistillation.Step step = result.steps().get(i);
            List<String> row =
                    new ArrayList<>(List.of(Integer.toString(step.number()), Wording.percent(step.agreement())));
            step.accuracy().ifPresent(accuracy -> row.add(Wording.percent(accuracy)));
            if (!tests.isEmpty()) {
                row.add(Wording.percent(tests.get(i).accuracy()));
                row.add(Wording.percent(tests.get(i).ece()));
            }
            row.add(i == 0 ? "" : Wording.percent(step.changed()));
            row.add(String.format(Locale.ROOT, "%.1f", step.degreesOfFreedom()));
            row.add(String.format(Locale.ROOT, "%.2f", step.seconds()));
            table.add(row);
        }
        return table;
    }
}
