package io.rectify.linalg;

/** Copies named rows out of row blocks with few reads. */
final class Gathering {
    /** Rows that are read for one that is wanted, at most. */
    private static final int SLACK = 4;

    /** Rows that are read at a time, at most. */
    private static final int MOST = 2048;

    private Gathering() {}

    /** Copies the rows named by {@code indices[from … to−1]} into the same places of {@code target}. */
    static void gather(RowBlocks source, int[] indices, int from, int to, Matrix target) {
        if (from == to) {
            return;
        }
        int least = indices[from];
        int most = least;
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, indices[i]);
            most = Math.max(most, indices[i]);
        }
        if (most - least >= Math.min(MOST, (long) SLACK * (to - from))) {
            int middle = (from + to) >>> 1;
            gather(source, indices, from, middle, target);
            gather(source, indices, middle, to, target);
            return;
        }
        float[] row = new float[source.columns()];
        try (Matrix block = source.rowBlock(least, most + 1)) {
            for (int i = from; i < to; i++) {
                block.getRows(indices[i] - least, 1, row);
                target.setRows(i, 1, row);
            }
        }
    }
}
