package io.rectify.run;

import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.data.Labels;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.OutputException;
import io.rectify.spectral.Neighbour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an audit found, as csv files that appear whole or not at all. */
public final class AuditCsv {
    private AuditCsv() {}

    /**
     * The flagged rows, most suspicious first: {@code row} (from 0), {@code id} and {@code text} (if there are any), {@code given}, {@code
     * suggested}, {@code p_wrong}, {@code confidence} of the suggestion, {@code score} (suspicion) and {@code neighbours}, each as
     * {@code row:given label:weight}, separated by {@code |}.
     *
     * @param rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeIssues(Path file, Audit audit, RowNames rows) throws IOException {
        List<String> header = RowIds.header(rows);
        if (!rows.texts().isEmpty()) {
            header.add("text");
        }
        header.addAll(List.of("given", "suggested", "p_wrong", "confidence", "score", "neighbours"));
        int[] flagged = audit.issues().flagged();
        CsvOutput.write(
                file, header, IntStream.range(0, flagged.length).mapToObj(i -> issue(i, flagged[i], audit, rows)));
    }

    /**
     * The most suspicious rows, flagged or not, for a person to decide about: {@code row} (from 0), {@code id} and {@code text} (if there
     * are any), {@code given}, {@code suggested}, {@code p_wrong} and {@code decision}, which is empty; {@link Decisions} reads it back.
     *
     * @param least how many at least, if there are so many; all that are flagged in any case
     * @throws OutputException if the file cannot be written
     */
    public static void writeReview(Path file, Audit audit, RowNames rows, int least) throws IOException {
        List<String> header = RowIds.header(rows);
        if (!rows.texts().isEmpty()) {
            header.add("text");
        }
        header.addAll(List.of("given", "suggested", "p_wrong", "decision"));
        LabelIssues issues = audit.issues();
        CsvOutput.write(
                file, header, Arrays.stream(issues.mostSuspicious(least)).mapToObj(row -> {
                    List<String> fields = RowIds.fields(row, rows);
                    if (!rows.texts().isEmpty()) {
                        fields.add(rows.text(row));
                    }
                    fields.addAll(List.of(
                            issues.given().name(row), issues.alternative(row), number(issues.wrong()[row]), ""));
                    return fields;
                }));
    }

    private static List<String> issue(int rank, int row, Audit audit, RowNames rows) {
        LabelIssues issues = audit.issues();
        List<String> fields = RowIds.fields(row, rows);
        if (!rows.texts().isEmpty()) {
            fields.add(rows.text(row));
        }
        fields.add(issues.given().name(row));
        fields.add(issues.suggested().name(row));
        fields.add(number(issues.wrong()[row]));
        fields.add(number(issues.confidence()[row]));
        fields.add(number(issues.suspicion()[row]));
        List<Neighbour> neighbours =
                rank < audit.neighbours().size() ? audit.neighbours().get(rank) : List.of();
        fields.add(neighbours.stream()
                .map(n -> rows.number(n.row()) + ":" + issues.given().name(n.row()) + ":" + number(n.weight()))
                .collect(Collectors.joining("|")));
        return fields;
    }

    /**
     * Every row: {@code row}, {@code id} (if there are any), {@code given}, {@code label} (the suggestion, of a reviewed row the reviewer's class, where the given label is
     * flagged, else the given label),
     * {@code p_wrong}, {@code suggested}, {@code confidence}. The file can be trained on: its column {@code label} is corrected. Rows
     * without a given label have none, and no {@code p_wrong}.
     *
     * @param rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeCorrected(Path file, RowNames rows, LabelIssues issues, Unlabelled unlabelled)
            throws IOException {
        Labels given = issues.given();
        Labels suggested = issues.suggested();
        boolean[] flags = issues.flags();
        CsvOutput.write(
                file,
                RowIds.header(rows, "given", "label", "p_wrong", "suggested", "confidence"),
                unlabelled.merged(
                        rows,
                        i -> RowIds.fields(
                                i,
                                rows,
                                given.name(i),
                                flags[i] ? suggested.name(i) : given.name(i),
                                number(issues.wrong()[i]),
                                suggested.name(i),
                                number(issues.confidence()[i])),
                        i -> {
                            Unlabelled.Row row = unlabelled.row(i);
                            return RowIds.fields(
                                    i,
                                    unlabelled.rows(),
                                    "",
                                    "",
                                    "",
                                    given.names().get(row.best()),
                                    number(row.confidence()));
                        }));
    }

    /**
     * T, one row per true class and one column per given class.
     *
     * @throws OutputException if the file cannot be written
     */
    public static void writeTransitions(Path file, double[][] transitions, List<String> names) throws IOException {
        List<String> header = new ArrayList<>(List.of("true"));
        header.addAll(names);
        CsvOutput.write(file, header, IntStream.range(0, names.size()).mapToObj(k -> {
            List<String> fields = new ArrayList<>(List.of(names.get(k)));
            for (double p : transitions[k]) {
                fields.add(number(p));
            }
            return fields;
        }));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
