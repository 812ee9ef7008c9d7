package io.rectify.formats;

import io.rectify.data.SparseIndices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How libsvm files, which say neither how many columns they have nor from where they count, fit features that are known. */
public final class LibsvmWidth {
    private LibsvmWidth() {}

    /**
     * Options that read files with as many columns as there are, from the right index on.
     *
     * @param known how the known features became columns, if they came from libsvm
     * @param columns number of known features
     * @throws DataFormatException if both 0 and 1 may be the first index
     */
    public static TableOptions matching(
            List<Path> files, TableOptions options, Optional<SparseIndices> known, int columns) throws IOException {
        TableOptions sized = options;
        if (options.dimensions().isEmpty()) {
            boolean hashed = known.isPresent() && known.get().hashed();
            sized = hashed ? options.withHashing(columns) : options.withDimensions(columns);
        }
        if (options.indexBase().isPresent()) {
            return sized;
        }
        if (known.isPresent()) {
            return sized.withIndexBase(known.get().base());
        }
        boolean zero = false;
        boolean last = false;
        for (Path file : files) {
            LibsvmTableReader.Extent extent = LibsvmTableReader.Extent.of(file, sized);
            zero |= extent.smallest() == 0;
            last |= extent.largest() >= columns;
        }
        if (!zero && !last) {
            throw new DataFormatException(
                    DataLocation.in(files.get(0)),
                    "expected index 0, or " + columns
                            + ", that would tell whether indices count from 0 or 1, but there is"
                            + " neither; say --index-base 0 or 1");
        }
        return sized.withIndexBase(zero ? 0 : 1);
    }
}
