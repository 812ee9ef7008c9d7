package io.rectify.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parser of exactly the Python literal of an npy header, {@code {'descr': '<f4', 'fortran_order': False, 'shape': (3,
 * 4), }}: three keys in any order, strings without escapes, a tuple of decimal integers. Nothing is ever evaluated.
 */
final class NpyHeaderLiteral {
    private static final char END = '\0';

    private final Path file;
    private final String text;
    private int at;

    NpyHeaderLiteral(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    NpyHeader parse(int version) throws DataFormatException {
        NpyDescr descr = null;
        Boolean fortranOrder = null;
        List<Long> shape = null;
        expect('{');
        while (peek() != '}') {
            int start = at;
            String key = string();
            expect(':');
            switch (key) {
                case "descr" -> descr = once(key, descr, descr());
                case "fortran_order" -> fortranOrder = once(key, fortranOrder, bool());
                case "shape" -> shape = once(key, shape, shape());
                default -> {
                    at = start;
                    throw unexpected("the keys 'descr', 'fortran_order' and 'shape'", Excerpt.quoted(key));
                }
            }
            if (peek() != '}') {
                expect(',');
            }
        }
        expect('}');
        expectEnd();
        NpyDescr type = present("descr", descr);
        return new NpyHeader(
                version, type.type(), type.order(), present("fortran_order", fortranOrder), present("shape", shape));
    }

    private NpyDescr descr() throws DataFormatException {
        if (peek() == '[') {
            throw NpyDescr.refused(
                    file, text.substring(at, 1 + Math.max(at, text.indexOf(']', at))), "a structured dtype");
        }
        return NpyDescr.parse(file, string());
    }

    private boolean bool() throws DataFormatException {
        skipSpaces();
        boolean value = text.startsWith("True", at);
        if (!value && !text.startsWith("False", at)) {
            throw unexpected("True or False");
        }
        at += value ? 4 : 5;
        return value;
    }

    private List<Long> shape() throws DataFormatException {
        List<Long> sizes = new ArrayList<>();
        expect('(');
        boolean comma = false;
        while (peek() != ')') {
            sizes.add(integer());
            comma = peek() == ',';
            if (comma) {
                at++;
            } else if (peek() != ')') {
                throw unexpected("',' or ')'");
            }
        }
        if (sizes.size() == 1 && !comma) {
            throw unexpected("',' as in a tuple of one size");
        }
        expect(')');
        return sizes;
    }

    private long integer() throws DataFormatException {
        skipSpaces();
        int start = at;
        if (current() == '-') {
            at++;
        }
        int digits = at;
        while (current() >= '0' && current() <= '9') {
            at++;
        }
        String number = text.substring(start, at);
        if (at == digits || (at > digits + 1 && text.charAt(digits) == '0')) {
            at = start;
            throw unexpected("an integer");
        }
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected("a size below 2^63", Excerpt.of(number));
        }
    }

    private String string() throws DataFormatException {
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw unexpected("a quoted string");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            throw unexpected("a quoted string that ends and has no backslash");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private <T> T once(String key, @Nullable T before, T value) throws DataFormatException {
        if (before != null) {
            throw problem("the key '" + key + "' appears twice");
        }
        return value;
    }

    private <T> T present(String key, @Nullable T value) throws DataFormatException {
        if (value == null) {
            throw problem("the key '" + key + "' is missing");
        }
        return value;
    }

    private void expect(char c) throws DataFormatException {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        at++;
    }

    private void expectEnd() throws DataFormatException {
        while (current() == ' ' || current() == '\n') {
            at++;
        }
        if (at < text.length()) {
            throw unexpected("only spaces after the closing brace");
        }
    }

    private char peek() {
        skipSpaces();
        return current();
    }

    private void skipSpaces() {
        while (current() == ' ') {
            at++;
        }
    }

    private char current() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private DataFormatException unexpected(String expected) {
        return unexpected(
                expected, at < text.length() ? Excerpt.quoted(text.substring(at, at + 1)) : "the end of the header");
    }

    private DataFormatException unexpected(String expected, String found) {
        return problem("expected " + expected + " at character " + at + " but found " + found);
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file), "npy header: " + problem);
    }
}
