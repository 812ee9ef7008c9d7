package io.rectify.formats;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text from outside made fit for a one-line message: nothing that breaks the line or drives the terminal. */
public final class Excerpt {
    private static final int LIMIT = 40;

    private Excerpt() {}

    /** The text with everything that is not plainly visible written as an escape. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> appendEscaped(escaped, c));
        return escaped.toString();
    }

    private static void appendEscaped(StringBuilder escaped, int c) {
        switch (c) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (isVisible(c)) {
                    escaped.appendCodePoint(c);
                } else {
                    escaped.append(String.format(c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c));
                }
            }
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** At most 40 characters of the text, escaped; an ellipsis stands for the rest. */
    static String of(String text) {
        boolean whole = text.codePointCount(0, text.length()) <= LIMIT;
        return whole ? escape(text) : escape(text.substring(0, text.offsetByCodePoints(0, LIMIT))) + "…";
    }

    /** As {@link #of}, in quotes. */
    public static String quoted(String text) {
        return "'" + of(text) + "'";
    }

    /** The first names in quotes, and how many more there are. */
    public static String list(Collection<String> names, int limit) {
        String first = names.stream().limit(limit).map(Excerpt::quoted).collect(Collectors.joining(", "));
        return names.size() <= limit ? first : first + " and " + (names.size() - limit) + " more";
    }
}
