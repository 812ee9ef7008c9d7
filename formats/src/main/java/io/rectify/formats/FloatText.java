package io.rectify.formats;

import com.fasterxml.jackson.core.io.NumberInput;

/** Floats written as decimal numbers. */
final class FloatText {
    private static final int MAX_LENGTH = 400;

    private FloatText() {}

    /** The nearest float, infinite beyond its range; NaN if the text is no plain decimal number. */
    static float parse(String text) {
        String plain = text;
        if (!isPlain(plain)) {
            plain = text.strip();
            if (!isPlain(plain)) {
                return Float.NaN;
            }
        }
        try {
            return NumberInput.parseFloat(plain, true);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** The same of a part of an array. */
    static float parse(char[] text, int from, int count) {
        boolean plain = count > 0 && count <= MAX_LENGTH;
        for (int i = from; plain && i < from + count; i++) {
            plain = isPlain(text[i]);
        }
        if (!plain) {
            return parse(new String(text, from, count));
        }
        try {
            return NumberInput.parseFloat(text, from, count, true);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** Whether the text is a decimal number, or one of the words for values that are not finite. */
    static boolean isNumeric(String text) {
        return !Float.isNaN(parse(text)) || text.strip().matches("(?i)[+-]?(nan|inf|infinity)");
    }

    /** Java also takes 1f, 1d and hexadecimal digits for numbers. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == 'e' || c == 'E' || c == '+';
    }

    /** What is wrong with a text that is no finite float. */
    static String problem(String text) {
        boolean outOfRange = Float.isInfinite(parse(text));
        return (outOfRange ? "expected a number within float32's range" : "expected a finite number") + " but found "
                + (text.isBlank() ? "an empty field" : Excerpt.quoted(text));
    }
}
