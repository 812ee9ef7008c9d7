package io.rectify.cli;

import io.rectify.formats.TextFormat;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the text files of a command are written. */
final class TextFormatOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "MARK",
            description =
                    "What separates the fields of csv files: a mark such as ';', or tab. Default: a comma, in .tsv a tab; "
                            + "semicolons, tabs or bars where the header has those alone. Where it is no comma, decimal commas are read.")
    @Nullable
    String delimiter;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "Encoding of text files, such as windows-1252 or UTF-16LE. Default: UTF-8, or UTF-16 by its mark.")
    @Nullable
    String encoding;

    /** @throws IllegalArgumentException if the delimiter is no single mark, or the encoding unknown */
    TextFormat format() {
        return new TextFormat(
                Optional.ofNullable(delimiter).map(TextFormatOptions::mark),
                Optional.ofNullable(encoding).map(TextFormatOptions::charset));
    }

    private static char mark(String word) {
        String mark = word.equalsIgnoreCase("tab") || word.equals("\\t") ? "\t" : word;
        if (mark.length() != 1) {
            throw new IllegalArgumentException("--delimiter must be one mark, or tab, but is '" + word + "'");
        }
        return mark.charAt(0);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(
                    "--encoding '" + name + "' is not known; such as UTF-8, UTF-16LE, windows-1252, ISO-8859-1", e);
        }
    }
}
