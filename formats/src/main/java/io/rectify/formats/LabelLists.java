package io.rectify.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Labels that are lists: one-hot rows become the position of their 1, lists of one label that label, and lists of several are
 * refused. Other labels stay as they are.
 */
final class LabelLists {
    private LabelLists() {}

    static List<String> resolve(List<String> labels, IntFunction<DataLocation> location) throws DataFormatException {
        List<List<String>> lists = new ArrayList<>(labels.size());
        boolean any = false;
        for (String label : labels) {
            List<String> items = label.isBlank() ? List.of() : items(label.strip());
            if (items == null) {
                return labels;
            }
            any |= !label.isBlank();
            lists.add(items);
        }
        return any ? resolveLists(labels, lists, location) : labels;
    }

    private static List<String> resolveLists(
            List<String> labels, List<List<String>> lists, IntFunction<DataLocation> location)
            throws DataFormatException {
        int length = lists.stream().mapToInt(List::size).max().orElse(0);
        boolean hot = length > 1
                && lists.stream()
                        .allMatch(items -> items.isEmpty()
                                || (items.size() == length && items.stream().allMatch(LabelLists::isBit)));
        List<String> resolved = new ArrayList<>(labels.size());
        for (int row = 0; row < lists.size(); row++) {
            List<String> items = lists.get(row);
            List<String> found = items;
            if (hot) {
                found = new ArrayList<>();
                for (int k = 0; k < items.size(); k++) {
                    if (isOne(items.get(k))) {
                        found.add(Integer.toString(k));
                    }
                }
            }
            if (found.size() > 1) {
                throw several(location.apply(row), found);
            }
            resolved.add(found.isEmpty() ? "" : found.get(0));
        }
        return resolved;
    }

    /** A row of several labels. */
    static DataFormatException several(DataLocation place, List<String> found) {
        return new DataFormatException(
                place,
                "expected one label but found " + found.size() + ", " + Excerpt.list(found, 5)
                        + ": a row is of one class here; keep one label a row, or ask one question (such as one label against"
                        + " the rest) at a time");
    }

    static boolean isBit(String text) {
        return isOne(text) || text.matches("0(\\.0*)?|(?i)false");
    }

    static boolean isOne(String text) {
        return text.matches("1(\\.0*)?|(?i)true");
    }

    /** The items of [a, b] as Python, NumPy and JSON write them; null if the text is no list of quoted texts or of numbers. */
    private static java.util.@org.jspecify.annotations.Nullable List<String> items(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return null;
        }
        List<String> items = new ArrayList<>();
        int at = 1;
        int end = text.length() - 1;
        while (at < end) {
            char c = text.charAt(at);
            if (c <= ' ' || c == ',') {
                at++;
            } else if (c == '\'' || c == '"') {
                int close = text.indexOf(c, at + 1);
                if (close < 0 || close >= end) {
                    return null;
                }
                items.add(text.substring(at + 1, close));
                at = close + 1;
            } else {
                int from = at;
                while (at < end && text.charAt(at) > ' ' && text.charAt(at) != ',') {
                    at++;
                }
                String item = text.substring(from, at);
                if (!FloatText.isNumeric(item) && !isBit(item)) {
                    return null;
                }
                items.add(item);
            }
        }
        return items;
    }
}
