package io.rectify.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JSON Lines file: one object a line. Features are one field that is an array of numbers, or one field each; which,
 * is told by the options or else by the first line. Further fields are passed over.
 */
final class JsonlTableReader implements TableReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final TextLines lines;
    private final Map<String, TableRole> roles = new HashMap<>();
    private final Map<String, Integer> features = new HashMap<>();
    private final @Nullable String array;
    private final TableSchema schema;
    private final boolean[] seen;
    private @Nullable String line;
    private long row;

    JsonlTableReader(Path file, TableOptions options) throws IOException {
        this.file = file;
        this.lines = new TextLines(file);
        try (Guard<IOException> guard = Guard.of(lines::close)) {
            line = lines.next();
            if (line == null) {
                throw new DataFormatException(DataLocation.in(file), "expected at least one row but the file is empty");
            }
            Map<String, Field> first = fields(line);
            List<String> names = List.copyOf(first.keySet());
            List<Field> values = List.copyOf(first.values());
            TableColumns columns = new TableColumns(file, names, options);
            Map<TableRole, Integer> positions = columns.roles();
            columns.read(positions).forEach((role, position) -> roles.put(names.get(position), role));
            List<Integer> chosen = options.readFeatures() ? chosen(columns, positions, values) : List.of();
            boolean isArray = chosen.size() == 1 && values.get(chosen.get(0)).length() >= 0;
            array = isArray ? names.get(chosen.get(0)) : null;
            List<String> own =
                    isArray ? List.of() : chosen.stream().map(names::get).toList();
            own.forEach(name -> features.put(name, features.size()));
            int count = isArray ? values.get(chosen.get(0)).length() : chosen.size();
            if (isArray && count == 0) {
                throw problem(array, "expected numbers but the array is empty");
            }
            seen = new boolean[count + TableRole.values().length];
            schema = new TableSchema(count, own, Set.copyOf(roles.values()), OptionalLong.empty());
            guard.release();
        }
    }

    /**
     * What kind of value a field has.
     *
     * @param length numbers in an array; −1 for anything else
     */
    private record Field(boolean isNumber, int length) {}

    private Map<String, Field> fields(String text) throws IOException {
        Map<String, Field> fields = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            start(json);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                int length = -1;
                if (token == JsonToken.START_ARRAY) {
                    length = 0;
                    boolean numbers = true;
                    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
                        numbers &= t.isNumeric();
                        json.skipChildren();
                        length++;
                    }
                    length = numbers ? length : -1;
                } else {
                    json.skipChildren();
                }
                fields.put(name, new Field(token.isNumeric(), length));
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw invalid(e);
        }
    }

    private static List<Integer> chosen(TableColumns columns, Map<TableRole, Integer> roles, List<Field> values)
            throws DataFormatException {
        List<Integer> chosen = columns.named();
        if (chosen.isEmpty()) {
            List<Integer> arrays = columns.others(roles, j -> values.get(j).length() >= 0);
            chosen = arrays.size() == 1
                    ? arrays
                    : columns.others(roles, j -> values.get(j).isNumber());
        }
        if (chosen.isEmpty()) {
            throw columns.noFeatures("one array of numbers, or numbers,");
        }
        return new ArrayList<>(chosen);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = 0;
        for (; count < block.capacity() && line != null; count++) {
            try (JsonParser json = JSON.createParser(line)) {
                readRow(json, block, count);
            } catch (JsonProcessingException e) {
                throw invalid(e);
            }
            line = lines.next();
            row++;
        }
        block.setRows(count);
        return count > 0;
    }

    private void readRow(JsonParser json, RowBlock block, int i) throws IOException {
        Arrays.fill(seen, false);
        start(json);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            TableRole role = roles.get(name);
            Integer feature = features.get(name);
            if (role != null) {
                block.texts(role)[i] = text(json, role, name);
                seen[schema.columns() + role.ordinal()] = true;
            } else if (feature != null) {
                block.values()[i * schema.columns() + feature] = number(json, name);
                seen[feature] = true;
            } else if (name.equals(array)) {
                readArray(json, block.values(), i * schema.columns(), name);
            } else {
                json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw problem("expected one object a line but there is more");
        }
        checkComplete();
    }

    private void readArray(JsonParser json, float[] target, int offset, String name) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw problem(name, "expected an array of " + schema.columns() + " numbers but found " + found(json));
        }
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count < schema.columns()) {
                target[offset + count] = number(json, name);
                seen[count] = true;
            }
            json.skipChildren();
            count++;
        }
        if (count != schema.columns()) {
            throw problem(
                    name,
                    "expected an array of " + schema.columns() + " numbers as in the first row but found " + count);
        }
    }

    private float number(JsonParser json, String name) throws IOException {
        if (!json.currentToken().isNumeric()) {
            throw problem(name, "expected a number but found " + found(json));
        }
        float value = FloatText.parse(json.getText());
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw problem(name, FloatText.problem(json.getText()));
        }
        return value;
    }

    private String text(JsonParser json, TableRole role, String name) throws IOException {
        String text = switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> json.getText();
            case VALUE_NULL -> "";
            default -> throw problem(name, "expected a text but found " + found(json));
        };
        if (text.isBlank() && role != TableRole.TEXT) {
            throw problem(name, "expected " + (role == TableRole.ID ? "an id" : "a label") + " but it is empty");
        }
        return text;
    }

    private void checkComplete() throws DataFormatException {
        for (Map.Entry<String, Integer> feature : features.entrySet()) {
            if (!seen[feature.getValue()]) {
                throw problem(feature.getKey(), "expected a number but the field is missing");
            }
        }
        if (array != null && !seen[0]) {
            throw problem(array, "expected an array of numbers but the field is missing");
        }
        for (Map.Entry<String, TableRole> role : roles.entrySet()) {
            if (!seen[schema.columns() + role.getValue().ordinal()]) {
                throw problem(role.getKey(), "expected a text but the field is missing");
            }
        }
    }

    private void start(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw problem("expected an object");
        }
    }

    private static String found(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            default -> Excerpt.quoted(json.getText());
        };
    }

    private DataFormatException invalid(JsonProcessingException e) {
        return problem("expected JSON but: "
                + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(
                DataLocation.in(file).withLine(lines.number()).withRow(row), problem);
    }

    private DataFormatException problem(@Nullable String column, String problem) {
        return new DataFormatException(
                DataLocation.in(file).withLine(lines.number()).withRow(row).withColumn(String.valueOf(column)),
                problem);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
