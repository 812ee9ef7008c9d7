package io.rectify.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Npy files put together by hand, right or wrong, without any of the code under test. */
final class NpyBytes {
    private NpyBytes() {}

    /** A version 1.0 file with this header literal and these data. */
    static byte[] of(String literal, byte[] data) {
        return of(1, literal, data);
    }

    static byte[] of(int version, String literal, byte[] data) {
        byte[] text = literal.getBytes(version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(data).flip();
        byte[] file = new byte[bytes.remaining()];
        bytes.get(file);
        return file;
    }

    static String literal(String descr, boolean fortran, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }\n";
    }

    /** Little-endian data. */
    static byte[] data(int length, Consumer<ByteBuffer> content) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(bytes);
        return bytes.array();
    }

    static byte[] floats(float... values) {
        return data(4 * values.length, bytes -> {
            for (float value : values) {
                bytes.putFloat(value);
            }
        });
    }

    static Path write(Path directory, byte[] content) throws IOException {
        return Files.write(directory.resolve("x.npy"), content);
    }
}
