package io.rectify.formats;

import io.rectify.data.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Labels read from files as indices into class names. */
final class ClassNames {
    private static final int NAMES_SHOWN = 5;

    private ClassNames() {}

    static Labels index(List<String> labels, List<String> names, IntFunction<DataLocation> location)
            throws DataFormatException {
        Map<String, Integer> indices = indices(names);
        int[] classes = new int[labels.size()];
        int row = 0;
        for (String label : labels) {
            Integer index = indices.get(label);
            if (index == null) {
                throw new DataFormatException(location.apply(row), unknown(label, names));
            }
            classes[row] = index;
            row++;
        }
        return Labels.of(classes, names);
    }

    /** Index of each name. */
    static Map<String, Integer> indices(List<String> names) {
        Map<String, Integer> indices = new HashMap<>();
        names.forEach(name -> indices.put(name, indices.size()));
        return indices;
    }

    static String unknown(String label, List<String> names) {
        return "expected one of the " + names.size() + " classes " + Excerpt.list(names, NAMES_SHOWN) + " but found "
                + Excerpt.quoted(label);
    }
}
