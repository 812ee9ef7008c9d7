package io.rectify.cli;

import io.rectify.run.Decisions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify apply}: decisions about suspicious labels, carried into a copy of the labels' file. */
@Command(
        name = "apply",
        header = {
            "Mend labels: a copy of their file with the decisions about an audit's suggestions carried out.",
            "  rectify apply --labels given.csv --decisions audit/review.csv --out fixed.csv",
            "  rectify apply --labels given.csv --decisions audit/review.csv --top 50 --out fixed.csv",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Fill in column decision of the audit's review.csv: take (the suggestion), keep,",
            "drop (the row), or the name of the right class; rows left empty stay as they are.",
            "Or decide in report.html or by rectify review, which save the file. All columns and rows of the",
            "labels' file are kept, in its format and order; of a folder of pictures a table",
            "with columns image and label is written. The",
            "decisions must have been made for these labels: column given is compared.",
        })
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(
            names = "--decisions",
            required = true,
            paramLabel = "FILE",
            description =
                    "review.csv of an audit filled in, review.jsonl of rectify review, or issues.csv with --top or --above; csv or JSON Lines with "
                            + "row or id, decision, and suggested for those that are taken.")
    @SuppressWarnings("NullAway.Init")
    Path decisions;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Also take the suggestions of the first N rows listed, unless they have a decision.")
    @Nullable
    Integer top;

    @Option(
            names = "--above",
            paramLabel = "P",
            description = "Also take the suggestions of rows whose p_wrong is at least P, unless they have a decision.")
    @Nullable
    Double above;

    @Option(names = "--new-classes", description = "Let decisions name classes that no label has yet.")
    boolean newClasses;

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description =
                    "Column of the labels' file with the ids that decisions name. Default: 'id', if there is one.")
    @Nullable
    String ids;

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, of the same format.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(names = "--json", description = "Print one JSON object on stdout instead of text.")
    boolean json;

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        OutputFile.checkSpares(List.of(labels.labels, decisions), out);
        fileOutput.check(out);
        Decisions.Rule rule = new Decisions.Rule(
                top == null ? OptionalInt.empty() : OptionalInt.of(top),
                above == null ? OptionalDouble.empty() : OptionalDouble.of(above),
                newClasses);
        MendedLabels mended = MendedLabels.read(labels, ids, text.format());
        Decisions read = mended.decisions(decisions, rule);
        mended.write(read.edits(), out);
        mended.used().warn();
        System.out.print(json ? Json.line(values(read)) : text(read, mended.rows(), mended.isFolder()));
        return 0;
    }

    private String text(Decisions read, int rows, boolean folder) {
        int changed = read.edits().labels().size();
        int dropped = read.edits().dropped().size();
        return String.format(
                "%s labels changed, %s rows dropped, of %s: see %s%n%s%nNext: %s.%n",
                Wording.count(changed),
                Wording.count(dropped),
                Wording.count(rows),
                Wording.path(out),
                String.format(
                        "%s of the %s rows listed keep their label, %s are undecided.",
                        Wording.count(read.kept()), Wording.count(read.listed()), Wording.count(read.open())),
                folder
                        ? "the pictures stay where they are; " + NextCommand.called() + " train " + Wording.path(out)
                                + " --image-column image"
                        : "audit or train on it as before"
                                + (text.encoding == null ? "" : ", but without --encoding: it is in UTF-8"));
    }

    private static Map<String, Object> values(Decisions read) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("listed", read.listed());
        values.put("changed", read.edits().labels().size());
        values.put("dropped", read.edits().dropped().size());
        values.put("kept", read.kept());
        values.put("undecided", read.open());
        return values;
    }
}
