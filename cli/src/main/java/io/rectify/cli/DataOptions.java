package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelTable;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rows of a command: their features, their given labels and, where they are known, their right ones. */
final class DataOptions {
    @Option(
            names = "--features",
            required = true,
            paramLabel = "FILE",
            description = "Features, rows x D, of any format that rectify convert reads.")
    @SuppressWarnings("NullAway.Init")
    Path features;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Labels of the rows, of any format, if they are not in the features' file; matched by id if both "
                            + "files have ids, otherwise row by row.")
    @Nullable
    Path labels;

    @Option(
            names = "--label-column",
            defaultValue = LabelTable.DEFAULT_COLUMN,
            paramLabel = "NAME",
            description =
                    "Label column of every file of labels, by name or by position from 0. Default: ${DEFAULT-VALUE}.")
    String labelColumn = LabelTable.DEFAULT_COLUMN;

    @Option(
            names = "--true-labels",
            paramLabel = "FILE",
            description = "Right labels of the rows where they are known: for measuring only.")
    @Nullable
    Path trueLabels;

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    /** Rows, and what they are called and say. */
    record Read(Dataset rows, RowTexts texts) {}

    /**
     * The rows as the files have them, before preprocessing; close the features when done.
     *
     * @param out what the command writes, beside which a temporary file may lie
     * @throws IllegalArgumentException if the files differ in their number of rows
     */
    Read read(RowOptions columns, Path out) throws IOException {
        TableOptions options = columns.options();
        LabelledRows read = LabelledRows.read(source(features, labels, options, out));
        try (Guard<RuntimeException> guard = Guard.of(read.features()::close)) {
            Labels given = read.columns().training();
            Optional<Labels> right = trueLabels == null
                    ? Optional.empty()
                    : Optional.of(right(trueLabels, given, read.columns().column(TableRole.ID), options));
            return guard.release(
                    new Read(new Dataset(read.features(), given, right, Optional.empty()), columns.of(read, out)));
        }
    }

    private Labels right(Path file, Labels given, List<String> ids, TableOptions options) throws IOException {
        Labels right = LabelColumns.read(file, labelColumn, forIds(options))
                .inOrderOf(ids, labelsFile())
                .labels(given.names());
        LabelledFiles.checkSameRows(labelsFile(), given, file, right);
        return right;
    }

    /** Labels with ids, if there are any, and no texts. */
    private static TableOptions forIds(TableOptions options) {
        return options.withTexts(EnumSet.of(TableRole.LABEL, TableRole.ID))
                .withOptional(EnumSet.of(TableRole.ID, TableRole.TEXT));
    }

    /** The rows of another file of features, with labels of its own or of another file, which have known classes. */
    TestRows readTest(
            @Nullable Path testFeatures, @Nullable Path testLabels, Labels given, RowOptions columns, Path out)
            throws IOException {
        if (testFeatures == null) {
            return TestRows.NONE;
        }
        TableOptions ofIds = forIds(columns.options());
        LabelledRows read = LabelledRows.read(source(testFeatures, testLabels, ofIds, out));
        try (Guard<RuntimeException> guard = Guard.of(read.features()::close)) {
            Labels truth = read.columns().labels(given.names());
            return guard.release(new TestRows(Optional.of(read.features()), Optional.of(truth)));
        }
    }

    private LabelledRows.Source source(Path from, @Nullable Path labelsOf, TableOptions options, Path out) {
        return new LabelledRows.Source(from, labelsOf, labelColumn, options, memory, out);
    }

    /** The file that holds the labels. */
    Path labelsFile() {
        return labels == null ? features : labels;
    }

    /** The files named, and others that a command reads, those that are named; each of a pattern. */
    List<Path> inputs(@Nullable Path... others) throws IOException {
        List<Path> inputs = new ArrayList<>(TableFile.files(features.toString()));
        add(inputs, labels);
        add(inputs, trueLabels);
        for (Path other : others) {
            add(inputs, other);
        }
        return inputs;
    }

    private static void add(List<Path> inputs, @Nullable Path file) throws IOException {
        if (file != null) {
            inputs.addAll(TableFile.files(file.toString()));
        }
    }

    /** A failure that the features are to blame for, in a message that names their file. */
    IllegalArgumentException blamed(RuntimeException cause, String advice) {
        return new IllegalArgumentException(features + ": " + cause.getMessage() + advice, cause);
    }
}
