package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBReadableVector;

/** The feature columns of a Parquet file: one column of lists, which is read as one long column of numbers, or one each. */
final class ParquetFeatures implements Closeable {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "FLOAT",
            "DOUBLE",
            "BOOLEAN");

    private final Path file;
    private final DuckDbCursor cursor;
    private final boolean lists;
    private final boolean floats;
    private final List<String> columnNames;
    private int columns;
    private int at;

    private ParquetFeatures(Path file, DuckDbCursor cursor, boolean lists, boolean floats, List<String> columnNames) {
        this.file = file;
        this.cursor = cursor;
        this.lists = lists;
        this.floats = floats;
        this.columnNames = columnNames;
        this.columns = columnNames.size();
    }

    static ParquetFeatures open(
            Path file,
            DuckDb database,
            String source,
            TableColumns columns,
            List<String> types,
            Map<TableRole, Integer> roles,
            TableOptions options)
            throws IOException {
        List<Integer> chosen = columns.named();
        if (chosen.isEmpty()) {
            chosen = columns.others(roles, j -> isList(types.get(j)));
            if (chosen.size() > 1) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected one column of lists of numbers but found "
                                + Excerpt.list(
                                        chosen.stream().map(columns::name).toList(), 5)
                                + "; name the one that holds the features");
            }
        }
        if (chosen.isEmpty()) {
            chosen = columns.others(roles, j -> isNumber(types.get(j)));
        }
        if (chosen.isEmpty()) {
            throw columns.noFeatures("a column of lists of numbers, or columns of numbers,");
        }
        boolean list = chosen.size() == 1 && isList(types.get(chosen.get(0)));
        for (int j : chosen) {
            if (!list && !isNumber(types.get(j))) {
                throw new DataFormatException(
                        DataLocation.in(file).withColumn(columns.name(j)),
                        "expected numbers but the type is " + types.get(j));
            }
        }
        boolean floats = chosen.stream().allMatch(j -> types.get(j).startsWith("FLOAT"));
        String type = floats ? "FLOAT" : "DOUBLE";
        if (list) {
            return lists(file, database, source, columns.name(chosen.get(0)), floats);
        }
        List<String> names = chosen.stream().map(columns::name).toList();
        String sql = names.stream()
                .map(name -> "CAST(" + DuckDb.name(name) + " AS " + type + ")")
                .collect(Collectors.joining(", "));
        return new ParquetFeatures(file, database.query("SELECT " + sql + " FROM " + source), false, floats, names);
    }

    /**
     * A list that is missing or empty becomes one number that is missing, so that no row is lost. Each number comes with the
     * length of its list.
     */
    private static ParquetFeatures lists(Path file, DuckDb database, String source, String name, boolean floats)
            throws IOException {
        String list = "CAST(" + DuckDb.name(name) + " AS " + (floats ? "FLOAT[]" : "DOUBLE[]") + ")";
        String sql =
                "SELECT unnest(CASE WHEN n = 0 THEN [NULL] ELSE x END), n FROM (SELECT x, coalesce(len(x), 0)::INTEGER "
                        + "AS n FROM (SELECT " + list + " AS x FROM " + source + "))";
        ParquetFeatures features = new ParquetFeatures(file, database.query(sql), true, floats, List.of());
        try (Guard<IOException> guard = Guard.of(features::close)) {
            if (!features.cursor.nextChunk()) {
                throw new DataFormatException(DataLocation.in(file), "expected at least one row but there are none");
            }
            features.columns = features.cursor.vector(1).getInt(0);
            if (features.columns == 0) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(0).withColumn(name), "expected a list of numbers but found none");
            }
            return guard.release(features);
        }
    }

    private static boolean isNumber(String type) {
        return NUMBERS.contains(type) || type.startsWith("DECIMAL(") && type.endsWith(")");
    }

    private static boolean isList(String type) {
        int bracket = type.indexOf('[');
        return bracket > 0
                && type.endsWith("]")
                && isNumber(type.substring(0, bracket))
                && type.indexOf('[', bracket + 1) < 0;
    }

    int columns() {
        return columns;
    }

    List<String> names() {
        return columnNames;
    }

    /** Reads rows of which the first is {@code row}, counting from 0 in the file. */
    void read(long row, int count, float[] target) throws IOException {
        if (lists) {
            for (int i = 0; i < count; i++) {
                readList(row + i, target, i * columns);
            }
            return;
        }
        for (int done = 0; done < count; ) {
            if (at == cursor.rows()) {
                next(row + done);
            }
            int run = Math.min(count - done, cursor.rows() - at);
            for (int j = 0; j < columns; j++) {
                DuckDBReadableVector vector = cursor.vector(j);
                for (int i = 0; i < run; i++) {
                    float value = value(vector, at + i);
                    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                        throw problem(row + done + i, columnNames.get(j), vector, at + i);
                    }
                    target[(done + i) * columns + j] = value;
                }
            }
            at += run;
            done += run;
        }
    }

    private void readList(long row, float[] target, int offset) throws IOException {
        if (at == cursor.rows()) {
            next(row);
        }
        int length = cursor.vector(1).getInt(at);
        if (length != columns) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(row),
                    "expected a list of " + columns + " numbers as in row 0 but found " + length);
        }
        for (int done = 0; done < columns; ) {
            if (at == cursor.rows()) {
                next(row);
            }
            int run = Math.min(columns - done, cursor.rows() - at);
            DuckDBReadableVector vector = cursor.vector(0);
            for (int i = 0; i < run; i++) {
                float value = value(vector, at + i);
                if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                    throw problem(row, Integer.toString(done + i), vector, at + i);
                }
                target[offset + done + i] = value;
            }
            at += run;
            done += run;
        }
    }

    private void next(long row) throws IOException {
        at = 0;
        if (!cursor.nextChunk()) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(row), "expected a row but it cannot be read: the file is damaged");
        }
    }

    private float value(DuckDBReadableVector vector, int i) {
        return floats ? vector.getFloat(i, Float.NaN) : (float) vector.getDouble(i, Double.NaN);
    }

    private DataFormatException problem(long row, String column, DuckDBReadableVector vector, int i) {
        String found = "null";
        if (!vector.isNull(i)) {
            found = floats ? Float.toString(vector.getFloat(i)) : Double.toString(vector.getDouble(i));
        }
        boolean outOfRange = !found.equals("null") && Double.isFinite(Double.parseDouble(found));
        return new DataFormatException(
                DataLocation.in(file).withRow(row).withColumn(column),
                (outOfRange ? "expected a number within float32's range" : "expected a finite number") + " but found "
                        + found);
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
