package io.rectify.formats;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The label column of a csv file with a header, and other columns on request, in any {@link TextFormat}. Quoted fields may hold line
 * breaks. A label that is missing is empty. Immutable.
 */
public final class LabelTable {
    /** The column that holds the labels unless another is named. */
    public static final String DEFAULT_COLUMN = "label";

    private final Path file;
    private final String labelColumn;
    private final List<String> labels;
    private final long[] lines;
    private final Map<String, OtherColumn> others;
    private final List<String> remarks;

    private LabelTable(
            Path file,
            String labelColumn,
            List<String> labels,
            long[] lines,
            Map<String, OtherColumn> others,
            List<String> remarks) {
        this.file = file;
        this.labelColumn = labelColumn;
        this.labels = List.copyOf(labels);
        this.lines = lines;
        this.others = others;
        this.remarks = remarks;
    }

    private record OtherColumn(int position, List<String> values) {}

    /**
     * Reads the label column and others, such as a text or an id.
     *
     * @param labelColumn name of the column, or its position counting from 0 if no column has that name; the only
     *     column of a file is also found by the default name {@value #DEFAULT_COLUMN}. Names separated by commas, or one that ends in
     *     {@code *}, are columns of 0 and 1, one for each class
     * @param otherColumns names or positions of other columns to keep
     * @throws DataFormatException if the file is missing, empty, no csv or no UTF-8; if a column is missing; if a row
     *     has more or fewer fields than the header
     * @throws IOException if reading fails
     */
    public static LabelTable read(Path file, String labelColumn, String... otherColumns) throws IOException {
        return read(file, TextFormat.DEFAULTS, labelColumn, otherColumns);
    }

    /** The same of a file written in another way. */
    static LabelTable read(Path file, TextFormat format, String labelColumn, String... otherColumns)
            throws IOException {
        try (CsvTable table = CsvTable.open(file, format)) {
            OneHot oneHot = oneHot(table, labelColumn);
            int labelPosition = oneHot.isPresent() ? -1 : labelPosition(table, labelColumn);
            Map<String, OtherColumn> others = new LinkedHashMap<>();
            for (String other : otherColumns) {
                others.put(other, new OtherColumn(table.column(other), new ArrayList<>()));
            }
            List<String> labels = new ArrayList<>();
            Map<String, String> distinct = new HashMap<>();
            LongStream.Builder lines = LongStream.builder();
            while (table.next()) {
                String label = oneHot.isPresent()
                        ? oneHot.label(
                                table::field,
                                DataLocation.in(file).withLine(table.line()).withRow(labels.size()))
                        : table.dialect().label(table.field(labelPosition));
                labels.add(distinct.computeIfAbsent(label.isBlank() ? "" : label, same -> same));
                lines.add(table.line());
                others.values().forEach(other -> other.values().add(table.field(other.position())));
            }
            String name = oneHot.isPresent()
                    ? oneHot.positions().size() + " columns, one for each class"
                    : table.header().get(labelPosition);
            return new LabelTable(
                    file,
                    name,
                    labels,
                    lines.build().toArray(),
                    others,
                    table.dialect().remarks());
        }
    }

    /** Columns of 0 and 1 that are named, or all of a file that has no column of labels. */
    private static OneHot oneHot(CsvTable table, String labelColumn) throws IOException {
        List<String> header = table.header();
        if (header.contains(labelColumn)) {
            return OneHot.NONE;
        }
        OneHot named = OneHot.named(labelColumn, header);
        if (named.isPresent() || !labelColumn.equals(DEFAULT_COLUMN)) {
            return named;
        }
        List<Integer> others = IntStream.range(0, header.size())
                .filter(j -> OneHot.mayBeClass(header, j))
                .boxed()
                .toList();
        return OneHot.ofWhole(header, others, table.ahead(IndexColumns.ROWS));
    }

    /**
     * The names of the columns of a csv file, as they stand in its header.
     *
     * @throws DataFormatException if the file is missing, empty, no csv or no UTF-8
     * @throws IOException if reading fails
     */
    public static List<String> columnNames(Path file) throws IOException {
        return columnNames(file, TextFormat.DEFAULTS);
    }

    /** The same of a file written in another way. */
    public static List<String> columnNames(Path file, TextFormat format) throws IOException {
        try (CsvTable table = CsvTable.open(file, format)) {
            return List.copyOf(table.header());
        }
    }

    static int labelPosition(CsvTable table, String labelColumn) throws DataFormatException {
        List<String> header = table.header();
        boolean onlyColumn = header.size() == 1
                && labelColumn.equals(DEFAULT_COLUMN)
                && CsvTable.unseparated(header).isEmpty();
        return onlyColumn ? 0 : table.column(labelColumn);
    }

    /** Number of rows. */
    public int size() {
        return labels.size();
    }

    /** Name of the label column in the header. */
    public String labelColumn() {
        return labelColumn;
    }

    /** What was found out of how the file is written. */
    List<String> remarks() {
        return remarks;
    }

    /** The label of each row as it stands in the file; empty where there is none. */
    public List<String> labels() {
        return labels;
    }

    /**
     * The fields of another column that was asked for when reading.
     *
     * @param nameOrPosition as it was given to {@link #read}
     * @throws IllegalArgumentException if the column was not asked for
     */
    public List<String> column(String nameOrPosition) {
        OtherColumn column = others.get(nameOrPosition);
        if (column == null) {
            throw new IllegalArgumentException("column " + nameOrPosition + " was not read");
        }
        return Collections.unmodifiableList(column.values());
    }

    /**
     * The labels as indices into the given class names.
     *
     * @throws DataFormatException if a label is not one of the names
     * @throws IllegalArgumentException if names repeat
     */
    public Labels toLabels(List<String> names) throws DataFormatException {
        return ClassNames.index(labels, names, this::location);
    }

    /** Where the label of a row stands. */
    DataLocation location(int row) {
        return DataLocation.in(file).withLine(lines[row]).withRow(row).withColumn(labelColumn);
    }
}
