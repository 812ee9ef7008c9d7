package io.rectify.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Characters of a UTF-8 file, without a byte order mark. Bytes that are no UTF-8 are refused with their line, which a
 * plain {@link java.io.InputStreamReader} cannot tell. Lines end in LF, CR or CR LF.
 */
final class Utf8Reader extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final InputStream stream;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
    private boolean endOfFile;
    private boolean started;
    private long line = 1;
    private long lastContentLine;
    private boolean afterCarriageReturn;

    Utf8Reader(Path file, InputStream stream) {
        this.file = file;
        this.stream = stream;
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
        int read = stream.read(bytes.array(), bytes.position(), bytes.remaining());
        endOfFile = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, endOfFile);
        chars.flip();
        skipByteOrderMark();
        countLines();
        checkNoNul();
        if (result.isError()) {
            throw new DataFormatException(
                    DataLocation.in(file).withLine(line),
                    "expected UTF-8 but found the byte 0x" + Integer.toHexString(Byte.toUnsignedInt(bytes.get())));
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

    private void checkNoNul() throws DataFormatException {
        for (int i = chars.position(); i < chars.limit(); i++) {
            if (chars.get(i) == 0) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected text in UTF-8 but found NUL characters, as in UTF-16 or binary files");
            }
        }
    }

    private void countLines() {
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
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
