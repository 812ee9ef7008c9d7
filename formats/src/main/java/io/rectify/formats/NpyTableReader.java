package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The rows of an npy file, which is mapped into memory. */
final class NpyTableReader implements TableReader {
    private final Path file;
    private final NpyArray array;
    private final TableSchema schema;
    private int row;

    NpyTableReader(Path file) throws IOException {
        this.file = file;
        this.array = NpyArray.open(file, MappedElements.WINDOW_BYTES);
        this.schema = new TableSchema(
                array.columns(),
                List.of(),
                Set.of(),
                OptionalLong.of(array.rows()),
                new TableUse(array.columns() + " columns of the array", Map.of(), List.of(), List.of()));
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = Math.min(block.capacity(), array.rows() - row);
        try {
            if (array.header().fortranOrder()) {
                transpose(count, block);
            } else {
                array.toFloats(row * (long) schema.columns(), count * schema.columns(), block.values(), 0);
            }
        } catch (InternalError e) {
            throw new DataFormatException(DataLocation.in(file), "the file was cut short while it was being read");
        }
        checkFinite(block.values(), count);
        block.setRows(count);
        row += count;
        return count > 0;
    }

    private void transpose(int count, RowBlock block) {
        int columns = schema.columns();
        float[] column = new float[count];
        for (int j = 0; j < columns; j++) {
            array.toFloats(j * (long) array.rows() + row, count, column, 0);
            for (int i = 0; i < count; i++) {
                block.values()[i * columns + j] = column[i];
            }
        }
    }

    private void checkFinite(float[] values, int count) throws DataFormatException {
        int bad = FiniteFloats.firstNonFinite(values, count * schema.columns());
        if (bad < count * schema.columns()) {
            int badRow = row + bad / schema.columns();
            int badColumn = bad % schema.columns();
            throw array.problem(badRow, badColumn, FloatText.problem(array.text(badRow, badColumn)));
        }
    }

    @Override
    public void close() {}
}
