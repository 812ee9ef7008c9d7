package io.rectify.cli;

import io.rectify.data.RowParts;
import io.rectify.theory.ClassCorrelation.Level;
import io.rectify.theory.TheoryAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TheoryAnalysis} for people and for machines.
 *
 * @param source where the class labels come from
 * @param superclassesGiven whether superclasses came from a file
 * @param cut where they were cut, as a share of the largest merge height; where they explain most if absent
 * @param parts which rows have a label; the others take no part
 */
record TheoryReport(
        TheoryAnalysis analysis, Source source, boolean superclassesGiven, OptionalDouble cut, RowParts parts) {
    /** Where the labels come from that are taken for the right ones. */
    enum Source {
        KNOWN("true labels known"),
        ASSUMED("given labels taken as right, then corrupted"),
        ESTIMATED("true labels estimated");

        private final String words;

        Source(String words) {
            this.words = words;
        }
    }

    private static final int NAME_WIDTH = 24;
    private static final int CLASSES_SHOWN = 3;
    private static final int SUPERCLASSES_SHOWN = 12;
    private static final int MEMBERS_SHOWN = 6;
    /** Difference of outputs from which on the linear model says little about the softmax. */
    private static final double FAR = 0.5;

    private static final int STEPS_SHOWN = 6;

    /** How far the share of wrong labels may be off where true labels are estimated. */
    private static final double ESTIMATE_OFF = 0.1;

    /** Points below which a gain is none to speak of. */
    private static final double LEAST_GAIN = 0.5;

    String json() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", analysis.given().size());
        values.put("unlabelled", parts.unlabelled().length);
        values.put("features", analysis.features());
        values.put("classes", analysis.given().classCount());
        values.put("true_labels", source.name().toLowerCase(Locale.ROOT));
        values.put("noise_rate", noiseRate());
        values.put("kappa", analysis.kappa());
        values.put("correlations", correlations());
        values.put("superclasses", superclasses());
        values.put("superclasses_given", superclassesGiven);
        values.put(
                "spectrum", analysis.groups().stream().map(TheoryReport::values).toList());
        values.put("delta", finite(analysis.margins().delta()));
        values.put("class_deltas", deltas());
        values.put("minimal_step", number(analysis.minimalStep()));
        values.put("first_perfect_step_of_block_model", number(analysis.firstPerfectStep()));
        values.put("steps", analysis.steps().stream().map(TheoryReport::values).toList());
        Map<String, Object> topTwo = new LinkedHashMap<>();
        topTwo.put("condition", analysis.topTwo().condition());
        topTwo.put("predicted_accuracy", analysis.topTwo().predicted());
        topTwo.put("coverage", analysis.topTwo().coverage());
        topTwo.put("linear_accuracy", analysis.topTwo().linear());
        topTwo.put("softmax_accuracy", number(analysis.topTwo().softmax()));
        values.put("top2", topTwo);
        return Json.line(values);
    }

    private double noiseRate() {
        return 1 - analysis.classLabels().agreement(analysis.given());
    }

    private Map<String, Object> correlations() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("c", values(analysis.levels().sameClass()));
        values.put("d", values(analysis.levels().sameSuperclass()));
        values.put("e", values(analysis.levels().other()));
        return values;
    }

    private static Map<String, Object> values(Level level) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("mean", finite(level.mean()));
        values.put("deviation", finite(level.deviation()));
        values.put("pairs", level.pairs());
        return values;
    }

    private static Map<String, Object> values(TheoryAnalysis.Group group) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tells_apart", group.kind().toString());
        values.put("size", group.size());
        values.put("predicted", group.predicted());
        values.put("mean", group.mean());
        values.put("least", group.least());
        values.put("largest", group.largest());
        values.put("predicted_kept", group.predictedKept());
        values.put("kept", group.kept());
        return values;
    }

    private static Map<String, Object> values(TheoryAnalysis.Step step) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("step", step.number());
        values.put("classes_promised", number(step.promised()));
        values.put("predicted_accuracy", step.predicted());
        values.put("predicted_accuracy_new_rows", step.predictedNew());
        values.put("linear_accuracy", step.linear());
        values.put("left_out_accuracy", step.leftOut());
        values.put("softmax_accuracy", number(step.softmax()));
        values.put("softmax_same_class_as_linear", number(step.sameClass()));
        values.put("softmax_linear_difference", number(step.difference()));
        return values;
    }

    /** Names of the classes of each superclass. */
    private List<List<String>> superclasses() {
        List<List<String>> members = new ArrayList<>();
        for (int k = 0; k < analysis.superclasses().length; k++) {
            int superclass = analysis.superclasses()[k];
            while (members.size() <= superclass) {
                members.add(new ArrayList<>());
            }
            members.get(superclass).add(analysis.given().names().get(k));
        }
        members.removeIf(List::isEmpty);
        return members;
    }

    private Map<String, Object> deltas() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int k = 0; k < analysis.margins().deltas().length; k++) {
            values.put(
                    analysis.given().names().get(k), finite(analysis.margins().deltas()[k]));
        }
        return values;
    }

    private static @Nullable Object finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Object number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Object number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    /** For people: whether distilling should pay; what that rests on if wanted. */
    String text(boolean details) {
        StringBuilder text = new StringBuilder(verdict());
        if (!parts.isWhole()) {
            text.append(String.format(
                    "%s of %s rows have no label and take no part.%n",
                    Wording.count(parts.unlabelled().length), Wording.count(parts.size())));
        }
        if (!details) {
            return text.append(String.format(
                            "%n--details has every step, correlations, eigenvalues and what the theory promises.%n"))
                    .toString();
        }
        text.append(String.format(
                Locale.ROOT,
                "%n%s rows x %d features, %d classes; kappa %s (strength of the penalty). Step t = 1 is the teacher, plain%n"
                        + "regression; every further step is a student, fitted to the outputs of the one before.%n",
                Wording.count(analysis.given().size()),
                analysis.features(),
                analysis.given().classCount(),
                Wording.number(analysis.kappa())));
        appendCorrelations(text);
        appendSuperclasses(text);
        appendSpectrum(text);
        appendPromises(text);
        appendSteps(text);
        return text.toString();
    }

    /** What to do about these labels, in words: first what holds for the rows themselves, then the bound of the theory, which says no more. */
    private String verdict() {
        String wrong = source == Source.ESTIMATED
                ? String.format(
                        Locale.ROOT,
                        "About %s of the given labels are wrong (%.0f to %.0f %%; %s).%n",
                        Wording.percent(noiseRate()),
                        100 * Math.max(0, noiseRate() - ESTIMATE_OFF),
                        100 * Math.min(1, noiseRate() + ESTIMATE_OFF),
                        source.words)
                : String.format("%s of the given labels are wrong (%s).%n", Wording.percent(noiseRate()), source.words);
        if (Double.isInfinite(analysis.margins().delta())) {
            return wrong + String.format("No label is wrong: there is nothing to mend.%n");
        }
        return wrong + (source == Source.ESTIMATED ? "" : onTheData()) + bound();
    }

    /** The bound, which takes rows of a class to be alike. */
    private String bound() {
        double enough = analysis.teacherSuffices();
        String alike = enough > 0
                ? String.format(
                        Locale.ROOT,
                        "plain logistic regression%nwould be %s: it mends up to about %.0f %% of evenly wrong labels, and distilling pays above.",
                        noiseRate() <= enough ? "enough" : "too little",
                        100 * enough)
                : String.format("even%nplain logistic regression would mend nothing alone.");
        return String.format(
                "By theory, if rows of a class were all alike, %s%nThey are not, so this is a bound, no forecast%s%n",
                alike,
                source == Source.ESTIMATED
                        ? "; rectify train tries it and says what it gains."
                        : ": what the linear model does on these rows stands above.");
    }

    /** What the steps come to on the rows themselves, where right labels are known. */
    private String onTheData() {
        TheoryAnalysis.Step best = analysis.steps().stream()
                .max(Comparator.comparingDouble(TheoryAnalysis.Step::leftOut))
                .orElseThrow();
        double teacher = analysis.steps().get(0).leftOut();
        String alone = Wording.percent(teacher);
        String students = best.number() == 2 ? "1 student" : best.number() - 1 + " students";
        double points = 100 * (best.leftOut() - teacher);
        String found = points < LEAST_GAIN
                ? String.format(
                        "On these rows the linear model of the theory, at kappa %s, gains nothing by students of its outputs:%n"
                                + "judged without their own labels, %s of the rows come out right by the teacher, and by no student clearly more.%n",
                        Wording.number(analysis.kappa()), alone)
                : String.format(
                        Locale.ROOT,
                        "On these rows the linear model of the theory, at kappa %s, gains %.1f points by distilling: judged without%n"
                                + "their own labels, %s of the rows come out right by the teacher, %s by %s.%n",
                        Wording.number(analysis.kappa()),
                        points,
                        alone,
                        Wording.percent(best.leftOut()),
                        students);
        return found
                + String.format(
                        "That covers this one penalty and this one kind of student; rectify train tries many of both, on the%n"
                                + "models that it trains, whose figures are others, and measures what distilling gains.%n");
    }

    private void appendCorrelations(StringBuilder text) {
        text.append(String.format("%nCorrelation of two rows%n"));
        TextTable table = new TextTable(List.of("", "of", "mean", "deviation"), 2);
        add(table, "c", "the same class", analysis.levels().sameClass());
        add(table, "d", "the same superclass", analysis.levels().sameSuperclass());
        add(table, "e", "different superclasses", analysis.levels().other());
        table.appendTo(text);
    }

    private static void add(TextTable table, String letter, String what, Level level) {
        boolean none = level.pairs() == 0;
        table.add(List.of(
                letter, what, none ? "no such pair" : decimals(level.mean()), none ? "" : decimals(level.deviation())));
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private void appendSuperclasses(StringBuilder text) {
        List<List<String>> superclasses = new ArrayList<>(superclasses());
        int all = superclasses.size();
        long alone =
                superclasses.stream().filter(members -> members.size() == 1).count();
        text.append(String.format(
                "%n%s (%s)%n",
                all == 1 ? "1 superclass" : Wording.count(all) + " superclasses",
                superclassesGiven
                        ? "from the file"
                        : "complete linkage of the classes' correlations, cut "
                                + (cut.isPresent()
                                        ? "at " + cut.getAsDouble() + " of the largest height"
                                        : "where they explain most of them")
                                + "; --superclasses names others"));
        superclasses.removeIf(members -> members.size() == 1);
        superclasses.sort(Comparator.comparingInt(members -> -members.size()));
        for (List<String> members : superclasses.subList(0, Math.min(SUPERCLASSES_SHOWN, superclasses.size()))) {
            String shown = String.join(
                    ", ",
                    members.stream()
                            .limit(MEMBERS_SHOWN)
                            .map(TheoryReport::shown)
                            .toList());
            text.append(String.format(
                    "  %3d: %s%s%n", members.size(), shown, members.size() > MEMBERS_SHOWN ? ", ..." : ""));
        }
        if (superclasses.size() > SUPERCLASSES_SHOWN) {
            text.append(String.format("  and %d more%n", superclasses.size() - SUPERCLASSES_SHOWN));
        }
        if (alone > 0) {
            text.append(String.format(
                    "  %s alone%n", alone == 1 ? "1 class stands" : Wording.count(alone) + " classes stand"));
        }
    }

    private static String shown(String name) {
        return Wording.shortened(name, NAME_WIDTH);
    }

    private void appendSpectrum(StringBuilder text) {
        if (analysis.groups().isEmpty()) {
            text.append(String.format(
                    "%nRows of one class are no more alike than rows of different classes: these features do not%n"
                            + "tell these classes apart as the theory assumes.%n"));
            return;
        }
        if (withoutSuperclasses()
                && analysis.levels().sameSuperclass().pairs() > 0
                && analysis.levels().other().pairs() > 0) {
            text.append(String.format(
                    "%nThe correlation d does not lie between c and e: the model does without superclasses.%n"));
        }
        text.append(
                String.format("%nEigenvalues of the Gram matrix: by the model of c, d and e alone, and of the data;%n"
                        + "then the share (%%) of the data's that is kept after each step%n"));
        List<String> header = new ArrayList<>(List.of("tell apart", "number", "model", "mean", "least - largest"));
        int steps = Math.min(STEPS_SHOWN, analysis.steps().size());
        IntStream.rangeClosed(1, steps).forEach(t -> header.add("t=" + t));
        TextTable table = new TextTable(header, 1);
        for (TheoryAnalysis.Group group : analysis.groups()) {
            List<String> row = new ArrayList<>(List.of(
                    withoutSuperclasses() && group.kind() == TheoryAnalysis.Kind.BETWEEN_CLASSES
                            ? "classes"
                            : group.kind().toString(),
                    Wording.count(group.size()),
                    brief(group.predicted()),
                    brief(group.mean()),
                    group.size() == 1 ? "" : brief(group.least()) + " - " + brief(group.largest())));
            Arrays.stream(group.kept())
                    .limit(steps)
                    .forEach(kept -> row.add(String.format(Locale.ROOT, "%.1f", 100 * kept)));
            table.add(row);
        }
        table.appendTo(text);
    }

    private static String brief(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 1 ? "%.1f" : "%.2f", value);
    }

    private boolean withoutSuperclasses() {
        return analysis.model().isPresent() && analysis.model().get().superclasses() == 1;
    }

    private void appendPromises(StringBuilder text) {
        double delta = analysis.margins().delta();
        int classes = analysis.given().classCount();
        text.append(String.format("%nWhat the theory promises%n"));
        if (Double.isInfinite(delta)) {
            text.append(String.format("  No label is wrong.%n"));
            return;
        }
        text.append(String.format(
                Locale.ROOT,
                "  Margin Delta = %.3g: the lead of right labels over the most frequent wrong ones,%n"
                        + "  smallest for %s.%n",
                delta,
                worstClasses()));
        String exact = analysis.firstPerfectStep().isPresent()
                ? "100 % first at step " + analysis.firstPerfectStep().getAsInt()
                : "100 % at none of " + TheoryAnalysis.stepLimit(classes) + " steps";
        String topTwo = Wording.percent(analysis.topTwo().predicted()) + " of rows";
        boolean differs =
                analysis.minimalStep().isPresent() && !analysis.minimalStep().equals(analysis.firstPerfectStep());
        text.append(String.format(
                "  Rounds, by c, d and e: %s%s%n",
                multiRound(delta),
                differs ? " They are not even: believe \"these very mistakes\" below, " + exact + "." : ""));
        text.append(String.format(
                "  Top-2 student: %s%s%n",
                topTwo(classes),
                classes > 2
                                && analysis.topTwo().condition()
                                && analysis.topTwo().predicted() < 1
                        ? " Believe \"these very mistakes\" below, " + topTwo + "."
                        : ""));
        text.append(String.format(
                "  With all class sizes and correlations, and these very mistakes, not even ones: %s; top-2 %s.%n",
                exact, topTwo));
    }

    private String topTwo(int classes) {
        if (classes == 2) {
            return "no use with two classes, which are always the top two.";
        }
        return analysis.topTwo().condition()
                ? "right labels lead in every class, which is its condition if rows of a class are alike and the two largest outputs told apart."
                : "its condition fails, in some class a wrong label is as frequent as the right one.";
    }

    private String worstClasses() {
        double[] deltas = analysis.margins().deltas();
        return String.join(
                ", ",
                IntStream.range(0, deltas.length)
                        .filter(k -> Double.isFinite(deltas[k]))
                        .boxed()
                        .sorted(Comparator.comparingDouble(k -> deltas[k]))
                        .limit(CLASSES_SHOWN)
                        .map(k -> String.format(
                                Locale.ROOT,
                                "%s (%.3g)",
                                shown(analysis.given().names().get(k)),
                                deltas[k]))
                        .toList());
    }

    private String multiRound(double delta) {
        if (analysis.model().isEmpty()) {
            return "no promise without the three-level model.";
        }
        if (!(delta > 0)) {
            return "never 100 %, since Delta is not positive.";
        }
        OptionalInt step = analysis.minimalStep();
        if (step.isEmpty()) {
            return "never 100 %, rows of a class are no more alike than rows of its superclass.";
        }
        String even = ", if mistakes are even " + (withoutSuperclasses() ? "between classes." : "inside superclasses.");
        return step.getAsInt() == 1
                ? "100 % at step 1, the teacher itself" + even
                : String.format(
                        Locale.ROOT,
                        "100 %% from step %d (%s)%s",
                        step.getAsInt(),
                        step.getAsInt() == 2 ? "1 round" : Wording.count(step.getAsInt() - 1) + " rounds",
                        even);
    }

    private void appendSteps(StringBuilder text) {
        boolean measured = source != Source.ESTIMATED;
        boolean softmax = analysis.steps().get(0).softmax().isPresent();
        text.append(String.format(
                "%n%s%n",
                measured
                        ? "Training rows classified right: what two models say, and what happens"
                        : "Training rows classified right, say two models"));
        List<String> header = new ArrayList<>(List.of("step", "by c, d, e", "by classes", "new rows"));
        if (measured) {
            header.addAll(List.of("linear", "left out"));
        }
        if (softmax) {
            header.addAll(measured ? List.of("softmax", "same class") : List.of("same class"));
        }
        TextTable table = new TextTable(header, 1);
        for (TheoryAnalysis.Step step : analysis.steps()) {
            List<String> row = new ArrayList<>(List.of(
                    "t = " + step.number(),
                    percent(step.promised()),
                    Wording.percent(step.predicted()),
                    Wording.percent(step.predictedNew())));
            if (measured) {
                row.addAll(List.of(Wording.percent(step.linear()), Wording.percent(step.leftOut())));
            }
            if (softmax && measured) {
                row.add(percent(step.softmax()));
            }
            if (softmax) {
                row.add(percent(step.sameClass()));
            }
            table.add(row);
        }
        List<String> topTwo = new ArrayList<>(
                List.of("top-2", "", Wording.percent(analysis.topTwo().predicted()), ""));
        if (measured) {
            topTwo.addAll(List.of(Wording.percent(analysis.topTwo().linear()), ""));
        }
        if (softmax) {
            topTwo.addAll(measured ? List.of(percent(analysis.topTwo().softmax()), "") : List.of(""));
        }
        table.add(topTwo);
        table.appendTo(text);
        text.append(String.format(
                "%nby c, d, e   share of classes that the formula for even noise promises to be all right%n"
                        + "by classes   share of rows, by sizes and mean correlations of all classes%n"
                        + "new rows     the same of rows without a label of their own: rounds mend training labels%n"));
        if (measured) {
            text.append(String.format(
                    "linear       the closed form on the data; left out: without each row's own label%n"));
        }
        if (softmax) {
            text.append(String.format(
                    "same class   share of rows to which softmax and linear model give the same class%n"));
        }
        text.append(
                String.format("Both models take rows of a class to be alike; scatter inside classes costs more.%n"));
        if (softmax) {
            TheoryAnalysis.Step first = analysis.steps().get(0);
            text.append(String.format(
                    Locale.ROOT,
                    "Outputs of softmax and linear model differ by %.2f at t = 1 (0 none, 2 most).%n%s",
                    first.difference().orElse(0),
                    first.difference().orElse(0) > FAR
                            ? "At this kappa the linear model is a rough guide; a larger one brings the two together."
                                    + System.lineSeparator()
                            : ""));
        }
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? Wording.percent(share.getAsDouble()) : "";
    }
}
