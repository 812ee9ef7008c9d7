package io.rectify.run;

import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One row of class probabilities on its way to a file.
 *
 * @param row its number, counting from 0
 * @param values K probabilities
 */
record ProbabilityRow(int row, float[] values) {
    private static final int BLOCK = 8192;

    /** All rows in their order, read block by block. */
    static Stream<ProbabilityRow> of(RowBlocks probabilities) {
        int n = probabilities.rows();
        return IntStream.range(0, (n + BLOCK - 1) / BLOCK).boxed().flatMap(block -> {
            int from = block * BLOCK;
            int to = Math.min(n, from + BLOCK);
            float[][] values = new float[to - from][];
            try (Matrix rows = probabilities.rowBlock(from, to)) {
                for (int i = from; i < to; i++) {
                    values[i - from] = rows.row(i - from);
                }
            }
            return IntStream.range(from, to).mapToObj(i -> new ProbabilityRow(i, values[i - from]));
        });
    }

    /** The most probable class, the first of equals. */
    int best() {
        return Probabilities.argmax(values);
    }
}
