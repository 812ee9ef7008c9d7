package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** {@link LabelEdits} of Parquet: all columns of the file with their types, what pandas and Hugging Face say of them included. */
final class ParquetEdits {
    private static final List<String> KEPT_METADATA = List.of("pandas", "huggingface");

    private ParquetEdits() {}

    static void write(Path source, String column, int rows, LabelEdits edits, Path target) throws IOException {
        Path from = source.toAbsolutePath();
        DuckDb.checkSource(from);
        AtomicOutput.file(target, file -> {
            Path to = file.toAbsolutePath();
            try (Temporary temporary = Temporary.create(target, to, Files::createDirectory);
                    DuckDb database = DuckDb.open(to, temporary.path().toAbsolutePath(), from)) {
                write(database, from, column, rows, edits, to);
            }
        });
    }

    private static void write(DuckDb database, Path source, String column, int rows, LabelEdits edits, Path target)
            throws IOException {
        String table = "read_parquet(" + DuckDb.quoted(source.toString()) + ", hive_partitioning = false";
        LabelReplacement.checkRows(
                source,
                rows,
                Integer.parseInt(database.rows("SELECT count(*) FROM " + table + ")")
                        .get(0)
                        .get(0)));
        List<List<String>> columns = database.rows("DESCRIBE SELECT * FROM " + table + ")");
        String type = columns.stream()
                .filter(described -> described.get(0).equals(column))
                .map(described -> described.get(1))
                .findFirst()
                .orElseThrow(() -> new DataFormatException(
                        DataLocation.in(source),
                        "expected a column " + Excerpt.quoted(column) + " of its own to write labels to"));
        if (columns.stream().anyMatch(described -> described.get(0).equals("file_row_number"))) {
            throw new DataFormatException(
                    DataLocation.in(source), "expected no column 'file_row_number'; give it another name");
        }
        if (!database.halves(source).isEmpty()) {
            throw new DataFormatException(
                    DataLocation.in(source),
                    "expected no column of two raw bytes, as some programs write float16, but found "
                            + Excerpt.list(database.halves(source), 3) + "; hand in labels in a file of their own");
        }
        load(database, target, edits, HuggingFaceMetadata.classNames(database.metadata(source, "huggingface"), column));
        String label = type.endsWith("[]") ? "[e.label]" : "e.label";
        String name = DuckDb.name(column);
        database.execute("COPY (SELECT t.* EXCLUDE (file_row_number) REPLACE (CASE WHEN e.label IS NULL THEN t." + name
                + " ELSE CAST(" + label + " AS " + type + ") END AS " + name + ") FROM " + table
                + ", file_row_number = true) t LEFT JOIN edits e ON e.row_number = t.file_row_number"
                + " WHERE e.dropped IS NOT TRUE ORDER BY t.file_row_number) TO " + DuckDb.quoted(target.toString())
                + " (FORMAT parquet, USE_TMP_FILE false, COMPRESSION snappy" + metadata(database, source) + ")");
    }

    /** @param classNames what labels that are numbers stand for; empty if they stand for themselves */
    private static void load(DuckDb database, Path target, LabelEdits edits, List<String> classNames)
            throws IOException {
        database.execute("CREATE TABLE edits (row_number BIGINT, label VARCHAR, dropped BOOLEAN)");
        try (DuckDBAppender appender = database.appender("edits")) {
            for (var edit : edits.labels().entrySet()) {
                int known = classNames.indexOf(edit.getValue());
                if (!classNames.isEmpty() && known < 0) {
                    throw new IllegalArgumentException("class " + Excerpt.quoted(edit.getValue()) + " is none of the "
                            + classNames.size() + " that the file's metadata have");
                }
                append(
                        appender,
                        edit.getKey(),
                        classNames.isEmpty() ? edit.getValue() : Integer.toString(known),
                        edits.dropped().contains(edit.getKey()));
            }
            for (int row : edits.dropped()) {
                if (!edits.labels().containsKey(row)) {
                    append(appender, row, null, true);
                }
            }
        } catch (SQLException e) {
            throw new OutputException(target, "cannot be written: " + e.getMessage());
        }
    }

    private static void append(DuckDBAppender appender, long row, @Nullable String label, boolean dropped)
            throws SQLException {
        appender.beginRow();
        appender.append(row);
        if (label == null) {
            appender.appendNull();
        } else {
            appender.append(label);
        }
        appender.append(dropped);
        appender.endRow();
    }

    private static String metadata(DuckDb database, Path source) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String key : KEPT_METADATA) {
            String value = database.metadata(source, key);
            if (!value.isEmpty()) {
                kept.add(String.format(Locale.ROOT, "%s: %s", key, DuckDb.quoted(value)));
            }
        }
        return kept.isEmpty() ? "" : ", KV_METADATA {" + String.join(", ", kept) + "}";
    }
}
