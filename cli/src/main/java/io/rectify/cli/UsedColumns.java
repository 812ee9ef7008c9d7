package io.rectify.cli;

import io.rectify.formats.Excerpt;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run takes for features, label, id and text, said in one line before it begins.
 *
 * @param use columns of the features' and the labels' file
 * @param warnings what the user should look at
 */
record UsedColumns(TableUse use, List<String> warnings) {
    UsedColumns {
        warnings = List.copyOf(warnings);
    }

    /** The columns of two files, and what was made of the labels. */
    static UsedColumns of(TableUse features, TableUse labels, List<String> remarks, List<String> warnings) {
        Map<TableRole, String> roles = new LinkedHashMap<>(labels.roles());
        roles.putAll(features.roles());
        if (labels.roles().containsKey(TableRole.LABEL)) {
            roles.put(TableRole.LABEL, labels.roles().get(TableRole.LABEL));
        }
        List<String> all = Stream.of(features.remarks(), labels.remarks(), remarks)
                .flatMap(List::stream)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        return new UsedColumns(new TableUse(features.features(), roles, features.left(), all), warnings);
    }

    UsedColumns with(List<String> remarks, List<String> moreWarnings) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(moreWarnings);
        return of(use, TableUse.NONE, remarks, all);
    }

    /** One line on stderr, and one for each warning; --quiet leaves the warnings. */
    void say(boolean quiet) {
        if (!quiet) {
            System.err.println("features: " + use);
        }
        warn();
    }

    /** The warnings alone. */
    void warn() {
        warnings.forEach(warning -> System.err.println("rectify: warning: " + Excerpt.escape(warning)));
    }

    /** The same for run.json. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("features", use.features());
        for (TableRole role : TableRole.values()) {
            values.put(role.defaultName(), use.roles().get(role));
        }
        values.put("left_out", use.left());
        values.put("remarks", use.remarks());
        values.put("warnings", warnings);
        return values;
    }
}
