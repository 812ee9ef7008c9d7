package io.rectify.run;

import java.util.ArrayList;
import java.util.List;

/** The first columns of a table of rows: {@code row} (from 0) and, if rows have ids, {@code id}. */
final class RowIds {
    private RowIds() {}

    /** @param ids of all rows; empty if there are none */
    static List<String> header(List<String> ids, String... others) {
        List<String> header = new ArrayList<>(List.of("row"));
        if (!ids.isEmpty()) {
            header.add("id");
        }
        header.addAll(List.of(others));
        return header;
    }

    /** A line under that header. */
    static List<String> fields(int row, List<String> ids, String... others) {
        List<String> fields = new ArrayList<>(List.of(Integer.toString(row)));
        if (!ids.isEmpty()) {
            fields.add(ids.get(row));
        }
        fields.addAll(List.of(others));
        return fields;
    }
}
