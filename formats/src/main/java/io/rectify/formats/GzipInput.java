package io.rectify.formats;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file that gzip compressed; damage is reported with the file's name. */
final class GzipInput extends FilterInputStream {
    private final Path file;

    private GzipInput(Path file, InputStream stream) {
        super(stream);
        this.file = file;
    }

    static InputStream open(Path file) throws DataFormatException {
        InputStream raw = InputFile.stream(file);
        try {
            return new GzipInput(file, new GZIPInputStream(raw, 1 << 16));
        } catch (IOException e) {
            try (raw) {
                throw damaged(file, e);
            } catch (DataFormatException damage) {
                throw damage;
            } catch (IOException closing) {
                throw damaged(file, closing);
            }
        }
    }

    private static DataFormatException damaged(Path file, IOException e) {
        String reason = e instanceof EOFException ? "the file is truncated" : FailureReason.of(e);
        return new DataFormatException(DataLocation.in(file), "expected a file compressed by gzip but: " + reason);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (EOFException | ZipException e) {
            throw damaged(file, e);
        }
    }
}
