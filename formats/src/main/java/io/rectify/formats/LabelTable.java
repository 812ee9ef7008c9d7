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
import java.util.stream.LongStream;

/**
 * The label column of a csv file with a header, and other columns on request. UTF-8; fields are separated by commas, or
 * by tabs if the file's name ends in .tsv; quoted fields may hold line breaks. Immutable.
 */
public final class LabelTable {
    /** The column that holds the labels unless another is named. */
    public static final String DEFAULT_COLUMN = "label";

    private final Path file;
    private final String labelColumn;
    private final List<String> labels;
    private final long[] lines;
    private final Map<String, OtherColumn> others;

    private LabelTable(
            Path file, String labelColumn, List<String> labels, long[] lines, Map<String, OtherColumn> others) {
        this.file = file;
        this.labelColumn = labelColumn;
        this.labels = List.copyOf(labels);
        this.lines = lines;
        this.others = others;
    }

    private record OtherColumn(int position, List<String> values) {}

    /**
     * Reads the label column and others, such as a text or an id.
     *
     * @param labelColumn name of the column, or its position counting from 0 if no column has that name; the only
     *     column of a file is also found by the default name {@value #DEFAULT_COLUMN}
     * @param otherColumns names or positions of other columns to keep
     * @throws DataFormatException if the file is missing, empty, no csv or no UTF-8; if a column is missing; if a row
     *     has more or fewer fields than the header, or an empty label
     * @throws IOException if reading fails
     */
    public static LabelTable read(Path file, String labelColumn, String... otherColumns) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            int labelPosition = labelPosition(table, labelColumn);
            Map<String, OtherColumn> others = new LinkedHashMap<>();
            for (String other : otherColumns) {
                others.put(other, new OtherColumn(table.column(other), new ArrayList<>()));
            }
            List<String> labels = new ArrayList<>();
            Map<String, String> distinct = new HashMap<>();
            LongStream.Builder lines = LongStream.builder();
            while (table.next()) {
                String label = table.field(labelPosition);
                if (label.isBlank()) {
                    throw table.problem("expected a label but column "
                            + Excerpt.quoted(table.header().get(labelPosition)) + " is empty");
                }
                String known = distinct.putIfAbsent(label, label);
                labels.add(known == null ? label : known);
                lines.add(table.line());
                others.values().forEach(other -> other.values().add(table.field(other.position())));
            }
            String name = table.header().get(labelPosition);
            return new LabelTable(file, name, labels, lines.build().toArray(), others);
        }
    }

    /**
     * The names of the columns of a csv file, as they stand in its header.
     *
     * @throws DataFormatException if the file is missing, empty, no csv or no UTF-8
     * @throws IOException if reading fails
     */
    public static List<String> columnNames(Path file) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            return List.copyOf(table.header());
        }
    }

    static int labelPosition(CsvTable table, String labelColumn) throws DataFormatException {
        List<String> header = table.header();
        boolean onlyColumn = header.size() == 1
                && labelColumn.equals(DEFAULT_COLUMN)
                && header.get(0).indexOf(';') < 0
                && header.get(0).indexOf('\t') < 0;
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

    /** The label of each row as it stands in the file. */
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
