package io.rectify.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes features as npy, version 1.0, {@code <f4}, C order. The number of rows is put into the header at the end. */
final class NpyTableWriter implements TableWriter {
    private final FileChannel channel;
    private final FloatOutput output;
    private final int columns;
    private long rows;

    NpyTableWriter(Path file, TableSchema schema) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        this.output = new FloatOutput(channel);
        this.columns = schema.columns();
        output.write(header(0, columns));
    }

    /** A header of 128 bytes for any number of rows below 2³¹. */
    static byte[] header(long rows, int columns) {
        byte[] header = new NpyHeader(1, NpyType.FLOAT32, ByteOrder.LITTLE_ENDIAN, false, List.of(rows, (long) columns))
                .toBytes();
        if (header.length != 128) {
            throw new IllegalStateException(new String(header, StandardCharsets.ISO_8859_1));
        }
        return header;
    }

    @Override
    public void write(RowBlock block) throws IOException {
        output.write(block.values(), block.rows() * columns);
        rows += block.rows();
    }

    @Override
    public void finish() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(header(rows, columns));
        for (long at = 0; header.hasRemaining(); ) {
            at += channel.write(header, at);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
