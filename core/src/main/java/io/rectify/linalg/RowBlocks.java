package io.rectify.linalg;

/**
 * N rows of D float32 numbers that are read block by block, so that they need not all be in memory at once. A {@link
 * Matrix} is the kind that is.
 *
 * <p>Threads: blocks may be read by several threads at once.
 */
public interface RowBlocks extends AutoCloseable {
    /** Number of rows, N. */
    int rows();

    /** Number of columns, D. */
    int columns();

    /** Rows {@code from … to−1}, to be read only and closed by the caller. */
    Matrix rowBlock(int from, int to);

    /**
     * A new matrix that holds the named rows in the order given; a row may be named more than once. Rows that lie close
     * together, as those of a part of a data set do, are read together.
     */
    default Matrix selectRows(int[] indices) {
        Matrix selected = Matrix.zeros(indices.length, columns());
        try (Guard<RuntimeException> guard = Guard.of(selected::close)) {
            Gathering.gather(this, indices, 0, indices.length, selected);
            return guard.release(selected);
        }
    }

    /**
     * The named rows in the order given: copied if these rows are in memory, and otherwise read anew whenever they are asked
     * for. Closing them leaves these rows open.
     */
    default RowBlocks select(int[] indices) {
        return new SelectedRows(this, indices);
    }

    /** Ends the use of these rows and frees what they hold. */
    @Override
    default void close() {}
}
