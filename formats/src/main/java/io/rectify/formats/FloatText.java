package io.rectify.formats;

import com.fasterxml.jackson.core.io.NumberInput;

/** Floats written as decimal numbers. */
final class FloatText {
    private static final int MAX_LENGTH = 400;

    private static final int MOST_DIGITS = 18;
    private static final long EXACT = 1L << 53;
    private static final int NO_EXPONENT = Integer.MIN_VALUE / 2;
    /** The 29 bits by which a double is finer than a float, and those of the middle between two floats. */
    private static final long BELOW_FLOAT = (1L << 29) - 1;

    private static final long HALF_WAY = 1L << 28;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

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
        float usual = usual(text, from, count);
        return Float.isNaN(usual) ? unusual(text, from, count) : usual;
    }

    /**
     * The nearest float of a decimal number of up to 18 digits; NaN if it is another text, or not known by one operation on doubles. An
     * integer n ≤ 2⁵³ and a power of ten up to 10²² are doubles, so their product or quotient is the double nearest to the number
     * (Clinger 1990). The float nearest to that is the one nearest to the number too, unless the double lies half-way between two floats.
     */
    private static float usual(char[] text, int from, int count) {
        int end = from + count;
        int at = from;
        boolean negative = count > 0 && text[from] == '-';
        if (negative || (count > 0 && text[from] == '+')) {
            at++;
        }
        int first = at;
        int point = -1;
        long number = 0;
        for (; at < end && at - first <= MOST_DIGITS; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                number = 10 * number + digit;
            } else if (text[at] == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        int digits = at - first - (point < 0 ? 0 : 1);
        int exponent = point < 0 ? 0 : point + 1 - at;
        if (at < end) {
            int stated = exponent(text, at, end);
            exponent += stated;
            digits = stated == NO_EXPONENT ? 0 : digits;
        }
        if (digits < 1 || digits > MOST_DIGITS || number > EXACT || Math.abs(exponent) >= POWERS_OF_TEN.length) {
            return Float.NaN;
        }
        double value = exponent < 0 ? number / POWERS_OF_TEN[-exponent] : number * POWERS_OF_TEN[exponent];
        boolean known = number == 0
                || (value >= Float.MIN_NORMAL
                        && value <= Float.MAX_VALUE
                        && (Double.doubleToRawLongBits(value) & BELOW_FLOAT) != HALF_WAY);
        return known ? (float) (negative ? -value : value) : Float.NaN;
    }

    /** What follows e, up to 999. */
    private static int exponent(char[] text, int from, int end) {
        int at = from + 1;
        boolean negative = at < end && text[at] == '-';
        if (negative || (at < end && text[at] == '+')) {
            at++;
        }
        if ((text[from] | 0x20) != 'e' || at == end || end - at > 3) {
            return NO_EXPONENT;
        }
        int value = 0;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return NO_EXPONENT;
            }
            value = 10 * value + digit;
        }
        return negative ? -value : value;
    }

    private static float unusual(char[] text, int from, int count) {
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
