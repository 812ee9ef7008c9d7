package io.rectify.formats;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where features go that exceed a limit: a temporary npy file, made when the first of them comes. */
final class FeatureSpill {
    private final TableSchema schema;
    private final long limit;
    private final Path place;
    private final StreamedTable.Notice notice;
    private @Nullable Temporary temporary;
    private @Nullable NpyTableWriter writer;

    FeatureSpill(TableSchema schema, long limit, Path place, StreamedTable.Notice notice) {
        this.schema = schema;
        this.limit = limit;
        this.place = place.toAbsolutePath().normalize();
        this.notice = notice;
    }

    /** Whether so many rows, or as many as the file states, are too many to hold. */
    boolean exceeds(long rows) {
        return (double) Math.max(rows, schema.rows().orElse(0)) * schema.columns() * Float.BYTES > limit;
    }

    boolean isOpen() {
        return writer != null;
    }

    /** Makes the file and moves what is held into it. */
    void open(List<Matrix> held, long rows) throws IOException {
        Temporary made = Temporary.create(place, place, Files::createFile);
        temporary = made;
        notice.spilling(made.path());
        writer = new NpyTableWriter(made.path(), schema);
        long left = rows;
        for (Matrix piece : held) {
            RowBlock block = RowBlock.of(schema);
            int used = (int) Math.min(piece.rows(), left);
            for (int from = 0; from < used; from += block.rows()) {
                block.setRows(Math.min(block.capacity(), used - from));
                piece.getRows(from, block.rows(), block.values());
                write(block);
            }
            left -= used;
            piece.close();
        }
    }

    void write(RowBlock block) throws IOException {
        if (writer == null) {
            throw new IllegalStateException("not open");
        }
        try {
            writer.write(block);
        } catch (IOException e) {
            throw new OutputException(place, e);
        }
    }

    /** The rows in the file. */
    RowBlocks finish() throws IOException {
        if (writer == null || temporary == null) {
            throw new IllegalStateException("not open");
        }
        try (NpyTableWriter finished = writer) {
            finished.finish();
        } catch (IOException e) {
            throw new OutputException(place, e);
        }
        return new Spilled(NpyRows.open(temporary.path()), temporary);
    }

    /** Deletes the file. */
    void abandon() throws IOException {
        try (Temporary ended = temporary;
                NpyTableWriter unfinished = writer) {
            temporary = null;
            writer = null;
        }
    }

    private record Spilled(NpyRows file, Temporary temporary) implements RowBlocks {
        @Override
        public int rows() {
            return file.rows();
        }

        @Override
        public int columns() {
            return file.columns();
        }

        @Override
        public Matrix rowBlock(int from, int to) {
            return file.rowBlock(from, to);
        }

        @Override
        public void close() {
            try (Temporary ended = temporary;
                    NpyRows closed = file) {
                assert closed != null && ended != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
