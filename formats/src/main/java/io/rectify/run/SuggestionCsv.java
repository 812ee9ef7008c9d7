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
 * most probable class), {@code confidence} (its probability) and {@code quality} (the probability of the given label).
 */
public final class SuggestionCsv {
    private SuggestionCsv() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param ids of all rows; empty if there are none
     * @param outputs probabilities of the training rows
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, List<String> ids, Labels given, Probabilities outputs) throws IOException {
        CsvOutput.write(
                file,
                RowIds.header(ids, "given", "suggested", "confidence", "quality"),
                IntStream.range(0, given.size()).mapToObj(i -> fields(i, ids, given, outputs)));
    }

    private static List<String> fields(int i, List<String> ids, Labels given, Probabilities outputs) {
        float[] row = outputs.matrix().row(i);
        int best = Probabilities.argmax(row);
        return RowIds.fields(
                i,
                ids,
                given.name(i),
                given.names().get(best),
                Float.toString(row[best]),
                Float.toString(row[given.get(i)]));
    }
}
