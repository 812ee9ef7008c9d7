package io.rectify.linalg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows that are not in memory, as a file's are: every block is a new copy, and every copy must be closed. */
public final class StreamedRows implements RowBlocks {
    private final Matrix rows;
    private final List<Matrix> blocks = Collections.synchronizedList(new ArrayList<>());
    private int largestBlock;

    public StreamedRows(Matrix rows) {
        this.rows = rows;
    }

    @Override
    public int rows() {
        return rows.rows();
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    @Override
    public synchronized Matrix rowBlock(int from, int to) {
        Matrix block = Matrix.zeros(to - from, columns());
        float[] values = new float[(to - from) * columns()];
        rows.getRows(from, to - from, values);
        block.setRows(0, to - from, values);
        blocks.add(block);
        largestBlock = Math.max(largestBlock, to - from);
        return block;
    }

    /** Blocks handed out and not closed. */
    public long open() {
        return blocks.stream()
                .filter(block -> !block.toString().endsWith("(closed)"))
                .count();
    }

    /** Rows of the largest block handed out. */
    public int largestBlock() {
        return largestBlock;
    }
}
