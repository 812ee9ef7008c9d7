package io.rectify.run;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the row that a record of a person's answers names by {@code row} (its number, from 0), by {@code id}, or by both. */
final class RowFinder {
    private final RowNames rows;
    private final String whole;
    private final List<String> ids;
    private final Map<Integer, Integer> rowOfNumber = new HashMap<>();
    private final Map<String, Integer> rowOfId = new HashMap<>();
    private final Map<String, Integer> secondRowOfId = new HashMap<>();

    /** @param whole what the rows are of, for messages */
    RowFinder(RowNames rows, String whole) {
        this.rows = rows;
        this.whole = whole;
        this.ids = rows.ids();
        for (int i = 0; i < rows.size(); i++) {
            rowOfNumber.put(rows.number(i), i);
        }
        for (int i = 0; i < ids.size(); i++) {
            Integer first = rowOfId.putIfAbsent(ids.get(i), i);
            if (first != null) {
                secondRowOfId.putIfAbsent(ids.get(i), i);
            }
        }
    }

    /**
     * The index of the row that a record names.
     *
     * @param fields by column; columns that are missing are not there
     * @throws DataFormatException if it names no row, or row and id disagree
     */
    int row(Map<String, String> fields, DataLocation place) throws DataFormatException {
        String row = fields.getOrDefault("row", "").strip();
        String id = fields.getOrDefault("id", "");
        if (row.isEmpty() && id.isEmpty()) {
            throw new DataFormatException(
                    place.withColumn(fields.containsKey("row") || !fields.containsKey("id") ? "row" : "id"),
                    "expected a row or an id but there is none");
        }
        return row.isEmpty() ? rowOf(id, place.withColumn("id")) : rowAt(row, id, place);
    }

    private int rowAt(String text, String id, DataLocation place) throws DataFormatException {
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        int row = rowOfNumber.getOrDefault(number, rows.size());
        if (row >= rows.size()) {
            throw new DataFormatException(
                    place.withColumn("row"),
                    "expected a row of " + whole + ", " + rows.number(0) + " to " + rows.number(rows.size() - 1)
                            + (rows.number(rows.size() - 1) == rows.size() - 1 ? "" : " where it has a label")
                            + ", but found " + Excerpt.quoted(text));
        }
        if (!id.isEmpty() && !ids.isEmpty() && !ids.get(row).equals(id)) {
            throw new DataFormatException(
                    place.withColumn("id"),
                    "expected id " + Excerpt.quoted(ids.get(row)) + ", which row " + rows.number(row) + " of " + whole
                            + " has, but found " + Excerpt.quoted(id));
        }
        return row;
    }

    private int rowOf(String id, DataLocation place) throws DataFormatException {
        Integer row = rowOfId.get(id);
        if (row == null) {
            throw new DataFormatException(
                    place,
                    ids.isEmpty()
                            ? "found id " + Excerpt.quoted(id) + " but the rows of " + whole
                                    + " have no ids; give a column 'row'"
                            : "expected an id of " + whole + " but found " + Excerpt.quoted(id));
        }
        Integer second = secondRowOfId.get(id);
        if (second != null) {
            throw new DataFormatException(
                    place,
                    "id " + Excerpt.quoted(id) + " is that of rows " + rows.number(row) + " and " + rows.number(second)
                            + " of " + whole + "; give a column 'row'");
        }
        return row;
    }
}
