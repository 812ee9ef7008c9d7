package io.rectify.formats;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A copy of a label file with other labels in it. */
public final class LabelReplacement {
    private LabelReplacement() {}

    /**
     * Copies a csv or tsv file with the label column replaced and everything else kept, or writes an npy file of integer
     * labels in place of another. The file appears whole or not at all.
     *
     * @param source the file that the labels were read from
     * @param column as it was given for reading
     * @param labels one for each row of the source
     * @throws IllegalArgumentException if source and target are not of the same kind
     * @throws DataFormatException if the source can no longer be read
     * @throws OutputException if the target cannot be written
     * @throws IOException if reading or writing fails
     */
    public static void write(Path source, String column, Labels labels, Path target) throws IOException {
        if (LabelFile.isNpy(source) != LabelFile.isNpy(target)) {
            throw new IllegalArgumentException(
                    target + " must end in .npy exactly if " + source + " does: labels keep their format");
        }
        if (LabelFile.isNpy(source)) {
            Npy.writeIntegers(target, integers(labels));
            return;
        }
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
