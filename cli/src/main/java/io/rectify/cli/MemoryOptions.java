package io.rectify.cli;

import io.rectify.formats.Npy;
import io.rectify.formats.NpyRows;
import io.rectify.linalg.Blas;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory features may take; beyond, they are read from the file block by block. */
final class MemoryOptions {
    /** Features as they come, preprocessed, and once more cut into folds, with room to spare. */
    private static final int COPIES = 4;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory for features, such as 2g or 500m; larger ones are read from disk block by block, which"
                            + " takes longer. Default: half of the machine's.")
    @Nullable
    String memory;

    /** Features in memory where they and their copies fit, and otherwise open for reading. */
    RowBlocks open(Path file) throws IOException {
        NpyRows rows = NpyRows.open(file);
        if (rows.bytesInMemory() > bytes() / COPIES) {
            return rows;
        }
        rows.close();
        return Npy.readMatrix(file);
    }

    private long bytes() {
        return memory == null ? Blas.physicalMemory() / 2 : parse(memory.toLowerCase(Locale.ROOT));
    }

    private static long parse(String size) {
        if (!size.matches("[0-9]{1,12}[kmgt]?b?")) {
            throw new IllegalArgumentException("--memory must be a size such as 500m or 2g but is '" + size + "'");
        }
        String digits = size.replaceAll("[a-z]", "");
        String unit = size.substring(digits.length()).replace("b", "");
        return Long.parseLong(digits) << (unit.isEmpty() ? 0 : 10 * ("kmgt".indexOf(unit) + 1));
    }
}
