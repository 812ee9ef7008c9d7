package io.rectify.data;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;

/** Rows that are preprocessed whenever they are read, so that they take no memory beside the block in use. */
final class PreprocessedRows implements RowBlocks {
    private final RowBlocks source;
    private final Preprocessing preprocessing;

    PreprocessedRows(RowBlocks source, Preprocessing preprocessing) {
        this.source = source;
        this.preprocessing = preprocessing;
    }

    @Override
    public int rows() {
        return source.rows();
    }

    @Override
    public int columns() {
        return source.columns();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        Matrix result = Matrix.zeros(to - from, columns());
        try (Matrix block = source.rowBlock(from, to)) {
            preprocessing.apply(block, result);
        }
        return result;
    }

    @Override
    public Matrix selectRows(int[] indices) {
        Matrix selected = source.selectRows(indices);
        preprocessing.apply(selected, selected);
        return selected;
    }
}
