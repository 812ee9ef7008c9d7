package io.rectify.run;

import io.rectify.formats.ParquetTables;
import java.util.ArrayList;
import java.util.List;

/**
 * The first columns of a Parquet table of rows: {@code row} (from 0) and, if there are any, {@code id} and {@code text}.
 *
 * @param ids of all rows; empty if there are none
 * @param texts of all rows; empty if there are none
 */
record RowColumns(List<String> ids, List<String> texts) {
    List<ParquetTables.Column> columns(ParquetTables.Column... others) {
        List<ParquetTables.Column> columns = new ArrayList<>(List.of(new ParquetTables.Column("row", "INTEGER")));
        if (!ids.isEmpty()) {
            columns.add(new ParquetTables.Column("id", "VARCHAR"));
        }
        if (!texts.isEmpty()) {
            columns.add(new ParquetTables.Column("text", "VARCHAR"));
        }
        columns.addAll(List.of(others));
        return columns;
    }

    /** Values of a row under those columns. */
    List<Object> values(int row, Object... others) {
        List<Object> values = new ArrayList<>(List.of(row));
        if (!ids.isEmpty()) {
            values.add(ids.get(row));
        }
        if (!texts.isEmpty()) {
            values.add(texts.get(row));
        }
        values.addAll(List.of(others));
        return values;
    }
}
