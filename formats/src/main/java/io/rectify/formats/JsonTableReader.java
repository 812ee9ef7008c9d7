package io.rectify.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JSON file: objects one after another, as JSON Lines has them, or in one array. Features are one field that is an
 * array of numbers, or a text of them, or one field each; which, is told by the options or else by the first rows. A field within
 * others is named {@code a.b}, one within an array {@code a.0.b}. Further fields are passed over; a label that is missing is empty.
 */
final class JsonTableReader implements TableReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int LONGEST_REASON = 120;

    private final Path file;
    private final JsonParser json;
    private final Map<String, TableRole> roles = new HashMap<>();
    private final Map<String, Integer> hot = new HashMap<>();
    private final Map<String, Integer> features = new HashMap<>();
    private final Set<String> within = new HashSet<>();
    private final @Nullable String array;
    private final OneHot oneHot;
    private final String[] hotTexts;
    private final TableSchema schema;
    private final boolean[] seen;
    private final boolean inArray;
    private final List<String> left = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private boolean atRow;
    private long line;
    private long row;

    JsonTableReader(Path file, TableOptions options) throws IOException {
        this.file = file;
        JsonFields first = firstFields(file, options.text());
        List<String> names = first.names();
        TableColumns columns = new TableColumns(file, names, options);
        Map<TableRole, Integer> positions = columns.roles();
        Map<TableRole, Integer> read = columns.read(positions);
        read.forEach((role, position) -> roles.put(names.get(position), role));
        oneHot = columns.oneHot();
        hotTexts = new String[names.size()];
        oneHot.positions().forEach(position -> hot.put(names.get(position), position));
        List<Integer> chosen = options.readFeatures() ? chosen(columns, positions, first) : List.of();
        boolean isArray =
                chosen.size() == 1 && first.get(names.get(chosen.get(0))).length() >= 0;
        array = isArray ? names.get(chosen.get(0)) : null;
        List<String> own = isArray ? List.of() : chosen.stream().map(names::get).toList();
        own.forEach(name -> features.put(name, features.size()));
        json = parser(file, options.text());
        try (Guard<IOException> guard = Guard.of(json::close)) {
            for (String name : names) {
                if (roles.containsKey(name)
                        || hot.containsKey(name)
                        || features.containsKey(name)
                        || name.equals(array)) {
                    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                        within.add(name.substring(0, dot));
                    }
                }
            }
            int count = array == null ? chosen.size() : firstLength(first.get(array));
            if (isArray && count == 0) {
                throw problem(array, "expected numbers but the array is empty");
            }
            seen = new boolean[count + TableRole.values().length];
            String used = isArray ? count + " numbers of field " + Excerpt.of(String.valueOf(array)) : "";
            schema = new TableSchema(
                    count,
                    own,
                    columns.kept(read),
                    OptionalLong.empty(),
                    columns.use(own.isEmpty() ? used : TableUse.columns(own), read, chosen, left, remarks));
            JsonToken token = nextToken();
            inArray = token == JsonToken.START_ARRAY;
            atRow = inArray ? next() : begins(token);
            guard.release();
        }
    }

    private static JsonParser parser(Path file, TextFormat format) throws IOException {
        return JSON.createParser(TextReader.open(file, format));
    }

    private int firstLength(JsonFields.Field field) throws DataFormatException {
        return field.length() > 0 || field.first().isEmpty()
                ? field.length()
                : NumberList.parse(
                                field.first().get(0),
                                DataLocation.in(file).withRow(0).withColumn(String.valueOf(array)))
                        .length;
    }

    /** The fields of the first rows. */
    private static JsonFields firstFields(Path file, TextFormat format) throws IOException {
        JsonFields fields = new JsonFields();
        JsonParser json = parser(file, format);
        try (json) {
            JsonToken token = json.nextToken();
            if (token == null || (token == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY)) {
                throw new DataFormatException(DataLocation.in(file), "expected at least one row but the file is empty");
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new DataFormatException(
                        DataLocation.in(file)
                                .withLine(json.currentTokenLocation().getLineNr())
                                .withRow(0),
                        "expected an object");
            }
            for (int i = 0; i < IndexColumns.ROWS && json.currentToken() == JsonToken.START_OBJECT; i++) {
                fields.addObject(json);
                json.nextToken();
            }
            return fields;
        } catch (JsonProcessingException e) {
            if (fields.names().isEmpty()) {
                throw invalid(file, json, e, 0);
            }
            return fields;
        }
    }

    private List<Integer> chosen(TableColumns columns, Map<TableRole, Integer> taken, JsonFields first)
            throws DataFormatException {
        List<Integer> chosen = columns.named();
        if (!chosen.isEmpty()) {
            return chosen;
        }
        List<Integer> arrays = columns.others(taken, j -> {
            JsonFields.Field field = first.get(columns.name(j));
            return field.length() >= 0 && !field.nested();
        });
        if (arrays.size() == 1) {
            return arrays;
        }
        List<Integer> numbers = new ArrayList<>();
        for (int j : columns.others(taken, j -> first.get(columns.name(j)).isNumber())) {
            String name = columns.name(j);
            JsonFields.Field field = first.get(name);
            if (field.nested()) {
                continue;
            }
            if (IndexColumns.isByName(name, j) || IndexColumns.isByContent(name, field.first())) {
                left.add(Excerpt.of(name) + " (numbers the rows)");
            } else {
                numbers.add(j);
                if (IndexColumns.count(field.first())) {
                    remarks.add("field " + Excerpt.of(name) + " counts the rows but is a feature;"
                            + " --features-columns names the features");
                }
            }
        }
        if (numbers.isEmpty()) {
            throw columns.noFeatures("one array of numbers, or numbers,");
        }
        return numbers;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    /** Moves to the next object; false after the last. */
    private boolean next() throws IOException {
        long before = line;
        JsonToken token = nextToken();
        boolean more = begins(token);
        if (more && !inArray && row > 0 && line == before) {
            row--;
            throw problem("expected one object a line but there is more");
        }
        return more;
    }

    private boolean begins(@Nullable JsonToken token) throws DataFormatException {
        line = json.currentTokenLocation().getLineNr();
        if (token == null || (inArray && token == JsonToken.END_ARRAY)) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw problem("expected an object");
        }
        return true;
    }

    private @Nullable JsonToken nextToken() throws IOException {
        try {
            return json.nextToken();
        } catch (JsonProcessingException e) {
            throw invalid(file, json, e, row);
        }
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        int count = 0;
        for (; count < block.capacity() && atRow; count++) {
            try {
                Arrays.fill(seen, false);
                readObject("", block, count);
                complete(block, count);
                line = json.currentTokenLocation().getLineNr();
            } catch (JsonProcessingException e) {
                throw invalid(file, json, e, row);
            }
            row++;
            atRow = next();
        }
        block.setRows(count);
        return count > 0;
    }

    private void readObject(String prefix, RowBlock block, int i) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix.isEmpty() ? json.currentName() : prefix + json.currentName();
            json.nextToken();
            readField(name, block, i);
        }
    }

    private void readField(String name, RowBlock block, int i) throws IOException {
        TableRole role = roles.get(name);
        Integer feature = features.get(name);
        if (role != null) {
            block.texts(role)[i] = text(role, name);
            seen[schema.columns() + role.ordinal()] = true;
        } else if (feature != null) {
            block.values()[i * schema.columns() + feature] = number(name);
            seen[feature] = true;
        } else if (name.equals(array)) {
            readArray(block.values(), i * schema.columns(), name);
        } else if (hot.containsKey(name)) {
            hotTexts[hot.get(name)] = text(TableRole.LABEL, name);
        } else if (within.contains(name) && json.currentToken() == JsonToken.START_OBJECT) {
            readObject(name + ".", block, i);
        } else if (within.contains(name) && json.currentToken() == JsonToken.START_ARRAY) {
            for (int j = 0; json.nextToken() != JsonToken.END_ARRAY; j++) {
                readField(name + "." + j, block, i);
            }
        } else {
            json.skipChildren();
        }
    }

    private void readArray(float[] target, int offset, String name) throws IOException {
        int columns = schema.columns();
        int count = 0;
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            float[] numbers = NumberList.parse(json.getText(), place(name));
            count = numbers.length;
            System.arraycopy(numbers, 0, target, offset, Math.min(count, columns));
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (count < columns) {
                    target[offset + count] = number(name);
                }
                json.skipChildren();
                count++;
            }
        } else {
            throw problem(name, "expected an array of " + columns + " numbers but found " + found());
        }
        if (count != columns) {
            throw problem(name, "expected an array of " + columns + " numbers as in the first row but found " + count);
        }
        seen[0] = true;
    }

    private float number(String name) throws IOException {
        if (!json.currentToken().isNumeric()) {
            throw problem(name, "expected a number but found " + found());
        }
        float value = json.getFloatValue();
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw problem(name, FloatText.problem(json.getText()));
        }
        return value;
    }

    private String text(TableRole role, String name) throws IOException {
        boolean label = role == TableRole.LABEL;
        JsonToken token = json.currentToken();
        if (label && token == JsonToken.START_ARRAY) {
            return list(name);
        }
        String text = switch (token) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> json.getText();
            case VALUE_NULL -> "";
            default -> throw problem(name, "expected a text but found " + found());
        };
        if (text.isBlank() && role == TableRole.ID) {
            throw problem(name, "expected an id but it is empty");
        }
        return label && text.isBlank() ? "" : text;
    }

    /** An array of texts or numbers as one text. */
    private String list(String name) throws IOException {
        List<String> items = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (!token.isScalarValue()) {
                throw problem(name, "expected a label but found an array of " + found());
            }
            String quote = token != JsonToken.VALUE_STRING ? "" : json.getText().indexOf('"') < 0 ? "\"" : "'";
            items.add(quote + json.getText() + quote);
        }
        return items.isEmpty() ? "" : "[" + String.join(", ", items) + "]";
    }

    /** Checks that nothing is missing but perhaps the label. */
    private void complete(RowBlock block, int i) throws DataFormatException {
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
                if (role.getValue() != TableRole.LABEL) {
                    throw problem(role.getKey(), "expected a text but the field is missing");
                }
                block.texts(TableRole.LABEL)[i] = "";
            }
        }
        if (oneHot.isPresent()) {
            block.texts(TableRole.LABEL)[i] = oneHot.label(
                    position -> hotTexts[position] == null ? "" : hotTexts[position],
                    DataLocation.in(file).withLine(line).withRow(row));
            Arrays.fill(hotTexts, null);
        }
    }

    private String found() throws IOException {
        return switch (json.currentToken()) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            default -> Excerpt.quoted(json.getText());
        };
    }

    private static DataFormatException invalid(Path file, JsonParser json, JsonProcessingException e, long row) {
        int at = (e.getLocation() == null ? json.currentLocation() : e.getLocation()).getLineNr();
        String reason =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return new DataFormatException(
                DataLocation.in(file).withLine(Math.max(1, at)).withRow(row),
                "expected JSON but: " + reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
    }

    private DataLocation place(@Nullable String column) {
        return DataLocation.in(file)
                .withLine(Math.max(1, json.currentTokenLocation().getLineNr()))
                .withRow(row)
                .withColumn(String.valueOf(column));
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(
                DataLocation.in(file).withLine(Math.max(1, line)).withRow(row), problem);
    }

    private DataFormatException problem(@Nullable String column, String problem) {
        return new DataFormatException(place(column), problem);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
