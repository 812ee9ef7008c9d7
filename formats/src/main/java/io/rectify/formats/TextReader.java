package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Characters of a text file, without a byte order mark: in the encoding that is named, or else UTF-16 if the file begins with its
 * byte order mark, or else UTF-8. Bytes that are none in this encoding are refused with their line, which a plain {@link
 * java.io.InputStreamReader} cannot tell. Lines end in LF, CR or CR LF.
 */
final class TextReader extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final InputStream stream;
    private final boolean named;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
    private boolean endOfFile;
    private boolean started;
    private long line = 1;
    private long lastContentLine;
    private boolean afterCarriageReturn;

    TextReader(Path file, InputStream stream, TextFormat format) throws IOException {
        this.file = file;
        this.stream = stream;
        this.named = format.encoding().isPresent();
        int begun = stream.readNBytes(bytes.array(), 0, 2);
        bytes.limit(begun);
        this.charset = format.encoding()
                .orElse(begun == 2 && isUtf16(bytes) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static boolean isUtf16(ByteBuffer start) {
        int mark = Short.toUnsignedInt(start.getShort(0));
        return mark == 0xFEFF || mark == 0xFFFE;
    }

    /**
     * Opens a file, decompressed if its name ends in .gz.
     *
     * @throws DataFormatException if it cannot be read
     */
    static TextReader open(Path file, TextFormat format) throws IOException {
        InputStream stream = InputFile.textStream(file);
        try (Guard<IOException> guard = Guard.of(stream::close)) {
            return guard.release(new TextReader(file, stream, format));
        }
    }

    /** The encoding that was found and not named, unless it is UTF-8. */
    Optional<Charset> found() {
        return named || charset.equals(StandardCharsets.UTF_8) ? Optional.empty() : Optional.of(charset);
    }

    /** The first characters, which stay to be read; to be called before any is read. */
    String ahead() throws IOException {
        while (!chars.hasRemaining() && !(endOfFile && !bytes.hasRemaining())) {
            decodeMore();
        }
        return chars.toString();
    }

    /** The last line, of those read so far, that has anything in it. */
    long lastContentLine() {
        return lastContentLine;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (endOfFile && !bytes.hasRemaining()) {
                return -1;
            }
            decodeMore();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    private void decodeMore() throws IOException {
        bytes.compact();
        int wanted = bytes.remaining();
        int read = stream.readNBytes(bytes.array(), bytes.position(), wanted);
        endOfFile = read < wanted;
        bytes.position(bytes.position() + read).flip();
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, endOfFile);
        chars.flip();
        skipByteOrderMark();
        countLines();
        if (result.isError()) {
            throw new DataFormatException(
                    DataLocation.in(file).withLine(line),
                    "expected " + charset.name() + " but found the byte 0x"
                            + Integer.toHexString(Byte.toUnsignedInt(bytes.get()))
                            + (named ? "" : "; name the encoding by --encoding, such as windows-1252"));
        }
    }

    private void skipByteOrderMark() {
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
    }

    /** Counts lines; nothing but the rare characters up to a carriage return needs a second look. */
    private void countLines() throws DataFormatException {
        char[] text = chars.array();
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = text[i];
            if (c > '\r') {
                lastContentLine = line;
                afterCarriageReturn = false;
                continue;
            }
            if (c == 0) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected text in " + charset.name() + " but found NUL characters, as in UTF-16 or binary files"
                                + (named
                                        ? ""
                                        : "; UTF-16 without a byte order mark needs --encoding UTF-16LE or UTF-16BE"));
            }
            boolean second = c == '\n' && afterCarriageReturn;
            afterCarriageReturn = c == '\r';
            if (c != '\n' && c != '\r') {
                lastContentLine = line;
            } else if (!second) {
                line++;
            }
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
