package io.rectify.cli;

import io.rectify.audit.Audit;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify explain}: whose labels were averaged into a row's output. */
@Command(
        name = "explain",
        header = {
            "Why a label was judged as it was: the rows whose labels speak for or against it.",
            "  rectify explain --run audit/ --row 17",
            "  rectify explain --run run/ --row 17",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Features or texts must still be where they were; labels are those that were",
            "judged, whatever was mended since. Weights are those of the closed form: exact",
            "for method spectral, the linear model's account for the others and for audits.",
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int TEXT_WIDTH = 48;
    private static final int CLASSES_SHOWN = 5;
    private static final String TEXT = "text";

    /** Columns of the features' file that are no features. */
    private static final Map<String, TableRole> ROLES =
            Map.of("--id-column", TableRole.ID, "--text-column", TableRole.TEXT);

    @Option(
            names = "--run",
            required = true,
            paramLabel = "RUN",
            description = "Directory that rectify audit or train wrote.")
    @SuppressWarnings("NullAway.Init")
    Path run;

    @Option(names = "--row", required = true, paramLabel = "I", description = "Row of the table, counting from 0.")
    int row;

    @Option(
            names = "--neighbours",
            defaultValue = "10",
            paramLabel = "N",
            description = "Rows to name. Default: ${DEFAULT-VALUE}.")
    int neighbours;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    /**
     * How labels were averaged.
     *
     * @param method of training, or that of an audit's neighbours
     * @param exact whether that is its closed form
     */
    private record Account(String method, boolean exact, SpectralFilter filter, Preprocessing.Scheme scheme) {
        static Account of(RecordedRun recorded) {
            if (recorded.isAudit()) {
                return new Account("the judge", false, new SpectralFilter(Audit.NEIGHBOUR_KAPPA, 1), scheme(recorded));
            }
            Method method = recorded.method();
            double kappa = recorded.figure("kappa");
            if (!(kappa > 0)) {
                throw new IllegalArgumentException(recorded.directory() + " was trained with kappa " + kappa
                        + "; labels are averaged only with one above 0");
            }
            return new Account(
                    method.name(),
                    method.closedForm(),
                    new SpectralFilter(kappa, 1 + recorded.count("rounds")),
                    scheme(recorded));
        }

        private static Preprocessing.Scheme scheme(RecordedRun recorded) {
            return recorded.choice(Preprocessing.Scheme.values(), "preprocess");
        }
    }

    /** What is known of the rows. */
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
        Account account = Account.of(recorded);
        LabelColumns judged = LabelColumns.read(recorded.labels(), "given", TableOptions.DEFAULTS);
        GivenLabels given = judged.training(LabelRuleOptions.onlyMissing().rules());
        try (RowBlocks raw = features(recorded, count)) {
            LabelledRows.checkSize(judged.rows(), recorded.directory(), raw.rows());
            RowBlocks labelled = given.unlabelled().length == 0 ? raw : raw.select(given.rows());
            explain(account, readRows(recorded, judged, given), labelled, count);
        }
        return 0;
    }

    /** The features of the run, or the same made again of its texts. */
    private RowBlocks features(RecordedRun recorded, int threads) throws IOException {
        Optional<RecordedEmbedding> embedding = recorded.embedding();
        TableOptions options = FeatureOptions.of(recorded).addTo(TableOptions.DEFAULTS);
        if (embedding.isPresent() && embedding.get().isOfPictures()) {
            throw new IllegalArgumentException(run + " is of pictures; explain takes runs on texts and features, "
                    + "and the report of the run names neighbours");
        }
        Path file = recorded.input(embedding.isPresent() ? "TEXTS" : "--features");
        if (embedding.isPresent()) {
            EmbeddedTexts texts =
                    embedding.get().embed(file, null, options.text(), new ModelCacheOptions(), run, threads, use -> {});
            return open(texts.features(), TableOptions.DEFAULTS);
        }
        for (Map.Entry<String, TableRole> role : ROLES.entrySet()) {
            options = recorded.hasOption(role.getKey())
                    ? options.withRole(role.getValue(), recorded.option(role.getKey()))
                    : options;
        }
        String labels = recorded.option("--label-column");
        return open(file, recorded.hasOption("--labels") ? options : FeatureFile.withLabels(options, labels));
    }

    private static RowBlocks open(Path file, TableOptions options) throws IOException {
        return FeatureFile.open(
                        file,
                        options.withOptional(EnumSet.allOf(TableRole.class)),
                        Set.of(),
                        new MemoryOptions(),
                        FeatureFile.temporaryPlace())
                .features();
    }

    private void explain(Account account, Rows rows, RowBlocks raw, int count) {
        int index = Arrays.binarySearch(rows.names().numbers(), row);
        if (index < 0) {
            int first = rows.names().number(0);
            int last = rows.names().number(rows.given().size() - 1);
            throw new IllegalArgumentException("--row " + row
                    + (row > first && row < last
                            ? " has no label; labels are averaged into rows that have one"
                            : " does not exist; the run has rows " + first + " to " + last));
        }
        Explanation explanation;
        try (Prepared x = Prepared.of(Dataset.of(raw, rows.given()), account.scheme(), count)) {
            LabelAveraging averaging =
                    new LabelAveraging(GramSpectrum.of(x.features(), count), x.features(), account.filter(), count);
            explanation = averaging.explain(index, rows.given(), neighbours);
        }
        System.out.print(
                output.json
                        ? Json.line(values(index, rows, explanation, account))
                        : text(index, rows, explanation, account));
    }

    private static Rows readRows(RecordedRun recorded, LabelColumns judged, GivenLabels labelled) throws IOException {
        LabelTable table = LabelTable.read(recorded.labels(), "suggested", "confidence");
        List<String> suggested = new ArrayList<>();
        double[] confidences = new double[labelled.rows().length];
        for (int k = 0; k < confidences.length; k++) {
            int i = labelled.rows()[k];
            suggested.add(table.labels().get(i));
            confidences[k] = confidence(
                    table.column("confidence").get(i), recorded.labels() + ", row " + i + ", column confidence");
        }
        RowNames names = RowNames.of(judged.rows(), List.of(), judged.column(TableRole.TEXT));
        return new Rows(labelled.labels(), suggested, confidences, names.select(labelled.rows()));
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

    private Map<String, Object> values(int index, Rows rows, Explanation explanation, Account account) {
        Map<String, Object> values = rows.values(index);
        values.put("method", account.method());
        values.put("exact", account.exact());
        values.put("kappa", account.filter().mu());
        values.put("step", account.filter().step());
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

    private String text(int index, Rows rows, Explanation explanation, Account account) {
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
                "%nThe labels that a linear model averages into its verdict on the row, with their weights%n"
                        + "(penalty kappa %s, %s%s):%n%n",
                Wording.number(account.filter().mu()),
                account.filter().step() == 1
                        ? "the teacher alone"
                        : "student " + (account.filter().step() - 1),
                account.exact() ? "" : "; " + account.method() + " itself is no average, but near to one"));
        List<String> header = new ArrayList<>(List.of("row", "weight", "given", "suggested"));
        if (!rows.texts().isEmpty()) {
            header.add(TEXT);
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
                rows.given().classCount(), account.exact() ? " Labels are judged without the row's own." : ""));
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
