package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private String textColumn = "";
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

    /** Which columns the features are, what is left out, and what else was found. */
    record Chosen(List<Integer> columns, boolean texts, List<String> left, List<String> remarks) {}

    /**
     * Features that are named, or else the only column of lists of numbers, or of texts that are such lists, or else all columns of
     * numbers that are no index.
     */
    static Chosen choose(
            Path file,
            DuckDb database,
            String source,
            TableColumns columns,
            ParquetColumns types,
            Map<TableRole, Integer> roles)
            throws IOException {
        List<String> left = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<Integer> chosen = columns.named();
        if (chosen.isEmpty()) {
            chosen = columns.others(roles, j -> isList(types.types().get(j)) && !types.isNested(j));
            if (chosen.size() > 1) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected one column of lists of numbers but found "
                                + Excerpt.list(
                                        chosen.stream().map(columns::name).toList(), 5)
                                + "; name the one that holds the features by --features-columns");
            }
        }
        if (chosen.isEmpty()) {
            chosen = listTexts(
                    database,
                    source,
                    columns.others(roles, j -> types.types().get(j).equals("VARCHAR") && !types.isNested(j)),
                    types);
            chosen = chosen.size() == 1 ? chosen : List.of();
        }
        if (chosen.isEmpty()) {
            chosen = withoutIndex(database, source, columns, types, roles, left, remarks);
        }
        if (chosen.isEmpty()) {
            throw columns.noFeatures("a column of lists of numbers, or columns of numbers,");
        }
        boolean texts = chosen.size() == 1
                && !listTexts(database, source, chosen, types).isEmpty();
        return new Chosen(chosen, texts, left, remarks);
    }

    private static List<Integer> withoutIndex(
            DuckDb database,
            String source,
            TableColumns columns,
            ParquetColumns types,
            Map<TableRole, Integer> roles,
            List<String> left,
            List<String> remarks)
            throws IOException {
        List<String> index = ParquetColumns.pandasIndex(database.metadata("pandas"));
        List<Integer> numbers =
                columns.others(roles, j -> isNumber(types.types().get(j)) && !types.isNested(j));
        List<Integer> whole = numbers.stream()
                .filter(j -> types.types().get(j).endsWith("INT")
                        || types.types().get(j).endsWith("INTEGER"))
                .toList();
        List<List<String>> first = types.first(database, source, whole);
        List<Integer> chosen = new ArrayList<>();
        for (int j : numbers) {
            String name = columns.name(j);
            int at = whole.indexOf(j);
            List<String> fields =
                    at < 0 ? List.of() : first.stream().map(row -> row.get(at)).toList();
            if (index.contains(name) || IndexColumns.isByName(name, j)) {
                left.add(Excerpt.of(name) + " (an index)");
            } else if (IndexColumns.isByContent(name, fields)) {
                left.add(Excerpt.of(name) + " (numbers the rows)");
            } else {
                chosen.add(j);
                if (IndexColumns.count(fields)) {
                    remarks.add("column " + Excerpt.of(name) + " counts the rows but is a feature;"
                            + " --features-columns names the features");
                }
            }
        }
        return chosen;
    }

    /** Those of some columns whose first text is a list of numbers. */
    private static List<Integer> listTexts(
            DuckDb database, String source, List<Integer> candidates, ParquetColumns types) throws IOException {
        List<Integer> found = new ArrayList<>();
        List<Integer> texts = candidates.stream()
                .filter(j -> types.types().get(j).equals("VARCHAR"))
                .toList();
        List<List<String>> first = types.first(database, source, texts);
        for (int k = 0; k < texts.size(); k++) {
            int column = k;
            if (first.stream()
                    .map(row -> row.get(column))
                    .filter(text -> !text.isBlank())
                    .findFirst()
                    .filter(NumberList::isLikely)
                    .isPresent()) {
                found.add(texts.get(k));
            }
        }
        return found;
    }

    static ParquetFeatures open(
            Path file, DuckDb database, String source, TableColumns columns, ParquetColumns types, Chosen chosen)
            throws IOException {
        int first = chosen.columns().get(0);
        if (chosen.texts()) {
            return texts(
                    file,
                    database,
                    source,
                    columns.name(first),
                    types.expressions().get(first));
        }
        boolean list = chosen.columns().size() == 1 && isList(types.types().get(first));
        for (int j : chosen.columns()) {
            if (!list && !isNumber(types.types().get(j))) {
                throw new DataFormatException(
                        DataLocation.in(file).withColumn(columns.name(j)),
                        "expected numbers but the type is " + types.types().get(j)
                                + wayOut(types.types().get(j)));
            }
        }
        boolean floats =
                chosen.columns().stream().allMatch(j -> types.types().get(j).startsWith("FLOAT"));
        String type = floats ? "FLOAT" : "DOUBLE";
        if (list) {
            return lists(
                    file,
                    database,
                    source,
                    columns.name(first),
                    types.expressions().get(first),
                    floats);
        }
        List<String> names = chosen.columns().stream().map(columns::name).toList();
        String sql = chosen.columns().stream()
                .map(j -> "CAST(" + types.expressions().get(j) + " AS " + type + ")")
                .collect(Collectors.joining(", "));
        return new ParquetFeatures(file, database.query("SELECT " + sql + " FROM " + source), false, floats, names);
    }

    private static String wayOut(String type) {
        if (type.startsWith("STRUCT(")) {
            return "; name the field within it that holds the features as column.field; of Spark's vectors, write"
                    + " pyspark.ml.functions.vector_to_array(column)";
        }
        return type.equals("BLOB") ? "; bytes are not told apart from other things, write a list of floats" : "";
    }

    private static ParquetFeatures texts(Path file, DuckDb database, String source, String name, String expression)
            throws IOException {
        ParquetFeatures features = new ParquetFeatures(
                file, database.query("SELECT " + expression + " FROM " + source), true, true, List.of());
        features.textColumn = name;
        try (Guard<IOException> guard = Guard.of(features::close)) {
            features.next(0);
            features.columns = features.parse(0).length;
            return guard.release(features);
        }
    }

    private float[] parse(long row) throws DataFormatException {
        DuckDBReadableVector vector = cursor.vector(0);
        return NumberList.parse(
                vector.isNull(at) ? "" : vector.getString(at),
                DataLocation.in(file).withRow(row).withColumn(textColumn));
    }

    /**
     * A list that is missing or empty becomes one number that is missing, so that no row is lost. Each number comes with the
     * length of its list.
     */
    private static ParquetFeatures lists(
            Path file, DuckDb database, String source, String name, String expression, boolean floats)
            throws IOException {
        String list = "CAST(" + expression + " AS " + (floats ? "FLOAT[]" : "DOUBLE[]") + ")";
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
        if (!textColumn.isEmpty()) {
            for (int i = 0; i < count; i++) {
                readText(row + i, target, i * columns);
            }
            return;
        }
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

    private void readText(long row, float[] target, int offset) throws IOException {
        if (at == cursor.rows()) {
            next(row);
        }
        float[] values = parse(row);
        if (values.length != columns) {
            throw wrongLength(row, values.length);
        }
        System.arraycopy(values, 0, target, offset, columns);
        at++;
    }

    private DataFormatException wrongLength(long row, int found) {
        return new DataFormatException(
                DataLocation.in(file).withRow(row),
                "expected a list of " + columns + " numbers as in row 0 but found " + found);
    }

    private void readList(long row, float[] target, int offset) throws IOException {
        if (at == cursor.rows()) {
            next(row);
        }
        int length = cursor.vector(1).getInt(at);
        if (length != columns) {
            throw wrongLength(row, length);
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
