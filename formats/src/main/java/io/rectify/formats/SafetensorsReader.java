package io.rectify.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a safetensors file; nothing is allocated that the file's own size does not warrant. */
final class SafetensorsReader {
    private static final long MAX_HEADER = 100_000_000;
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path file;

    SafetensorsReader(Path file) {
        this.file = file;
    }

    Safetensors read() throws IOException {
        try (FileChannel channel = InputFile.channel(file)) {
            SafetensorsHeader header = header(channel, SafetensorsType.MODEL);
            SortedMap<String, Safetensors.Tensor> tensors = new TreeMap<>();
            for (SafetensorsHeader.Entry entry : header.tensors()) {
                tensors.put(entry.name(), new Safetensors.Tensor(entry.shape(), values(channel, entry)));
            }
            return new Safetensors(file, tensors, header.metadata());
        }
    }

    /** Reads the header and leaves the channel at the first byte of data. */
    SafetensorsHeader header(FileChannel channel, Set<SafetensorsType> types) throws IOException {
        String json = headerText(channel);
        return SafetensorsHeaderParser.parse(file, json, channel.size() - channel.position(), types);
    }

    private String headerText(FileChannel channel) throws IOException {
        if (channel.size() < Long.BYTES) {
            throw problem("file is truncated: expected at least 8 bytes but found " + channel.size());
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, prefix);
        long length = prefix.getLong();
        if (length < 0 || length > MAX_HEADER) {
            throw problem("expected a header of at most " + MAX_HEADER + " bytes but its length is "
                    + Long.toUnsignedString(length));
        }
        if (length > channel.size() - Long.BYTES) {
            throw problem("file is truncated: expected a header of " + length + " bytes but "
                    + (channel.size() - Long.BYTES) + " follow");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        readFully(channel, header);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(header).toString();
            if (!text.startsWith("{")) {
                throw problem("expected a header that starts with '{'");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw problem("expected a header in UTF-8");
        }
    }

    private Object values(FileChannel channel, SafetensorsHeader.Entry entry) throws IOException {
        if (entry.count() > MAX_ELEMENTS) {
            throw SafetensorsHeader.problem(
                    file, entry, "expected at most " + MAX_ELEMENTS + " elements but found " + entry.count());
        }
        int count = (int) entry.count();
        if (entry.type() == SafetensorsType.F32) {
            float[] values = new float[count];
            readBlocks(
                    channel,
                    entry,
                    (bytes, at) -> bytes.asFloatBuffer().get(values, at, bytes.remaining() / Float.BYTES));
            checkFinite(entry, values);
            return values;
        }
        long[] values = new long[count];
        readBlocks(channel, entry, (bytes, at) -> {
            for (int i = at; bytes.hasRemaining(); i++) {
                values[i] = entry.type() == SafetensorsType.I64 ? bytes.getLong() : bytes.getInt();
            }
        });
        return values;
    }

    private void checkFinite(SafetensorsHeader.Entry entry, float[] values) throws DataFormatException {
        int bad = FiniteFloats.firstNonFinite(values, values.length);
        if (bad < values.length) {
            throw SafetensorsHeader.problem(
                    file, entry, "expected finite numbers but element " + bad + " (counting from 0) is " + values[bad]);
        }
    }

    private void readBlocks(FileChannel channel, SafetensorsHeader.Entry entry, Block block) throws IOException {
        long bytes = entry.end() - entry.begin();
        ByteBuffer buffer =
                ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < bytes; done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BLOCK_BYTES, bytes - done));
            readFully(channel, buffer);
            block.accept(buffer, (int) (done / entry.type().size()));
        }
    }

    private void readFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw problem("file became shorter while it was being read");
            }
        }
        buffer.flip();
    }

    private DataFormatException problem(String problem) {
        return new DataFormatException(DataLocation.in(file), problem);
    }

    private interface Block {
        void accept(ByteBuffer bytes, int firstElement);
    }
}
