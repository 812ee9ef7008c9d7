package io.rectify.formats;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Columns that number the rows and are no features, such as the index that pandas writes. */
final class IndexColumns {
    /** Rows that are looked at. */
    static final int ROWS = 100;

    private static final Set<String> NAMES =
            Set.of("index", "row_id", "rowid", "row", "idx", "row_number", "rownum", "level_0", "row_index");

    private IndexColumns() {}

    /** Whether a column is an index by its name alone: one without a name, {@code Unnamed: 0}, {@code __index_level_0__}. */
    static boolean isByName(String name, int position) {
        return (name.isBlank() && position == 0) || name.matches("Unnamed: [0-9.]+|__index_level_[0-9]+__");
    }

    /**
     * Whether a column is an index by its name and what is in it: called index, row_id or alike, with whole numbers that do not repeat.
     *
     * @param first the fields of the first rows
     */
    static boolean isByContent(String name, List<String> first) {
        return NAMES.contains(name.strip().toLowerCase(Locale.ROOT)) && first.size() > 1 && areDistinct(first);
    }

    /** Whether the fields count from 0 or 1. */
    static boolean count(List<String> first) {
        for (int i = 0; i < first.size(); i++) {
            int base = LabelValues.canonical(first.get(0)).equals("0") ? 0 : 1;
            if (!LabelValues.canonical(first.get(i)).equals(Integer.toString(i + base))) {
                return false;
            }
        }
        return first.size() > 2;
    }

    private static boolean areDistinct(List<String> fields) {
        Set<String> seen = new HashSet<>();
        return fields.stream().allMatch(field -> LabelValues.isWhole(field) && seen.add(LabelValues.canonical(field)));
    }
}
