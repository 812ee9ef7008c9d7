package io.rectify.formats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Some consecutive rows of a table. A reader fills one block again and again; for one thread. */
public final class RowBlock {
    /** Features of a block, unless one row has more. */
    private static final int BLOCK = 1 << 18;

    private static final int MAX_ROWS = 1 << 13;

    private final int columns;
    private final int capacity;
    private final float[] values;
    private final Map<TableRole, String[]> texts = new EnumMap<>(TableRole.class);
    private int rows;

    private RowBlock(int columns, int capacity, Set<TableRole> roles) {
        this.columns = columns;
        this.capacity = capacity;
        this.values = new float[Math.multiplyExact(capacity, columns)];
        roles.forEach(role -> texts.put(role, new String[capacity]));
    }

    /** An empty block for rows of a table; about 1 MB. */
    public static RowBlock of(TableSchema schema) {
        return of(schema, Math.max(1, Math.min(MAX_ROWS, BLOCK / Math.max(1, schema.columns()))));
    }

    static RowBlock of(TableSchema schema, int capacity) {
        return new RowBlock(schema.columns(), capacity, schema.roles());
    }

    /** Number of rows that it holds now. */
    public int rows() {
        return rows;
    }

    /** Number of features of a row. */
    public int columns() {
        return columns;
    }

    /** The features, row after row; the array itself, of which only the first {@code rows·columns} elements count. */
    public float[] values() {
        return values;
    }

    /**
     * Id, text or label of a row.
     *
     * @throws IllegalArgumentException if the table has no column of that role
     */
    public String get(TableRole role, int row) {
        return texts(role)[row];
    }

    int capacity() {
        return capacity;
    }

    void setRows(int count) {
        rows = count;
    }

    String[] texts(TableRole role) {
        String[] column = texts.get(role);
        if (column == null) {
            throw new IllegalArgumentException("the table has no column of role " + role);
        }
        return column;
    }
}
