package io.rectify.formats;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Csv files that {@link LabelTable} reads back unchanged: UTF-8, one header, commas, or tabs if the file's name ends in
 * .tsv. The file appears whole or not at all.
 */
public final class CsvOutput {
    private CsvOutput() {}

    /**
     * Writes a header and rows.
     *
     * @param rows closed when they have been written
     * @throws IllegalArgumentException if a row has more or fewer fields than the header
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, List<String> header, Stream<List<String>> rows) throws IOException {
        write(file, header, rows, CsvRecords.separator(file));
    }

    /** The same with another mark between fields. */
    static void write(Path file, List<String> header, Stream<List<String>> rows, char separator) throws IOException {
        AtomicOutput.file(file, temporary -> {
            // The stream is closed by itself: a writer that cannot flush to a full disk leaves it open on JDK 17.
            try (rows;
                    OutputStream stream = Files.newOutputStream(temporary);
                    CsvWriter writer = CsvWriter.builder()
                            .fieldSeparator(separator)
                            .lineDelimiter(LineDelimiter.LF)
                            .build(stream, StandardCharsets.UTF_8)) {
                writer.writeRecord(header);
                for (Iterator<List<String>> i = rows.iterator(); i.hasNext(); ) {
                    writer.writeRecord(checked(i.next(), header));
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    private static List<String> checked(List<String> row, List<String> header) {
        if (row.size() != header.size()) {
            throw new IllegalArgumentException("row has " + row.size() + " fields but the header has " + header.size());
        }
        return row;
    }
}
