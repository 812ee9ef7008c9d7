package io.rectify.run;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.OutputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Given and suggested label of every training row as csv: {@code row} (from 0), {@code id} (if there are ids), {@code given}, {@code suggested} (the
 * most probable class; of a reviewed row the right one), {@code confidence} (its probability by the model) and {@code quality} (the probability of the given label).
 */
public final class SuggestionCsv {
    private SuggestionCsv() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param ids of all rows; empty if there are none
     * @param suggested for each row
     * @param outputs probabilities of the training rows
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, List<String> ids, Labels given, Labels suggested, Probabilities outputs)
            throws IOException {
        CsvOutput.write(
                file,
                RowIds.header(ids, "given", "suggested", "confidence", "quality"),
                IntStream.range(0, given.size()).mapToObj(i -> fields(i, ids, given, suggested, outputs)));
    }

    private static List<String> fields(int i, List<String> ids, Labels given, Labels suggested, Probabilities outputs) {
        float[] row = outputs.matrix().row(i);
        return RowIds.fields(
                i,
                ids,
                given.name(i),
                suggested.name(i),
                Float.toString(row[suggested.get(i)]),
                Float.toString(row[given.get(i)]));
    }
}
