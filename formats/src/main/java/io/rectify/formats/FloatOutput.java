package io.rectify.formats;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Writes float32 values in little-endian order, in blocks. */
final class FloatOutput {
    private static final int BLOCK = 1 << 18;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    FloatOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    void write(byte[] bytes) throws IOException {
        writeFully(ByteBuffer.wrap(bytes));
    }

    /** All elements, row after row. */
    void write(RowBlocks matrix) throws IOException {
        int rows = matrix.rows();
        int blockRows = Math.max(1, Math.min(rows, BLOCK / Math.max(1, matrix.columns())));
        float[] block = new float[Math.multiplyExact(blockRows, matrix.columns())];
        for (long row = 0; row < rows; row += blockRows) {
            int count = (int) Math.min(blockRows, rows - row);
            try (Matrix read = matrix.rowBlock((int) row, (int) row + count)) {
                read.getRows(0, count, block);
            }
            write(block, count * matrix.columns());
        }
    }

    /** The first {@code count} values. */
    void write(float[] values, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, BLOCK);
            buffer.clear().asFloatBuffer().put(values, done, part);
            writeFully(buffer.limit(part * Float.BYTES));
            done += part;
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
