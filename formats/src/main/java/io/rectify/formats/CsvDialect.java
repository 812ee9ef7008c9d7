package io.rectify.formats;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a csv file is written, told by the options or else by its first 64 KB: what separates fields, and whether numbers have a
 * decimal comma, which is looked for only where commas separate nothing.
 *
 * @param separator between fields
 * @param decimalComma whether 1,5 is one and a half
 * @param remarks what was found out, for people to check
 */
record CsvDialect(char separator, boolean decimalComma, List<String> remarks) {
    private static final String OTHER_SEPARATORS = ";\t|";
    private static final Pattern WITH_COMMA = Pattern.compile("[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?");
    private static final Pattern WITH_POINT = Pattern.compile("[+-]?[0-9]*\\.[0-9]+([eE][+-]?[0-9]+)?");

    CsvDialect {
        remarks = List.copyOf(remarks);
    }

    static CsvDialect of(Path file, TextReader text, TextFormat format) throws java.io.IOException {
        String ahead = text.ahead();
        char usual = CsvRecords.separator(file);
        char separator = format.delimiter().orElseGet(() -> separator(ahead, usual));
        boolean comma = separator != ',' && hasDecimalCommas(ahead, separator);
        List<String> remarks = new ArrayList<>();
        if (separator != usual && format.delimiter().isEmpty()) {
            remarks.add("fields separated by " + name(separator));
        }
        if (comma) {
            remarks.add("decimal commas");
        }
        text.found().map(Charset::name).ifPresent(name -> remarks.add("encoding " + name));
        return new CsvDialect(separator, comma, remarks);
    }

    private static String name(char separator) {
        return switch (separator) {
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case ',' -> "commas";
            default -> "'" + separator + "'";
        };
    }

    /** The usual one, unless the header has none of it outside of quotes but others. */
    private static char separator(String text, char usual) {
        Optional<Character> best = Optional.empty();
        int most = 0;
        for (char candidate : (usual + (usual == ',' ? "" : ",") + OTHER_SEPARATORS).toCharArray()) {
            int count = inHeader(text, candidate);
            if (candidate == usual && count > 0) {
                return usual;
            }
            if (count > most) {
                most = count;
                best = Optional.of(candidate);
            }
        }
        return best.orElse(usual);
    }

    private static int inHeader(String text, char mark) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else if (!quoted && c == mark) {
                count++;
            }
        }
        return count;
    }

    private static boolean hasDecimalCommas(String text, char separator) {
        int commas = 0;
        int from = text.indexOf('\n') + 1;
        int end = text.lastIndexOf('\n');
        for (int i = from; i > 0 && i <= end; i++) {
            char c = text.charAt(i);
            if (c == separator || c == '\n') {
                String field = text.substring(from, i).strip().replace("\"", "");
                if (WITH_POINT.matcher(field).matches()) {
                    return false;
                }
                commas += WITH_COMMA.matcher(field).matches() ? 1 : 0;
                from = i + 1;
            }
        }
        return commas > 0;
    }

    /** A field that is a number, with a decimal point. */
    String number(String field) {
        return decimalComma && field.indexOf(',') >= 0 && field.indexOf('.') < 0 ? field.replace(',', '.') : field;
    }

    /** A label, which is a number with a decimal point if it is one with a comma. */
    String label(String field) {
        return decimalComma && WITH_COMMA.matcher(field).matches() ? field.replace(',', '.') : field;
    }
}
