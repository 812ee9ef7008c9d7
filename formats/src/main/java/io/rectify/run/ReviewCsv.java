package io.rectify.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.CsvTable;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.OutputException;
import io.rectify.formats.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows for a person to check, written, and the answers, read: csv, or a journal of JSON Lines that is appended to and whose last line
 * of a row counts. Columns, or fields, are {@code row} (from 0), {@code id}, {@code text}, {@code given}, {@code stratum}, {@code
 * inclusion} and {@code right_label}.
 */
public final class ReviewCsv {
    private static final List<String> COLUMNS = List.of("row", "id", "stratum", "inclusion", "right_label");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ReviewCsv() {}

    /**
     * Writes a sample, {@code right_label} empty, in the order in which it was drawn. The file appears whole or not at all.
     *
     * @param given labels of all rows
     * @param rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void write(Path file, List<ReviewSample.Row> sample, Labels given, RowNames rows) throws IOException {
        List<String> header = RowIds.header(rows);
        if (!rows.texts().isEmpty()) {
            header.add("text");
        }
        header.addAll(List.of("given", "stratum", "inclusion", "right_label"));
        CsvOutput.write(file, header, sample.stream().map(row -> {
            List<String> fields = RowIds.fields(row.row(), rows);
            if (!rows.texts().isEmpty()) {
                fields.add(rows.text(row.row()));
            }
            fields.addAll(List.of(
                    given.name(row.row()), Integer.toString(row.stratum()), Double.toString(row.inclusion()), ""));
            return fields;
        }));
    }

    /**
     * Reads answers: JSON Lines if the file's name ends in .jsonl, otherwise csv with a header. A row is told by {@code row}, or else by
     * {@code id}; where both are there they must agree. A {@code right_label} that is missing, empty or "unsure" is no answer (a class of
     * that very name comes first). Other columns are passed over. If every row has a stratum and an inclusion it is a random sample, else a
     * plain list.
     *
     * @param given labels of all rows
     * @param rows that were judged
     * @throws DataFormatException if the file has neither rows nor ids, or no right labels; if a row or id is none of the audit, a class is none that labels have,
     *     a row has two answers, or strata and inclusions are not those of a sample of these rows
     * @throws IOException if reading fails
     */
    public static Reviewed read(Path file, Labels given, RowNames rows) throws IOException {
        boolean journal = file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jsonl|ndjson)(\\.gz)?");
        ReviewRecords records = new ReviewRecords(given, rows, journal);
        if (journal) {
            readJournal(file, records);
        } else {
            readTable(file, records);
        }
        return records.reviewed();
    }

    private static void readTable(Path file, ReviewRecords records) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            Map<String, Integer> columns = new LinkedHashMap<>();
            for (String name : COLUMNS) {
                if (table.header().contains(name)) {
                    columns.put(name, table.column(name));
                }
            }
            if (!columns.containsKey("row") && !columns.containsKey("id")) {
                throw new DataFormatException(
                        DataLocation.in(file), "expected a column 'row' or 'id' that tells which rows were reviewed");
            }
            table.column("right_label");
            for (long row = 0; table.next(); row++) {
                Map<String, String> fields = new HashMap<>();
                columns.forEach((name, position) -> fields.put(name, table.field(position)));
                records.add(fields, DataLocation.in(file).withLine(table.line()).withRow(row));
            }
        }
    }

    private static void readJournal(Path file, ReviewRecords records) throws IOException {
        try (TextLines lines = new TextLines(file)) {
            long row = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                DataLocation place =
                        DataLocation.in(file).withLine(lines.number()).withRow(row);
                records.add(fields(line, place), place);
                row++;
            }
        }
    }

    private static Map<String, String> fields(String line, DataLocation place) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new DataFormatException(place, "expected an object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (COLUMNS.contains(name) && token.isScalarValue()) {
                    fields.put(name, token == JsonToken.VALUE_NULL ? "" : json.getText());
                } else if (COLUMNS.contains(name)) {
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
