package io.rectify.formats;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The rows of one or several files, read one block after another so that they need not fit into memory. For one thread. */
public interface TableReader extends Closeable {
    /** What the rows have. */
    TableSchema schema();

    /** How large the features are beside what the file has of them; none where it has every number. */
    default Optional<SparseExtent> sparse() {
        return Optional.empty();
    }

    /**
     * Reads the next rows into the block, which must be {@linkplain RowBlock#of for} this reader's schema.
     *
     * @return false if there are no more rows; the block is then empty
     * @throws DataFormatException if the file does not hold what it should; every feature is a finite float32, every label
     *     is not blank
     * @throws IOException if reading fails
     */
    boolean read(RowBlock block) throws IOException;
}
