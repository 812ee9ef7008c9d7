package io.rectify;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Rows that are made anew each time they are asked for, and a count of how often each was. */
public final class OnDemandRows implements RowBlocks {
    private final double[][] values;
    private final int columns;
    private final AtomicIntegerArray reads;

    public OnDemandRows(double[][] values, int columns) {
        this.values = values;
        this.columns = columns;
        this.reads = new AtomicIntegerArray(values.length);
    }

    @Override
    public int rows() {
        return values.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        Matrix block = Matrix.zeros(to - from, columns);
        float[] row = new float[columns];
        for (int i = from; i < to; i++) {
            reads.incrementAndGet(i);
            for (int j = 0; j < columns; j++) {
                row[j] = (float) values[i][j];
            }
            block.setRows(i - from, 1, row);
        }
        return block;
    }

    /** How often each row has been read since the last call. */
    public int[] reads() {
        int[] counts = new int[values.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = reads.getAndSet(i, 0);
        }
        return counts;
    }
}
