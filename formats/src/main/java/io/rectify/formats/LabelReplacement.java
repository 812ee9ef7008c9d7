package io.rectify.formats;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A copy of a label file with other labels in it. */
public final class LabelReplacement {
    private LabelReplacement() {}

    /**
     * Copies a csv or tsv file with the label column replaced and everything else kept, writes an npy file of integer labels in
     * place of another, or copies features, texts and ids of a file of another format. Rows without a label stay without. The file
     * appears whole or not at all.
     *
     * @param source the file that the labels were read from
     * @param column as it was given for reading
     * @param given as they were read
     * @param labels one for each row that has one
     * @param text how the source is written
     * @throws IllegalArgumentException if source and target are not of the same format, or the format cannot hold these labels
     * @throws DataFormatException if the source can no longer be read
     * @throws OutputException if the target cannot be written
     * @throws IOException if reading or writing fails
     */
    public static void write(Path source, String column, GivenLabels given, Labels labels, Path target, TextFormat text)
            throws IOException {
        TableFormat format = sameFormat(source, target);
        Optional<String>[] replaced = replaced(given, labels);
        if (format == TableFormat.NPY) {
            Npy.writeIntegers(target, integers(source, replaced));
        } else if (format == TableFormat.CSV) {
            writeCsv(source, column, replaced, Set.of(), target, text);
        } else {
            try (TableReader reader = new RelabelledReader(source, open(source, column, text), replaced)) {
                TableFile.write(target, reader);
            }
        }
    }

    /** @throws IllegalArgumentException if source and target are not of the same format */
    static TableFormat sameFormat(Path source, Path target) {
        TableFormat format = format(source);
        if (format != format(target)) {
            throw new IllegalArgumentException(target + " must end in "
                    + format.extensions().stream().map(word -> "." + word).collect(Collectors.joining(" or "))
                    + " as " + source + " does: labels keep their format");
        }
        return format;
    }

    /** The label of each row of the file; none where it had none. */
    @SuppressWarnings("unchecked")
    static Optional<String>[] replaced(GivenLabels given, Labels labels) {
        Optional<String>[] replaced = new Optional[given.size()];
        Arrays.fill(replaced, Optional.empty());
        for (int i = 0; i < labels.size(); i++) {
            replaced[given.rows()[i]] = Optional.of(labels.name(i));
        }
        return replaced;
    }

    /** That of the name; names that tell nothing are read as csv. */
    private static TableFormat format(Path file) {
        return TableFormat.ofName(file).orElse(TableFormat.CSV);
    }

    /** With features, if there are any. */
    private static TableReader open(Path source, String column, TextFormat text) throws IOException {
        TableOptions options = LabelFile.options(column).withText(text);
        try {
            return TableFile.open(source, options);
        } catch (DataFormatException noFeatures) {
            return TableFile.open(source, options.withoutFeatures());
        }
    }

    /**
     * @param labels one for each row; none where the row keeps what it has
     * @param dropped rows that are left out
     */
    static void writeCsv(
            Path source, String column, Optional<String>[] labels, Set<Integer> dropped, Path target, TextFormat text)
            throws IOException {
        try (CsvTable table = CsvTable.open(source, text)) {
            int position = LabelTable.labelPosition(table, column);
            List<List<String>> rows = new ArrayList<>(labels.length);
            int row = 0;
            for (; table.next(); row++) {
                if (row == labels.length) {
                    throw table.problem("the file has grown while it was being read");
                }
                List<String> fields = new ArrayList<>(table.fields());
                labels[row].ifPresent(label -> fields.set(position, label));
                if (!dropped.contains(row)) {
                    rows.add(fields);
                }
            }
            checkRows(source, labels.length, row);
            char separator = table.dialect().separator();
            boolean usual = separator == CsvRecords.separator(source);
            CsvOutput.write(target, table.header(), rows.stream(), usual ? CsvRecords.separator(target) : separator);
        }
    }

    static void checkRows(Path source, int expected, int found) throws DataFormatException {
        if (found != expected) {
            throw new DataFormatException(
                    DataLocation.in(source),
                    "expected " + expected + " rows as before but found " + found
                            + ": the file has changed while it was being read");
        }
    }

    static int[] integers(Path source, Optional<String>[] labels) {
        int[] integers = new int[labels.length];
        for (int i = 0; i < integers.length; i++) {
            String label = labels[i].orElse("-1");
            if (!label.matches("-?[0-9]{1,9}")) {
                throw new IllegalArgumentException(source + ": npy is written with whole numbers as labels only, but a"
                        + " class is called " + Excerpt.quoted(label) + "; keep labels in csv");
            }
            integers[i] = Integer.parseInt(label);
        }
        return integers;
    }
}
