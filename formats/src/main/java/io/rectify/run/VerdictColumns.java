package io.rectify.run;

import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The columns that tables of rows begin with: {@code row} (from 0), {@code id} and {@code text} if there are any, then what is said of the label,
 * see {@link LabelVerdict}.
 */
final class VerdictColumns {
    private static final List<Column> VERDICT = List.of(
            new Column("given", "VARCHAR"),
            new Column("suggested", "VARCHAR"),
            new Column("p_wrong", "DOUBLE"),
            new Column("confidence", "DOUBLE"),
            new Column("rank", "INTEGER"));

    private VerdictColumns() {}

    /** Names of the columns that say which row it is, then others. */
    static List<String> rowHeader(RowNames rows, String... others) {
        return names(new RowColumns(rows).columns(), others);
    }

    /** The same before those of the verdict. */
    static List<String> header(RowNames rows, String... others) {
        return names(columns(rows), others);
    }

    private static List<String> names(List<Column> columns, String... others) {
        List<String> names = new ArrayList<>(columns.stream().map(Column::name).toList());
        names.addAll(Arrays.asList(others));
        return names;
    }

    static List<Column> columns(RowNames rows, Column... others) {
        List<Column> columns = new RowColumns(rows).columns(VERDICT.toArray(Column[]::new));
        columns.addAll(Arrays.asList(others));
        return columns;
    }

    /** Values under {@link #columns}. */
    static List<Object> values(RowNames rows, int row, LabelVerdict verdict, @Nullable Object... others) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                verdict.given().orElse(null),
                verdict.suggested(),
                orNull(verdict.wrong()),
                verdict.confidence(),
                orNull(verdict.rank())));
        values.addAll(Arrays.asList(others));
        return RowColumns.values(rows, row, values.toArray());
    }

    /** Fields under {@link #rowHeader}. */
    static List<String> rowFields(RowNames rows, int row, String... others) {
        List<String> fields = texts(RowColumns.values(rows, row));
        fields.addAll(Arrays.asList(others));
        return fields;
    }

    /** Fields under {@link #header}. */
    static List<String> fields(RowNames rows, int row, LabelVerdict verdict, String... others) {
        List<String> fields = texts(values(rows, row, verdict));
        fields.addAll(Arrays.asList(others));
        return fields;
    }

    private static List<String> texts(List<Object> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(
                    value == ParquetTables.MISSING
                            ? ""
                            : value instanceof Double number ? number(number) : value.toString());
        }
        return texts;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    private static @Nullable Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Object orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    /** A text that may be missing. */
    static @Nullable Object orNull(Optional<String> value) {
        return value.orElse(null);
    }
}
