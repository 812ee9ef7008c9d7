package io.rectify.formats;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a table as libsvm, indices from 1; labels must be numbers, are nan where one is missing, and 0 if there are none at all. Zeros are left out, but for the
 * last of the first row, which tells the number of columns.
 */
final class LibsvmTableWriter implements TableWriter {
    private final Path name;
    private final BufferedWriter writer;
    private final boolean labelled;
    private long row;

    LibsvmTableWriter(Path file, Path name, TableSchema schema) throws IOException {
        this.name = name;
        this.writer = Files.newBufferedWriter(file);
        this.labelled = schema.roles().contains(TableRole.LABEL);
    }

    @Override
    public void write(RowBlock block) throws IOException {
        int columns = block.columns();
        for (int i = 0; i < block.rows(); i++, row++) {
            writer.write(labelled ? label(block.get(TableRole.LABEL, i)) : "0");
            for (int j = 0; j < columns; j++) {
                float value = block.values()[i * columns + j];
                if (Float.floatToRawIntBits(value) != 0 || row == 0 && j == columns - 1) {
                    writer.append(' ')
                            .append(Integer.toString(j + 1))
                            .append(':')
                            .append(Float.toString(value));
                }
            }
            writer.write('\n');
        }
    }

    private String label(String label) {
        if (label.isEmpty()) {
            return "nan";
        }
        if (!Float.isFinite(FloatText.parse(label)) || !label.equals(label.strip())) {
            throw new IllegalArgumentException(name + ": libsvm needs numbers as labels but row " + row
                    + " (counting from 0) has " + Excerpt.quoted(label));
        }
        return label;
    }

    @Override
    public void finish() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
