package io.rectify.cli;

import io.rectify.data.FeatureSpace;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.LabelTable;
import io.rectify.formats.LibsvmWidth;
import io.rectify.formats.Npy;
import io.rectify.formats.NpyRows;
import io.rectify.formats.SparseExtent;
import io.rectify.formats.StreamedTable;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableReader;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The one place where every command reads features. */
final class FeatureFile {
    /** Features as they come, preprocessed, and once more cut into folds, with room to spare. */
    private static final int COPIES = 4;

    private FeatureFile() {}

    /** A place beside which temporary files of a command lie that writes none. */
    static Path temporaryPlace() {
        return Path.of(System.getProperty("java.io.tmpdir"), "rectify-features");
    }

    /** Whether a file, or the only one of a pattern, is npy, which has neither labels nor texts. */
    static boolean isNpy(Path name) throws IOException {
        List<Path> files = TableFile.files(name.toString());
        return files.size() == 1 && TableFormat.of(files.get(0)) == TableFormat.NPY;
    }

    /** Whether a file, or the first of a pattern, has labels in a column of that name. */
    static boolean hasLabels(Path name, TableOptions options, String column) throws IOException {
        if (isNpy(name)) {
            return false;
        }
        Path first = TableFile.files(name.toString()).get(0);
        try (TableReader reader = TableFile.open(first, withLabels(options, column))) {
            return reader.schema().roles().contains(TableRole.LABEL);
        }
    }

    /** Options with the label column that a command's user named. */
    static TableOptions withLabels(TableOptions options, String column) {
        return column.equals(LabelTable.DEFAULT_COLUMN) ? options : options.withRole(TableRole.LABEL, column);
    }

    /**
     * Options by which the features of a file are those of a model, or of rows that were read before: matched by name where both have
     * names, and by the indices of libsvm.
     *
     * @param columns D of them
     * @throws DataFormatException if a feature is missing, or indices may count from 0 or 1
     */
    static TableOptions matching(Path name, TableOptions options, FeatureSpace features, int columns)
            throws IOException {
        List<Path> files = TableFile.files(name.toString());
        if (TableFormat.of(files.get(0)) == TableFormat.LIBSVM) {
            return LibsvmWidth.matching(files, options, features.indices(), columns);
        }
        if (!features.isNamed() || isNpy(name)) {
            return options;
        }
        TableOptions byName = options.withFeaturesByName(features.names());
        if (!options.features().isEmpty()) {
            List<String> named = schema(files.get(0), options).names();
            return new HashSet<>(named).equals(new HashSet<>(features.names())) ? byName : options;
        }
        try {
            schema(files.get(0), byName);
            return byName;
        } catch (DataFormatException missing) {
            if (hasUnnamed(files.get(0), options)) {
                return options;
            }
            throw missing;
        }
    }

    /** Rows are held with all their zeros, of which a temporary file would be no better. */
    private static void checkDense(Path name, TableReader reader, long limit) {
        Optional<SparseExtent> sparse =
                reader.sparse().filter(extent -> extent.isMostlyZero() && extent.denseBytes() > limit);
        if (sparse.isPresent() && reader.schema().columns() > 0) {
            throw new IllegalArgumentException(name + ": " + sparse.get().beside(limit)
                    + " that features may take, a quarter of --memory; raise --memory if the machine has it, or add the"
                    + " features to fewer columns by --hash-features, such as 4096");
        }
    }

    private static boolean hasUnnamed(Path file, TableOptions options) throws IOException {
        try {
            return schema(file, options).names().isEmpty();
        } catch (DataFormatException e) {
            return false;
        }
    }

    private static TableSchema schema(Path file, TableOptions options) throws IOException {
        try (TableReader reader = TableFile.open(file, options.withoutTexts())) {
            return reader.schema();
        }
    }

    /**
     * Reads a file of any format, or all files of a pattern, once. Features are in memory where they and their copies fit, and
     * otherwise read block by block, from the file itself if it is npy or else from a temporary one; close them when done.
     *
     * @param needed columns of texts that there must be
     * @param place where temporary files may lie beside
     * @throws IllegalArgumentException if such a column is missing
     */
    static StreamedTable open(Path name, TableOptions options, Set<TableRole> needed, MemoryOptions memory, Path place)
            throws IOException {
        List<Path> files = TableFile.files(name.toString());
        long limit = memory.bytes() / COPIES;
        if (isNpy(name)) {
            NpyRows rows = NpyRows.open(files.get(0));
            TableSchema schema = schema(files.get(0), options);
            if (rows.bytesInMemory() > limit) {
                return new StreamedTable(rows, Map.of(), schema);
            }
            rows.close();
            return new StreamedTable(Npy.readMatrix(files.get(0)), Map.of(), schema);
        }
        try (TableReader reader = TableFile.open(files, options)) {
            if (!reader.schema().roles().containsAll(needed)) {
                throw new IllegalArgumentException(name + " has no column 'label'; name the column of its labels by"
                        + " --label-column, or another file of labels by --labels");
            }
            checkDense(name, reader, limit);
            return StreamedTable.read(
                    files.get(0),
                    reader,
                    limit,
                    place,
                    temporary -> System.err.println("features of " + name + " are more than fit into a quarter of"
                            + " --memory: copied once to " + temporary + ", to be read from there in blocks"));
        }
    }
}
