package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.FeatureSpace;
import io.rectify.data.Labels;
import io.rectify.data.RowParts;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelTable;
import io.rectify.formats.NpyRows;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Guard;
import io.rectify.linalg.RowBlocks;
import io.rectify.run.RowNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
                    "Label column of every file of labels, by name or by position from 0; a,b,c or NAME* for columns of 0 and "
                            + "1, one for each class. Default: ${DEFAULT-VALUE}.")
    String labelColumn = LabelTable.DEFAULT_COLUMN;

    @Option(
            names = "--true-labels",
            paramLabel = "FILE",
            description = "Right labels of the rows where they are known: for measuring only.")
    @Nullable
    Path trueLabels;

    @Mixin
    LabelRuleOptions rules = new LabelRuleOptions();

    @Mixin
    FeatureOptions format = new FeatureOptions();

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    /**
     * Rows, and what they are called and say.
     *
     * @param rows those that have a label
     * @param texts of those
     * @param parts which rows of the file have a label and which have none
     * @param unlabelledRows what the others are called
     * @param unlabelled their features
     * @param all features of all rows
     * @param space what the features are called
     * @param used which columns were read
     */
    record Read(
            Dataset rows,
            RowTexts texts,
            RowParts parts,
            RowNames unlabelledRows,
            RowBlocks unlabelled,
            RowBlocks all,
            FeatureSpace space,
            UsedColumns used)
            implements AutoCloseable {
        /** Whether features are read from a file as they are needed. */
        boolean isOnDisk() {
            return all instanceof NpyRows;
        }

        @Override
        public void close() {
            rows.features().close();
            unlabelled.close();
            all.close();
        }

        /** The same with other classes. */
        Read withClasses(List<String> names) {
            return new Read(rows.withClasses(names), texts, parts, unlabelledRows, unlabelled, all, space, used);
        }
    }

    /**
     * The rows as the files have them, before preprocessing; close them when done.
     *
     * @param out what the command writes, beside which a temporary file may lie
     * @throws IllegalArgumentException if the files differ in their number of rows
     */
    Read read(RowOptions columns, Path out) throws IOException {
        TableOptions options = columns.addTo(format.addTo(TableOptions.DEFAULTS));
        LabelledRows read = LabelledRows.read(source(features, labels, options, out));
        RowBlocks all = read.features();
        try (Guard<RuntimeException> guard = Guard.of(all::close)) {
            GivenLabels given = read.columns().training(rules.rules());
            RowParts parts = new RowParts(given.rows(), given.unlabelled());
            Optional<Labels> right = trueLabels == null
                    ? Optional.empty()
                    : Optional.of(right(trueLabels, given, read.columns().column(TableRole.ID), options));
            RowTexts texts = columns.of(read, out);
            boolean whole = parts.isWhole();
            RowBlocks labelled = whole ? all : all.select(parts.labelled());
            return guard.release(new Read(
                    new Dataset(labelled, given.labels(), right, Optional.empty()),
                    new RowTexts(texts.rows().select(parts.labelled()), texts.images()),
                    parts,
                    texts.rows().select(parts.unlabelled()),
                    all.select(parts.unlabelled()),
                    all,
                    new FeatureSpace(read.schema().names(), read.schema().indexBase()),
                    UsedColumns.of(read.schema().use(), read.columns().use(), given.remarks(), given.warnings())));
        }
    }

    private Labels right(Path file, GivenLabels given, List<String> ids, TableOptions options) throws IOException {
        GivenLabels right = LabelColumns.read(file, labelColumn, forIds(options))
                .inOrderOf(ids, labelsFile())
                .labels(given.labels().names(), rules.rules());
        if (given.size() != right.size()) {
            throw new IllegalArgumentException(
                    labelsFile() + " has " + given.size() + " labels but " + file + " has " + right.size());
        }
        int[] place = new int[right.size()];
        Arrays.fill(place, -1);
        for (int i = 0; i < right.rows().length; i++) {
            place[right.rows()[i]] = i;
        }
        int[] chosen = Arrays.stream(given.rows()).map(row -> place[row]).toArray();
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] < 0) {
                throw new IllegalArgumentException(file + ", row " + given.rows()[i]
                        + " (counting from 0): expected the right label but there is none");
            }
        }
        return right.labels().select(chosen);
    }

    /** Labels with ids, if there are any, and no texts. */
    private static TableOptions forIds(TableOptions options) {
        return options.withTexts(EnumSet.of(TableRole.LABEL, TableRole.ID))
                .withOptional(EnumSet.of(TableRole.ID, TableRole.TEXT));
    }

    /**
     * The rows of another file of features, matched with those of training by their names, with labels of its own or of another file,
     * which have known classes. Rows without a label are left out.
     *
     * @param space what the features of training are called
     * @param columnCount how many there are
     */
    TestRows readTest(
            @Nullable Path testFeatures,
            @Nullable Path testLabels,
            Labels given,
            FeatureSpace space,
            int columnCount,
            RowOptions columns,
            Path out)
            throws IOException {
        if (testFeatures == null) {
            return TestRows.NONE;
        }
        TableOptions options =
                FeatureFile.matching(testFeatures, format.addTo(TableOptions.DEFAULTS), space, columnCount);
        TableOptions ofIds = forIds(columns.addTo(options));
        LabelledRows read = LabelledRows.read(source(testFeatures, testLabels, ofIds, out));
        RowBlocks all = read.features();
        try (Guard<RuntimeException> guard = Guard.of(all::close)) {
            GivenLabels truth = read.columns().labels(given.names(), rules.rules());
            if (truth.rows().length == 0) {
                throw new IllegalArgumentException(testFeatures + ": expected labels of test rows but no row has one");
            }
            RowBlocks labelled = truth.unlabelled().length == 0 ? all : all.select(truth.rows());
            return guard.release(new TestRows(
                    Optional.of(labelled), Optional.of(truth.labels()), truth.unlabelled().length, Optional.of(all)));
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
