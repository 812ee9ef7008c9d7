package io.rectify.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A place in a data file.
 *
 * @param file the file
 * @param line line of a text file, counting from 1 as editors do; a quoted field may span several lines
 * @param row data row, counting from 0 and not counting a header
 * @param column name of a column, or its position counting from 0
 */
public record DataLocation(Path file, OptionalLong line, OptionalLong row, Optional<String> column) {
    public static DataLocation in(Path file) {
        return new DataLocation(file, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    public DataLocation withLine(long line) {
        return new DataLocation(file, OptionalLong.of(line), row, column);
    }

    public DataLocation withRow(long row) {
        return new DataLocation(file, line, OptionalLong.of(row), column);
    }

    public DataLocation withColumn(String name) {
        return new DataLocation(file, line, row, Optional.of(name));
    }

    public DataLocation withColumn(long position) {
        return withColumn(Long.toString(position));
    }

    /** One line such as {@code labels.csv: line 19, row 17 (counting from 0), column 'label'}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        line.ifPresent(number -> parts.add("line " + number));
        row.ifPresent(number -> parts.add("row " + number + " (counting from 0)"));
        column.ifPresent(name -> parts.add("column " + (isPosition(name) ? name : Excerpt.quoted(name))));
        String name = Excerpt.escape(file.toString());
        return parts.isEmpty() ? name : name + ": " + String.join(", ", parts);
    }

    private static boolean isPosition(String column) {
        return column.matches("[0-9]{1,19}");
    }
}
