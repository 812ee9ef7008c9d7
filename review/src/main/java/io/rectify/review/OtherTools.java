package io.rectify.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewAnswer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** All rows with suggestions and decisions as files that other programs for labelling import. */
final class OtherTools {
    private static final JsonFactory JSON = new JsonFactory();

    private final AuditedRows rows;
    private final RowStates states;
    private final Items items;

    OtherTools(AuditedRows rows, RowStates states, Items items) {
        this.rows = rows;
        this.states = states;
        this.items = items;
    }

    private interface Rows {
        void write(JsonGenerator json) throws IOException;
    }

    private static void write(Path file, Rows rows) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                JsonGenerator json = JSON.createGenerator(out)) {
            rows.write(json);
        }
    }

    /**
     * Tasks of Label Studio, a JSON array: suggestions are predictions, right labels annotations of a choice {@code label} on {@code text}, or on
     * {@code image} where texts are paths of pictures.
     */
    void writeLabelStudio(Path file, boolean pictures) throws IOException {
        String field = pictures ? "image" : "text";
        write(file, json -> {
            json.writeStartArray();
            for (int row = 0; row < rows.names().size(); row++) {
                json.writeStartObject();
                json.writeObjectFieldStart("data");
                json.writeStringField(field, rows.names().text(row));
                json.writeNumberField("row", rows.names().number(row));
                json.writeStringField("row_id", rows.names().id(row));
                json.writeStringField("given", rows.given().name(row));
                json.writeEndObject();
                json.writeArrayFieldStart("predictions");
                json.writeStartObject();
                json.writeStringField("model_version", "rectify");
                json.writeNumberField("score", score(rows.probabilities(row)[rows.suggested(row)]));
                choice(json, field, rows.given().names().get(rows.suggested(row)));
                json.writeEndObject();
                json.writeEndArray();
                ReviewAnswer answer = states.row(rows.names().number(row)).answer();
                if (answer.isLabelled()) {
                    json.writeArrayFieldStart("annotations");
                    json.writeStartObject();
                    choice(json, field, answer.label());
                    json.writeEndObject();
                    json.writeEndArray();
                }
                json.writeEndObject();
                json.writeRaw('\n');
            }
            json.writeEndArray();
        });
    }

    private static void choice(JsonGenerator json, String field, String name) throws IOException {
        json.writeArrayFieldStart("result");
        json.writeStartObject();
        json.writeStringField("from_name", "label");
        json.writeStringField("to_name", field);
        json.writeStringField("type", "choices");
        json.writeObjectFieldStart("value");
        json.writeArrayFieldStart("choices");
        json.writeString(name);
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    /** Records for Argilla, JSON Lines: {@code suggestion} with its {@code score}, and {@code response} where the right label is known. */
    void writeArgilla(Path file) throws IOException {
        write(file, json -> {
            json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            for (int row = 0; row < rows.names().size(); row++) {
                json.writeStartObject();
                json.writeStringField("id", Integer.toString(rows.names().number(row)));
                json.writeStringField("row_id", rows.names().id(row));
                json.writeStringField("text", rows.names().text(row));
                json.writeStringField("given", rows.given().name(row));
                json.writeStringField("suggestion", rows.given().names().get(rows.suggested(row)));
                json.writeNumberField("score", score(rows.probabilities(row)[rows.suggested(row)]));
                ReviewAnswer answer = states.row(rows.names().number(row)).answer();
                if (answer.isLabelled()) {
                    json.writeStringField("response", answer.label());
                }
                json.writeEndObject();
            }
        });
    }

    private static double score(float p) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4f", p));
    }
}
