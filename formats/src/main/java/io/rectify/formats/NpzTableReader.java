package io.rectify.formats;

import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rows of an npz archive: features from an array of two dimensions, labels, texts and ids from arrays of one. */
final class NpzTableReader implements TableReader {
    private static final int BLOCK = 1 << 18;

    private final NpzArchive archive;
    private final @Nullable NpzEntry features;
    private final @Nullable Matrix transposed;
    private final Map<TableRole, List<String>> texts = new EnumMap<>(TableRole.class);
    private final TableSchema schema;
    private final int rows;
    private int row;

    NpzTableReader(Path file, TableOptions options) throws IOException {
        archive = NpzArchive.open(file);
        try (Guard<IOException> guard = Guard.of(archive::close)) {
            Map<TableRole, String> used = new EnumMap<>(TableRole.class);
            for (TableRole role : TableRole.values()) {
                String named = options.roles().get(role);
                String name = named == null ? role.defaultName() : named;
                if (named == null
                        && role == TableRole.LABEL
                        && !options.readFeatures()
                        && archive.names().size() == 1) {
                    name = archive.names().iterator().next();
                }
                boolean needed = named != null && !options.optional().contains(role);
                if (options.texts().contains(role) && (needed || archive.has(name))) {
                    try (NpzEntry entry = archive.open(needed ? archive.checked(name) : name)) {
                        texts.put(role, entry.texts());
                        used.put(role, name);
                    }
                }
            }
            String array = options.readFeatures() ? archive.features(options, used.values()) : "";
            features = options.readFeatures() ? archive.open(array) : null;
            rows = features != null
                    ? features.rows()
                    : texts.values().stream().mapToInt(List::size).findFirst().orElse(0);
            for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
                if (column.getValue().size() != rows) {
                    throw new DataFormatException(
                            DataLocation.in(file),
                            "expected " + rows + " elements in the array of role "
                                    + column.getKey().defaultName() + " as there are rows but found "
                                    + column.getValue().size());
                }
            }
            if (features != null
                    && (features.isStrings() || features.header().shape().size() > 2)) {
                throw new DataFormatException(DataLocation.in(file), "expected features as numbers in 2 dimensions");
            }
            boolean byColumn = features != null && features.header().fortranOrder() && features.columns() > 1;
            transposed = byColumn && features != null ? readTransposed(features) : null;
            int columns = features == null ? 0 : features.columns();
            List<String> left = archive.names().stream()
                    .filter(name -> features != null && !name.equals(array) && !used.containsValue(name))
                    .map(Excerpt::of)
                    .toList();
            schema = new TableSchema(
                    columns,
                    List.of(),
                    texts.keySet(),
                    OptionalLong.of(rows),
                    new TableUse(
                            features == null ? "" : columns + " columns of array " + Excerpt.of(array),
                            used,
                            left,
                            List.of()));
            guard.release();
        }
    }

    /** An array that is stored by columns must be read whole before its first row is known. */
    private static Matrix readTransposed(NpzEntry entry) throws IOException {
        Matrix matrix = Matrix.zeros(entry.columns(), entry.rows());
        try (Guard<RuntimeException> guard = Guard.of(matrix::close)) {
            float[] column = new float[entry.rows()];
            for (int j = 0; j < entry.columns(); j++) {
                for (int from = 0; from < column.length; from += BLOCK) {
                    entry.toFloats(Math.min(BLOCK, column.length - from), column, from);
                }
                matrix.setRows(j, 1, column);
            }
            return guard.release(matrix);
        }
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = Math.min(block.capacity(), rows - row);
        if (features != null) {
            read(features, count, block.values());
        }
        for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
            for (int i = 0; i < count; i++) {
                String text = column.getValue().get(row + i);
                if (text.isBlank() && column.getKey() == TableRole.ID && features != null) {
                    throw features.problem(row + i, 0, "expected an id of this row but it is empty");
                }
                block.texts(column.getKey())[i] = text;
            }
        }
        block.setRows(count);
        row += count;
        return count > 0;
    }

    private void read(NpzEntry entry, int count, float[] values) throws IOException {
        int columns = schema.columns();
        if (transposed == null) {
            entry.toFloats(count * columns, values, 0);
        } else {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < columns; j++) {
                    values[i * columns + j] = transposed.get(j, row + i);
                }
            }
        }
        int bad = FiniteFloats.firstNonFinite(values, count * columns);
        if (bad < count * columns) {
            throw entry.problem(row + bad / columns, bad % columns, FloatText.problem(Float.toString(values[bad])));
        }
        if (row + count == rows && count > 0) {
            entry.finish();
        }
    }

    @Override
    public void close() throws IOException {
        if (transposed != null) {
            transposed.close();
        }
        archive.close();
    }
}
