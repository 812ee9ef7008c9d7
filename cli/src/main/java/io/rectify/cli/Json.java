package io.rectify.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.Map;

/** Maps of plain values as JSON text that ends with a line break. */
final class Json {
    private static final ObjectMapper COMPACT = new ObjectMapper();
    private static final ObjectMapper INDENTED = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** One object on one line. */
    static String line(Map<String, Object> values) {
        return write(COMPACT, values);
    }

    /** One object, indented. */
    static String page(Map<String, Object> values) {
        return write(INDENTED, values);
    }

    private static String write(ObjectMapper mapper, Map<String, Object> values) {
        try {
            return mapper.writeValueAsString(values) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
