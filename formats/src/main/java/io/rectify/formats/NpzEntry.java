package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/** One array of an npz archive, read from its beginning to its end. */
final class NpzEntry implements Closeable {
    private static final Pattern STRINGS =
            Pattern.compile("(['\"]descr['\"]\\s*:\\s*['\"])([<>|=]?)([US])([0-9]{1,9})");

    /** Elements that are read at a time: a row of any length is no larger a buffer. */
    private static final int PIECE = 1 << 18;

    private static final int MAX_CHARACTERS = 1 << 20;

    private final Path file;
    private final String name;
    private final CheckedInputStream stream;
    private final long crc;
    private final NpyHeader header;
    private final int characters;
    private final boolean unicode;
    private byte[] buffer = {};

    private NpzEntry(
            Path file,
            String name,
            CheckedInputStream stream,
            long crc,
            NpyHeader header,
            int characters,
            boolean unicode) {
        this.file = file;
        this.name = name;
        this.stream = stream;
        this.crc = crc;
        this.header = header;
        this.characters = characters;
        this.unicode = unicode;
    }

    /**
     * @param most bytes that the entry can have at most
     */
    static NpzEntry open(Path file, String name, InputStream bytes, long crc, long most) throws IOException {
        CheckedInputStream stream = new CheckedInputStream(new BufferedInputStream(bytes, 1 << 16), new CRC32());
        try (Guard<IOException> guard = Guard.of(stream::close)) {
            return guard.release(open(file, name, stream, crc, most));
        } catch (EOFException | ZipException e) {
            throw damaged(file, name, FailureReason.of(e));
        }
    }

    private static NpzEntry open(Path file, String name, CheckedInputStream stream, long crc, long most)
            throws IOException {
        Path place = place(file, name);
        NpyHeader.Raw raw = NpyHeader.raw(place, stream);
        Matcher strings = STRINGS.matcher(raw.literal());
        int characters = 0;
        boolean unicode = false;
        if (strings.find()) {
            characters = Integer.parseInt(strings.group(4));
            unicode = strings.group(3).equals("U");
            if (characters < 1 || characters > MAX_CHARACTERS) {
                throw new DataFormatException(
                        DataLocation.in(place),
                        "expected texts of 1 to " + MAX_CHARACTERS + " characters but found " + characters);
            }
            String order = strings.group(2).equals("|") ? "<" : strings.group(2);
            raw = new NpyHeader.Raw(raw.version(), strings.replaceFirst("$1" + order + "u4"));
        }
        NpyHeader header = raw.parse(place);
        if (header.shape().size() <= 2) {
            NpyArray.checkShape(place, header);
        }
        BigInteger needed = BigInteger.valueOf(
                characters > 0
                        ? (long) characters * (unicode ? Integer.BYTES : 1)
                        : header.type().size());
        for (long size : header.shape()) {
            needed = needed.multiply(BigInteger.valueOf(size));
        }
        if (needed.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new DataFormatException(
                    DataLocation.in(place),
                    "file is truncated: shape " + header.shapeText() + " takes " + needed
                            + " bytes but the archive can hold at most " + most + " for it");
        }
        return new NpzEntry(file, name, stream, crc, header, characters, unicode);
    }

    /**
     * The array of an npy file.
     *
     * @throws DataFormatException as {@link NpyHeader#read}
     */
    static NpzEntry ofNpy(Path file) throws IOException {
        return open(file, "", InputFile.stream(file), -1, Files.size(file));
    }

    /** How an array is named in messages. */
    private static Path place(Path file, String name) {
        return name.isEmpty() ? file : Path.of(file + ": array " + Excerpt.quoted(name));
    }

    NpyHeader header() {
        return header;
    }

    boolean isStrings() {
        return characters > 0;
    }

    int rows() {
        return Math.toIntExact(header.shape().get(0));
    }

    int columns() {
        return header.shape().size() == 1 ? 1 : Math.toIntExact(header.shape().get(1));
    }

    /** The next {@code count} elements. */
    void toFloats(int count, float[] target, int offset) throws IOException {
        int size = header.type().size();
        for (int done = 0; done < count; ) {
            int run = Math.min(PIECE, count - done);
            header.type().toFloats(next(run * size, header.order()), target, offset + done, run);
            done += run;
        }
    }

    /** The next bytes, until others are asked for. */
    private ByteBuffer next(int count, ByteOrder order) throws IOException {
        if (buffer.length < count) {
            buffer = new byte[count];
        }
        try {
            if (stream.readNBytes(buffer, 0, count) < count) {
                throw damaged(file, name, "file is truncated: shape " + header.shapeText() + " needs more bytes");
            }
            return ByteBuffer.wrap(buffer, 0, count).order(order);
        } catch (EOFException | ZipException e) {
            throw damaged(file, name, FailureReason.of(e));
        }
    }

    /** Checks that all bytes have been read and are those that were written. */
    void finish() throws IOException {
        try {
            if (stream.read() >= 0) {
                throw damaged(file, name, "file has bytes after its data");
            }
        } catch (EOFException | ZipException e) {
            throw damaged(file, name, FailureReason.of(e));
        }
        if (crc >= 0 && stream.getChecksum().getValue() != crc) {
            throw damaged(file, name, "the checksum differs from that in the archive");
        }
    }

    /**
     * A text for each row: strings, numbers and truth values as they are; NaN is empty; a row of several numbers is a list of them in
     * brackets.
     */
    List<String> texts() throws IOException {
        if (header.shape().size() > 2 || (isStrings() && header.shape().size() == 2 && columns() > 1)) {
            throw damaged(file, name, "expected one text for each row but the shape is " + header.shapeText());
        }
        List<String> texts = new ArrayList<>();
        Map<String, String> distinct = new HashMap<>();
        boolean lists = columns() > 1;
        if (lists && header.fortranOrder()) {
            throw damaged(file, name, "expected labels in C order; save numpy.ascontiguousarray(labels)");
        }
        for (int i = 0; i < rows(); i++) {
            StringJoiner row = new StringJoiner(", ", lists ? "[" : "", lists ? "]" : "");
            for (int j = 0; j < columns(); j++) {
                row.add(isStrings() ? string() : element());
            }
            texts.add(distinct.computeIfAbsent(row.toString(), same -> same));
        }
        finish();
        return texts;
    }

    private String element() throws IOException {
        String text = header.type().toText(next(header.type().size(), header.order()));
        if (header.type() == NpyType.BOOL) {
            return text.equals("1") ? "true" : "false";
        }
        return text.equals("NaN") ? "" : text;
    }

    private String string() throws IOException {
        int size = unicode ? Integer.BYTES : 1;
        int end = characters * size;
        byte[] bytes = next(end, header.order()).array();
        while (end >= size && isZero(bytes, end - size, end)) {
            end -= size;
        }
        Charset utf32 = Charset.forName(header.order() == ByteOrder.LITTLE_ENDIAN ? "UTF-32LE" : "UTF-32BE");
        return new String(bytes, 0, end, unicode ? utf32 : StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }

    static DataFormatException damaged(Path file, String name, String problem) {
        return new DataFormatException(DataLocation.in(place(file, name)), problem);
    }

    DataFormatException problem(long row, int column, String problem) {
        return new DataFormatException(
                DataLocation.in(place(file, name)).withRow(row).withColumn(column), problem);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
