package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * An embedded DuckDB, in memory, that reads and writes Parquet. It may touch the files that it is opened for and a folder
 * for what does not fit into its memory, no other file, no network and no extension, and none of that can be changed by a query.
 */
final class DuckDb implements Closeable {
    private static final String MEMORY = "1GB";

    private final Path file;
    private final boolean writing;
    private final Connection connection;

    private DuckDb(Path file, boolean writing, Connection connection) {
        this.file = file;
        this.writing = writing;
        this.connection = connection;
    }

    /**
     * @param temporary folder for what does not fit into memory while the file is written; null if it is read
     * @param sources files that are read while the other is written
     */
    static DuckDb open(Path file, @Nullable Path temporary, Path... sources) throws IOException {
        if (DuckDb.class.getResource("/org/duckdb/DuckDBDriver.class") == null) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "this build of rectify has no Parquet inside; csv, npy, npz and jsonl will do instead");
        }
        Properties properties = new Properties();
        properties.setProperty("memory_limit", MEMORY);
        // Rows are fetched by one thread; others hand it their chunks by locks, which costs more than they save.
        properties.setProperty("threads", temporary == null ? "1" : "2");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("jdbc_stream_results", "true");
        try {
            DuckDb database =
                    new DuckDb(file, temporary != null, DriverManager.getConnection("jdbc:duckdb:", properties));
            try (Guard<IOException> guard = Guard.of(database::close)) {
                database.confine(temporary, sources);
                return guard.release(database);
            }
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }

    /**
     * For reading a Parquet file.
     *
     * @throws DataFormatException if the file cannot be read, or its path would be taken for a pattern
     */
    static DuckDb reading(Path file) throws IOException {
        checkSource(file);
        return open(file.toAbsolutePath(), null);
    }

    static void checkSource(Path file) throws IOException {
        InputFile.stream(file).close();
        if (file.toString().matches("(?s).*[*?\\[\\]].*")) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected a path without *, ? and [ ], which stand for patterns in Parquet");
        }
    }

    private void confine(@Nullable Path temporary, Path... sources) throws IOException {
        String folder = temporary == null ? "" : temporary.toString();
        execute("SET temp_directory = " + quoted(folder));
        execute("SET allowed_paths = ["
                + Stream.concat(Stream.of(file), Stream.of(sources))
                        .map(path -> quoted(path.toString()))
                        .collect(Collectors.joining(", "))
                + "]");
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    /** A string literal. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** An identifier. */
    static String name(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    void execute(String sql) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** A few rows of texts. */
    List<List<String>> rows(String sql) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int j = 1; j <= result.getMetaData().getColumnCount(); j++) {
                    row.add(String.valueOf(result.getString(j)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** What stands in the Parquet file's metadata under a key; empty if nothing does. */
    String metadata(String key) throws IOException {
        return metadata(file, key);
    }

    String metadata(Path source, String key) throws IOException {
        return rows("SELECT decode(value) FROM parquet_kv_metadata(" + quoted(source.toString())
                        + ") WHERE decode(key) = " + quoted(key))
                .stream()
                .map(found -> found.get(0))
                .findFirst()
                .orElse("");
    }

    /** Names of columns of two raw bytes each, which is how some programs write float16. */
    List<String> halves() throws IOException {
        return halves(file);
    }

    List<String> halves(Path source) throws IOException {
        return rows("SELECT name FROM parquet_schema(" + quoted(source.toString())
                        + ") WHERE type = 'FIXED_LEN_BYTE_ARRAY' AND type_length::INTEGER = 2 AND logical_type IS NULL")
                .stream()
                .map(found -> found.get(0))
                .toList();
    }

    /** Rows that are read as they come; several such queries may be open at once. */
    DuckDbCursor query(String sql) throws IOException {
        try {
            Connection own = connection.unwrap(DuckDBConnection.class).duplicate();
            try (Guard<SQLException> guard = Guard.of(own::close)) {
                PreparedStatement statement = own.prepareStatement(sql);
                return guard.release(new DuckDbCursor(
                        file,
                        own,
                        statement,
                        statement.unwrap(DuckDBPreparedStatement.class).query()));
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    DuckDBAppender appender(String table) throws IOException {
        try {
            return connection.unwrap(DuckDBConnection.class).createAppender("main", table);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private IOException problem(SQLException e) {
        return writing ? new OutputException(file, "cannot be written: " + firstLine(e)) : problem(file, e);
    }

    static DataFormatException problem(Path file, SQLException e) {
        String reason = firstLine(e);
        if (reason.contains("BYTE_STREAM_SPLIT encoding is only supported")) {
            return new DataFormatException(
                    DataLocation.in(file),
                    "a column is float16 in the encoding BYTE_STREAM_SPLIT, which cannot be read; write float32, or without"
                            + " that encoding, such as by use_byte_stream_split=False in pyarrow");
        }
        return new DataFormatException(DataLocation.in(file), "expected a whole Parquet file but: " + reason);
    }

    /** DuckDB's messages have advice in further lines. */
    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw problem(e);
        }
    }
}
