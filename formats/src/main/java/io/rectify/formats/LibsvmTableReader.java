package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a libsvm file: {@code label index:value index:value …}, indices ascending; what is not named is 0. Indices count
 * from 1, as LIBSVM and Spark write them, or from 0 if 0 is among them, as scikit-learn may. The file is read twice, first for the
 * largest index. Labels that are whole numbers lose their decimal point.
 */
final class LibsvmTableReader implements TableReader {
    /** Largest number of columns unless another is stated, so that one mad index does not take all memory. */
    static final int MAX_COLUMNS = 1 << 18;

    private final Path file;
    private final TextLines lines;
    private final TableSchema schema;
    private final int base;
    private long row;

    LibsvmTableReader(Path file, TableOptions options) throws IOException {
        this.file = file;
        int limit = options.dimensions().orElse(MAX_COLUMNS);
        int smallest = Integer.MAX_VALUE;
        int largest = -1;
        long rows = 0;
        try (TextLines scan = new TextLines(file)) {
            for (String line = next(scan); line != null; line = next(scan), rows++) {
                Row fields = new Row(line, scan.number(), rows);
                while (fields.next()) {
                    smallest = Math.min(smallest, fields.index);
                    largest = Math.max(largest, fields.index);
                    if (fields.index > limit) {
                        throw fields.problem("expected an index of at most " + limit + " but found " + fields.index);
                    }
                }
            }
        }
        if (rows == 0) {
            throw new DataFormatException(DataLocation.in(file), "expected at least one row but the file is empty");
        }
        base = smallest == 0 ? 0 : 1;
        if (largest < 0 && options.dimensions().isEmpty()) {
            throw new DataFormatException(DataLocation.in(file), "expected features as index:value but there are none");
        }
        int found = largest - base + 1;
        int columns = options.dimensions().orElse(found);
        if (found > columns) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at most " + columns + " features but the indices go from " + smallest + " to " + largest);
        }
        schema = new TableSchema(
                options.readFeatures() ? columns : 0,
                List.of(),
                options.texts().contains(TableRole.LABEL) ? Set.of(TableRole.LABEL) : Set.of(),
                OptionalLong.of(rows));
        lines = new TextLines(file);
    }

    /** The next line that is no comment. */
    private static @Nullable String next(TextLines lines) throws IOException {
        String line = lines.next();
        while (line != null && line.stripLeading().startsWith("#")) {
            line = lines.next();
        }
        return line;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int columns = schema.columns();
        int count = 0;
        while (count < block.capacity()) {
            String line = next(lines);
            if (line == null) {
                break;
            }
            Row fields = new Row(line, lines.number(), row + count);
            if (schema.roles().contains(TableRole.LABEL)) {
                block.texts(TableRole.LABEL)[count] = fields.label;
            }
            Arrays.fill(block.values(), count * columns, (count + 1) * columns, 0);
            while (columns > 0 && fields.next()) {
                int column = fields.index - base;
                if (column < 0 || column >= columns) {
                    throw fields.problem("the file has changed while it was being read");
                }
                block.values()[count * columns + column] = fields.value();
            }
            count++;
        }
        block.setRows(count);
        row += count;
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** The parts of one line. */
    private final class Row {
        private final String text;
        private final long line;
        private final long row;
        private final String label;
        private int at;
        private int index = -1;
        private @Nullable String value;

        Row(String text, long line, long row) throws DataFormatException {
            int comment = text.indexOf('#');
            this.text = comment < 0 ? text : text.substring(0, comment);
            this.line = line;
            this.row = row;
            String first = word();
            if (first.indexOf(':') >= 0 || !Float.isFinite(FloatText.parse(first))) {
                throw problem("expected a number as label but found "
                        + (first.isEmpty() ? "nothing" : Excerpt.quoted(first)));
            }
            label = first.matches("[+-]?[0-9]+\\.0*") ? first.substring(0, first.indexOf('.')) : first;
        }

        private String word() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            int from = at;
            while (at < text.length() && text.charAt(at) > ' ') {
                at++;
            }
            return text.substring(from, at);
        }

        /** Moves to the next index and value. */
        boolean next() throws DataFormatException {
            String word = word();
            if (word.startsWith("qid:")) {
                word = word();
            }
            if (word.isEmpty()) {
                return false;
            }
            int colon = word.indexOf(':');
            int before = index;
            index = colon < 1 || colon > 9 ? -1 : digits(word, colon);
            if (index < 0) {
                throw problem("expected index:value but found " + Excerpt.quoted(word));
            }
            if (index <= before) {
                throw problem("expected ascending indices but found " + index + " after " + before);
            }
            value = word.substring(colon + 1);
            return true;
        }

        private static int digits(String word, int end) {
            int number = 0;
            for (int i = 0; i < end; i++) {
                if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                    return -1;
                }
                number = 10 * number + word.charAt(i) - '0';
            }
            return number;
        }

        float value() throws DataFormatException {
            String found = String.valueOf(value);
            float number = FloatText.parse(found);
            if (!(Math.abs(number) <= Float.MAX_VALUE)) {
                throw new DataFormatException(
                        DataLocation.in(file).withLine(line).withRow(row).withColumn(index), FloatText.problem(found));
            }
            return number;
        }

        DataFormatException problem(String problem) {
            return new DataFormatException(DataLocation.in(file).withLine(line).withRow(row), problem);
        }
    }
}
