package io.rectify.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a table as JSON Lines: id, text and label if there are any (a label that is missing is null), then {@code features}, an array, or one field each. */
final class JsonlTableWriter implements TableWriter {
    private final JsonGenerator json;
    private final List<TableRole> roles;
    private final List<String> names;

    JsonlTableWriter(Path file, Path name, TableSchema schema) throws IOException {
        var bytes = Files.newOutputStream(file);
        json = new JsonFactory()
                .createGenerator(CsvRecords.isGzip(name) ? new GZIPOutputStream(bytes, 1 << 16) : bytes)
                .setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        roles = schema.roles().stream().sorted().toList();
        names = schema.names().isEmpty() ? List.of() : FeatureNames.of(schema);
    }

    @Override
    public void write(RowBlock block) throws IOException {
        for (int i = 0; i < block.rows(); i++) {
            json.writeStartObject();
            for (TableRole role : roles) {
                String text = block.get(role, i);
                if (text.isEmpty() && role == TableRole.LABEL) {
                    json.writeNullField(role.defaultName());
                } else {
                    json.writeStringField(role.defaultName(), text);
                }
            }
            int from = i * block.columns();
            if (names.isEmpty()) {
                json.writeArrayFieldStart("features");
                for (int j = 0; j < block.columns(); j++) {
                    json.writeNumber(block.values()[from + j]);
                }
                json.writeEndArray();
            } else {
                for (int j = 0; j < block.columns(); j++) {
                    json.writeNumberField(names.get(j), block.values()[from + j]);
                }
            }
            json.writeEndObject();
        }
    }

    @Override
    public void finish() throws IOException {
        json.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
