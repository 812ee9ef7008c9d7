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

/** {@link SuggestionCsv} as Parquet, with {@code text} (if there are any) after the id. */
public final class SuggestionParquet {
    private SuggestionParquet() {}

    /**
     * Writes the table; the file appears whole or not at all.
     *
     * @param labelled rows of training
     * @param suggested for each row
     * @param outputs probabilities of the training rows
     * @param unlabelled rows that were given no label; given and quality of theirs are null
     * @throws OutputException if the file cannot be written
     */
    public static void write(
            Path file, RowNames labelled, Labels given, Labels suggested, Probabilities outputs, Unlabelled unlabelled)
            throws IOException {
        RowColumns first = new RowColumns(labelled);
        List<Column> columns = first.columns(
                new Column("given", "VARCHAR"),
                new Column("suggested", "VARCHAR"),
                new Column("confidence", "FLOAT"),
                new Column("quality", "FLOAT"));
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "labels",
                columns,
                unlabelled.merged(
                        labelled,
                        i -> {
                            float[] row = outputs.matrix().row(i);
                            return first.values(
                                    i, given.name(i), suggested.name(i), row[suggested.get(i)], row[given.get(i)]);
                        },
                        i -> {
                            Unlabelled.Row row = unlabelled.row(i);
                            return RowColumns.values(
                                    unlabelled.rows(), i, null, given.names().get(row.best()), row.confidence(), null);
                        }));
        ParquetTables.write(file, List.of(rows), "FROM labels", Map.of());
    }
}
