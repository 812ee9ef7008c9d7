package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;

/** Parquet files of any columns, each written as the result of a query on tables; a file appears whole or not at all. */
public final class ParquetTables {
    /** A value that is missing. */
    public static final Object MISSING = new Object();

    private ParquetTables() {}

    /**
     * A column.
     *
     * @param type of SQL: INTEGER, DOUBLE, FLOAT, VARCHAR or FLOAT[]
     */
    public record Column(String name, String type) {}

    /** A table of rows of values, each an {@link Integer}, {@link Double}, {@link Float}, {@link String}, {@code float[]} or {@link #MISSING}. */
    public record Rows(String name, List<Column> columns, Stream<List<Object>> rows) {}

    /**
     * @param query what the file holds, in SQL on the tables
     * @param metadata key and value pairs of the file
     * @throws OutputException if the file cannot be written
     */
    public static void write(Path target, List<Rows> tables, String query, Map<String, String> metadata)
            throws IOException {
        AtomicOutput.file(target, file -> {
            try (Temporary folder = Temporary.create(file, file.toAbsolutePath(), Files::createDirectory);
                    DuckDb database =
                            DuckDb.open(file.toAbsolutePath(), folder.path().toAbsolutePath())) {
                for (Rows table : tables) {
                    fill(file, database, table);
                }
                String pairs = metadata.entrySet().stream()
                        .map(pair -> DuckDb.name(pair.getKey()) + ": " + DuckDb.quoted(pair.getValue()))
                        .collect(Collectors.joining(", "));
                database.execute("COPY (" + query + ") TO "
                        + DuckDb.quoted(file.toAbsolutePath().toString())
                        + " (FORMAT parquet, USE_TMP_FILE false"
                        + (pairs.isEmpty() ? "" : ", KV_METADATA {" + pairs + "}") + ")");
            }
        });
    }

    /**
     * What stands in a file's metadata under a key; empty if nothing does.
     *
     * @throws DataFormatException if the file is missing or no Parquet
     * @throws IOException if reading fails
     */
    public static String metadata(Path file, String key) throws IOException {
        try (DuckDb database = DuckDb.reading(file)) {
            return database.metadata(key);
        }
    }

    private static void fill(Path file, DuckDb database, Rows table) throws IOException {
        database.execute("CREATE TABLE " + DuckDb.name(table.name()) + " ("
                + table.columns().stream()
                        .map(column -> DuckDb.name(column.name()) + " " + column.type())
                        .collect(Collectors.joining(", "))
                + ")");
        try (DuckDBAppender appender = database.appender(table.name())) {
            for (Iterator<List<Object>> rows = table.rows().iterator(); rows.hasNext(); ) {
                appender.beginRow();
                for (Object value : rows.next()) {
                    append(appender, value);
                }
                appender.endRow();
            }
        } catch (SQLException e) {
            throw new OutputException(file, "cannot be written: " + e.getMessage());
        }
    }

    private static void append(DuckDBAppender appender, Object value) throws SQLException {
        if (value instanceof Integer number) {
            appender.append(number.intValue());
        } else if (value instanceof Double number) {
            appender.append(number.doubleValue());
        } else if (value instanceof Float number) {
            appender.append(number.floatValue());
        } else if (value instanceof float[] numbers) {
            appender.append(numbers);
        } else if (value == MISSING) {
            appender.appendNull();
        } else {
            appender.append(value.toString());
        }
    }
}
