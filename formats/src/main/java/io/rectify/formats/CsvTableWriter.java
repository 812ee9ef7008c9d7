package io.rectify.formats;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a table as csv: id, text and label if there are any, then one column per feature, named f0, f1, … unless named. */
final class CsvTableWriter implements TableWriter {
    private final CsvWriter writer;
    private final List<TableRole> roles;

    /**
     * @param name the name that the file will have, which tells separator and compression
     */
    CsvTableWriter(Path file, Path name, TableSchema schema) throws IOException {
        var stream = Files.newOutputStream(file);
        var bytes = CsvRecords.isGzip(name) ? new GZIPOutputStream(stream, 1 << 16) : new BufferedOutputStream(stream);
        writer = CsvWriter.builder()
                .fieldSeparator(CsvRecords.separator(name))
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
        roles = schema.roles().stream().sorted().toList();
        List<String> header =
                new ArrayList<>(roles.stream().map(TableRole::defaultName).toList());
        header.addAll(FeatureNames.of(schema));
        writer.writeRecord(header);
    }

    @Override
    public void write(RowBlock block) throws IOException {
        String[] fields = new String[roles.size() + block.columns()];
        try {
            for (int i = 0; i < block.rows(); i++) {
                int at = 0;
                for (TableRole role : roles) {
                    fields[at++] = block.get(role, i);
                }
                for (int j = 0; j < block.columns(); j++) {
                    fields[at++] = Float.toString(block.values()[i * block.columns() + j]);
                }
                writer.writeRecord(fields);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void finish() {}

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
