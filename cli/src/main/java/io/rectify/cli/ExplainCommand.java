package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.RowBlocks;
import io.rectify.run.RowNames;
import io.rectify.spectral.Explanation;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LabelAveraging;
import io.rectify.spectral.Neighbour;
import io.rectify.spectral.SpectralFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify explain}: whose labels were averaged into a row's output. */
@Command(
        name = "explain",
        description =
                "Name the training rows whose labels were averaged into a training row's output, and their weights.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  rectify explain --run run/ --row 17",
            "",
            "The files the run was trained on must still be where they were. Weights are",
            "those of the closed form: exact for method spectral, the linear model's",
            "account for the others.",
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int TEXT_WIDTH = 48;
    private static final int CLASSES_SHOWN = 5;
    private static final String TEXT = "text";

    @Option(names = "--run", required = true, paramLabel = "RUN", description = "Run directory of rectify train.")
    @SuppressWarnings("NullAway.Init")
    Path run;

    @Option(names = "--row", required = true, paramLabel = "I", description = "Training row, counting from 0.")
    int row;

    @Option(
            names = "--neighbours",
            defaultValue = "10",
            paramLabel = "N",
            description = "Rows to name. Default: ${DEFAULT-VALUE}.")
    int neighbours;

    @Mixin
    TextOptions textColumn = new TextOptions();

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    /** What is known of the training rows. */
    private record Rows(Labels given, List<String> suggested, double[] confidences, RowNames names) {
        List<String> texts() {
            return names.texts();
        }

        /** A row for people and machines alike. */
        Map<String, Object> values(int row) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("row", names.number(row));
            values.put("given", given.name(row));
            values.put("suggested", suggested.get(row));
            values.put("confidence", confidences[row]);
            if (!texts().isEmpty()) {
                values.put(TEXT, names.text(row));
            }
            return values;
        }
    }

    @Override
    public Integer call() throws IOException {
        if (neighbours < 0) {
            throw new IllegalArgumentException("--neighbours must be at least 0 but is " + neighbours);
        }
        int count = threads.count();
        RecordedRun recorded = RecordedRun.read(run);
        Method method = recorded.method();
        Optional<RecordedEmbedding> embedding = recorded.embedding();
        if (embedding.isPresent() && embedding.get().isOfPictures()) {
            throw new IllegalArgumentException(
                    run + " was trained on pictures; explain takes runs on texts and features, "
                            + "and the report of the run names neighbours");
        }
        Path dataFile = recorded.input(embedding.isPresent() ? "TEXTS" : "--features");
        Path labelsFile = recorded.hasOption("--labels") ? recorded.input("--labels") : null;
        TableOptions options = textColumn.addTo(FeatureOptions.of(recorded).addTo(TableOptions.DEFAULTS));
        LabelledRows.Source source = new LabelledRows.Source(
                dataFile,
                labelsFile,
                recorded.option("--label-column"),
                recorded.hasOption("--id-column")
                        ? options.withRole(TableRole.ID, recorded.option("--id-column"))
                        : options,
                new MemoryOptions(),
                FeatureFile.temporaryPlace());
        LabelledRows read =
                embedding.isPresent() ? embedded(embedding.get(), source, count) : LabelledRows.read(source);
        try (RowBlocks raw = read.features()) {
            Path labels = labelsFile == null ? dataFile : labelsFile;
            GivenLabels given =
                    read.columns().training(LabelRuleOptions.of(recorded).rules());
            RowBlocks labelled = given.unlabelled().length == 0 ? raw : raw.select(given.rows());
            explain(recorded, method, readRows(recorded, read.columns(), given, labels), labelled, count);
        }
        return 0;
    }

    private LabelledRows embedded(RecordedEmbedding embedding, LabelledRows.Source source, int threads)
            throws IOException {
        LabelColumns labels = source.labelsOfTexts();
        EmbeddedTexts texts = embedding.embed(
                source.features(), null, source.options().text(), new ModelCacheOptions(), run, threads);
        return texts.rows(labels, source.memory(), source.place());
    }

    private void explain(RecordedRun recorded, Method method, Rows rows, RowBlocks raw, int count) {
        int index = java.util.Arrays.binarySearch(rows.names().numbers(), row);
        if (index < 0) {
            int first = rows.names().number(0);
            int last = rows.names().number(rows.given().size() - 1);
            throw new IllegalArgumentException("--row " + row
                    + (row > first && row < last
                            ? " has no label; labels are averaged into rows that have one"
                            : " does not exist; the run has rows " + first + " to " + last));
        }
        double kappa = recorded.figure("kappa");
        if (!(kappa > 0)) {
            throw new IllegalArgumentException(
                    run + " was trained with kappa " + kappa + "; labels are averaged only with one above 0");
        }
        SpectralFilter filter = new SpectralFilter(kappa, 1 + recorded.count("rounds"));
        Preprocessing.Scheme scheme = recorded.choice(Preprocessing.Scheme.values(), "preprocess");
        Explanation explanation;
        try (Prepared x = Prepared.of(Dataset.of(raw, rows.given()), scheme, count)) {
            LabelAveraging averaging =
                    new LabelAveraging(GramSpectrum.of(x.features(), count), x.features(), filter, count);
            explanation = averaging.explain(index, rows.given(), neighbours);
        }
        System.out.print(
                output.json
                        ? Json.line(values(index, rows, explanation, method, filter))
                        : text(index, rows, explanation, method, filter));
    }

    private static Rows readRows(RecordedRun recorded, LabelColumns columns, GivenLabels labelled, Path labels)
            throws IOException {
        LabelTable suggestions = LabelTable.read(recorded.labels(), "suggested", "given", "confidence");
        Labels given = labelled.labels();
        if (suggestions.size() != labelled.size()) {
            throw new IllegalArgumentException(recorded.labels() + " has " + suggestions.size() + " rows but " + labels
                    + " has " + labelled.size());
        }
        suggestions.toLabels(given.names());
        double[] confidences = new double[given.size()];
        List<String> suggested = new ArrayList<>();
        for (int k = 0; k < confidences.length; k++) {
            int i = labelled.rows()[k];
            suggested.add(suggestions.labels().get(i));
            if (!suggestions.column("given").get(i).equals(given.name(k))) {
                throw new IllegalArgumentException(recorded.labels() + ", row " + i + ": expected given label '"
                        + given.name(k) + "' as in " + labels + " but found '"
                        + suggestions.column("given").get(i) + "'");
            }
            confidences[k] = confidence(
                    suggestions.column("confidence").get(i), recorded.labels() + ", row " + i + ", column confidence");
        }
        RowNames names = RowNames.of(labelled.size(), List.of(), columns.column(TableRole.TEXT));
        return new Rows(given, suggested, confidences, names.select(labelled.rows()));
    }

    private static double confidence(String field, String where) {
        try {
            double value = Double.parseDouble(field);
            if (value >= 0 && value <= 1 + 1e-6) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + ": expected a probability but found '" + field + "'", e);
        }
        throw new IllegalArgumentException(where + ": expected a probability but found '" + field + "'");
    }

    private Map<String, Object> values(
            int index, Rows rows, Explanation explanation, Method method, SpectralFilter filter) {
        Map<String, Object> values = rows.values(index);
        values.put("method", method.name());
        values.put("exact", method.closedForm());
        values.put("kappa", filter.mu());
        values.put("step", filter.step());
        values.put("own_weight", explanation.ownWeight());
        List<Map<String, Object>> named = new ArrayList<>();
        for (Neighbour neighbour : explanation.neighbours()) {
            Map<String, Object> entry = rows.values(neighbour.row());
            entry.put("weight", neighbour.weight());
            named.add(entry);
        }
        values.put("neighbours", named);
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int k : heaviest(explanation).boxed().toList()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", rows.given().names().get(k));
            entry.put("weight", explanation.classWeights()[k]);
            entry.put("output", explanation.outputs()[k]);
            entry.put("output_own_label_left_out", explanation.leftOut()[k]);
            classes.add(entry);
        }
        values.put("classes", classes);
        return values;
    }

    /** Classes by the weight of their labels, heaviest first. */
    private static IntStream heaviest(Explanation explanation) {
        double[] weights = explanation.classWeights();
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted((a, b) -> Double.compare(weights[b], weights[a]))
                .mapToInt(Integer::intValue);
    }

    private String text(int index, Rows rows, Explanation explanation, Method method, SpectralFilter filter) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Row %d: given %s, suggested %s (%s)%n",
                row,
                shown(rows.given().name(index)),
                shown(rows.suggested().get(index)),
                Wording.percent(rows.confidences()[index])));
        if (!rows.texts().isEmpty()) {
            text.append(String.format("  %s%n", shown(rows.names().text(index))));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nLabels averaged into its output at step %d, kappa %s%s:%n%n",
                filter.step(),
                Wording.number(filter.mu()),
                method.closedForm() ? "" : " (the linear model's account of method " + method.name() + ")"));
        List<String> header = new ArrayList<>(List.of("row", "weight", "given", "suggested"));
        if (!rows.texts().isEmpty()) {
            header.add(shown(textColumn.name()));
        }
        TextTable table = new TextTable(header, 0);
        table.flushLeftFrom(2);
        add(table, rows, index, explanation.ownWeight());
        explanation.neighbours().forEach(neighbour -> add(table, rows, neighbour.row(), neighbour.weight()));
        table.appendTo(text);
        text.append(String.format(
                Locale.ROOT,
                "%nThe first line is its own label. All labels by class, weights summing to %s:%n%n",
                weight(Arrays.stream(explanation.classWeights()).sum())));
        TextTable classes = new TextTable(List.of("given", "weight", "output", "own label left out"), 1);
        heaviest(explanation)
                .limit(CLASSES_SHOWN)
                .forEach(k -> classes.add(List.of(
                        shown(rows.given().names().get(k)),
                        weight(explanation.classWeights()[k]),
                        weight(explanation.outputs()[k]),
                        weight(explanation.leftOut()[k]))));
        classes.appendTo(text);
        text.append(String.format(
                "%nOutputs are the linear model's, 1/%d + its share of the weights, before they become%n"
                        + "probabilities.%s%n",
                rows.given().classCount(),
                method.closedForm() ? " The suggestion leaves the row's own label out." : ""));
        return text.toString();
    }

    private static void add(TextTable table, Rows rows, int row, double weight) {
        List<String> line = new ArrayList<>(List.of(
                Integer.toString(rows.names().number(row)),
                weight(weight),
                shown(rows.given().name(row)),
                shown(rows.suggested().get(row))));
        if (!rows.texts().isEmpty()) {
            line.add(shown(rows.names().text(row)));
        }
        table.add(line);
    }

    private static String weight(double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }

    private static String shown(String text) {
        return Wording.shortened(text, TEXT_WIDTH);
    }
}
