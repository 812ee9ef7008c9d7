package io.rectify.data;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order of class names, so that a class has the same index wherever labels come from. */
public final class ClassOrder {
    private ClassOrder() {}

    /**
     * The distinct labels in order: numerically if all are decimal integers, otherwise by code points, as Python sorts
     * strings. (Java's own order is by UTF-16 units, which puts U+1F600 before U+FF21.)
     */
    public static List<String> distinctSorted(Collection<String> labels) {
        List<String> names = labels.stream().distinct().toList();
        boolean integers = names.stream().allMatch(name -> name.matches("-?[0-9]+"));
        Comparator<String> order = ClassOrder::compareCodePoints;
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
}
