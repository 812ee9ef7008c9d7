package io.rectify.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields that the first objects of a JSON file have, those within others named {@code a.b} and those of arrays {@code a.0.b}. */
final class JsonFields {
    private static final int DEEPEST = 8;
    private static final int MOST = 20_000;

    private final Map<String, Field> fields = new LinkedHashMap<>();

    /**
     * What kind of value a field has where it first has one.
     *
     * @param length numbers in an array, or in a text that is a list of them; −1 for anything else
     * @param nested whether it is within another field
     * @param first the texts of numbers in the first rows, or the first text that is a list of them
     */
    record Field(boolean isNumber, int length, boolean nested, List<String> first) {}

    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    Field get(String name) {
        return java.util.Objects.requireNonNull(fields.get(name));
    }

    /** Adds those of an object, of which the opening brace has been read. */
    void addObject(JsonParser json) throws IOException {
        addObject(json, "", 0);
    }

    private void addObject(JsonParser json, String prefix, int depth) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + json.currentName();
            add(json, json.nextToken(), name, depth);
        }
    }

    private void add(JsonParser json, JsonToken token, String name, int depth) throws IOException {
        boolean known = fields.containsKey(name) || depth > DEEPEST || fields.size() > MOST;
        if (token == JsonToken.START_OBJECT) {
            if (depth > DEEPEST) {
                json.skipChildren();
            } else {
                fields.putIfAbsent(name, new Field(false, -1, depth > 0, List.of()));
                addObject(json, name + ".", depth + 1);
            }
        } else if (token == JsonToken.START_ARRAY) {
            int length = array(json, name, depth);
            if (!known) {
                fields.put(name, new Field(false, length, depth > 0, List.of()));
            }
        } else if (token != JsonToken.VALUE_NULL) {
            if (!known) {
                boolean list = token == JsonToken.VALUE_STRING && NumberList.isLikely(json.getText());
                fields.put(
                        name,
                        new Field(
                                token.isNumeric(),
                                list ? 0 : -1,
                                depth > 0,
                                new ArrayList<>(list ? List.of(json.getText()) : List.of())));
            }
            Field field = fields.get(name);
            if (field != null && field.isNumber()) {
                field.first().add(json.getText());
            }
        }
    }

    /** Number of elements if all are numbers, otherwise −1; others than numbers become fields of their own. */
    private int array(JsonParser json, String name, int depth) throws IOException {
        int length = 0;
        boolean numbers = true;
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
            numbers &= t.isNumeric();
            if (t.isStructStart() && depth <= DEEPEST) {
                add(json, t, name + "." + length, depth + 1);
            } else {
                json.skipChildren();
            }
            length++;
        }
        return numbers ? length : -1;
    }
}
