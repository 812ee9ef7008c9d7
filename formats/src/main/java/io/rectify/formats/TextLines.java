package io.rectify.formats;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a text that are not blank, of bounded length; LF or CR LF ends one. */
public final class TextLines implements Closeable {
    private static final int MAX_LENGTH = 1 << 25;

    private final Path file;
    private final TextReader reader;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder line = new StringBuilder();
    private int at;
    private int limit;
    private long number;

    /** @throws DataFormatException if the file is missing */
    public TextLines(Path file) throws IOException {
        this(file, TextFormat.DEFAULTS);
    }

    TextLines(Path file, TextFormat format) throws IOException {
        this.file = file;
        this.reader = TextReader.open(file, format);
    }

    /** The first characters, which stay to be read; to be called before the first line is. */
    String ahead() throws IOException {
        return reader.ahead();
    }

    /**
     * The next line that is not blank, null after the last.
     *
     * @throws DataFormatException if it is longer than 32 million characters, or not in its encoding
     */
    public @Nullable String next() throws IOException {
        while (true) {
            String text = nextLine();
            if (text == null || !text.isBlank()) {
                return text;
            }
        }
    }

    private @Nullable String nextLine() throws IOException {
        line.setLength(0);
        boolean any = false;
        number++;
        while (true) {
            if (at == limit) {
                limit = Math.max(0, reader.read(buffer, 0, buffer.length));
                at = 0;
                if (limit == 0) {
                    return any ? line.toString() : null;
                }
            }
            any = true;
            int end = at;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            if (line.length() + end - at > MAX_LENGTH) {
                throw new DataFormatException(
                        DataLocation.in(file).withLine(number),
                        "expected a line of at most " + MAX_LENGTH + " characters but it is longer");
            }
            line.append(buffer, at, end - at);
            at = Math.min(limit, end + 1);
            if (end < limit) {
                return line.toString();
            }
        }
    }

    /** Number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
