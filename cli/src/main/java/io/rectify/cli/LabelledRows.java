package io.rectify.cli;

import io.rectify.formats.LabelColumns;
import io.rectify.formats.StreamedTable;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableSchema;
import io.rectify.formats.TableUse;
import io.rectify.formats.TextFile;
import io.rectify.linalg.Guard;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Features with their labels, texts and ids, from one file or from two, each read once.
 *
 * @param features in memory or not; to be closed
 * @param columns in the order of the features
 * @param textFile the file that the texts come from
 * @param schema of the features' file
 */
record LabelledRows(RowBlocks features, LabelColumns columns, Path textFile, TableSchema schema) {
    /** Where rows come from: files, their columns, and how much of the features may be in memory. */
    record Source(
            Path features,
            @Nullable Path labels,
            String labelColumn,
            TableOptions options,
            MemoryOptions memory,
            Path place) {
        /** Whether the labels are in the features' file. */
        boolean isOne() throws IOException {
            Path file = labels;
            return file == null
                    || (!FeatureFile.isNpy(features)
                            && Files.exists(file)
                            && Files.exists(features)
                            && Files.isSameFile(file, features));
        }

        /** Labels of rows whose features are still to be made of texts, in the order of the texts: matched by id if both files have ids. */
        LabelColumns labelsOfTexts() throws IOException {
            TableOptions ids = options.withTexts(EnumSet.of(TableRole.LABEL, TableRole.ID));
            if (labels == null || isOne()) {
                return LabelColumns.read(features, labelColumn, ids.withOptional(EnumSet.of(TableRole.TEXT)));
            }
            TableOptions either = ids.withOptional(EnumSet.of(TableRole.ID, TableRole.TEXT));
            LabelColumns given = LabelColumns.read(labels, labelColumn, either);
            if (TextFile.isLines(features)) {
                return given;
            }
            Map<TableRole, List<String>> own = TableFile.readTexts(features, either.withTexts(EnumSet.of(TableRole.ID)))
                    .columns();
            return given.inOrderOf(own.getOrDefault(TableRole.ID, List.of()), features);
        }
    }

    /**
     * Features that were made of something, with its labels.
     *
     * @param features an npy file
     * @param from what they were made of
     * @param use for people to check
     * @throws IllegalArgumentException if there is not one label for each row
     */
    static LabelledRows of(
            Path features, LabelColumns labels, Path from, TableUse use, MemoryOptions memory, Path place)
            throws IOException {
        StreamedTable table = FeatureFile.open(features, TableOptions.DEFAULTS, Set.of(), memory, place);
        try (Guard<RuntimeException> guard = Guard.of(table.features()::close)) {
            checkSize(labels.rows(), from, table.features().rows());
            TableSchema schema = table.schema();
            return guard.release(new LabelledRows(
                    table.features(),
                    labels,
                    from,
                    new TableSchema(
                            schema.columns(),
                            List.of(),
                            schema.roles(),
                            schema.rows(),
                            List.of(),
                            schema.indices(),
                            use)));
        }
    }

    /** @throws IllegalArgumentException if there is not one label for each row */
    static void checkSize(int labels, Path from, int rows) {
        if (labels != rows) {
            throw new IllegalArgumentException("there are " + labels + " labels but " + from + " has " + rows
                    + " rows; there must be one label for each row");
        }
    }

    /**
     * Reads rows. Labels of another file are matched with the features by id if both have ids, otherwise row by row; texts and
     * ids are those of the features' file, or else of the labels'.
     *
     * @throws IllegalArgumentException if there are no labels, the files differ in their number of rows, or no file has a
     *     column that is named
     */
    static LabelledRows read(Source source) throws IOException {
        Path labels = source.labels();
        LabelledRows rows = labels == null || source.isOne() ? readOne(source) : readTwo(source, labels);
        try (Guard<RuntimeException> guard = Guard.of(rows.features()::close)) {
            for (TableRole role : List.of(TableRole.ID, TableRole.TEXT)) {
                String named = source.options().roles().get(role);
                if (named != null
                        && !source.options().optional().contains(role)
                        && rows.columns().column(role).isEmpty()) {
                    throw new IllegalArgumentException("expected a column '" + named + "' but " + source.features()
                            + (labels == null ? " has" : " and " + labels + " have") + " no texts");
                }
            }
            return guard.release(rows);
        }
    }

    private static LabelledRows readOne(Source source) throws IOException {
        Path file = source.features();
        if (FeatureFile.isNpy(file)) {
            throw new IllegalArgumentException(
                    file + " holds features only; name the file of their labels by --labels");
        }
        TableOptions options = FeatureFile.withLabels(source.options(), source.labelColumn());
        StreamedTable table = FeatureFile.open(file, options, Set.of(TableRole.LABEL), source.memory(), source.place());
        return new LabelledRows(
                table.features(),
                LabelColumns.of(file, table.texts(), table.schema().use()),
                file,
                table.schema());
    }

    private static LabelledRows readTwo(Source source, Path labels) throws IOException {
        boolean tables = !FeatureFile.isNpy(source.features());
        Set<TableRole> others = EnumSet.of(TableRole.ID, TableRole.TEXT);
        TableOptions options = source.options();
        LabelColumns given =
                LabelColumns.read(labels, source.labelColumn(), tables ? options.withOptional(others) : options);
        Set<TableRole> mayLack = EnumSet.copyOf(others);
        mayLack.removeIf(
                role -> given.column(role).isEmpty() && !options.optional().contains(role));
        others.retainAll(options.texts());
        StreamedTable table = FeatureFile.open(
                source.features(),
                options.withTexts(others).withOptional(mayLack),
                Set.of(),
                source.memory(),
                source.place());
        try (Guard<RuntimeException> guard = Guard.of(table.features()::close)) {
            List<String> ids = table.texts().getOrDefault(TableRole.ID, List.of());
            LabelColumns ordered = given.inOrderOf(ids, source.features());
            if (ordered.rows() != table.features().rows()) {
                throw new IllegalArgumentException(
                        labels + " has " + ordered.rows() + " labels but " + source.features() + " has "
                                + table.features().rows() + " rows of features; there must be one label for each row");
            }
            return guard.release(new LabelledRows(
                    table.features(),
                    ordered.withTexts(table.texts()),
                    table.texts().containsKey(TableRole.TEXT) ? source.features() : labels,
                    table.schema()));
        }
    }
}
