package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A csv file with a header whose rows are read one after another; each has as many fields as the header. */
public final class CsvTable implements Closeable {
    private static final int NAMES_SHOWN = 10;

    private final Path file;
    private final CsvRecords records;
    private final List<String> header;
    private final Deque<CsvRow> ahead = new ArrayDeque<>();
    private long row = -1;
    private @Nullable CsvRow record;

    private CsvTable(Path file, CsvRecords records, List<String> header) {
        this.file = file;
        this.records = records;
        this.header = header;
    }

    /**
     * @throws DataFormatException if the file is missing, empty or no csv
     */
    public static CsvTable open(Path file) throws IOException {
        return open(file, TextFormat.DEFAULTS);
    }

    /** The same of a file written in another way. */
    public static CsvTable open(Path file, TextFormat format) throws IOException {
        CsvRecords records = CsvRecords.open(file, format);
        try (Guard<IOException> guard = Guard.of(records::close)) {
            CsvRow header = records.next();
            if (header == null) {
                throw new DataFormatException(
                        DataLocation.in(file), "expected a header and rows but the file is empty");
            }
            if (header.getFieldCount() == 1) {
                records.blankRows();
            }
            return guard.release(new CsvTable(file, records, header.getFields()));
        }
    }

    /** Names of the columns. */
    public List<String> header() {
        return header;
    }

    /**
     * Position of a column given by name, or else by its position counting from 0.
     *
     * @throws DataFormatException if there is no such column, or several have that name
     */
    public int column(String nameOrPosition) throws DataFormatException {
        int position = header.indexOf(nameOrPosition);
        if (position < 0 && nameOrPosition.matches("[0-9]{1,9}") && Integer.parseInt(nameOrPosition) < header.size()) {
            return Integer.parseInt(nameOrPosition);
        }
        if (position < 0) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected a column " + Excerpt.quoted(nameOrPosition) + " but the columns are "
                            + Excerpt.list(header, NAMES_SHOWN) + unseparated(header)
                            + NearestName.hint(nameOrPosition, header));
        }
        int last = header.lastIndexOf(nameOrPosition);
        if (last != position) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "columns " + position + " and " + last + " (counting from 0) are both named "
                            + Excerpt.quoted(nameOrPosition) + "; give the position of the one that is meant");
        }
        return position;
    }

    /** A hint where the header looks as if other marks separated the names. */
    static String unseparated(List<String> header) {
        return header.size() == 1 && header.get(0).matches("(?s).*[,;\t|].*")
                ? "; name what separates the fields by --delimiter"
                : "";
    }

    CsvDialect dialect() {
        return records.dialect();
    }

    /** The next rows, which stay to be read, as many as there are; some may have more or fewer fields than the header. */
    List<List<String>> ahead(int rows) throws IOException {
        for (CsvRow next = null; ahead.size() < rows; ahead.add(next)) {
            next = records.next();
            if (next == null) {
                break;
            }
        }
        return ahead.stream().map(CsvRow::getFields).toList();
    }

    /** Moves to the next row; false after the last. */
    public boolean next() throws IOException {
        record = ahead.isEmpty() ? records.next() : ahead.remove();
        row++;
        if (record != null && record.getFieldCount() != header.size()) {
            throw problem("expected " + header.size() + " fields as in the header but found " + record.getFieldCount());
        }
        if (record == null && row == 0) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected at least one row but there is only a header");
        }
        return record != null;
    }

    /** All fields of the current row. */
    List<String> fields() {
        return current().getFields();
    }

    /** A field of the current row. */
    public String field(int column) {
        return current().getField(column);
    }

    /** A field of the current row as a number; NaN if it is none. */
    float number(int column) {
        CsvRow row = current();
        return dialect().decimalComma() ? FloatText.parse(dialect().number(row.getField(column))) : row.number(column);
    }

    /** Line of the file at which the current row starts. */
    public long line() {
        return current().getStartingLineNumber();
    }

    /** An error at the current row. */
    public DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file).withLine(line()).withRow(row), problem);
    }

    DataFormatException problem(String column, String problem) {
        return new DataFormatException(
                DataLocation.in(file).withLine(line()).withRow(row).withColumn(column), problem);
    }

    private CsvRow current() {
        if (record == null) {
            throw new IllegalStateException("there is no current row");
        }
        return record;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
