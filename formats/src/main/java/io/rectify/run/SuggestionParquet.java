package io.rectify.run;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.formats.OutputException;
import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** {@link SuggestionCsv} as Parquet, with {@code text} (if there are any) after the id. */
public final class SuggestionParquet {
    private SuggestionParquet() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param ids of all rows; empty if there are none
     * @param texts of all rows; empty if there are none
     * @param suggested for each row
     * @param outputs probabilities of the training rows
     * @throws OutputException if the file cannot be written
     */
    public static void write(
            Path file, List<String> ids, List<String> texts, Labels given, Labels suggested, Probabilities outputs)
            throws IOException {
        RowColumns first = new RowColumns(ids, texts);
        List<Column> columns = first.columns(
                new Column("given", "VARCHAR"),
                new Column("suggested", "VARCHAR"),
                new Column("confidence", "FLOAT"),
                new Column("quality", "FLOAT"));
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "labels", columns, IntStream.range(0, given.size()).mapToObj(i -> {
                    float[] row = outputs.matrix().row(i);
                    return first.values(i, given.name(i), suggested.name(i), row[suggested.get(i)], row[given.get(i)]);
                }));
        ParquetTables.write(file, List.of(rows), "FROM labels", Map.of());
    }
}
