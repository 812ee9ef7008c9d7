package io.rectify.formats;

import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the blocks of a reader. A number of rows that the header states is believed where the file has a byte for each number;
 * otherwise memory grows with the rows that have come, in pieces that are put together in the end.
 */
final class TableBuilder {
    /** Floats of the first piece; each further one is as large as all before it. */
    private static final long FIRST = 1 << 18;

    private final Path file;
    private final TableReader reader;
    private final int columns;
    private final long believable;
    private final List<Matrix> pieces = new ArrayList<>();
    private final Map<TableRole, List<String>> texts = new EnumMap<>(TableRole.class);
    private int filled;
    private long rows;

    TableBuilder(Path file, TableReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        this.columns = reader.schema().columns();
        this.believable = Files.size(file);
        reader.schema().roles().forEach(role -> texts.put(role, new ArrayList<>()));
    }

    Table read() throws IOException {
        try (Guard<RuntimeException> guard = Guard.of(() -> pieces.forEach(Matrix::close))) {
            RowBlock block = RowBlock.of(reader.schema());
            while (reader.read(block)) {
                add(block);
            }
            return guard.release(new Table(joined(), reader.schema().names(), texts));
        }
    }

    /** The same with features that go elsewhere once there are too many of them. */
    StreamedTable read(FeatureSpill spill) throws IOException {
        try (Guard<RuntimeException> guard = Guard.of(() -> pieces.forEach(Matrix::close))) {
            RowBlock block = RowBlock.of(reader.schema());
            while (reader.read(block)) {
                if (!spill.isOpen() && spill.exceeds(rows + block.rows())) {
                    spill.open(pieces, rows);
                    pieces.clear();
                }
                if (spill.isOpen()) {
                    addTexts(block);
                    spill.write(block);
                    rows += block.rows();
                } else {
                    add(block);
                }
            }
            return guard.release(new StreamedTable(spill.isOpen() ? spill.finish() : joined(), texts, reader.schema()));
        }
    }

    private void addTexts(RowBlock block) throws DataFormatException {
        if (rows + block.rows() > Integer.MAX_VALUE) {
            throw new DataFormatException(
                    DataLocation.in(file), "expected at most " + Integer.MAX_VALUE + " rows but there are more");
        }
        for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
            for (int i = 0; i < block.rows(); i++) {
                column.getValue().add(block.get(column.getKey(), i));
            }
        }
    }

    private void add(RowBlock block) throws DataFormatException {
        addTexts(block);
        for (int done = 0; columns > 0 && done < block.rows(); ) {
            Matrix piece = piece();
            int count = Math.min(block.rows() - done, piece.rows() - filled);
            if (done == 0) {
                piece.setRows(filled, count, block.values());
            } else {
                float[] rest = java.util.Arrays.copyOfRange(block.values(), done * columns, (done + count) * columns);
                piece.setRows(filled, count, rest);
            }
            filled += count;
            done += count;
            rows += count;
        }
        rows += columns == 0 ? block.rows() : 0;
    }

    /** The piece that has room; the first is as large as the whole if the file can hold so much. */
    private Matrix piece() {
        if (pieces.isEmpty() || filled == pieces.get(pieces.size() - 1).rows()) {
            boolean known = reader.schema().rows().isPresent();
            long stated = Math.max(0, reader.schema().rows().orElse(Long.MAX_VALUE) - rows);
            long size = Math.max(Math.max(FIRST, known ? believable : 0) / columns, Math.max(1, rows));
            pieces.add(Matrix.zeros(
                    (int) Math.min(Math.max(1, Math.min(stated, size)), Integer.MAX_VALUE - rows), columns));
            filled = 0;
        }
        return pieces.get(pieces.size() - 1);
    }

    private Matrix joined() {
        if (pieces.size() == 1 && filled == pieces.get(0).rows()) {
            return pieces.get(0);
        }
        Matrix whole = Matrix.zeros((int) rows, columns);
        int to = 0;
        for (Matrix piece : pieces) {
            int used = (int) Math.min(piece.rows(), rows - to);
            int step = Math.max(1, Math.min(used, (1 << 20) / columns));
            float[] part = new float[Math.multiplyExact(step, columns)];
            for (int from = 0; from < used; from += step) {
                int count = Math.min(step, used - from);
                piece.getRows(from, count, part);
                whole.setRows(to + from, count, part);
            }
            to += used;
            piece.close();
        }
        return whole;
    }
}
