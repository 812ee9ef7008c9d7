package io.rectify.run;

import io.rectify.data.Probabilities;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.CsvTable;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.LabelTable;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Predictions as csv: columns {@code row} (from 0), {@code predicted} and {@code confidence}, then one column per class
 * with its probability. Numbers are written so that they are read back bit for bit.
 *
 * @param classNames the K classes, as in the header
 * @param probabilities N×K
 */
public record PredictionCsv(List<String> classNames, Probabilities probabilities) implements AutoCloseable {
    private static final List<String> FIRST = List.of("row", "predicted", "confidence");

    /**
     * Writes predictions; the file appears whole or not at all.
     *
     * @param predicted N×K probabilities, read block by block
     * @throws OutputException if the file cannot be written
     * @throws IOException if writing fails
     */
    public static void write(Path file, RowBlocks predicted, List<String> classNames) throws IOException {
        List<String> header = new ArrayList<>(FIRST);
        header.addAll(classNames);
        CsvOutput.write(file, header, ProbabilityRow.of(predicted).map(row -> fields(row, classNames)));
    }

    private static List<String> fields(ProbabilityRow row, List<String> classNames) {
        float[] values = row.values();
        List<String> fields = new ArrayList<>(FIRST.size() + values.length);
        fields.add(Integer.toString(row.row()));
        fields.add(classNames.get(row.best()));
        fields.add(Float.toString(values[row.best()]));
        for (float probability : values) {
            fields.add(Float.toString(probability));
        }
        return fields;
    }

    /**
     * The class names in the header; empty if it does not begin as what is written here.
     *
     * @throws DataFormatException if the file is missing, empty, no csv or no UTF-8
     * @throws IOException if reading fails
     */
    static List<String> classNames(Path file) throws IOException {
        List<String> header = LabelTable.columnNames(file);
        return header.size() > FIRST.size() && header.subList(0, FIRST.size()).equals(FIRST)
                ? List.copyOf(header.subList(FIRST.size(), header.size()))
                : List.of();
    }

    /**
     * Reads predictions.
     *
     * @throws DataFormatException if the file is missing, has other columns, or a row is no probability vector
     * @throws IOException if reading fails
     */
    public static PredictionCsv read(Path file) throws IOException {
        try (CsvTable table = CsvTable.open(file)) {
            List<String> header = table.header();
            int k = header.size() - FIRST.size();
            if (k < 2 || !header.subList(0, FIRST.size()).equals(FIRST)) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected columns row, predicted, confidence and one per class, as rectify predict writes them");
            }
            List<String> names = List.copyOf(header.subList(FIRST.size(), header.size()));
            if (new HashSet<>(names).size() != k) {
                throw new DataFormatException(DataLocation.in(file), "expected distinct class names in the header");
            }
            List<float[]> rows = new ArrayList<>();
            while (table.next()) {
                if (!table.field(0).equals(Integer.toString(rows.size()))) {
                    throw table.problem("expected row number " + rows.size() + " in column 'row' but found "
                            + Excerpt.quoted(table.field(0)));
                }
                float[] row = probabilities(table, k);
                if (!table.field(1).equals(names.get(Probabilities.argmax(row)))) {
                    throw table.problem("expected the most probable class, "
                            + Excerpt.quoted(names.get(Probabilities.argmax(row)))
                            + ", in column 'predicted' but found "
                            + Excerpt.quoted(table.field(1)));
                }
                rows.add(row);
            }
            return new PredictionCsv(names, Probabilities.of(Matrix.of(rows.toArray(new float[0][]))));
        }
    }

    private static float[] probabilities(CsvTable table, int k) throws DataFormatException {
        float[] row = new float[k];
        for (int j = 0; j < k; j++) {
            String field = table.field(FIRST.size() + j);
            try {
                row[j] = Float.parseFloat(field);
            } catch (NumberFormatException e) {
                row[j] = Float.NaN;
            }
            if (!(row[j] >= 0 && row[j] <= 1.001f)) {
                throw table.problem("column " + Excerpt.quoted(table.header().get(FIRST.size() + j))
                        + ": expected a probability but found " + Excerpt.quoted(field));
            }
        }
        double sum = 0;
        for (float probability : row) {
            sum += probability;
        }
        if (!(Math.abs(sum - 1) <= 1e-3)) {
            throw table.problem("expected probabilities that sum to 1 but they sum to " + (float) sum);
        }
        return row;
    }

    /** Frees the probabilities. */
    @Override
    public void close() {
        probabilities.close();
    }
}
