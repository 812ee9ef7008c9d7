package io.rectify.formats;

import java.io.Closeable;
import java.io.IOException;

/** Takes the rows of a table and writes them in one format. */
interface TableWriter extends Closeable {
    /** Appends the rows of a block. */
    void write(RowBlock block) throws IOException;

    /** Completes the file; after a failure only {@link #close} is called. */
    void finish() throws IOException;
}
