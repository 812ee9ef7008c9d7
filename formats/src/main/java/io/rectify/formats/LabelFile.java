package io.rectify.formats;

import io.rectify.data.ClassOrder;
import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Labels from a file: a column of a csv or tsv file or of another {@link TableFormat}, or an npy file of integers, whose
 * class names are the decimal numbers.
 */
public final class LabelFile {
    private LabelFile() {}

    /**
     * Labels whose class names are those in the file, {@linkplain ClassOrder#distinctSorted sorted}.
     *
     * @param column as for {@link LabelTable#read}; not used for npy
     * @throws DataFormatException if the file cannot be read as labels, or has fewer than two classes
     * @throws IOException if reading fails
     */
    public static Labels readTraining(Path file, String column) throws IOException {
        if (isUnlined(file)) {
            List<String> labels = unlined(file, column);
            return ClassNames.toLabels(labels, trainingNames(file, labels), file);
        }
        LabelTable table = LabelTable.read(file, column);
        return table.toLabels(trainingNames(file, table.labels()));
    }

    /**
     * Labels of the given classes.
     *
     * @param column as for {@link LabelTable#read}; not used for npy
     * @throws DataFormatException if the file cannot be read as labels, or a label is not one of the names
     * @throws IllegalArgumentException if names repeat
     * @throws IOException if reading fails
     */
    public static Labels read(Path file, String column, List<String> names) throws IOException {
        return isUnlined(file)
                ? ClassNames.toLabels(unlined(file, column), names, file)
                : LabelTable.read(file, column).toLabels(names);
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

    private static List<String> unlined(Path file, String column) throws IOException {
        if (isNpy(file)) {
            return npyLabels(file);
        }
        List<String> labels = TableFile.readTexts(file, options(column)).get(TableRole.LABEL);
        if (labels == null) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected a column " + Excerpt.quoted(column) + " of labels");
        }
        return labels;
    }

    /** How a table is read whose labels are in that column. */
    static TableOptions options(String column) {
        return column.equals(LabelTable.DEFAULT_COLUMN)
                ? TableOptions.DEFAULTS
                : TableOptions.DEFAULTS.withRole(TableRole.LABEL, column);
    }

    private static List<String> npyLabels(Path file) throws IOException {
        Map<Integer, String> texts = new HashMap<>();
        return Arrays.stream(Npy.readIntegers(file))
                .mapToObj(label -> texts.computeIfAbsent(label, String::valueOf))
                .toList();
    }

    static List<String> trainingNames(Path file, List<String> labels) throws DataFormatException {
        List<String> names = ClassOrder.distinctSorted(labels);
        if (names.size() < 2) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at least 2 classes but every row is " + Excerpt.quoted(names.get(0)));
        }
        return names;
    }
}
