package io.rectify.cli;

import io.rectify.formats.NpyRows;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The one place where every command reads features. */
final class FeatureFile {
    /** Features as they come, preprocessed, and once more cut into folds, with room to spare. */
    private static final int COPIES = 4;

    private FeatureFile() {}

    /** Rows x D of a file of any format, or of all files of a pattern, in memory; close it when done. */
    static Matrix read(Path file) throws IOException {
        return TableFile.readFeatures(file.toString(), TableOptions.DEFAULTS);
    }

    /** Rows x D, in memory where they and their copies fit or the format is not npy, and otherwise read block by block; close them when done. */
    static RowBlocks open(Path file, MemoryOptions memory) throws IOException {
        List<Path> files = TableFile.files(file.toString());
        if (files.size() > 1 || TableFormat.of(files.get(0)) != TableFormat.NPY) {
            return read(file);
        }
        NpyRows rows = NpyRows.open(files.get(0));
        if (rows.bytesInMemory() > memory.bytes() / COPIES) {
            return rows;
        }
        rows.close();
        return read(file);
    }
}
