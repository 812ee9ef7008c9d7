package io.rectify.run;

import io.rectify.data.Probabilities;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableReader;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Class probabilities of any model, N×K, from a file of any {@link TableFormat}. Columns that have names are matched with the
 * classes by them, in any order and among others; columns that have none, of npy or of one column of lists, are in the order of
 * the classes.
 */
public final class ProbabilityFile {
    private ProbabilityFile() {}

    /**
     * Reads probabilities.
     *
     * @param classNames the K classes in the order that the result has
     * @param rows how many rows there must be
     * @throws DataFormatException if the file cannot be read, a class has no column, the number of rows or columns is another, or
     *     a row is no probability vector
     * @throws IOException if reading fails
     */
    public static Probabilities read(Path file, List<String> classNames, int rows) throws IOException {
        Table table = TableFile.read(file, options(file, classNames));
        try (Guard<RuntimeException> guard = Guard.of(table::close)) {
            Matrix matrix = table.features();
            if (matrix.rows() != rows || matrix.columns() != classNames.size()) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected " + rows + " rows of " + classNames.size() + " classes but found " + matrix.rows()
                                + " rows of " + matrix.columns());
            }
            return guard.release(Probabilities.of(matrix));
        } catch (IllegalArgumentException e) {
            throw new DataFormatException(DataLocation.in(file), String.valueOf(e.getMessage()));
        }
    }

    private static TableOptions options(Path file, List<String> classNames) throws IOException {
        TableOptions unnamed = TableOptions.DEFAULTS.withoutTexts();
        try (TableReader reader = TableFile.open(file, unnamed)) {
            return reader.schema().names().isEmpty() ? unnamed : unnamed.withFeatures(classNames);
        }
    }
}
