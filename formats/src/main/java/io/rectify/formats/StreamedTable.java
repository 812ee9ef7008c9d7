package io.rectify.formats;

import io.rectify.linalg.Guard;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A table that has been read once, however large: its features are in memory if they take no more than a limit, and otherwise in
 * a temporary npy file, from which they are read block by block.
 *
 * @param features N×D; closing them deletes the temporary file
 * @param texts the columns of N texts that there are, in memory
 * @param schema what the file has
 */
public record StreamedTable(RowBlocks features, Map<TableRole, List<String>> texts, TableSchema schema) {
    public StreamedTable {
        texts = Map.copyOf(texts);
    }

    /** Told once when features turn out to exceed the limit, with the file that they go to. */
    @FunctionalInterface
    public interface Notice {
        void spilling(Path temporary);
    }

    /**
     * Reads all rows. Where the number of rows is not known beforehand, rows are held in memory until they reach the limit. The
     * temporary file is a hidden one beside {@code place}, deleted when the features are closed and when the JVM ends.
     *
     * @param file where the rows come from, for messages
     * @param reader left open
     * @param limit bytes of float32 features to hold in memory
     * @throws OutputException if the temporary file cannot be written
     * @throws DataFormatException if the reader finds a fault
     * @throws IOException if reading or writing fails
     */
    public static StreamedTable read(Path file, TableReader reader, long limit, Path place, Notice notice)
            throws IOException {
        FeatureSpill spill = new FeatureSpill(reader.schema(), limit, place, notice);
        try (Guard<IOException> guard = Guard.of(spill::abandon)) {
            return guard.release(new TableBuilder(file, reader).read(spill));
        }
    }
}
