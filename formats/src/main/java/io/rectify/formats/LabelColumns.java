package io.rectify.formats;

import io.rectify.data.ClassOrder;
import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The labels of a file with the texts and ids beside them, all from reading it once. Immutable. */
public final class LabelColumns {
    /** Rows from which on labels that are all different are no labels. */
    private static final int FEW = 20;

    /** Rows from which on labels are none if most rows have one of their own. */
    private static final int MANY = 100;

    private static final int NAMES_SHOWN = 10;

    private final Path file;
    private final Map<TableRole, List<String>> columns;
    private final IntFunction<DataLocation> location;
    private final TableUse use;

    private LabelColumns(
            Path file, Map<TableRole, List<String>> columns, IntFunction<DataLocation> location, TableUse use) {
        this.file = file;
        this.columns = columns;
        this.location = location;
        this.use = use;
    }

    /**
     * Columns that have been read already.
     *
     * @param use which columns they are
     * @throws DataFormatException if there are no labels among them
     */
    public static LabelColumns of(Path file, Map<TableRole, List<String>> columns, TableUse use)
            throws DataFormatException {
        if (!columns.containsKey(TableRole.LABEL)) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected a column of labels, 'label' unless another is named");
        }
        return new LabelColumns(file, columns, row -> DataLocation.in(file).withRow(row), use);
    }

    /**
     * Reads a file of any {@link TableFormat}; npy has labels only.
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
            TableFile.Texts read = TableFile.readTexts(file, named);
            return read.columns().containsKey(TableRole.LABEL) || named != options
                    ? of(file, read.columns(), read.use())
                    : oneHot(file, options, read);
        }
        Map<TableRole, String> others = new EnumMap<>(TableRole.class);
        List<String> header = LabelTable.columnNames(file, options.text());
        for (TableRole role : List.of(TableRole.ID, TableRole.TEXT)) {
            String named = options.roles().get(role);
            boolean needed = named != null && !options.optional().contains(role);
            String name = named == null ? role.among(header) : named;
            if (options.texts().contains(role)
                    && (needed || (header.contains(name) && !name.equals(labelColumn) && header.size() > 1))) {
                others.put(role, name);
            }
        }
        LabelTable table = table(file, labelColumn, options.text(), header, others.values());
        Map<TableRole, List<String>> columns = new EnumMap<>(TableRole.class);
        columns.put(TableRole.LABEL, table.labels());
        others.forEach((role, name) -> columns.put(role, table.column(name)));
        Map<TableRole, String> used = new EnumMap<>(others);
        used.put(TableRole.LABEL, table.labelColumn());
        return new LabelColumns(file, columns, table::location, new TableUse("", used, List.of(), table.remarks()));
    }

    /** A file of labels without a column of that name: if each row has one 1 and all else is 0, columns are classes. */
    private static LabelColumns oneHot(Path file, TableOptions options, TableFile.Texts read) throws IOException {
        try {
            TableFile.Texts hot = TableFile.readTexts(file, options.withRole(TableRole.LABEL, OneHot.ALL));
            List<String> labels = hot.columns().getOrDefault(TableRole.LABEL, List.of());
            if (!labels.isEmpty() && labels.stream().noneMatch(String::isBlank)) {
                return of(file, hot.columns(), hot.use());
            }
        } catch (DataFormatException noClasses) {
            return of(file, read.columns(), read.use());
        }
        return of(file, read.columns(), read.use());
    }

    private static LabelTable table(
            Path file, String labelColumn, TextFormat format, List<String> header, Collection<String> others)
            throws IOException {
        try {
            return LabelTable.read(
                    file, format, labelColumn, others.stream().distinct().toArray(String[]::new));
        } catch (DataFormatException e) {
            boolean missing = labelColumn.equals(LabelTable.DEFAULT_COLUMN) && !header.contains(labelColumn);
            if (missing && CsvTable.unseparated(header).isEmpty()) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected a column 'label' but the columns are " + Excerpt.list(header, NAMES_SHOWN)
                                + "; --label-column names the labels");
            }
            throw e;
        }
    }

    /** Which columns they are. */
    public TableUse use() {
        return use;
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
        return select(LabelJoin.order(ids, table, own, file));
    }

    /** Some rows, or all in another order. */
    public LabelColumns select(int[] order) {
        Map<TableRole, List<String>> ordered = new EnumMap<>(TableRole.class);
        columns.forEach((role, column) ->
                ordered.put(role, Arrays.stream(order).mapToObj(column::get).toList()));
        return new LabelColumns(file, ordered, row -> location.apply(order[row]), use);
    }

    /** The same with texts and ids of another table's rows where that has them. */
    public LabelColumns withTexts(Map<TableRole, List<String>> others) {
        Map<TableRole, List<String>> merged = new EnumMap<>(TableRole.class);
        merged.putAll(columns);
        merged.putAll(others);
        merged.put(TableRole.LABEL, labels());
        return new LabelColumns(file, merged, location, use);
    }

    /**
     * Labels whose class names are those in the file, {@linkplain ClassOrder#distinctSorted sorted}.
     *
     * @throws DataFormatException if no row has a label, a row has several, there are fewer than two classes, or so many that
     *     they are ids
     */
    public GivenLabels training(LabelRules rules) throws DataFormatException {
        GivenLabels given = new LabelValues(labels(), location, rules)
                .training(new DataFormatException(
                        DataLocation.in(file),
                        "expected labels but no row has one"
                                + use.roles().entrySet().stream()
                                        .filter(role -> role.getKey() == TableRole.LABEL)
                                        .map(role -> " in " + Excerpt.quoted(role.getValue()))
                                        .findFirst()
                                        .orElse("")));
        if (given.labels().classCount() < 2) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at least 2 classes but every " + (given.unlabelled().length > 0 ? "labelled " : "")
                            + "row is " + Excerpt.quoted(given.labels().name(0)));
        }
        checkNoIds(given.labels());
        return given;
    }

    /** Labels of which most rows have one of their own are ids, texts or numbers, taken for labels. */
    private void checkNoIds(Labels given) throws DataFormatException {
        int rows = given.size();
        int classes = given.classCount();
        boolean all = rows >= FEW && classes == rows;
        if (all || (rows >= MANY && classes > rows / 2)) {
            String column = Optional.ofNullable(use.roles().get(TableRole.LABEL))
                    .map(name -> " in " + Excerpt.quoted(name))
                    .orElse("");
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected labels but "
                            + (all
                                    ? "all " + rows + " rows have different values" + column
                                    : rows + " rows have " + classes + " different values" + column + ", as ids would")
                            + "; is another column meant? --label-column names it");
        }
    }

    /**
     * Labels of the given classes.
     *
     * @throws DataFormatException if a label is not one of the names, or a row has several
     * @throws IllegalArgumentException if names repeat
     */
    public GivenLabels labels(List<String> names, LabelRules rules) throws DataFormatException {
        return new LabelValues(labels(), location, rules).of(names);
    }

    private List<String> labels() {
        return column(TableRole.LABEL);
    }
}
