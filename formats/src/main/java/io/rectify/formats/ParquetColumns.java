package io.rectify.formats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a Parquet file, those within structures named {@code a.b}, with the expressions of SQL that read them.
 *
 * @param names as they are named
 * @param types as DuckDB names them
 * @param expressions that give each
 */
record ParquetColumns(List<String> names, List<String> types, List<String> expressions) {
    private static final int DEEPEST = 4;

    /** Spark's type of vectors: 0 for sparse, then their length and the indices of what is not 0; 1 for dense. */
    private static final String SPARK_VECTOR =
            "STRUCT\\(\"?type\"? TINYINT, \"?size\"? INTEGER, \"?indices\"? INTEGER\\[\\], \"?values\"? DOUBLE\\[\\]\\)";

    static ParquetColumns of(DuckDb database, String source) throws IOException {
        ParquetColumns columns = new ParquetColumns(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        columns.add(database, source, "*", "", "", 0);
        if (columns.types.contains("BLOB")) {
            List<String> halves = database.halves();
            for (int j = 0; j < columns.names.size(); j++) {
                if (columns.types.get(j).equals("BLOB") && halves.contains(columns.names.get(j))) {
                    columns.types.set(j, "FLOAT");
                    columns.expressions.set(j, half(columns.expressions.get(j)));
                }
            }
        }
        return columns;
    }

    private void add(DuckDb database, String source, String star, String prefix, String path, int depth)
            throws IOException {
        for (List<String> column : database.rows("DESCRIBE SELECT " + star + " FROM " + source)) {
            String expression = path + DuckDb.name(column.get(0));
            names.add(prefix + column.get(0));
            boolean vector = column.get(1).matches(SPARK_VECTOR);
            types.add(vector ? "DOUBLE[]" : column.get(1));
            expressions.add(vector ? dense(expression) : expression);
            if (!vector && depth < DEEPEST && column.get(1).matches("(?s)STRUCT\\(.*\\)")) {
                add(database, source, expression + ".*", prefix + column.get(0) + ".", expression + ".", depth + 1);
            }
        }
    }

    /** The float16 of two bytes, the lower first: sign, five bits of exponent, ten of fraction. */
    private static String half(String bytes) {
        String bits = "('0x' || substr(hex(" + bytes + "), 3, 2) || substr(hex(" + bytes + "), 1, 2))::INTEGER";
        String exponent = "((" + bits + " >> 10) & 31)";
        String fraction = "(" + bits + " & 1023)";
        return "CASE WHEN " + bytes + " IS NULL THEN NULL ELSE CAST((CASE WHEN " + bits
                + " >= 32768 THEN -1 ELSE 1 END) * (CASE "
                + exponent + " WHEN 0 THEN " + fraction + " * pow(2, -24) WHEN 31 THEN 'nan'::DOUBLE ELSE (1024 + "
                + fraction
                + ") * pow(2, " + exponent + " - 25) END) AS FLOAT) END";
    }

    private static String dense(String vector) {
        return "CASE WHEN " + vector + ".\"type\" = 1 THEN " + vector + ".\"values\" ELSE list_transform(range(0, "
                + vector
                + ".\"size\"), lambda i: coalesce(" + vector + ".\"values\"[list_position(" + vector
                + ".\"indices\", i::INTEGER)], 0)) END";
    }

    boolean isNested(int column) {
        return !expressions.get(column).startsWith("CASE")
                && names.get(column).indexOf('.') >= 0
                && !expressions.get(column).equals(DuckDb.name(names.get(column)));
    }

    /** An expression of the column as text; of a list as its items in quotes and brackets. */
    String text(int column) {
        String expression = expressions.get(column);
        return types.get(column).endsWith("]")
                ? "'[' || array_to_string(list_transform(CAST(" + expression
                        + " AS VARCHAR[]), lambda e: '\"' || e || '\"'), ', ') || ']'"
                : "CAST(" + expression + " AS VARCHAR)";
    }

    /** The first rows of some columns as texts. */
    List<List<String>> first(DuckDb database, String source, List<Integer> columns) throws IOException {
        if (columns.isEmpty()) {
            return List.of();
        }
        String sql = String.join(
                ", ",
                columns.stream()
                        .map(column -> "coalesce(" + text(column) + ", '')")
                        .toList());
        return database.rows("SELECT " + sql + " FROM " + source + " LIMIT " + IndexColumns.ROWS);
    }

    /** The names of columns that are an index of pandas, as its metadata have them. */
    static List<String> pandasIndex(String metadata) {
        List<String> index = new ArrayList<>();
        HuggingFaceMetadata.json(metadata).path("index_columns").forEach(column -> {
            if (column.isTextual()) {
                index.add(column.asText());
            }
        });
        return index;
    }
}
