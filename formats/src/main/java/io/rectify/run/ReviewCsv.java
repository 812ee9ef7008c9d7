package io.rectify.run;

import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.OutputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows for a person to check, written, and the answers, read: csv, or a journal of JSON Lines that is appended to and whose last line
 * of a row counts. Columns, or fields, are {@code row} (from 0), {@code id}, {@code text}, {@code given}, {@code stratum}, {@code
 * inclusion} and {@code right_label}.
 */
public final class ReviewCsv {
    private static final String RIGHT = "right_label";
    private static final List<String> COLUMNS = List.of("row", "id", "stratum", "inclusion", RIGHT);

    private ReviewCsv() {}

    /**
     * Writes a sample, {@code right_label} empty, in the order in which it was drawn. The file appears whole or not at all.
     *
     * @param given labels of all rows
     * @param rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void write(Path file, List<ReviewSample.Row> sample, Labels given, RowNames rows) throws IOException {
        CsvOutput.write(
                file,
                VerdictColumns.rowHeader(rows, "given", "stratum", "inclusion", "right_label"),
                sample.stream()
                        .map(row -> VerdictColumns.rowFields(
                                rows,
                                row.row(),
                                given.name(row.row()),
                                Integer.toString(row.stratum()),
                                Double.toString(row.inclusion()),
                                "")));
    }

    /**
     * Reads answers: JSON Lines if the file's name ends in .jsonl, otherwise csv with a header. A row is told by {@code row}, or else by
     * {@code id}; where both are there they must agree. A {@code right_label} that is missing, empty or "unsure" is no answer (a class of
     * that very name comes first). Other columns are passed over. If every row has a stratum and an inclusion it is a random sample, else a
     * plain list.
     *
     * <p>Of a {@link ReviewJournal} the random sample is taken as it was answered without seeing suggestions, with its inclusions, and all
     * labels that were decided are a plain list {@linkplain Reviewed#with beside it}.
     *
     * <p>Of a table of {@link Decisions}, such as review.csv, which has {@code decision} in place of {@code right_label}, what was decided is a
     * plain list.
     *
     * @param given labels of all rows
     * @param rows that were judged
     * @throws DataFormatException if the file has neither rows nor ids, or no right labels; if a row or id is none of the audit, a class is none that labels have,
     *     a row has two answers, or strata and inclusions are not those of a sample of these rows
     * @throws IOException if reading fails
     */
    public static Reviewed read(Path file, Labels given, RowNames rows) throws IOException {
        if (ReviewJournal.is(file)) {
            return JournalAnswers.read(file).reviewed(given, rows);
        }
        if (AnswerFile.hasColumn(file, Decisions.DECISION) && !AnswerFile.hasColumn(file, RIGHT)) {
            return Decisions.reviewed(file, given, rows);
        }
        ReviewRecords records = new ReviewRecords(given, rows, AnswerFile.isJournal(file));
        AnswerFile.read(file, COLUMNS, RIGHT, records::add);
        return records.reviewed();
    }
}
