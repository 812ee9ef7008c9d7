package io.rectify.linalg;

import java.util.Arrays;

/** Some rows of others, gathered anew for every block. */
final class SelectedRows implements RowBlocks {
    private final RowBlocks source;
    private final int[] indices;

    SelectedRows(RowBlocks source, int[] indices) {
        for (int index : indices) {
            if (index < 0 || index >= source.rows()) {
                throw new IndexOutOfBoundsException("row " + index + " of " + source.rows() + " rows");
            }
        }
        this.source = source;
        this.indices = indices.clone();
    }

    @Override
    public int rows() {
        return indices.length;
    }

    @Override
    public int columns() {
        return source.columns();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        return source.selectRows(Arrays.copyOfRange(indices, from, to));
    }

    @Override
    public Matrix selectRows(int[] rows) {
        return source.selectRows(named(rows));
    }

    @Override
    public RowBlocks select(int[] rows) {
        return source.select(named(rows));
    }

    private int[] named(int[] rows) {
        return Arrays.stream(rows).map(row -> indices[row]).toArray();
    }
}
