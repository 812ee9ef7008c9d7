package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.distill.Distillation;
import io.rectify.linalg.Lbfgs;
import io.rectify.metrics.Evaluation;
import io.rectify.report.Round;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a training run found, for people and for machines.
 *
 * @param tests an evaluation of each step on the test rows; empty without test rows
 * @param seconds wall time of the distillation
 */
record TrainReport(Training training, Dataset data, Distillation.Result result, List<Evaluation> tests, double seconds)
        implements TrainingReport {
    @Override
    public Map<String, Object> values(boolean withSteps) {
        Distillation.Step last = result.last();
        Map<String, Object> values = described(
                training, result.steps().size() - 1, kappa(), last.fit().lambda(), data, seconds);
        values.put("evaluations", evaluations());
        values.put("converged", result.steps().stream().allMatch(TrainReport::converged));
        values.put("train", train(last));
        if (!tests.isEmpty()) {
            values.put("test", test(tests.get(tests.size() - 1)));
        }
        if (withSteps) {
            values.put("steps", steps());
        }
        return values;
    }

    /** What every training run tells of itself. */
    static Map<String, Object> described(
            Training training, int rounds, double kappa, double lambda, Dataset data, double seconds) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("method", training.method().toString());
        values.put("rounds", rounds);
        values.put("kappa", kappa);
        values.put("lambda", lambda);
        values.put("preprocess", training.preprocess().toString());
        values.put("rows", data.features().rows());
        values.put("features", data.features().columns());
        values.put("classes", data.given().classCount());
        values.put("seconds", seconds);
        return values;
    }

    private double kappa() {
        return MethodOptions.kappa(training.students().penalty(), data);
    }

    private int evaluations() {
        return result.steps().stream()
                .mapToInt(step -> step.fit().evaluations())
                .sum();
    }

    private static boolean converged(Distillation.Step step) {
        return step.fit().stopReason() == Lbfgs.StopReason.CONVERGED;
    }

    private static Map<String, Object> train(Distillation.Step step) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("agreement_with_given", step.agreement());
        step.accuracy().ifPresent(accuracy -> values.put("true_accuracy", accuracy));
        return values;
    }

    private static Map<String, Object> test(Evaluation evaluation) {
        return EvaluationReport.values(evaluation);
    }

    private List<Map<String, Object>> steps() {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < result.steps().size(); i++) {
            Distillation.Step step = result.steps().get(i);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("step", step.number());
            values.put("model", Wording.of(step));
            values.put("objective", step.fit().objective());
            values.put("relative_gradient", step.fit().relativeGradient());
            values.put("iterations", step.fit().iterations());
            values.put("evaluations", step.fit().evaluations());
            values.put("stop_reason", step.fit().stopReason().toString());
            values.put("changed", step.changed());
            values.put("seconds", step.seconds());
            values.put("train", train(step));
            if (!tests.isEmpty()) {
                values.put("test", test(tests.get(i)));
            }
            steps.add(values);
        }
        return steps;
    }

    @Override
    public List<Round> rounds() {
        return IntStream.range(0, result.steps().size())
                .mapToObj(i -> {
                    Distillation.Step step = result.steps().get(i);
                    return new Round(Wording.of(step), step.agreement(), step.accuracy(), accuracy(tests, i));
                })
                .toList();
    }

    /** Of a step on test rows, if there are any. */
    static OptionalDouble accuracy(List<Evaluation> tests, int step) {
        return tests.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(tests.get(step).accuracy());
    }

    @Override
    public String way() {
        return way(training, kappa());
    }

    static String way(Training training, double kappa) {
        return "method " + training.method() + ", kappa " + Wording.number(kappa);
    }

    @Override
    public String text(Path out) {
        StringBuilder text = new StringBuilder(headline(training, kappa(), data));
        table().appendTo(text);
        for (Distillation.Step step : result.steps()) {
            if (!converged(step)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%nStep %d %s at relative gradient %.1e.%n",
                        step.number(),
                        step.fit().stopReason() == Lbfgs.StopReason.EPOCHS
                                ? "ended after its " + Wording.ending(step.fit()) + " of mini-batches"
                                : "did not converge: " + step.fit().stopReason(),
                        step.fit().relativeGradient()));
            }
        }
        return text + ending(data, result.last().agreement(), tests, out);
    }

    static String headline(Training training, double kappa, Dataset data) {
        return String.format(
                Locale.ROOT,
                "%s rows x %d features, %d classes; %s%n%n",
                Wording.count(data.features().rows()),
                data.features().columns(),
                data.given().classCount(),
                way(training, kappa));
    }

    static String ending(Dataset data, double agreement, List<Evaluation> tests, Path out) {
        String test = tests.isEmpty()
                ? ""
                : String.format("%nTest: %s%n", EvaluationReport.sentence(tests.get(tests.size() - 1)));
        int rows = data.features().rows();
        return test
                + String.format(
                        Locale.ROOT,
                        "%s of %s training labels differ from what the last model suggests: see %s%nTo read: %s%n",
                        Wording.count(Math.round((1 - agreement) * rows)),
                        Wording.count(rows),
                        Wording.path(out.resolve(RunDirectory.LABELS)),
                        Wording.path(out.resolve(ReportFile.NAME)));
    }

    private TextTable table() {
        boolean truth = data.trueLabels().isPresent();
        List<String> header = new ArrayList<>(List.of("step", "model", "as given"));
        if (truth) {
            header.add("train true");
        }
        if (!tests.isEmpty()) {
            header.addAll(List.of("test true", "test ECE"));
        }
        header.addAll(List.of("changed", "evals", "seconds"));
        TextTable table = new TextTable(header, 2);
        for (int i = 0; i < result.steps().size(); i++) {
            Distillation.Step step = result.steps().get(i);
            List<String> row = new ArrayList<>(
                    List.of(Integer.toString(step.number()), Wording.of(step), Wording.percent(step.agreement())));
            step.accuracy().ifPresent(accuracy -> row.add(Wording.percent(accuracy)));
            if (!tests.isEmpty()) {
                row.add(Wording.percent(tests.get(i).accuracy()));
                row.add(Wording.percent(tests.get(i).ece()));
            }
            row.add(i == 0 ? "" : Wording.percent(step.changed()));
            row.add(Integer.toString(step.fit().evaluations()));
            row.add(String.format(Locale.ROOT, "%.2f", step.seconds()));
            table.add(row);
        }
        return table;
    }
}
