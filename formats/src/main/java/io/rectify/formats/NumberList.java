package io.rectify.formats;

import org.jspecify.annotations.Nullable;

/**
 * Features written as one text: {@code [0.1, 0.2]} as Python and JSON write lists, {@code [0.1 0.2]} as NumPy does over several lines,
 * with round or curly brackets or none, and within {@code array(…)} or {@code tensor(…)}.
 */
final class NumberList {
    private static final String OPENING = "[({";

    private NumberList() {}

    /** Whether a text in brackets begins with a number, or is cut short by an ellipsis. */
    static boolean isLikely(String text) {
        String plain = text.strip();
        if (plain.startsWith("array(") || plain.startsWith("tensor(")) {
            return true;
        }
        int from = 0;
        while (from < plain.length() && OPENING.indexOf(plain.charAt(from)) >= 0) {
            from++;
        }
        int end = from;
        while (end < plain.length() && "0123456789.+-eE".indexOf(plain.charAt(end)) >= 0) {
            end++;
        }
        return from > 0
                && end > from
                && (FloatText.isNumeric(plain.substring(from, end)) || plain.startsWith("...", from));
    }

    /**
     * The numbers of a text.
     *
     * @param place for messages
     * @throws DataFormatException if it is no list of finite numbers, or only a part of it was written
     */
    static float[] parse(String text, DataLocation place) throws DataFormatException {
        String list = inner(text);
        if (list == null) {
            throw new DataFormatException(place, "expected a list of numbers but found " + Excerpt.quoted(text));
        }
        if (list.contains("...") || list.indexOf('…') >= 0) {
            throw new DataFormatException(
                    place,
                    "the list was cut short when it was written, as NumPy prints long arrays ('...'): its numbers are lost; write"
                            + " lists in full, such as by embedding.tolist() in Python");
        }
        float[] values = new float[Math.max(8, list.length() / 8)];
        int count = 0;
        int at = 0;
        while (at < list.length()) {
            int from = at;
            while (at < list.length() && list.charAt(at) > ' ' && list.charAt(at) != ',' && list.charAt(at) != ';') {
                at++;
            }
            if (at > from) {
                String number = list.substring(from, at);
                float value = FloatText.parse(number);
                if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                    throw new DataFormatException(place, "in a list of numbers: " + FloatText.problem(number));
                }
                if (count == values.length) {
                    values = java.util.Arrays.copyOf(values, 2 * count);
                }
                values[count++] = value;
            }
            at++;
        }
        if (count == 0) {
            throw new DataFormatException(place, "expected a list of numbers but it is empty");
        }
        return java.util.Arrays.copyOf(values, count);
    }

    /** What is between the brackets; null if they do not fit. */
    private static @Nullable String inner(String text) {
        String plain = text.strip();
        if (plain.startsWith("array(") || plain.startsWith("tensor(")) {
            int close = plain.lastIndexOf(']');
            int open = plain.indexOf('[');
            return open < 0 || close < open ? null : inner(plain.substring(open, close + 1));
        }
        if (plain.isEmpty() || OPENING.indexOf(plain.charAt(0)) < 0) {
            return plain;
        }
        char close = "])}".charAt(OPENING.indexOf(plain.charAt(0)));
        return plain.charAt(plain.length() - 1) != close
                ? null
                : inner(plain.substring(1, plain.length() - 1).strip());
    }
}
