package io.rectify.audit;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;

/** softmax(β·log p + o) of outputs p, made whenever it is read: what is at another temperature takes no memory. */
final class TemperedRows implements RowBlocks {
    private final Probabilities outputs;
    private final double beta;
    private final float[] offsets;

    TemperedRows(Probabilities outputs, double beta) {
        this(outputs, beta, new float[outputs.classes()]);
    }

    /** @param offsets o, K values, the same for every row */
    TemperedRows(Probabilities outputs, double beta, float[] offsets) {
        this.outputs = outputs;
        this.beta = beta;
        this.offsets = offsets;
    }

    @Override
    public int rows() {
        return outputs.rows();
    }

    @Override
    public int columns() {
        return outputs.classes();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        Matrix block = Matrix.zeros(to - from, columns());
        outputs.forEachRow(from, to, (i, row) -> block.setRows(i - from, 1, tempered(row)));
        return block;
    }

    @Override
    public Matrix selectRows(int[] indices) {
        Matrix selected = outputs.blocks().selectRows(indices);
        float[] row = new float[columns()];
        for (int i = 0; i < indices.length; i++) {
            selected.getRows(i, 1, row);
            selected.setRows(i, 1, tempered(row));
        }
        return selected;
    }

    /** In place. */
    private float[] tempered(float[] row) {
        for (int j = 0; j < row.length; j++) {
            float log = Math.max(NoiseTransition.LEAST_LOG, (float) Math.log(row[j]));
            row[j] = (float) beta * log + offsets[j];
        }
        Tempering.softmax(row, 1, row.length);
        return row;
    }
}
