package io.rectify.formats;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Given and suggested label of every training row as csv: {@code row} (from 0), {@code given}, {@code suggested} (the
 * most probable class), {@code confidence} (its probability) and {@code quality} (the probability of the given label).
 */
public final class SuggestionCsv {
    private static final List<String> HEADER = List.of("row", "given", "suggested", "confidence", "quality");

    private SuggestionCsv() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param outputs probabilities of the training rows
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, Labels given, Probabilities outputs) throws IOException {
        CsvOutput.write(file, HEADER, IntStream.range(0, given.size()).mapToObj(i -> fields(i, given, outputs)));
    }

    private static List<String> fields(int i, Labels given, Probabilities outputs) {
        float[] row = outputs.matrix().row(i);
        int best = Probabilities.argmax(row);
        return List.of(
                Integer.toString(i),
                given.name(i),
                given.names().get(best),
                Float.toString(row[best]),
                Float.toString(row[given.get(i)]));
    }
}
