package io.rectify.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.OutputException;
import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Predictions as Parquet: {@code row} (from 0), {@code id} and {@code text} if there are any, {@code predicted}, {@code confidence}
 * and {@code probabilities}, a list in the order of the class names, which stand as a JSON array in the file's metadata under the
 * key {@code classes}.
 */
public final class PredictionParquet {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CLASSES = "classes";

    private PredictionParquet() {}

    /**
     * The class names in a file's metadata; empty if there are none.
     *
     * @throws DataFormatException if the file is missing or no Parquet
     * @throws IOException if reading fails
     */
    public static List<String> classNames(Path file) throws IOException {
        try {
            List<String> names = new ArrayList<>();
            JSON.readTree(ParquetTables.metadata(file, CLASSES)).forEach(name -> names.add(name.asText()));
            return List.copyOf(names);
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    /**
     * Writes predictions; the file appears whole or not at all.
     *
     * @param ids of all rows; empty if there are none
     * @param texts of all rows; empty if there are none
     * @param predicted N×K probabilities, read block by block
     * @throws OutputException if the file cannot be written
     */
    public static void write(
            Path file, List<String> ids, List<String> texts, RowBlocks predicted, List<String> classNames)
            throws IOException {
        RowColumns first = new RowColumns(RowNames.of(predicted.rows(), ids, texts));
        List<Column> columns = first.columns(
                new Column("predicted", "VARCHAR"),
                new Column("confidence", "FLOAT"),
                new Column("probabilities", "FLOAT[]"));
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "predictions",
                columns,
                ProbabilityRow.of(predicted)
                        .map(row -> first.values(
                                row.row(), classNames.get(row.best()), row.values()[row.best()], row.values())));
        ParquetTables.write(
                file, List.of(rows), "FROM predictions", Map.of(CLASSES, JSON.writeValueAsString(classNames)));
    }
}
