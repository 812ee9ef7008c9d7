package io.rectify.formats;

import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The rows of an npy file, read from the file whenever they are asked for and checked each time; nothing but the block in use
 * is held in memory. Values are rounded to float32 as {@link Npy#readMatrix} does. Faults of the file that only show when
 * rows are read are thrown as {@link UncheckedIOException} with a {@link DataFormatException} inside.
 */
public final class NpyRows implements RowBlocks {
    /** Bytes read at a time: small enough for a core's cache. */
    private static final int PIECE_BYTES = 1 << 18;

    private final Path file;
    private final NpyHeader header;
    private final FileChannel channel;
    private final long dataStart;
    private final int rows;
    private final int columns;
    private final ThreadLocal<Piece> pieces;

    private NpyRows(Path file, NpyHeader header, FileChannel channel, long dataStart) {
        this.file = file;
        this.header = header;
        this.channel = channel;
        this.dataStart = dataStart;
        this.rows = Math.toIntExact(header.shape().get(0));
        this.columns =
                header.shape().size() == 1 ? 1 : Math.toIntExact(header.shape().get(1));
        this.pieces = ThreadLocal.withInitial(() -> Piece.of(header));
    }

    /** Buffers of one thread. They must not lead to these rows, or the thread would keep both for ever. */
    private record Piece(ByteBuffer bytes, float[] values) {
        static Piece of(NpyHeader header) {
            return new Piece(
                    ByteBuffer.allocateDirect(PIECE_BYTES).order(header.order()),
                    new float[PIECE_BYTES / header.type().size()]);
        }
    }

    /**
     * Opens a file and checks its header against its size; values are checked as they are read.
     *
     * @throws DataFormatException if the file is missing, is no npy file of numbers in one or two dimensions, has no
     *     elements, or is shorter or longer than its header says
     * @throws IOException if reading fails
     */
    public static NpyRows open(Path file) throws IOException {
        FileChannel channel = InputFile.channel(file);
        try (Guard<IOException> guard = Guard.of(channel::close)) {
            NpyHeader header = NpyArray.checkedHeader(file, channel);
            return guard.release(new NpyRows(file, header, channel, channel.position()));
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /** Bytes that the rows take in memory as float32. */
    public long bytesInMemory() {
        return (long) rows * columns * Float.BYTES;
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        if (from < 0 || to < from || to > rows) {
            throw new IndexOutOfBoundsException("rows " + from + " to " + to + " of " + rows + " rows");
        }
        Matrix block = Matrix.zeros(to - from, columns);
        try (Guard<RuntimeException> guard = Guard.of(block::close)) {
            if (header.fortranOrder() && columns > 1 && rows > 1) {
                fillColumns(block, from);
            } else {
                fillRows(block, from);
            }
            return guard.release(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fillRows(Matrix block, int from) throws IOException {
        int pieceRows = pieces.get().values.length / columns;
        if (pieceRows == 0) {
            fillWideRows(block, from);
            return;
        }
        for (int start = 0; start < block.rows(); start += pieceRows) {
            int count = Math.min(pieceRows, block.rows() - start);
            long row = (long) from + start;
            block.setRows(start, count, read(row * columns, count * columns, i -> row + i / columns, i -> i % columns));
        }
    }

    /** Rows longer than a piece. */
    private void fillWideRows(Matrix block, int from) throws IOException {
        int most = pieces.get().values.length;
        for (int i = 0; i < block.rows(); i++) {
            long row = (long) from + i;
            for (int start = 0; start < columns; start += most) {
                int first = start;
                int count = Math.min(most, columns - start);
                float[] values = read(row * columns + start, count, j -> row, j -> first + j);
                for (int j = 0; j < count; j++) {
                    block.set(i, start + j, values[j]);
                }
            }
        }
    }

    private void fillColumns(Matrix block, int from) throws IOException {
        int most = pieces.get().values.length;
        for (int column = 0; column < columns; column++) {
            int at = column;
            for (int start = 0; start < block.rows(); start += most) {
                int count = Math.min(most, block.rows() - start);
                long row = (long) from + start;
                float[] values = read((long) column * rows + row, count, i -> row + i, i -> at);
                for (int i = 0; i < count; i++) {
                    block.set(start + i, column, values[i]);
                }
            }
        }
    }

    private interface RowOf {
        long row(int element);
    }

    private interface ColumnOf {
        int column(int element);
    }

    /** Elements of the file as finite floats, in this thread's buffer. */
    private float[] read(long first, int count, RowOf rowOf, ColumnOf columnOf) throws IOException {
        Piece piece = pieces.get();
        int size = header.type().size();
        ByteBuffer bytes = piece.bytes.clear().limit(count * size);
        long position = dataStart + first * size;
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + bytes.position()) < 0) {
                    throw new DataFormatException(
                            DataLocation.in(file), "the file was cut short while it was being read");
                }
            }
        } catch (ClosedChannelException e) {
            throw new IllegalStateException("rows of " + file + " are closed", e);
        }
        bytes.flip();
        header.type().toFloats(bytes, piece.values, 0, count);
        int bad = FiniteFloats.firstNonFinite(piece.values, count);
        if (bad < count) {
            String found = header.type().toText(bytes.position(bad * size));
            DataLocation location = DataLocation.in(file).withRow(rowOf.row(bad));
            throw new DataFormatException(
                    header.shape().size() == 1 ? location : location.withColumn(columnOf.column(bad)),
                    NpyArray.expectedFinite(found));
        }
        return piece.values;
    }

    @Override
    public void close() {
        pieces.remove();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
