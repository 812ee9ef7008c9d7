package io.rectify.formats;

import io.rectify.data.ClassOrder;
import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The labels of a file with the texts and ids beside them, all from reading it once. Immutable. */
public final class LabelColumns {
    private final Path file;
    private final Map<TableRole, List<String>> columns;
    private final IntFunction<DataLocation> location;

    private LabelColumns(Path file, Map<TableRole, List<String>> columns, IntFunction<DataLocation> location) {
        this.file = file;
        this.columns = columns;
        this.location = location;
    }

    /**
     * Columns that have been read already.
     *
     * @throws DataFormatException if there are no labels among them
     */
    public static LabelColumns of(Path file, Map<TableRole, List<String>> columns) throws DataFormatException {
        if (!columns.containsKey(TableRole.LABEL)) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected a column of labels, 'label' unless another is named");
        }
        return new LabelColumns(file, columns, row -> DataLocation.in(file).withRow(row));
    }

    /**
     * Reads a file of any {@link TableFormat}, or an npy file of integers.
     *
     * @param labelColumn as for {@link LabelTable#read}
     * @param options names of the columns of texts and ids
     * @throws DataFormatException if the file cannot be read as labels, or lacks a column that is named and not optional
     * @throws IOException if reading fails
     */
    public static LabelColumns read(Path file, String labelColumn, TableOptions options) throws IOException {
        if (LabelFile.isUnlined(file)) {
            TableOptions named = labelColumn.equals(LabelTable.DEFAULT_COLUMN)
                    ? options
                    : options.withRole(TableRole.LABEL, labelColumn);
            return of(file, TableFile.readTexts(file, named));
        }
        Map<TableRole, String> others = new EnumMap<>(TableRole.class);
        List<String> header = LabelTable.columnNames(file);
        for (TableRole role : List.of(TableRole.ID, TableRole.TEXT)) {
            String named = options.roles().get(role);
            boolean needed = named != null && !options.optional().contains(role);
            String name = named == null ? role.defaultName() : named;
            if (options.texts().contains(role)
                    && (needed || (header.contains(name) && !name.equals(labelColumn) && header.size() > 1))) {
                others.put(role, name);
            }
        }
        LabelTable table = LabelTable.read(
                file, labelColumn, others.values().stream().distinct().toArray(String[]::new));
        Map<TableRole, List<String>> columns = new EnumMap<>(TableRole.class);
        columns.put(TableRole.LABEL, table.labels());
        others.forEach((role, name) -> columns.put(role, table.column(name)));
        return new LabelColumns(file, columns, table::location);
    }

    /** Number of rows. */
    public int rows() {
        return labels().size();
    }

    /** The texts or ids; empty if there are none. */
    public List<String> column(TableRole role) {
        return columns.getOrDefault(role, List.of());
    }

    /**
     * The same in the order of the rows of a table: by id if both have ids and theirs differ, otherwise as they are.
     *
     * @param ids of the table's rows; empty if it has none
     * @param table where they come from, for messages
     * @throws DataFormatException as {@link LabelJoin#order}
     */
    public LabelColumns inOrderOf(List<String> ids, Path table) throws DataFormatException {
        List<String> own = column(TableRole.ID);
        if (ids.isEmpty() || own.isEmpty() || own.equals(ids)) {
            return this;
        }
        int[] order = LabelJoin.order(ids, table, own, file);
        Map<TableRole, List<String>> ordered = new EnumMap<>(TableRole.class);
        columns.forEach((role, column) ->
                ordered.put(role, Arrays.stream(order).mapToObj(column::get).toList()));
        return new LabelColumns(file, ordered, row -> location.apply(order[row]));
    }

    /** The same with texts and ids of another table's rows where that has them. */
    public LabelColumns withTexts(Map<TableRole, List<String>> others) {
        Map<TableRole, List<String>> merged = new EnumMap<>(TableRole.class);
        merged.putAll(columns);
        merged.putAll(others);
        merged.put(TableRole.LABEL, labels());
        return new LabelColumns(file, merged, location);
    }

    /**
     * Labels whose class names are those in the file, {@linkplain ClassOrder#distinctSorted sorted}.
     *
     * @throws DataFormatException if there are fewer than two classes
     */
    public Labels training() throws DataFormatException {
        return labels(LabelFile.trainingNames(file, labels()));
    }

    /**
     * Labels of the given classes.
     *
     * @throws DataFormatException if a label is not one of the names
     * @throws IllegalArgumentException if names repeat
     */
    public Labels labels(List<String> names) throws DataFormatException {
        return ClassNames.index(labels(), names, location);
    }

    private List<String> labels() {
        return column(TableRole.LABEL);
    }
}
