package io.rectify.studies;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What tells a cell from the others: values of some of its experiment's key columns. */
public record Key(Map<String, String> values) {
    public Key {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A key of one column. */
    public static Key of(String column, Object value) {
        return new Key(Map.of(column, value.toString()));
    }

    /** This key and another column. */
    public Key with(String column, Object value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(column, value.toString());
        return new Key(more);
    }

    /** The value of a column; empty if the cell has none. */
    public String get(String column) {
        return values.getOrDefault(column, "");
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
