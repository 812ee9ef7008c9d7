package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The rows of a csv or tsv file with a header. Features are the columns that are named, or else all whose first field is a
 * number and that have no role; a first column without a name, which pandas writes for its index, is not one of them.
 */
final class CsvTableReader implements TableReader {
    private final CsvTable table;
    private final Map<TableRole, Integer> roles;
    private final int[] features;
    private final TableSchema schema;
    private boolean atRow;

    CsvTableReader(Path file, TableOptions options) throws IOException {
        table = CsvTable.open(file);
        try (Guard<IOException> guard = Guard.of(table::close)) {
            TableColumns columns = new TableColumns(file, table.header(), options);
            Map<TableRole, Integer> found = columns.roles();
            roles = columns.read(found);
            List<String> header = table.header();
            if (header.stream().allMatch(FloatText::isNumeric)
                    && !header.stream().allMatch(name -> name.matches("-?[0-9]+"))) {
                throw new DataFormatException(
                        DataLocation.in(file).withLine(1), "expected a header of names but found only numbers");
            }
            atRow = table.next();
            List<Integer> chosen = options.readFeatures() ? chosen(columns, found, options) : List.of();
            features = chosen.stream().mapToInt(j -> j).toArray();
            schema = new TableSchema(
                    features.length, chosen.stream().map(columns::name).toList(), roles.keySet(), OptionalLong.empty());
            guard.release();
        }
    }

    private List<Integer> chosen(TableColumns columns, Map<TableRole, Integer> taken, TableOptions options)
            throws DataFormatException {
        if (!options.features().isEmpty()) {
            return columns.named();
        }
        List<Integer> unclear = columns.others(taken, j -> table.field(j).isBlank());
        if (!unclear.isEmpty()) {
            throw table.problem("column " + Excerpt.quoted(columns.name(unclear.get(0)))
                    + ": expected a number or a text but the field is empty; name the feature columns");
        }
        List<Integer> numeric = new ArrayList<>(columns.others(
                taken,
                j -> FloatText.isNumeric(table.field(j))
                        && !(j == 0 && columns.name(j).isBlank())));
        if (numeric.isEmpty()) {
            throw columns.noFeatures("columns of numbers");
        }
        return numeric;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = 0;
        while (count < block.capacity() && atRow) {
            int offset = count * features.length;
            for (int j = 0; j < features.length; j++) {
                String field = table.field(features[j]);
                float value = FloatText.parse(field);
                if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                    throw table.problem(schema.names().get(j), FloatText.problem(field));
                }
                block.values()[offset + j] = value;
            }
            for (Map.Entry<TableRole, Integer> role : roles.entrySet()) {
                String field = table.field(role.getValue());
                if (field.isBlank() && role.getKey() != TableRole.TEXT) {
                    throw table.problem(
                            table.header().get(role.getValue()),
                            "expected " + (role.getKey() == TableRole.ID ? "an id" : "a label")
                                    + " but the field is empty");
                }
                block.texts(role.getKey())[count] = field;
            }
            count++;
            atRow = table.next();
        }
        block.setRows(count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
