package io.rectify.cli;

import io.rectify.audit.DawidSkene;
import io.rectify.formats.TableOptions;
import io.rectify.run.Annotations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify annotators}: answers of several annotators in, one label a row out. */
@Command(
        name = "annotators",
        header = {
            "Join the answers of several annotators into one label a row, and say how often each is right.",
            "  rectify annotators --annotations answers.csv --out labels.csv",
            "  rectify audit --features train_features.npy --labels labels.csv --out audit/",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The answers are a long table: a line for each answer, with the number of the row",
            "(from 0) or its id, the annotator and the label. By Dawid and Skene's model: what",
            "annotators say who are often right weighs more. labels.csv: row or id, label,",
            "confidence, majority, answers, then the probability of each class.",
        })
final class AnnotatorsCommand implements Callable<Integer> {
    @Option(names = "--annotations", required = true, paramLabel = "FILE", description = "Answers, of any format.")
    @SuppressWarnings("NullAway.Init")
    Path annotations;

    @Option(
            names = "--row-column",
            defaultValue = "row",
            paramLabel = "NAME",
            description = "Column of the rows' numbers, from 0. Default: ${DEFAULT-VALUE}.")
    String rowColumn = "row";

    @Option(names = "--id-column", paramLabel = "NAME", description = "Column of the rows' ids, instead of numbers.")
    @Nullable
    String idColumn;

    @Option(
            names = "--annotator-column",
            defaultValue = "annotator",
            paramLabel = "NAME",
            description = "Column of the annotators. Default: ${DEFAULT-VALUE}.")
    String annotatorColumn = "annotator";

    @Option(
            names = "--label-column",
            defaultValue = "label",
            paramLabel = "NAME",
            description = "Column of the labels. Default: ${DEFAULT-VALUE}.")
    String labelColumn = "label";

    @Mixin
    LabelRuleOptions rules = new LabelRuleOptions();

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Labels to write (.csv or .tsv).")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(names = "--json", description = "Print one JSON object on stdout instead of text.")
    boolean json;

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        OutputFile.checkSpares(List.of(annotations), out);
        Annotations read = Annotations.read(
                annotations,
                idColumn == null ? rowColumn : idColumn,
                idColumn == null,
                annotatorColumn,
                labelColumn,
                TableOptions.DEFAULTS.withText(text.format()),
                rules.rules());
        DawidSkene estimate = read.estimate();
        read.write(out, estimate);
        System.out.print(json ? Json.line(values(read, estimate)) : text(read, estimate));
        return 0;
    }

    private String text(Annotations read, DawidSkene estimate) {
        TextTable table = new TextTable(List.of("annotator", "answers", "right"), 1);
        int[] counts = read.counts();
        for (int a = 0; a < counts.length; a++) {
            table.add(List.of(
                    Wording.shortened(read.annotators().get(a), 30),
                    Wording.count(counts[a]),
                    Wording.percent(estimate.accuracies()[a])));
        }
        StringBuilder words = new StringBuilder();
        table.appendTo(words);
        return words.append(String.format(
                        "%n%s answers to %s rows, %d classes: see %s%n",
                        Wording.count(read.answers().size()),
                        Wording.count(read.rows().size()),
                        read.classes().size(),
                        Wording.path(out)))
                .toString();
    }

    private static Map<String, Object> values(Annotations read, DawidSkene estimate) {
        List<Map<String, Object>> annotators = new ArrayList<>();
        int[] counts = read.counts();
        for (int a = 0; a < counts.length; a++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("annotator", read.annotators().get(a));
            one.put("answers", counts[a]);
            one.put("right", estimate.accuracies()[a]);
            annotators.add(one);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", read.rows().size());
        values.put("answers", read.answers().size());
        values.put("classes", read.classes());
        values.put("annotators", annotators);
        return values;
    }
}
