package io.rectify.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Strict parser of a safetensors header: the keys of the format once each, and nothing else. */
final class SafetensorsHeaderParser {
    private static final String METADATA = "__metadata__";
    private static final int MAX_DEPTH = 4;
    private static final int MAX_DIMENSIONS = 16;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final Path file;
    private final JsonParser json;
    private final Set<SafetensorsType> types;
    private final Map<String, SafetensorsHeader.Entry> tensors = new LinkedHashMap<>();
    private @Nullable Map<String, String> metadata;

    private SafetensorsHeaderParser(Path file, JsonParser json, Set<SafetensorsType> types) {
        this.file = file;
        this.json = json;
        this.types = types;
    }

    static SafetensorsHeader parse(Path file, String header, long dataLength, Set<SafetensorsType> types)
            throws IOException {
        try (JsonParser json = JSON.createParser(header)) {
            SafetensorsHeaderParser parser = new SafetensorsHeaderParser(file, json, types);
            parser.header();
            Map<String, String> metadata = parser.metadata == null ? Map.of() : parser.metadata;
            return SafetensorsHeader.of(file, List.copyOf(parser.tensors.values()), metadata, dataLength);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw new DataFormatException(
                    DataLocation.in(file), "header is not valid JSON near character " + Math.max(0, at));
        }
    }

    private void header() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (name.equals(METADATA)) {
                if (metadata != null) {
                    throw problem("the key '" + METADATA + "' appears twice");
                }
                metadata = strings();
            } else if (tensors.put(name, tensor(name)) != null) {
                throw problem("tensor " + Excerpt.quoted(name) + " appears twice");
            }
        }
        if (json.nextToken() != null) {
            throw problem("expected only spaces after the closing brace");
        }
    }

    private Map<String, String> strings() throws IOException {
        Map<String, String> strings = new LinkedHashMap<>();
        expect(json.nextToken(), JsonToken.START_OBJECT, "an object of strings as '" + METADATA + "'");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(json.nextToken(), JsonToken.VALUE_STRING, "a string as metadata " + Excerpt.quoted(key));
            if (strings.put(key, json.getText()) != null) {
                throw problem("metadata " + Excerpt.quoted(key) + " appears twice");
            }
        }
        return strings;
    }

    private SafetensorsHeader.Entry tensor(String name) throws IOException {
        String who = "tensor " + Excerpt.quoted(name) + ": ";
        SafetensorsType type = null;
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        Set<String> seen = new LinkedHashSet<>();
        expect(json.nextToken(), JsonToken.START_OBJECT, who + "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            if (!seen.add(key)) {
                throw problem(who + "the key " + Excerpt.quoted(key) + " appears twice");
            }
            switch (key) {
                case "dtype" -> type = type(who);
                case "shape" -> shape = integers(who + "shape", MAX_DIMENSIONS);
                case "data_offsets" -> offsets = integers(who + "data_offsets", 2);
                default -> throw problem(who + "unknown key " + Excerpt.quoted(key));
            }
        }
        if (type == null || !seen.contains("shape") || offsets.size() != 2) {
            throw problem(who + "expected dtype, shape and two data_offsets");
        }
        return new SafetensorsHeader.Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private SafetensorsType type(String who) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_STRING, who + "a string as dtype");
        String name = json.getText();
        return SafetensorsType.ofName(name).filter(types::contains).orElseThrow(() -> {
            String expected = types.equals(SafetensorsType.MODEL)
                    ? "F32, I32 or I64"
                    : "BOOL, U8 to U64, I8 to I64, F16, BF16, F32 or F64";
            return problem(who + "expected dtype " + expected + " but found " + Excerpt.quoted(name));
        });
    }

    private List<Long> integers(String who, int limit) throws IOException {
        List<Long> values = new ArrayList<>();
        expect(json.nextToken(), JsonToken.START_ARRAY, who + ": an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, who + ": integers");
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || values.size() == limit) {
                throw problem(who + ": expected at most " + limit + " integers below 2^63");
            }
            values.add(json.getLongValue());
        }
        return List.copyOf(values);
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what) throws DataFormatException {
        if (found != expected) {
            throw problem("expected " + what + " but found " + (found == null ? "the end" : found));
        }
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file), "header: " + problem);
    }
}
