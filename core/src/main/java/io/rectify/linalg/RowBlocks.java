package io.rectify.linalg;

/**
 * N rows of D float32 numbers that are read block by block, so that they need not all be in memory at once. A {@link
 * Matrix} is the kind that is.
 *
 * <p>Threads: blocks may be read by several threads at once.
 */
public interface RowBlocks {
    /** Number of rows, N. */
    int rows();

    /** Number of columns, D. */
    int columns();

    /** Rows {@code from … to−1}, to be read only and closed by the caller. */
    Matrix rowBlock(int from, int to);
}
