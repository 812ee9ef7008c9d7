package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Changes to the labels of some rows of a file. Immutable.
 *
 * @param labels new label by row, from 0
 * @param dropped rows that are left out
 */
public record LabelEdits(Map<Integer, String> labels, Set<Integer> dropped) {
    public LabelEdits {
        labels = Map.copyOf(labels);
        dropped = Set.copyOf(dropped);
    }

    /**
     * Copies a csv, tsv, jsonl, json or Parquet file with these changes and everything else kept: all columns and rows in their order, in
     * JSON every character of them; or writes an npy file of integer labels. The file appears whole or not at all.
     *
     * @param source the file that the labels were read from
     * @param column as it was given for reading
     * @param given as they were read
     * @param text how the source is written
     * @throws IllegalArgumentException if source and target are not of the same format, or it is none of these
     * @throws DataFormatException if the source can no longer be read, or its labels are not in one column of their own
     * @throws OutputException if the target cannot be written
     * @throws IOException if reading or writing fails
     */
    public void write(Path source, String column, GivenLabels given, Path target, TextFormat text) throws IOException {
        TableFormat format = LabelReplacement.sameFormat(source, target);
        if (dropped.size() == given.size()) {
            throw new IllegalArgumentException("all rows of " + source + " would be dropped");
        }
        switch (format) {
            case CSV -> LabelReplacement.writeCsv(source, column, changed(given.size()), dropped, target, text);
            case JSONL -> JsonlEdits.write(source, column, given.size(), this, target, text);
            case PARQUET -> ParquetEdits.write(source, column, given.size(), this, target);
            case NPY -> Npy.writeIntegers(target, integers(source, given));
            default ->
                throw new IllegalArgumentException(
                        source + ": labels within " + format.extensions().get(0) + " are not mended; rectify convert "
                                + source + " NAME.parquet makes a file whose labels are");
        }
    }

    @SuppressWarnings("unchecked")
    private Optional<String>[] changed(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> Optional.ofNullable(labels.get(row)))
                .toArray(Optional[]::new);
    }

    private int[] integers(Path source, GivenLabels given) {
        Optional<String>[] all = LabelReplacement.replaced(given, given.labels());
        labels.forEach((row, label) -> all[row] = Optional.of(label));
        int[] integers = LabelReplacement.integers(source, all);
        return IntStream.range(0, integers.length)
                .filter(row -> !dropped.contains(row))
                .map(row -> integers[row])
                .toArray();
    }
}
