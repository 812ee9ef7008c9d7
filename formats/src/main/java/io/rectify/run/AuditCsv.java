package io.rectify.run;

import io.rectify.audit.Audit;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.OutputException;
import io.rectify.spectral.Neighbour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What an audit found, as csv files that appear whole or not at all. */
public final class AuditCsv {
    private AuditCsv() {}

    /**
     * The flagged rows, most suspicious first: {@code row} (from 0), {@code id} and {@code text} (if there are any), {@code given}, {@code
     * suggested}, {@code p_wrong}, {@code confidence} and {@code rank}, see {@link LabelVerdict}.
     *
     * @param rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeIssues(Path file, RankedLabels ranked, RowNames rows) throws IOException {
        CsvOutput.write(
                file,
                VerdictColumns.header(rows),
                Arrays.stream(ranked.flagged())
                        .mapToObj(row -> VerdictColumns.fields(rows, row, ranked.question(row))));
    }

    /**
     * The rows to look at, flagged or not, for a person to decide about: the columns of {@link #writeIssues} and {@code decision}, which is
     * empty; {@link Decisions} reads it back.
     *
     * @throws OutputException if the file cannot be written
     */
    public static void writeReview(Path file, RankedLabels ranked, RowNames rows) throws IOException {
        CsvOutput.write(
                file,
                VerdictColumns.header(rows, "decision"),
                Arrays.stream(ranked.listed())
                        .mapToObj(row -> VerdictColumns.fields(rows, row, ranked.question(row), "")));
    }

    /**
     * The rows whose labels say so, several for each row to look at, heaviest first: {@code row}, {@code id} and {@code text} (if there are
     * any), {@code given} and {@code rank} of the row, then {@code neighbour_row}, {@code neighbour_id}, {@code neighbour_text}, {@code
     * neighbour_given} and {@code weight}, its share in the linear model's verdict.
     *
     * @throws OutputException if the file cannot be written
     */
    public static void writeNeighbours(Path file, Audit audit, RankedLabels ranked, RowNames rows) throws IOException {
        List<String> header = VerdictColumns.rowHeader(rows, "given", "rank");
        VerdictColumns.rowHeader(rows, "given").forEach(name -> header.add("neighbour_" + name));
        header.add("weight");
        int[] listed = ranked.listed();
        CsvOutput.write(
                file,
                header,
                IntStream.range(0, Math.min(listed.length, audit.neighbours().size()))
                        .boxed()
                        .flatMap(i -> audit.neighbours().get(i).stream()
                                .map(n -> neighbour(
                                        listed[i], i + 1, n, audit.issues().given(), rows))));
    }

    private static List<String> neighbour(int row, int rank, Neighbour neighbour, Labels given, RowNames rows) {
        List<String> fields = VerdictColumns.rowFields(rows, row, given.name(row), Integer.toString(rank));
        fields.addAll(VerdictColumns.rowFields(
                rows, neighbour.row(), given.name(neighbour.row()), VerdictColumns.number(neighbour.weight())));
        return fields;
    }

    /**
     * Rows that are all but equal to others, cluster after cluster: {@code row}, {@code id} and {@code text} (if there are any), {@code given},
     * and {@code copy_of}, the first row of its cluster.
     *
     * @param copies of the rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeCopies(Path file, Groups copies, Labels given, RowNames rows) throws IOException {
        CsvOutput.write(
                file,
                VerdictColumns.rowHeader(rows, "given", "copy_of"),
                copies.ofSeveralRows().stream()
                        .flatMap(cluster -> Arrays.stream(cluster)
                                .mapToObj(row -> VerdictColumns.rowFields(
                                        rows, row, given.name(row), Integer.toString(rows.number(cluster[0]))))));
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
                fields.add(VerdictColumns.number(p));
            }
            return fields;
        }));
    }
}
