package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
    private final OneHot oneHot;
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
            OneHot oneHot) {
        this.file = file;
        this.database = database;
        this.schema = schema;
        this.features = features;
        this.texts = texts;
        this.columns = columns;
        this.roles = List.copyOf(columns.keySet());
        this.oneHot = oneHot;
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
        ParquetColumns types = ParquetColumns.of(database, source);
        List<String> names = types.names();
        TableColumns columns = new TableColumns(file, names, options);
        Map<TableRole, Integer> positions = columns.roles();
        Map<TableRole, Integer> read = columns.read(positions);
        Map<TableRole, String> roles = new EnumMap<>(TableRole.class);
        read.forEach((role, position) -> roles.put(role, names.get(position)));
        Map<TableRole, String> sql = new EnumMap<>(TableRole.class);
        read.forEach((role, position) -> sql.put(role, types.text(position)));
        OneHot oneHot = columns.oneHot();
        if (oneHot.isPresent()) {
            roles.put(TableRole.LABEL, TableRole.LABEL.defaultName());
            sql.put(TableRole.LABEL, oneHot.sql(names));
        }
        long rows = Long.parseLong(
                database.rows("SELECT count(*) FROM " + source).get(0).get(0));
        if (rows == 0) {
            throw new DataFormatException(DataLocation.in(file), "expected at least one row but there are none");
        }
        List<String> classNames = roles.containsKey(TableRole.LABEL) && !oneHot.isPresent()
                ? HuggingFaceMetadata.classNames(database.metadata("huggingface"), roles.get(TableRole.LABEL))
                : List.of();
        ParquetFeatures.Chosen chosen = options.readFeatures()
                ? ParquetFeatures.choose(file, database, source, columns, types, positions)
                : new ParquetFeatures.Chosen(List.of(), false, List.of(), List.of());
        ParquetFeatures features =
                options.readFeatures() ? ParquetFeatures.open(file, database, source, columns, types, chosen) : null;
        DuckDbCursor texts =
                sql.isEmpty() ? null : database.query("SELECT " + String.join(", ", sql.values()) + " FROM " + source);
        String used = "";
        if (features != null) {
            used = features.names().isEmpty()
                    ? features.columns() + " numbers of column "
                            + Excerpt.of(names.get(chosen.columns().get(0)))
                    : TableUse.columns(features.names());
        }
        TableSchema schema = new TableSchema(
                        features == null ? 0 : features.columns(),
                        features == null ? List.of() : features.names(),
                        columns.kept(read),
                        OptionalLong.of(rows),
                        columns.use(used, read, chosen.columns(), chosen.left(), chosen.remarks()))
                .withClassNames(classNames);
        return new ParquetTableReader(file, database, schema, features, texts, roles, oneHot);
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
            if (text.isBlank() && role == TableRole.ID) {
                throw problem(row + i, role, "expected an id but found none");
            }
            block.texts(role)[i] = role == TableRole.LABEL ? label(text, row + i) : text;
        }
        textAt++;
    }

    /** The class; empty if there is none, for which classes that are numbers have −1. */
    private String label(String text, long at) throws DataFormatException {
        if (oneHot.isPresent()) {
            return oneHot.ofSql(text, DataLocation.in(file).withRow(at));
        }
        List<String> names = schema.classNames();
        if (names.isEmpty() || text.isBlank() || text.startsWith("[")) {
            return text.isBlank() ? "" : text;
        }
        String number = LabelValues.canonical(text);
        int index = number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : -1;
        if (number.equals("-1") || number.equals("nan")) {
            return "";
        }
        if (index < 0 || index >= names.size()) {
            throw problem(
                    at,
                    TableRole.LABEL,
                    "expected a class from 0 to " + (names.size() - 1) + ", or -1 for none, but found "
                            + Excerpt.quoted(text));
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
