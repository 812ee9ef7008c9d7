package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file: features from one column of lists or from one column each, labels as texts, or as the class names
 * that Hugging Face's metadata give to their numbers.
 */
final class ParquetTableReader implements TableReader {
    private final Path file;
    private final DuckDb database;
    private final TableSchema schema;
    private final @Nullable ParquetFeatures features;
    private final @Nullable DuckDbCursor texts;
    private final Map<TableRole, List<String>> classNames;
    private final List<TableRole> roles;
    private final Map<TableRole, String> columns;
    private long row;
    private int textAt;

    private ParquetTableReader(
            Path file,
            DuckDb database,
            TableSchema schema,
            @Nullable ParquetFeatures features,
            @Nullable DuckDbCursor texts,
            Map<TableRole, String> columns,
            Map<TableRole, List<String>> classNames) {
        this.file = file;
        this.database = database;
        this.schema = schema;
        this.features = features;
        this.texts = texts;
        this.columns = columns;
        this.roles = List.copyOf(columns.keySet());
        this.classNames = classNames;
    }

    static ParquetTableReader open(Path file, TableOptions options) throws IOException {
        DuckDb database = DuckDb.reading(file);
        try (Guard<IOException> guard = Guard.of(database::close)) {
            return guard.release(open(file, database, options));
        }
    }

    private static ParquetTableReader open(Path file, DuckDb database, TableOptions options) throws IOException {
        String source =
                "read_parquet(" + DuckDb.quoted(file.toAbsolutePath().toString()) + ", hive_partitioning = false)";
        List<List<String>> described = database.rows("DESCRIBE SELECT * FROM " + source);
        List<String> names = described.stream().map(column -> column.get(0)).toList();
        List<String> types = described.stream().map(column -> column.get(1)).toList();
        TableColumns columns = new TableColumns(file, names, options);
        Map<TableRole, Integer> positions = columns.roles();
        Map<TableRole, String> roles = new EnumMap<>(TableRole.class);
        columns.read(positions).forEach((role, position) -> roles.put(role, names.get(position)));
        long rows = Long.parseLong(
                database.rows("SELECT count(*) FROM " + source).get(0).get(0));
        if (rows == 0) {
            throw new DataFormatException(DataLocation.in(file), "expected at least one row but there are none");
        }
        Map<TableRole, List<String>> classNames = new EnumMap<>(TableRole.class);
        String metadata = database.metadata("huggingface");
        for (Map.Entry<TableRole, String> role : roles.entrySet()) {
            List<String> found = HuggingFaceMetadata.classNames(metadata, role.getValue());
            if (!found.isEmpty()) {
                classNames.put(role.getKey(), found);
            }
        }
        ParquetFeatures features = options.readFeatures()
                ? ParquetFeatures.open(file, database, source, columns, types, positions, options)
                : null;
        DuckDbCursor texts = roles.isEmpty()
                ? null
                : database.query("SELECT "
                        + roles.values().stream()
                                .map(name -> "CAST(" + DuckDb.name(name) + " AS VARCHAR)")
                                .collect(Collectors.joining(", "))
                        + " FROM " + source);
        TableSchema schema = new TableSchema(
                features == null ? 0 : features.columns(),
                features == null ? List.of() : features.names(),
                roles.keySet(),
                OptionalLong.of(rows));
        return new ParquetTableReader(file, database, schema, features, texts, roles, classNames);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        long left = schema.rows().orElseThrow() - row;
        int count = (int) Math.min(block.capacity(), left);
        if (features != null) {
            features.read(row, count, block.values());
        }
        if (texts != null) {
            for (int i = 0; i < count; i++) {
                readTexts(texts, block, i);
            }
        }
        block.setRows(count);
        row += count;
        return count > 0;
    }

    private void readTexts(DuckDbCursor cursor, RowBlock block, int i) throws IOException {
        if (textAt == cursor.rows()) {
            textAt = 0;
            if (!cursor.nextChunk()) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(row + i),
                        "expected " + schema.rows().orElseThrow()
                                + " rows but this one cannot be read: the file is damaged");
            }
        }
        for (int j = 0; j < roles.size(); j++) {
            TableRole role = roles.get(j);
            String text =
                    cursor.vector(j).isNull(textAt) ? "" : cursor.vector(j).getString(textAt);
            if (text.isBlank() && role != TableRole.TEXT) {
                throw problem(
                        row + i, role, "expected " + (role == TableRole.ID ? "an id" : "a label") + " but found none");
            }
            block.texts(role)[i] = className(role, text, row + i);
        }
        textAt++;
    }

    private String className(TableRole role, String text, long at) throws DataFormatException {
        List<String> names = classNames.get(role);
        if (names == null) {
            return text;
        }
        int index = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (index < 0 || index >= names.size()) {
            throw problem(
                    at,
                    role,
                    "expected a class from 0 to " + (names.size() - 1) + " but found " + Excerpt.quoted(text));
        }
        return names.get(index);
    }

    private DataFormatException problem(long at, TableRole role, String problem) {
        String column = String.valueOf(columns.get(role));
        return new DataFormatException(DataLocation.in(file).withRow(at).withColumn(column), problem);
    }

    @Override
    public void close() throws IOException {
        List<java.io.Closeable> open = new ArrayList<>();
        Stream.of(texts, features).filter(java.util.Objects::nonNull).forEach(open::add);
        for (java.io.Closeable part : open) {
            part.close();
        }
        database.close();
    }
}
