package io.rectify.formats;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The records of a UTF-8 csv file, RFC 4180: commas, or tabs if the file's name ends in .tsv; compressed
 * by gzip if it ends in .gz. Blank lines at the end of
 * the file are no records; one before other records is refused, since whether it is a row cannot be known.
 */
final class CsvRecords implements Closeable {
    private final Path file;
    private final Utf8Reader text;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;

    private CsvRecords(Path file, Utf8Reader text) {
        this.file = file;
        this.text = text;
        this.reader = CsvReader.builder()
                .fieldSeparator(separator(file))
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
        this.records = reader.iterator();
    }

    static CsvRecords open(Path file) throws DataFormatException {
        return new CsvRecords(file, new Utf8Reader(file, InputFile.textStream(file)));
    }

    /** By the file's name, of which {@code .gz} does not count. */
    static char separator(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.tsv(\\.gz)?") ? '\t' : ',';
    }

    static boolean isGzip(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    /**
     * The next record, null after the last.
     *
     * @throws DataFormatException if the text is no csv or no UTF-8, or there is a blank line
     */
    @Nullable
    CsvRecord next() throws IOException {
        OptionalLong blank = OptionalLong.empty();
        while (hasNext()) {
            CsvRecord record = records.next();
            if (!isBlank(record)) {
                checkNotBlank(blank);
                return record;
            }
            if (blank.isEmpty()) {
                blank = OptionalLong.of(record.getStartingLineNumber());
            }
        }
        if (blank.isPresent() && blank.getAsLong() <= text.lastContentLine()) {
            checkNotBlank(blank);
        }
        return null;
    }

    private static boolean isBlank(CsvRecord record) {
        return record.getFieldCount() == 1 && record.getField(0).isEmpty();
    }

    private void checkNotBlank(OptionalLong line) throws DataFormatException {
        if (line.isPresent()) {
            throw new DataFormatException(
                    DataLocation.in(file).withLine(line.getAsLong()), "expected a row but this line is empty");
        }
    }

    private boolean hasNext() throws IOException {
        try {
            return records.hasNext();
        } catch (CsvParseException e) {
            throw new DataFormatException(DataLocation.in(file), "expected csv but: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
