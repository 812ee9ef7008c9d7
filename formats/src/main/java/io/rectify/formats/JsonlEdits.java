package io.rectify.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@link LabelEdits} of JSON Lines, or of one array of objects: the text of a label is cut out of its object and another put in; all other
 * text stays as it is.
 */
final class JsonlEdits {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path source;
    private final String column;
    private final Set<JsonPointer> places;

    private JsonlEdits(Path source, String column) {
        this.source = source;
        this.column = column;
        JsonPointer nested = JsonPointer.compile(
                "/" + column.replace("~", "~0").replace("/", "~1").replace('.', '/'));
        JsonPointer plain = JsonPointer.empty().appendProperty(column);
        this.places = plain.equals(nested) ? Set.of(plain) : Set.of(plain, nested);
    }

    static void write(Path source, String column, int rows, LabelEdits edits, Path target, TextFormat text)
            throws IOException {
        JsonlEdits objects = new JsonlEdits(source, column);
        boolean isArray = isArray(source, text);
        AtomicOutput.file(target, temporary -> {
            try (OutputStream bytes = Files.newOutputStream(temporary);
                    OutputStream packed = CsvRecords.isGzip(target) ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
                    Writer out = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
                int found = isArray ? objects.copyArray(edits, text, out) : objects.copyLines(edits, text, out);
                LabelReplacement.checkRows(source, rows, found);
            }
        });
    }

    private static boolean isArray(Path source, TextFormat text) throws IOException {
        try (Reader in = TextReader.open(source, text)) {
            int c = in.read();
            while (c >= 0 && Character.isWhitespace(c)) {
                c = in.read();
            }
            return c == '[';
        }
    }

    private int copyLines(LabelEdits edits, TextFormat text, Writer out) throws IOException {
        try (TextLines in = new TextLines(source, text)) {
            int row = 0;
            for (String line = in.next(); line != null; line = in.next(), row++) {
                String edited = edited(line, edits.labels().get(row), place(row).withLine(in.number()));
                if (!edits.dropped().contains(row)) {
                    out.write(edited);
                    out.write('\n');
                }
            }
            return row;
        }
    }

    /** What stands between two objects stays with the second; before the first that is kept, its comma goes. */
    private int copyArray(LabelEdits edits, TextFormat text, Writer out) throws IOException {
        String all = whole(text);
        int row = 0;
        boolean first = true;
        try (JsonParser json = JSON.createParser(all)) {
            json.nextToken();
            int before = (int) json.currentLocation().getCharOffset();
            out.write(all, 0, before);
            for (; json.nextToken() == JsonToken.START_OBJECT; row++) {
                int start = (int) json.currentTokenLocation().getCharOffset();
                json.skipChildren();
                int end = (int) json.currentLocation().getCharOffset();
                if (!edits.dropped().contains(row)) {
                    String gap = all.substring(before, start);
                    out.write(first ? gap.replace(",", "") : gap);
                    out.write(edited(all.substring(start, end), edits.labels().get(row), place(row)));
                    first = false;
                }
                before = end;
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw new DataFormatException(place(row), "expected an object");
            }
            out.write(all, before, all.length() - before);
            return row;
        } catch (JsonProcessingException e) {
            throw new DataFormatException(place(row), "expected an array of objects of JSON");
        }
    }

    private String whole(TextFormat text) throws IOException {
        StringWriter all = new StringWriter();
        try (Reader in = TextReader.open(source, text)) {
            in.transferTo(all);
        }
        return all.toString();
    }

    private DataLocation place(int row) {
        return DataLocation.in(source).withRow(row).withColumn(column);
    }

    /** The line with another label; as it is if that is null. */
    private String edited(String line, @Nullable String label, DataLocation place) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new DataFormatException(
                        DataLocation.in(source), "expected one object a line; rectify convert makes such a file");
            }
            int start = -1;
            int end = -1;
            String written = "";
            while (json.nextToken() != null && !json.getParsingContext().inRoot()) {
                if (start < 0
                        && json.currentToken() != JsonToken.FIELD_NAME
                        && json.currentToken() != JsonToken.END_OBJECT
                        && json.currentToken() != JsonToken.END_ARRAY
                        && places.contains(json.getParsingContext().pathAsPointer())) {
                    start = (int) json.currentTokenLocation().getCharOffset();
                    written = label == null ? "" : written(json, label);
                    json.skipChildren();
                    json.getText();
                    end = (int) json.currentLocation().getCharOffset();
                }
            }
            int close = (int) json.currentTokenLocation().getCharOffset();
            if (json.nextToken() != null) {
                throw new DataFormatException(place, "expected one object a line but there are more");
            }
            if (label == null) {
                return line;
            }
            if (start >= 0) {
                return line.substring(0, start) + written + line.substring(end);
            }
            boolean empty = line.substring(0, close).strip().equals("{");
            return line.substring(0, close) + (empty ? "" : ", ") + quoted(column) + ": " + quoted(label)
                    + line.substring(close);
        } catch (JsonProcessingException e) {
            throw new DataFormatException(place, "expected one object of JSON a line");
        }
    }

    /** A number or truth value where one stood and the label is one, otherwise a text. */
    private static String written(JsonParser json, String label) {
        boolean plain = json.currentToken().isNumeric() && label.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")
                || json.currentToken().isBoolean() && label.matches("true|false");
        return plain ? label : quoted(label);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
