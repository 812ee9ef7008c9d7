package io.rectify.formats;

import java.util.List;
import java.util.stream.IntStream;

/** Names of feature columns where a format needs one for each. */
final class FeatureNames {
    private FeatureNames() {}

    /** Their own names, or f0, f1, …; those also if one of their own is the name of a role. */
    static List<String> of(TableSchema schema) {
        boolean taken = schema.roles().stream().anyMatch(role -> schema.names().contains(role.defaultName()));
        return schema.names().isEmpty() || taken
                ? IntStream.range(0, schema.columns()).mapToObj(j -> "f" + j).toList()
                : schema.names();
    }
}
