package io.rectify.formats;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A record of a csv file as one piece of characters, of which fields become texts or numbers only when they are asked for. */
final class CsvRow {
    private final long line;
    private final char[] chars;
    private final int[] ends;

    private CsvRow(long line, char[] chars, int[] ends) {
        this.line = line;
        this.chars = chars;
        this.ends = ends;
    }

    long getStartingLineNumber() {
        return line;
    }

    int getFieldCount() {
        return ends.length;
    }

    private int from(int field) {
        return field == 0 ? 0 : ends[field - 1];
    }

    String getField(int field) {
        int from = from(field);
        return new String(chars, from, ends[field] - from);
    }

    List<String> getFields() {
        return IntStream.range(0, ends.length).mapToObj(this::getField).toList();
    }

    /** The field as {@link FloatText#parse} has it. */
    float number(int field) {
        int from = from(field);
        return FloatText.parse(chars, from, ends[field] - from);
    }

    /** Gathers the fields of a record. */
    static final class Handler extends AbstractBaseCsvCallbackHandler<CsvRow> {
        private char[] chars = new char[1 << 10];
        private int[] ends = new int[16];
        private int length;
        private int fields;

        @Override
        protected void handleBegin(long startingLineNumber) {
            length = 0;
            fields = 0;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int count, boolean quoted) {
            if (length + count > chars.length) {
                chars = Arrays.copyOf(chars, Math.max(length + count, 2 * chars.length));
            }
            if (fields == ends.length) {
                ends = Arrays.copyOf(ends, 2 * fields);
            }
            System.arraycopy(buffer, offset, chars, length, count);
            length += count;
            ends[fields++] = length;
        }

        @Override
        protected void handleEmpty() {
            handleField(0, chars, 0, 0, false);
        }

        @Override
        protected @Nullable CsvRow buildRecord() {
            return new CsvRow(getStartingLineNumber(), Arrays.copyOf(chars, length), Arrays.copyOf(ends, fields));
        }
    }
}
