package io.rectify.formats;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * How texts are written: csv, JSON and libsvm.
 *
 * @param delimiter what separates the fields of csv; if absent, a tab in files named .tsv, otherwise a comma, unless the header has
 *     none and semicolons, tabs or bars instead
 * @param encoding how characters are bytes; if absent UTF-8, or UTF-16 where the file begins with its byte order mark
 */
public record TextFormat(Optional<Character> delimiter, Optional<Charset> encoding) {
    public static final TextFormat DEFAULTS = new TextFormat(Optional.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException if the delimiter is a line break or a quotation mark
     */
    public TextFormat {
        delimiter.ifPresent(mark -> {
            if ("\n\r\"".indexOf(mark) >= 0) {
                throw new IllegalArgumentException("fields cannot be separated by line breaks or quotation marks");
            }
        });
    }
}
