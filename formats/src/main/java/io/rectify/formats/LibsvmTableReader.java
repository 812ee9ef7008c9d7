package io.rectify.formats;

import io.rectify.data.SparseIndices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a libsvm file: {@code label index:value index:value …}, indices ascending; what is not named is 0. Indices count
 * from 1, as LIBSVM and Spark write them, or from 0 if 0 is among them, as scikit-learn may, unless the options say it. The file is read twice, first for the
 * largest index. Labels that are whole numbers lose their decimal point.
 */
final class LibsvmTableReader implements TableReader {
    /** Largest number of columns unless another is stated, so that one mad index does not take all memory. */
    static final int MAX_COLUMNS = 1 << 18;

    private final Path file;
    private final TextLines lines;
    private final TableSchema schema;
    private final SparseIndices indices;
    private final SparseExtent sparse;
    private long row;

    LibsvmTableReader(Path file, TableOptions options) throws IOException {
        this(file, options, Extent.of(file, options));
    }

    /** Which indices there are in a file, or in several. */
    record Extent(int smallest, int largest, long rows, long values) {
        /** Reads a file once for its indices. */
        static Extent of(Path file, TableOptions options) throws IOException {
            int limit =
                    options.hashed() ? Integer.MAX_VALUE : options.dimensions().orElse(MAX_COLUMNS);
            int smallest = Integer.MAX_VALUE;
            int largest = -1;
            long rows = 0;
            long values = 0;
            try (TextLines scan = new TextLines(file, options.text())) {
                for (String line = LibsvmTableReader.next(scan);
                        line != null;
                        line = LibsvmTableReader.next(scan), rows++) {
                    Row fields = new Row(file, line, scan.number(), rows);
                    while (fields.next()) {
                        smallest = Math.min(smallest, fields.index);
                        largest = Math.max(largest, fields.index);
                        values++;
                        if (fields.index > limit) {
                            throw fields.problem("expected an index of at most " + limit + " but found " + fields.index
                                    + "; --dimensions allows more, --hash-features M adds all features to M columns");
                        }
                    }
                }
            }
            if (rows == 0) {
                throw new DataFormatException(DataLocation.in(file), "expected at least one row but the file is empty");
            }
            return new Extent(smallest, largest, rows, values);
        }

        /** That of all files of a table. */
        static Extent of(List<Path> files, TableOptions options) throws IOException {
            Extent all = new Extent(Integer.MAX_VALUE, -1, 0, 0);
            for (Path file : files) {
                Extent one = of(file, options);
                all = new Extent(
                        Math.min(all.smallest, one.smallest),
                        Math.max(all.largest, one.largest),
                        all.rows + one.rows,
                        all.values + one.values);
            }
            return all;
        }

        /** The options with what all files of a table have in common. */
        TableOptions addTo(TableOptions options) {
            int first = options.indexBase().orElse(base());
            TableOptions common = options.withIndexBase(first);
            return options.dimensions().isPresent() || largest < first
                    ? common
                    : common.withDimensions(largest - first + 1);
        }

        int base() {
            return smallest == 0 ? 0 : 1;
        }
    }

    private LibsvmTableReader(Path file, TableOptions options, Extent extent) throws IOException {
        this.file = file;
        int base = options.indexBase().orElse(extent.base());
        indices = new SparseIndices(base, options.hashed());
        int smallest = extent.smallest();
        int largest = extent.largest();
        if (smallest < base) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected indices that count from 1 but found 0; --index-base 0 counts from 0");
        }
        if (largest < 0 && options.dimensions().isEmpty()) {
            throw new DataFormatException(DataLocation.in(file), "expected features as index:value but there are none");
        }
        int found = largest - base + 1;
        int columns = options.dimensions().orElse(found);
        if (found > columns && !options.hashed()) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at most " + columns + " features but the indices go from " + smallest + " to " + largest
                            + (options.indexBase().isPresent() ? ", counted from " + base : ""));
        }
        sparse = new SparseExtent(extent.rows(), columns, extent.values());
        boolean labelled = options.texts().contains(TableRole.LABEL);
        schema = new TableSchema(
                        options.readFeatures() ? columns : 0,
                        List.of(),
                        labelled ? Set.of(TableRole.LABEL) : Set.of(),
                        OptionalLong.of(extent.rows()),
                        new TableUse(
                                options.readFeatures()
                                        ? columns + " columns, indices counted from " + base
                                                + (options.hashed() ? " and hashed" : "")
                                                + (found != columns ? " (the last here is " + largest + ")" : "")
                                        : "",
                                labelled ? Map.of(TableRole.LABEL, "the first number of each line") : Map.of(),
                                List.of(),
                                List.of()))
                .withIndices(indices);
        lines = new TextLines(file, options.text());
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
    public Optional<SparseExtent> sparse() {
        return Optional.of(sparse);
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
            Row fields = new Row(file, line, lines.number(), row + count);
            if (schema.roles().contains(TableRole.LABEL)) {
                block.texts(TableRole.LABEL)[count] = fields.label;
            }
            Arrays.fill(block.values(), count * columns, (count + 1) * columns, 0);
            while (columns > 0 && fields.next()) {
                int feature = fields.index - indices.base();
                if (feature < 0 || feature >= columns && !indices.hashed()) {
                    throw fields.problem("the file has changed while it was being read");
                }
                if (indices.hashed()) {
                    addHashed(fields, SparseIndices.column(feature, columns), block.values(), count * columns);
                } else {
                    block.values()[count * columns + feature] = fields.value();
                }
            }
            count++;
        }
        block.setRows(count);
        row += count;
        return count > 0;
    }

    private static void addHashed(Row fields, int column, float[] values, int start) throws DataFormatException {
        int at = start + (column < 0 ? -1 - column : column);
        values[at] += column < 0 ? -fields.value() : fields.value();
        if (!Float.isFinite(values[at])) {
            throw fields.problem("expected features within float32's range but hashed they sum to more");
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** The parts of one line. */
    private static final class Row {
        private final Path file;
        private final String text;
        private final long line;
        private final long row;
        private final String label;
        private int at;
        private int index = -1;
        private int valueFrom;

        Row(Path file, String text, long line, long row) throws DataFormatException {
            this.file = file;
            int comment = text.indexOf('#');
            this.text = comment < 0 ? text : text.substring(0, comment);
            this.line = line;
            this.row = row;
            String first = word();
            boolean none = first.equalsIgnoreCase("nan");
            if (first.indexOf(':') >= 0 || !(none || Float.isFinite(FloatText.parse(first)))) {
                throw problem("expected a number as label but found "
                        + (first.isEmpty() ? "nothing" : Excerpt.quoted(first)));
            }
            label = none ? "" : LabelValues.canonical(first);
        }

        private String word() {
            int from = skipSpaces(at);
            at = end(from);
            return text.substring(from, at);
        }

        /** Moves to the next index and value. */
        boolean next() throws DataFormatException {
            int from = skipSpaces(at);
            if (text.startsWith("qid:", from)) {
                from = skipSpaces(end(from));
            }
            if (from == text.length()) {
                at = from;
                return false;
            }
            int before = index;
            int colon = from;
            int number = 0;
            while (colon < text.length() && colon - from < 10 && isDigit(text.charAt(colon))) {
                number = 10 * number + text.charAt(colon) - '0';
                colon++;
            }
            valueFrom = colon + 1;
            at = end(from);
            if (colon == from || colon - from > 9 || colon >= at || text.charAt(colon) != ':') {
                throw problem("expected index:value but found " + Excerpt.quoted(text.substring(from, at)));
            }
            index = number;
            if (index <= before) {
                throw problem("expected ascending indices but found " + index + " after " + before);
            }
            return true;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private int skipSpaces(int from) {
            int i = from;
            while (i < text.length() && text.charAt(i) <= ' ') {
                i++;
            }
            return i;
        }

        /** Where the word that begins here ends. */
        private int end(int from) {
            int i = from;
            while (i < text.length() && text.charAt(i) > ' ') {
                i++;
            }
            return i;
        }

        float value() throws DataFormatException {
            char[] found = text.substring(valueFrom, at).toCharArray();
            float number = FloatText.parse(found, 0, found.length);
            if (!(Math.abs(number) <= Float.MAX_VALUE)) {
                throw new DataFormatException(
                        DataLocation.in(file).withLine(line).withRow(row).withColumn(index),
                        FloatText.problem(new String(found)));
            }
            return number;
        }

        DataFormatException problem(String problem) {
            return new DataFormatException(DataLocation.in(file).withLine(line).withRow(row), problem);
        }
    }
}
