package io.rectify.cli;

import io.rectify.formats.Npy;
import io.rectify.formats.NpyRows;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;

/** The one place where every command reads features. */
final class FeatureFile {
    /** Features as they come, preprocessed, and once more cut into folds, with room to spare. */
    private static final int COPIES = 4;

    private FeatureFile() {}

    /** Rows x D, in memory; close it when done. */
    static Matrix read(Path file) throws IOException {
        return Npy.readMatrix(file);
    }

    /** Rows x D, in memory where they and their copies fit, and otherwise read block by block; close them when done. */
    static RowBlocks open(Path file, MemoryOptions memory) throws IOException {
        NpyRows rows = NpyRows.open(file);
        if (rows.bytesInMemory() > memory.bytes() / COPIES) {
            return rows;
        }
        rows.close();
        return read(file);
    }
}
