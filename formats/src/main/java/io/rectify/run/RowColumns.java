package io.rectify.run;

import io.rectify.formats.ParquetTables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first columns of a Parquet table of rows: {@code row} (from 0) and, if there are any, {@code id} and {@code text}.
 */
record RowColumns(RowNames rows) {
    List<ParquetTables.Column> columns(ParquetTables.Column... others) {
        List<ParquetTables.Column> columns = new ArrayList<>(List.of(new ParquetTables.Column("row", "INTEGER")));
        if (!rows.ids().isEmpty()) {
            columns.add(new ParquetTables.Column("id", "VARCHAR"));
        }
        if (!rows.texts().isEmpty()) {
            columns.add(new ParquetTables.Column("text", "VARCHAR"));
        }
        columns.addAll(List.of(others));
        return columns;
    }

    /** Values of a row under those columns. */
    List<Object> values(int row, Object... others) {
        return values(rows, row, others);
    }

    /** The same of a row of others that have ids and texts if these do; a value that is null is missing. */
    static List<Object> values(RowNames rows, int row, @Nullable Object... others) {
        List<Object> values = new ArrayList<>(List.of(rows.number(row)));
        if (!rows.ids().isEmpty()) {
            values.add(rows.id(row));
        }
        if (!rows.texts().isEmpty()) {
            values.add(rows.text(row));
        }
        for (Object other : others) {
            values.add(other == null ? ParquetTables.MISSING : other);
        }
        return values;
    }
}
