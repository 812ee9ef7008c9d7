package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The rows of a csv or tsv file with a header. Features are the columns that are named; or else the only one whose fields are lists of
 * numbers; or else all whose first field that is not empty is a number, that have no role and that are no {@link IndexColumns}.
 */
final class CsvTableReader implements TableReader {
    private final Path file;
    private final CsvTable table;
    private final CsvDialect dialect;
    private final Map<TableRole, Integer> roles;
    private final OneHot oneHot;
    private final int[] features;
    private final boolean list;
    private final TableSchema schema;
    private final List<String> left = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private long row;
    private boolean atRow;

    CsvTableReader(Path file, TableOptions options) throws IOException {
        this.file = file;
        table = CsvTable.open(file, options.text());
        try (Guard<IOException> guard = Guard.of(table::close)) {
            dialect = table.dialect();
            remarks.addAll(dialect.remarks());
            TableColumns columns = new TableColumns(file, table.header(), options);
            Map<TableRole, Integer> found = columns.roles();
            roles = columns.read(found);
            oneHot = columns.oneHot();
            List<String> header = table.header();
            if (header.stream().allMatch(FloatText::isNumeric)
                    && !header.stream().allMatch(name -> name.matches("-?[0-9]+"))) {
                throw new DataFormatException(
                        DataLocation.in(file).withLine(1), "expected a header of names but found only numbers");
            }
            List<Integer> chosen = options.readFeatures() ? chosen(columns, found, options) : List.of();
            features = chosen.stream().mapToInt(j -> j).toArray();
            atRow = table.next();
            list = features.length == 1 && isList(table.field(features[0]));
            String used = "";
            int count = features.length;
            if (list) {
                count = list(features[0]).length;
                used = count + " numbers of column " + Excerpt.of(columns.name(features[0]));
            } else if (count > 0) {
                used = TableUse.columns(chosen.stream().map(columns::name).toList());
            }
            schema = new TableSchema(
                    count,
                    list ? List.of() : chosen.stream().map(columns::name).toList(),
                    columns.kept(roles),
                    OptionalLong.empty(),
                    columns.use(used, roles, chosen, left, remarks));
            guard.release();
        }
    }

    private boolean isList(String field) {
        return NumberList.isLikely(field) && !FloatText.isNumeric(dialect.number(field));
    }

    private List<Integer> chosen(TableColumns columns, Map<TableRole, Integer> taken, TableOptions options)
            throws IOException {
        if (!options.features().isEmpty()) {
            return columns.named();
        }
        List<List<String>> ahead = table.ahead(IndexColumns.ROWS);
        List<Integer> lists = columns.others(taken, j -> isList(first(ahead, j)));
        if (lists.size() == 1) {
            return lists;
        }
        List<Integer> unclear = columns.others(
                taken, j -> first(ahead, j).isBlank() && !columns.name(j).isBlank());
        if (!unclear.isEmpty() && !ahead.isEmpty()) {
            table.next();
            throw table.problem("column " + Excerpt.quoted(columns.name(unclear.get(0)))
                    + ": expected a number or a text but the field is empty; name the feature columns by"
                    + " --features-columns");
        }
        List<Integer> numeric = new ArrayList<>();
        for (int j : columns.others(taken, j -> FloatText.isNumeric(dialect.number(first(ahead, j))))) {
            List<String> fields = fields(ahead, j).toList();
            String name = columns.name(j);
            if (IndexColumns.isByName(name, j)) {
                left.add((name.isBlank() ? "the first column" : Excerpt.of(name)) + " (an index)");
            } else if (IndexColumns.isByContent(name, fields)) {
                left.add(Excerpt.of(name) + " (numbers the rows)");
            } else {
                numeric.add(j);
                if (IndexColumns.count(fields)) {
                    remarks.add("column " + Excerpt.of(name) + " counts the rows but is a feature;"
                            + " --features-columns names the features");
                }
            }
        }
        if (numeric.isEmpty()) {
            throw columns.noFeatures("columns of numbers, or one of lists of numbers,");
        }
        return numeric;
    }

    private static Stream<String> fields(List<List<String>> rows, int column) {
        return rows.stream().filter(row -> row.size() > column).map(row -> row.get(column));
    }

    private static String first(List<List<String>> rows, int column) {
        return fields(rows, column)
                .filter(field -> !field.isBlank())
                .findFirst()
                .orElse("");
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = 0;
        while (count < block.capacity() && atRow) {
            int offset = count * schema.columns();
            if (list) {
                readList(block.values(), offset);
            } else {
                readNumbers(block.values(), offset);
            }
            for (Map.Entry<TableRole, Integer> role : roles.entrySet()) {
                String field = table.field(role.getValue());
                if (field.isBlank() && role.getKey() == TableRole.ID) {
                    throw table.problem(table.header().get(role.getValue()), "expected an id but the field is empty");
                }
                block.texts(role.getKey())[count] = role.getKey() == TableRole.LABEL ? label(field) : field;
            }
            if (oneHot.isPresent()) {
                block.texts(TableRole.LABEL)[count] = oneHot.label(
                        table::field,
                        DataLocation.in(file).withLine(table.line()).withRow(row));
            }
            count++;
            row++;
            atRow = table.next();
        }
        block.setRows(count);
        return count > 0;
    }

    private String label(String field) {
        return field.isBlank() ? "" : dialect.label(field);
    }

    private void readNumbers(float[] values, int offset) throws DataFormatException {
        for (int j = 0; j < features.length; j++) {
            float value = table.number(features[j]);
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw table.problem(schema.names().get(j), FloatText.problem(table.field(features[j])));
            }
            values[offset + j] = value;
        }
    }

    private void readList(float[] values, int offset) throws DataFormatException {
        float[] numbers = list(features[0]);
        if (numbers.length != schema.columns()) {
            throw table.problem(
                    table.header().get(features[0]),
                    "expected a list of " + schema.columns() + " numbers as in row 0 but found " + numbers.length);
        }
        System.arraycopy(numbers, 0, values, offset, numbers.length);
    }

    private float[] list(int column) throws DataFormatException {
        return NumberList.parse(
                table.field(column),
                DataLocation.in(file)
                        .withLine(table.line())
                        .withRow(row)
                        .withColumn(table.header().get(column)));
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
