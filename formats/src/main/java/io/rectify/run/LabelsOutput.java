package io.rectify.run;

import io.rectify.formats.CsvOutput;
import io.rectify.formats.OutputException;
import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * labels.csv and labels.parquet of train and audit: every row of the table in its order, with {@code row} (from 0), {@code id} and {@code text}
 * (if there are any), {@code given}, {@code suggested}, {@code p_wrong}, {@code confidence}, {@code rank} and {@code label}, see {@link
 * LabelVerdict}. It can be trained on: its column {@code label} is corrected. Of a row that was given no label, {@code given}, {@code p_wrong},
 * {@code rank} and {@code label} are missing.
 */
public final class LabelsOutput {
    private static final String LABEL = "label";

    private LabelsOutput() {}

    /**
     * Writes csv that appears whole or not at all.
     *
     * @param rows that have a label
     * @param verdicts on them
     * @param names of the classes
     * @throws OutputException if the file cannot be written
     */
    public static void writeCsv(
            Path file, RowNames rows, IntFunction<LabelVerdict> verdicts, List<String> names, Unlabelled unlabelled)
            throws IOException {
        CsvOutput.write(
                file,
                VerdictColumns.header(rows, LABEL),
                unlabelled.merged(
                        rows,
                        i -> csv(rows, i, verdicts.apply(i)),
                        i -> csv(unlabelled.rows(), i, unlabelled.verdict(i, names))));
    }

    private static List<String> csv(RowNames rows, int row, LabelVerdict verdict) {
        return VerdictColumns.fields(rows, row, verdict, verdict.label().orElse(""));
    }

    /** The same as Parquet, numbers at full precision. */
    public static void writeParquet(
            Path file, RowNames rows, IntFunction<LabelVerdict> verdicts, List<String> names, Unlabelled unlabelled)
            throws IOException {
        ParquetTables.Rows table = new ParquetTables.Rows(
                "labels",
                VerdictColumns.columns(rows, new Column(LABEL, "VARCHAR")),
                unlabelled.merged(
                        rows,
                        i -> parquet(rows, i, verdicts.apply(i)),
                        i -> parquet(unlabelled.rows(), i, unlabelled.verdict(i, names))));
        ParquetTables.write(file, List.of(table), "FROM labels", Map.of());
    }

    private static List<Object> parquet(RowNames rows, int row, LabelVerdict verdict) {
        return VerdictColumns.values(rows, row, verdict, VerdictColumns.orNull(verdict.label()));
    }
}
