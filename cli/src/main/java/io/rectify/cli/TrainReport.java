package io.rectify.cli;

import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.data.Dataset;
import io.rectify.data.RowParts;
import io.rectify.distill.Recipe;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import io.rectify.report.Round;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a training run found, for people and for machines.
 *
 * @param parts which rows have a label
 * @param unlabelledTests test rows that have none
 * @param tests an evaluation of each step on the test rows; empty without test rows
 * @param embedded whether features were made of texts or pictures
 */
record TrainReport(
        Fitted fitted, Dataset data, RowParts parts, int unlabelledTests, List<Evaluation> tests, boolean embedded) {
    private static final String SAME_PENALTY = "logistic regression, same penalty";

    private List<Recipe.Step> steps() {
        return fitted.training().steps();
    }

    private Recipe.Step last() {
        return fitted.training().last();
    }

    private boolean closedForm() {
        return fitted.recipe().method().closedForm();
    }

    private double kappa() {
        return fitted.recipe()
                .students()
                .kappa(data.given().classCount(), data.given().size());
    }

    private double seconds() {
        return steps().stream().mapToDouble(Recipe.Step::seconds).sum();
    }

    /** How auto came to the recipe; none where a method was named. */
    Optional<SearchReport> search() {
        return fitted.choice()
                .map(choice -> new SearchReport(choice, fitted.searchSeconds(), data.given(), fitted.accuracy()));
    }

    /** The figures of the run, and of every step if wanted. */
    Map<String, Object> values(boolean withSteps) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("method", fitted.recipe().method().name());
        values.put("rounds", steps().size() - 1);
        values.put("kappa", kappa());
        values.put("lambda", fitted.training().lambda());
        values.put("preprocess", fitted.recipe().preprocessing().toString());
        values.put("rows", data.features().rows());
        values.put("unlabelled", parts.unlabelled().length);
        values.put("features", data.features().columns());
        values.put("classes", data.given().classCount());
        values.put("seconds", seconds());
        values.put("evaluations", fitted.training().evaluations());
        values.put("converged", steps().stream().allMatch(TrainReport::converged));
        putClosedForm(values, last());
        values.put("train", train(last()));
        if (!tests.isEmpty()) {
            values.put("test", EvaluationReport.values(tests.get(tests.size() - 1)));
            values.put("test_unlabelled", unlabelledTests);
        }
        if (withSteps) {
            values.put(
                    "steps",
                    IntStream.range(0, steps().size()).mapToObj(this::step).toList());
        }
        if (fitted.reviewed() > 0) {
            values.put("reviewed", fitted.reviewed());
        }
        search().ifPresent(search -> values.put("auto", search.values(withSteps)));
        return values;
    }

    private static boolean converged(Recipe.Step step) {
        return step.fit().map(fit -> fit.stopReason() == StopReason.CONVERGED).orElse(true);
    }

    private static void putClosedForm(Map<String, Object> values, Recipe.Step step) {
        step.closedForm().ifPresent(form -> {
            values.put("inverse_temperature", form.inverseTemperature());
            values.put("degrees_of_freedom", form.degreesOfFreedom());
        });
    }

    private static Map<String, Object> train(Recipe.Step step) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("agreement_with_given", step.agreement());
        step.accuracy().ifPresent(accuracy -> values.put("true_accuracy", accuracy));
        return values;
    }

    private Map<String, Object> step(int index) {
        Recipe.Step step = steps().get(index);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("step", step.number());
        step.fit().ifPresent(fit -> {
            values.put("model", Wording.of(step));
            values.put("objective", fit.objective());
            values.put("relative_gradient", fit.relativeGradient());
            values.put("iterations", fit.iterations());
            values.put("evaluations", fit.evaluations());
            values.put("stop_reason", fit.stopReason().toString());
        });
        putClosedForm(values, step);
        values.put("changed", step.changed());
        values.put("seconds", step.seconds());
        values.put("train", train(step));
        if (!tests.isEmpty()) {
            values.put("test", EvaluationReport.values(tests.get(index)));
        }
        return values;
    }

    /** What each step of the training came to. */
    List<Round> rounds() {
        return IntStream.range(0, steps().size())
                .mapToObj(i -> {
                    Recipe.Step step = steps().get(i);
                    OptionalDouble test = tests.isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(tests.get(i).accuracy());
                    return new Round(Wording.of(step), step.agreement(), step.accuracy(), test);
                })
                .toList();
    }

    /** The way of training in a few words. */
    String way() {
        return fitted.choice().isPresent()
                ? fitted.recipe() + " (" + fitted.recipe().method().description() + "), chosen by trying"
                : named();
    }

    /** What the first step is called. */
    String firstStep() {
        return plainName(steps().get(0)).orElse("step 1");
    }

    /** Where auto chose the penalty, logistic regression of that penalty is not what --method logistic makes. */
    private Optional<String> plainName(Recipe.Step step) {
        return Wording.plainName(step)
                .map(name -> fitted.choice().isPresent() && steps().size() > 1 ? SAME_PENALTY : name);
    }

    private String named() {
        return "method " + fitted.recipe().method().name() + ", kappa " + Wording.number(kappa())
                + " (strength of the penalty)";
    }

    /**
     * For people: whether distilling helped and what to do next, the table of steps, and all that was tried if wanted.
     *
     * @param out the run directory
     * @param audit of the labels; none where they were not judged
     * @param next what goes on from here
     */
    String text(Path out, Optional<LabelAudit> audit, NextCommand next, boolean details) {
        String onTest = onTest();
        boolean measured = !onTest.isEmpty();
        StringBuilder text = new StringBuilder(onTest);
        text.append(search().map(search -> search.verdict(measured) + search.estimate(measured))
                .orElse(""));
        text.append(doubted(out, audit));
        text.append(String.format("Next: %s%n%n", next.predict(out, embedded)));
        if (details) {
            text.append(search().map(SearchReport::text).orElse(""));
        }
        text.append(String.format(
                Locale.ROOT,
                "%s rows x %d features, %d classes; %s%n%n",
                Wording.count(data.features().rows()),
                data.features().columns(),
                data.given().classCount(),
                named()));
        table(details).appendTo(text);
        if (steps().size() > 1) {
            text.append(String.format(
                    "%nas given: training rows where the model says what the given label says, wrong ones included; it falls where%n"
                            + "a student unlearns them%s%n",
                    tests.isEmpty() ? "" : ". right on test: test rows where it says what their label says"));
        }
        if (search().isPresent() && firstStep().equals(SAME_PENALTY)) {
            text.append(String.format(
                    "%s: the teacher of this way of training; --method logistic has a penalty of its own%n",
                    SAME_PENALTY));
        }
        steps().stream()
                .filter(step -> !converged(step))
                .forEach(step -> step.fit()
                        .ifPresent(fit -> text.append(String.format(
                                Locale.ROOT,
                                "%nStep %d %s at relative gradient %.1e.%n",
                                step.number(),
                                ended(fit),
                                fit.relativeGradient()))));
        if (closedForm() && details) {
            text.append(
                    String.format(
                            "%nOutputs of training rows leave the row's own label out. Probabilities are calibrated for given%n"
                                    + "labels, wrong ones included. df: effective degrees of freedom of each class's output.%n"));
        }
        return text + ending(out, details);
    }

    /** How many labels are doubted: the one count of them. */
    private String doubted(Path out, Optional<LabelAudit> audit) {
        int count = audit.map(judged -> judged.details().issues().flagged().length)
                .orElse(fitted.changed().size());
        return String.format(
                "%s of %s labels are %s: see %s.%n",
                Wording.count(count),
                Wording.count(data.given().size()),
                audit.isPresent() ? "flagged as wrong" : "not what the model suggests",
                Wording.path(out.resolve(RunDirectory.LABELS)));
    }

    /** What distilling gained on test rows over step 1, where that is plain logistic regression. */
    private String onTest() {
        if (tests.size() < 2 || Wording.plainName(steps().get(0)).isEmpty()) {
            return "";
        }
        double first = tests.get(0).accuracy();
        double end = tests.get(tests.size() - 1).accuracy();
        return String.format(
                Locale.ROOT,
                "On the test rows it is right in %s, logistic regression of the same penalty in %s: %+.1f points.%n",
                Wording.percent(end),
                Wording.percent(first),
                100 * (end - first));
    }

    private static String ended(SoftmaxProbe.Fit fit) {
        return fit.stopReason() == StopReason.EPOCHS
                ? "ended after its " + Wording.ending(fit) + " of mini-batches"
                : "did not converge: " + fit.stopReason();
    }

    private String ending(Path out, boolean details) {
        String test = tests.isEmpty()
                ? ""
                : String.format(
                        "%nTest: %s%n",
                        details
                                ? EvaluationReport.sentence(tests.get(tests.size() - 1))
                                : EvaluationReport.brief(tests.get(tests.size() - 1)));
        String reviewed = fitted.reviewed() == 0
                ? ""
                : String.format("%s reviewed rows count as right.%n", Wording.count(fitted.reviewed()));
        return test
                + reviewed
                + Wording.unlabelled(parts)
                + (unlabelledTests == 0
                        ? ""
                        : String.format(
                                "%s test rows have no label and are not measured.%n", Wording.count(unlabelledTests)))
                + String.format("To read: %s%n", Wording.path(out.resolve(ReportFile.NAME)));
    }

    /** @param details whether to tell of calibration and work too */
    private TextTable table(boolean details) {
        List<String> header =
                new ArrayList<>(closedForm() ? List.of("step", "as given") : List.of("step", "model", "as given"));
        if (data.trueLabels().isPresent()) {
            header.add("right on train");
        }
        if (!tests.isEmpty()) {
            header.add("right on test");
        }
        if (details) {
            header.addAll(tests.isEmpty() ? List.of() : List.of("test ECE"));
            header.addAll(List.of("changed", closedForm() ? "df" : "evals", "seconds"));
        }
        TextTable table = new TextTable(header, closedForm() ? 1 : 2);
        for (int i = 0; i < steps().size(); i++) {
            Recipe.Step step = steps().get(i);
            List<String> row = new ArrayList<>(List.of(Integer.toString(step.number())));
            step.fit().ifPresent(fit -> row.add(plainName(step).orElse(Wording.of(step))));
            row.add(Wording.percent(step.agreement()));
            step.accuracy().ifPresent(accuracy -> row.add(Wording.percent(accuracy)));
            if (!tests.isEmpty()) {
                row.add(Wording.percent(tests.get(i).accuracy()));
            }
            if (details) {
                row.addAll(
                        tests.isEmpty()
                                ? List.of()
                                : List.of(Wording.percent(tests.get(i).ece())));
                row.add(i == 0 ? "" : Wording.percent(step.changed()));
                step.fit().ifPresent(fit -> row.add(Integer.toString(fit.evaluations())));
                step.closedForm()
                        .ifPresent(form -> row.add(String.format(Locale.ROOT, "%.1f", form.degreesOfFreedom())));
                row.add(String.format(Locale.ROOT, "%.2f", step.seconds()));
            }
            table.add(row);
        }
        return table;
    }
}
