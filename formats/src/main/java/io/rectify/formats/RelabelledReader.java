package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The rows of another reader with other labels. */
final class RelabelledReader implements TableReader {
    private final Path file;
    private final TableReader reader;
    private final Optional<String>[] labels;
    private int row;

    /**
     * @param file that the reader reads, for messages
     * @param reader of rows that have labels; closed with this one
     * @param labels one for each row; none where the row keeps what it has
     */
    RelabelledReader(Path file, TableReader reader, Optional<String>[] labels) {
        this.file = file;
        this.reader = reader;
        this.labels = labels;
    }

    @Override
    public TableSchema schema() {
        return reader.schema();
    }

    @Override
    public boolean read(RowBlock block) throws IOException {
        boolean more = reader.read(block);
        if (block.rows() > labels.length - row || (!more && row < labels.length)) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected " + labels.length + " rows as before: the file has changed while it was being read");
        }
        String[] column = block.texts(TableRole.LABEL);
        for (int i = 0; i < block.rows(); i++) {
            column[i] = labels[row++].orElse(column[i]);
        }
        return more;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
