package io.rectify.formats;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The records of a csv file, RFC 4180, in its {@link CsvDialect}; compressed by gzip if its name ends in .gz. Blank lines at the end of
 * the file are no records; one before other records is refused, since whether it is a row cannot be known, unless rows have one field.
 */
final class CsvRecords implements Closeable {
    private final Path file;
    private final TextReader text;
    private final CsvDialect dialect;
    private final CsvReader<CsvRow> reader;
    private final Iterator<CsvRow> records;
    private final Deque<CsvRow> blanks = new ArrayDeque<>();
    private boolean blankRows;

    private CsvRecords(Path file, TextReader text, CsvDialect dialect) {
        this.file = file;
        this.text = text;
        this.dialect = dialect;
        this.reader = CsvReader.builder()
                .fieldSeparator(dialect.separator())
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(new CsvRow.Handler(), text);
        this.records = reader.iterator();
    }

    static CsvRecords open(Path file, TextFormat format) throws IOException {
        TextReader text = TextReader.open(file, format);
        try (Guard<IOException> guard = Guard.of(text::close)) {
            return guard.release(new CsvRecords(file, text, CsvDialect.of(file, text, format)));
        }
    }

    CsvDialect dialect() {
        return dialect;
    }

    /** By the file's name, of which {@code .gz} does not count. */
    static char separator(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.tsv(\\.gz)?") ? '\t' : ',';
    }

    static boolean isGzip(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    /** Blank lines are rows from here on, those at the end of the file aside: of one column, whose field may be empty. */
    void blankRows() {
        blankRows = true;
    }

    /**
     * The next record, null after the last.
     *
     * @throws DataFormatException if the text is no csv or not in its encoding, or there is a blank line
     */
    @Nullable
    CsvRow next() throws IOException {
        return blankRows ? nextOrBlank() : nextWithin();
    }

    private @Nullable CsvRow nextOrBlank() throws IOException {
        while ((blanks.isEmpty() || isBlank(blanks.getLast())) && hasNext()) {
            blanks.add(records.next());
        }
        CsvRow first = blanks.peek();
        boolean atEnd = first != null && isBlank(blanks.getLast());
        return first == null || (atEnd && first.getStartingLineNumber() > text.lastContentLine())
                ? null
                : blanks.remove();
    }

    private @Nullable CsvRow nextWithin() throws IOException {
        OptionalLong blank = OptionalLong.empty();
        while (hasNext()) {
            CsvRow record = records.next();
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

    private static boolean isBlank(CsvRow record) {
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
