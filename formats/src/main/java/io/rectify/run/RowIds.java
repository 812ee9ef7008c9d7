package io.rectify.run;

import java.util.ArrayList;
import java.util.List;

/** The first columns of a table of rows: {@code row} (from 0) and, if rows have ids, {@code id}. */
final class RowIds {
    private RowIds() {}

    static List<String> header(RowNames rows, String... others) {
        List<String> header = new ArrayList<>(List.of("row"));
        if (!rows.ids().isEmpty()) {
            header.add("id");
        }
        header.addAll(List.of(others));
        return header;
    }

    /** A line under that header. */
    static List<String> fields(int row, RowNames rows, String... others) {
        List<String> fields = new ArrayList<>(List.of(Integer.toString(rows.number(row))));
        if (!rows.ids().isEmpty()) {
            fields.add(rows.id(row));
        }
        fields.addAll(List.of(others));
        return fields;
    }
}
