package io.rectify.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rectify.formats.CsvTable;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a person answered about rows, record by record: csv, or JSON Lines that were appended to. */
final class AnswerFile {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int NAMES_SHOWN = 10;

    private AnswerFile() {}

    /** Takes a record; columns that are missing are not there. */
    interface Record {
        void add(Map<String, String> fields, DataLocation place) throws DataFormatException;
    }

    /** Whether the file is JSON Lines, by its name or as a {@link ReviewJournal}, where a later line on a row replaces an earlier one. */
    static boolean isJournal(Path file) throws IOException {
        return ReviewJournal.is(file)
                || file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jsonl|ndjson)(\\.gz)?");
    }

    /**
     * @param names of the columns to read, others are passed over
     * @param needed the one without which csv is refused
     */
    static void read(Path file, List<String> names, String needed, Record record) throws IOException {
        if (isJournal(file)) {
            readJournal(file, names, record);
        } else {
            readTable(file, names, needed, record);
        }
    }

    /** Whether a table has a column, or the first line of a journal a field. */
    static boolean hasColumn(Path file, String name) throws IOException {
        if (!isJournal(file)) {
            try (CsvTable table = CsvTable.open(file)) {
                return table.header().contains(name);
            }
        }
        try (TextLines lines = new TextLines(file)) {
            String line = lines.next();
            return line != null
                    && fields(
                                    line,
                                    List.of(name),
                                    DataLocation.in(file)
                                            .withLine(lines.number())
                                            .withRow(0))
                            .containsKey(name);
        }
    }

    private static void readTable(Path file, List<String> names, String needed, Record record) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            Map<String, Integer> columns = new LinkedHashMap<>();
            for (String name : names) {
                if (table.header().contains(name)) {
                    columns.put(name, table.column(name));
                }
            }
            if (!columns.containsKey("row") && !columns.containsKey("id")) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected a column 'row' or 'id' that tells which rows were reviewed"
                                + (columns.containsKey(needed) ? "" : ", and a column " + Excerpt.quoted(needed))
                                + " but the columns are " + Excerpt.list(table.header(), NAMES_SHOWN));
            }
            table.column(needed);
            for (long row = 0; table.next(); row++) {
                Map<String, String> fields = new HashMap<>();
                columns.forEach((name, position) -> fields.put(name, table.field(position)));
                record.add(fields, DataLocation.in(file).withLine(table.line()).withRow(row));
            }
        }
    }

    private static void readJournal(Path file, List<String> names, Record record) throws IOException {
        try (TextLines lines = new TextLines(file)) {
            long row = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                DataLocation place =
                        DataLocation.in(file).withLine(lines.number()).withRow(row);
                record.add(fields(line, names, place), place);
                row++;
            }
        }
    }

    private static Map<String, String> fields(String line, List<String> names, DataLocation place) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new DataFormatException(place, "expected an object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (names.contains(name) && token.isScalarValue()) {
                    fields.put(name, token == JsonToken.VALUE_NULL ? "" : json.getText());
                } else if (names.contains(name)) {
                    throw new DataFormatException(place.withColumn(name), "expected a text or a number");
                }
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new DataFormatException(place, "expected one object a line but there is more");
            }
            return fields;
        } catch (JsonProcessingException e) {
            String reason = String.valueOf(e.getOriginalMessage());
            throw new DataFormatException(
                    place, "expected JSON but: " + reason.lines().findFirst().orElse(""));
        }
    }
}
