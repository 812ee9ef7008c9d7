package io.rectify.formats;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A copy of a label file with other labels in it. */
public final class LabelReplacement {
    private LabelReplacement() {}

    /**
     * Copies a csv or tsv file with the label column replaced and everything else kept, writes an npy file of integer labels in
     * place of another, or copies features, texts and ids of a file of another format. The file appears whole or not at all.
     *
     * @param source the file that the labels were read from
     * @param column as it was given for reading
     * @param labels one for each row of the source
     * @throws IllegalArgumentException if source and target are not of the same format
     * @throws DataFormatException if the source can no longer be read
     * @throws OutputException if the target cannot be written
     * @throws IOException if reading or writing fails
     */
    public static void write(Path source, String column, Labels labels, Path target) throws IOException {
        TableFormat format = format(source);
        if (format != format(target)) {
            throw new IllegalArgumentException(target + " must end in "
                    + format.extensions().stream().map(word -> "." + word).collect(Collectors.joining(" or "))
                    + " as " + source + " does: labels keep their format");
        }
        if (format == TableFormat.NPY) {
            Npy.writeIntegers(target, integers(labels));
        } else if (format == TableFormat.CSV) {
            writeCsv(source, column, labels, target);
        } else {
            try (TableReader reader = new RelabelledReader(source, open(source, column), labels)) {
                TableFile.write(target, reader);
            }
        }
    }

    /** That of the name; names that tell nothing are read as csv. */
    private static TableFormat format(Path file) {
        return TableFormat.ofName(file).orElse(TableFormat.CSV);
    }

    /** With features, if there are any. */
    private static TableReader open(Path source, String column) throws IOException {
        TableOptions options = LabelFile.options(column);
        try {
            return TableFile.open(source, options);
        } catch (DataFormatException noFeatures) {
            return TableFile.open(source, options.withoutFeatures());
        }
    }

    private static void writeCsv(Path source, String column, Labels labels, Path target) throws IOException {
        try (CsvTable table = CsvTable.open(source)) {
            int position = LabelTable.labelPosition(table, column);
            List<List<String>> rows = new ArrayList<>(labels.size());
            while (table.next()) {
                if (rows.size() == labels.size()) {
                    throw table.problem("the file has grown while it was being read");
                }
                List<String> fields = new ArrayList<>(table.fields());
                fields.set(position, labels.name(rows.size()));
                rows.add(fields);
            }
            if (rows.size() != labels.size()) {
                throw new DataFormatException(
                        DataLocation.in(source),
                        "expected " + labels.size() + " rows as before but found " + rows.size()
                                + ": the file has changed while it was being read");
            }
            CsvOutput.write(target, table.header(), rows.stream());
        }
    }

    private static int[] integers(Labels labels) {
        int[] integers = new int[labels.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = Integer.parseInt(labels.name(i));
        }
        return integers;
    }
}
