package io.rectify.probe;

/** What a probe minimises over its N rows: row by row, or over mini-batches. */
public sealed interface Loss permits RowLoss, BatchLoss {
    /** Number of rows, N. */
    int rows();

    /** Number of classes, K. */
    int classes();
}
