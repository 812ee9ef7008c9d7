package io.rectify.formats;

import java.util.Arrays;
import java.util.OptionalLong;

/** The rows of a table in memory, which stays open. */
final class MemoryTableReader implements TableReader {
    private final Table table;
    private final TableSchema schema;
    private int row;

    MemoryTableReader(Table table) {
        this.table = table;
        this.schema = new TableSchema(
                table.features().columns(),
                table.featureNames(),
                table.texts().keySet(),
                OptionalLong.of(table.rows()),
                TableUse.NONE);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) {
        int count = Math.min(block.capacity(), table.rows() - row);
        table.features().getRows(row, count, block.values());
        table.texts().forEach((role, column) -> {
            String[] part = column.subList(row, row + count).toArray(new String[0]);
            System.arraycopy(part, 0, block.texts(role), 0, count);
            Arrays.fill(block.texts(role), count, block.capacity(), "");
        });
        block.setRows(count);
        row += count;
        return count > 0;
    }

    @Override
    public void close() {}
}
