package io.rectify.formats;

import io.rectify.data.ClassOrder;
import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Labels from a file of any {@link TableFormat}, every row with one. {@link LabelColumns} also reads rows that have none. */
public final class LabelFile {
    private LabelFile() {}

    /**
     * Labels whose class names are those in the file, {@linkplain ClassOrder#distinctSorted sorted}.
     *
     * @param column as for {@link LabelTable#read}; not used for npy
     * @throws DataFormatException if the file cannot be read as labels, a row has none, or there are fewer than two classes
     * @throws IOException if reading fails
     */
    public static Labels readTraining(Path file, String column) throws IOException {
        return complete(
                file, LabelColumns.read(file, column, TableOptions.DEFAULTS).training(LabelRules.DEFAULTS));
    }

    /**
     * Labels of the given classes.
     *
     * @param column as for {@link LabelTable#read}; not used for npy
     * @throws DataFormatException if the file cannot be read as labels, a row has none, or a label is not one of the names
     * @throws IllegalArgumentException if names repeat
     * @throws IOException if reading fails
     */
    public static Labels read(Path file, String column, List<String> names) throws IOException {
        return complete(
                file, LabelColumns.read(file, column, TableOptions.DEFAULTS).labels(names, LabelRules.DEFAULTS));
    }

    private static Labels complete(Path file, GivenLabels given) throws DataFormatException {
        if (given.unlabelled().length > 0) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(given.unlabelled()[0]), "expected a label but there is none");
        }
        return given.labels();
    }

    /** Whether a file is read as npy, by its name; others are tables. */
    public static boolean isNpy(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
    }

    /** Whether the file's name is that of a format without lines to name in a message: any but csv and tsv. */
    static boolean isUnlined(Path file) {
        return TableFormat.ofName(file)
                .filter(format -> format != TableFormat.CSV)
                .isPresent();
    }

    /** How a table is read whose labels are in that column. */
    static TableOptions options(String column) {
        return column.equals(LabelTable.DEFAULT_COLUMN)
                ? TableOptions.DEFAULTS
                : TableOptions.DEFAULTS.withRole(TableRole.LABEL, column);
    }
}
