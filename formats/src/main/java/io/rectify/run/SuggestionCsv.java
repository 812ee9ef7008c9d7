package io.rectify.run;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.OutputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Given and suggested label of every training row as csv: {@code row} (from 0), {@code id} (if there are ids), {@code given}, {@code suggested} (the
 * most probable class; of a reviewed row the right one), {@code confidence} (its probability by the model) and {@code quality} (the probability of the given label).
 */
public final class SuggestionCsv {
    private SuggestionCsv() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param rows of training
     * @param suggested for each row
     * @param outputs probabilities of the training rows
     * @param unlabelled rows that were given no label; they have no quality either
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(
            Path file, RowNames rows, Labels given, Labels suggested, Probabilities outputs, Unlabelled unlabelled)
            throws IOException {
        CsvOutput.write(
                file,
                RowIds.header(rows, "given", "suggested", "confidence", "quality"),
                unlabelled.merged(rows, i -> fields(i, rows, given, suggested, outputs), i -> {
                    Unlabelled.Row row = unlabelled.row(i);
                    return RowIds.fields(
                            i,
                            unlabelled.rows(),
                            "",
                            given.names().get(row.best()),
                            Float.toString(row.confidence()),
                            "");
                }));
    }

    private static List<String> fields(int i, RowNames rows, Labels given, Labels suggested, Probabilities outputs) {
        float[] row = outputs.matrix().row(i);
        return RowIds.fields(
                i,
                rows,
                given.name(i),
                suggested.name(i),
                Float.toString(row[suggested.get(i)]),
                Float.toString(row[given.get(i)]));
    }
}
