package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;

/**
 * Writes a table as Parquet: id, text and label if there are any, then {@code features}, a column of lists, or one column each if
 * they have names. The rows are gathered in DuckDB's memory and, beyond that, in a folder beside the file, before it is written.
 */
final class ParquetTableWriter implements TableWriter {
    private static final int ROW_GROUP = 20_480;

    private final Path file;
    private final Temporary temporary;
    private final DuckDb database;
    private final DuckDBAppender appender;
    private final List<TableRole> roles;
    private final boolean named;
    private boolean appending = true;

    private ParquetTableWriter(
            Path file, Temporary temporary, DuckDb database, DuckDBAppender appender, TableSchema schema) {
        this.file = file;
        this.temporary = temporary;
        this.database = database;
        this.appender = appender;
        this.roles = roles(schema);
        this.named = !schema.names().isEmpty();
    }

    private static List<TableRole> roles(TableSchema schema) {
        return schema.roles().stream().sorted().toList();
    }

    static ParquetTableWriter create(Path file, TableSchema schema) throws IOException {
        Temporary temporary = Temporary.create(file, file, Files::createDirectory);
        try (Guard<IOException> guard = Guard.of(temporary::close)) {
            return guard.release(create(file, temporary, schema));
        }
    }

    private static ParquetTableWriter create(Path file, Temporary temporary, TableSchema schema) throws IOException {
        DuckDb database = DuckDb.open(file.toAbsolutePath(), temporary.path().toAbsolutePath());
        try (Guard<IOException> guard = Guard.of(database::close)) {
            Stream<String> features = schema.names().isEmpty()
                    ? Stream.of("features FLOAT[]")
                    : FeatureNames.of(schema).stream().map(name -> DuckDb.name(name) + " FLOAT");
            database.execute("CREATE TABLE t ("
                    + Stream.concat(roles(schema).stream().map(role -> role.defaultName() + " VARCHAR"), features)
                            .collect(Collectors.joining(", "))
                    + ")");
            return guard.release(new ParquetTableWriter(file, temporary, database, database.appender("t"), schema));
        }
    }

    @Override
    public void write(RowBlock block) throws IOException {
        try {
            for (int i = 0; i < block.rows(); i++) {
                appender.beginRow();
                for (TableRole role : roles) {
                    String text = block.get(role, i);
                    if (text.isEmpty() && role == TableRole.LABEL) {
                        appender.appendNull();
                    } else {
                        appender.append(text);
                    }
                }
                int from = i * block.columns();
                if (named) {
                    for (int j = 0; j < block.columns(); j++) {
                        appender.append(block.values()[from + j]);
                    }
                } else {
                    appender.append(Arrays.copyOfRange(block.values(), from, from + block.columns()));
                }
                appender.endRow();
            }
        } catch (SQLException e) {
            throw new OutputException(file, "cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void finish() throws IOException {
        closeAppender();
        database.execute("COPY t TO " + DuckDb.quoted(file.toAbsolutePath().toString())
                + " (FORMAT parquet, USE_TMP_FILE false, COMPRESSION snappy, ROW_GROUP_SIZE " + ROW_GROUP + ")");
    }

    private void closeAppender() throws IOException {
        try {
            if (appending) {
                appending = false;
                appender.close();
            }
        } catch (SQLException e) {
            throw new OutputException(file, "cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        try (temporary;
                database) {
            closeAppender();
        }
    }
}
