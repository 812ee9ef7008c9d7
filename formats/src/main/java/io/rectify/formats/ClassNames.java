package io.rectify.formats;

import io.rectify.data.Labels;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Class names: the distinct labels in a fixed order, so that a class has the same index wherever it is read. */
public final class ClassNames {
    private static final int NAMES_SHOWN = 5;

    private ClassNames() {}

    /**
     * The distinct labels in order: numerically if all are decimal integers, otherwise by code points, as Python sorts
     * strings. (Java's own order is by UTF-16 units, which puts U+1F600 before U+FF21.)
     */
    public static List<String> distinctSorted(Collection<String> labels) {
        List<String> names = labels.stream().distinct().toList();
        boolean integers = names.stream().allMatch(name -> name.matches("-?[0-9]+"));
        Comparator<String> order = ClassNames::compareCodePoints;
        return names.stream()
                .sorted(
                        integers
                                ? Comparator.comparing((String name) -> new BigInteger(name))
                                        .thenComparing(order)
                                : order)
                .toList();
    }

    private static int compareCodePoints(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * The labels as indices into the given names.
     *
     * @param file where the labels come from, for the message
     * @throws DataFormatException if a label is not one of the names
     * @throws IllegalArgumentException if names repeat
     */
    public static Labels toLabels(List<String> labels, List<String> names, Path file) throws DataFormatException {
        return index(labels, names, row -> DataLocation.in(file).withRow(row));
    }

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
