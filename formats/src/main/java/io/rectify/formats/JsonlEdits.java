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
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** {@link LabelEdits} of JSON Lines: the text of a label is cut out of its line and another put in; all other text stays as it is. */
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
        JsonlEdits lines = new JsonlEdits(source, column);
        AtomicOutput.file(target, temporary -> {
            try (TextLines in = new TextLines(source, text);
                    OutputStream bytes = Files.newOutputStream(temporary);
                    OutputStream packed = CsvRecords.isGzip(target) ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
                    Writer out = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
                int row = 0;
                for (String line = in.next(); line != null; line = in.next(), row++) {
                    DataLocation place = DataLocation.in(source)
                            .withLine(in.number())
                            .withRow(row)
                            .withColumn(column);
                    String label = edits.labels().get(row);
                    String edited = lines.edited(line, label, place);
                    if (!edits.dropped().contains(row)) {
                        out.write(edited);
                        out.write('\n');
                    }
                }
                LabelReplacement.checkRows(source, rows, row);
            }
        });
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
