package io.rectify.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header of an npy file: magic, format version, header length and a Python dict literal.
 *
 * <p>Source: NumPy documentation, "numpy.lib.format", NPY format, versions 1.0 to 3.0.
 *
 * @param version major format version, 1 to 3; the minor one is 0
 * @param type element type
 * @param order byte order of the elements
 * @param fortranOrder whether the first index varies fastest
 * @param shape the sizes; as they stand in the file, so a header that was read may hold any number
 */
public record NpyHeader(int version, NpyType type, ByteOrder order, boolean fortranOrder, List<Long> shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAGIC_AND_VERSION = MAGIC.length + 2;
    private static final int MAX_LENGTH = 1 << 16;
    private static final int ALIGNMENT = 64;

    public NpyHeader {
        if (version < 1 || version > 3) {
            throw new IllegalArgumentException("npy format versions are 1 to 3: " + version);
        }
        shape = List.copyOf(shape);
    }

    /**
     * Reads a header and leaves the channel at the first byte of the data.
     *
     * @throws DataFormatException if this is not an npy file, or not one of plain numbers
     * @throws IOException if reading fails
     */
    static NpyHeader read(Path file, FileChannel channel) throws IOException {
        return raw(file, count -> bytes(file, channel, count)).parse(file);
    }

    /** A header whose literal has not been looked at. */
    record Raw(int version, String literal) {
        NpyHeader parse(Path file) throws DataFormatException {
            return new NpyHeaderLiteral(file, literal).parse(version);
        }
    }

    /**
     * Reads a header and leaves the stream at the first byte of the data.
     *
     * @throws DataFormatException if this is not an npy file
     * @throws IOException if reading fails
     */
    static Raw raw(Path file, InputStream stream) throws IOException {
        return raw(file, count -> {
            byte[] bytes = stream.readNBytes(count);
            if (bytes.length < count) {
                throw new DataFormatException(DataLocation.in(file), "file is truncated: the npy header is not whole");
            }
            return bytes;
        });
    }

    private interface Source {
        byte[] next(int count) throws IOException;
    }

    private static Raw raw(Path file, Source source) throws IOException {
        byte[] start = source.next(MAGIC_AND_VERSION);
        checkMagic(file, start);
        int version = start[MAGIC.length];
        if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected npy format version 1.0, 2.0 or 3.0 but found " + Byte.toUnsignedInt(start[MAGIC.length])
                            + "." + Byte.toUnsignedInt(start[MAGIC.length + 1]));
        }
        byte[] literal = source.next(readLength(file, source.next(lengthBytes(version)), version));
        return new Raw(version, new String(literal, charset(version)));
    }

    private static void checkMagic(Path file, byte[] start) throws DataFormatException {
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            boolean zip = start[0] == 'P' && start[1] == 'K';
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected an npy file, which starts with the bytes "
                            + HexFormat.ofDelimiter(" ").formatHex(MAGIC)
                            + ", but found " + HexFormat.ofDelimiter(" ").formatHex(start, 0, MAGIC.length)
                            + (zip ? " (an npz archive? save one array with numpy.save)" : ""));
        }
    }

    private static int readLength(Path file, byte[] field, int version) throws DataFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1 ? Short.toUnsignedInt(bytes.getShort()) : Integer.toUnsignedLong(bytes.getInt());
        if (length > MAX_LENGTH) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected a header of at most " + MAX_LENGTH + " bytes but its length is " + length);
        }
        return (int) length;
    }

    private static byte[] bytes(Path file, FileChannel channel, int count) throws IOException {
        long left = channel.size() - channel.position();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, Math.max(0, left)));
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        if (buffer.position() < count) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "file is truncated: expected at least " + (channel.position() + count - buffer.position())
                            + " bytes for the header but found " + channel.position());
        }
        return buffer.array();
    }

    private static int lengthBytes(int version) {
        return version == 1 ? Short.BYTES : Integer.BYTES;
    }

    private static Charset charset(int version) {
        return version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    /** NumPy's name of the element type with its byte order, such as {@code <f4}. */
    public String descr() {
        char mark = type.size() == 1 ? '|' : order == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
        return mark + type.code();
    }

    /** The shape as Python writes it, such as {@code (3, 4)} or {@code (3,)}. */
    public String shapeText() {
        String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return shape.size() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
    }

    /** The whole header, padded with spaces so that the data starts at a multiple of 64 bytes. */
    public byte[] toBytes() {
        String literal = "{'descr': '" + descr() + "', 'fortran_order': " + (fortranOrder ? "True" : "False")
                + ", 'shape': " + shapeText() + ", }";
        int before = MAGIC_AND_VERSION + lengthBytes(version);
        int unpadded = before + literal.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        int length = literal.length() + padding + 1;
        ByteBuffer bytes = ByteBuffer.allocate(before + length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) length);
        } else {
            bytes.putInt(length);
        }
        return bytes.put((literal + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
