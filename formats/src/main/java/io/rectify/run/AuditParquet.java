package io.rectify.run;

import io.rectify.audit.Audit;
import io.rectify.audit.LabelIssues;
import io.rectify.formats.OutputException;
import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import io.rectify.spectral.Neighbour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What an audit found, as Parquet files that appear whole or not at all. Numbers have their full precision. */
public final class AuditParquet {
    private AuditParquet() {}

    /**
     * The flagged rows, most suspicious first, in the columns of {@link AuditCsv#writeIssues}; {@code neighbours} is a list of
     * structs of {@code row}, {@code weight}, {@code given} and, if there are any, {@code text}.
     *
     * @param judged rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeIssues(Path file, Audit audit, RowNames judged) throws IOException {
        LabelIssues issues = audit.issues();
        int[] flagged = issues.flagged();
        RowColumns first = new RowColumns(judged);
        List<Column> columns = first.columns(
                new Column("given", "VARCHAR"),
                new Column("suggested", "VARCHAR"),
                new Column("p_wrong", "DOUBLE"),
                new Column("confidence", "DOUBLE"),
                new Column("score", "DOUBLE"),
                new Column("rank", "INTEGER"));
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "issues",
                columns,
                IntStream.range(0, flagged.length)
                        .mapToObj(i -> first.values(
                                flagged[i],
                                issues.given().name(flagged[i]),
                                issues.suggested().name(flagged[i]),
                                (double) issues.wrong()[flagged[i]],
                                (double) issues.confidence()[flagged[i]],
                                issues.suspicion()[flagged[i]],
                                i)));
        String fields = "'row': \"row\", 'weight': weight, 'given': given"
                + (judged.texts().isEmpty() ? "" : ", 'text': \"text\"");
        ParquetTables.write(
                file,
                List.of(rows, neighbours(audit, judged)),
                "SELECT i.* EXCLUDE (\"rank\"), coalesce(n.neighbours, []) AS neighbours FROM issues i LEFT JOIN"
                        + " (SELECT \"rank\", list({" + fields + "} ORDER BY place) AS neighbours FROM neighbours"
                        + " GROUP BY \"rank\") n USING (\"rank\") ORDER BY \"rank\"",
                Map.of());
    }

    /** All neighbours of all flagged rows, one a row. */
    private static ParquetTables.Rows neighbours(Audit audit, RowNames judged) {
        List<List<Object>> rows = new ArrayList<>();
        for (int rank = 0; rank < audit.neighbours().size(); rank++) {
            List<Neighbour> named = audit.neighbours().get(rank);
            for (int place = 0; place < named.size(); place++) {
                int row = named.get(place).row();
                rows.add(List.of(
                        rank,
                        place,
                        judged.number(row),
                        named.get(place).weight(),
                        audit.issues().given().name(row),
                        judged.text(row)));
            }
        }
        return new ParquetTables.Rows(
                "neighbours",
                List.of(
                        new Column("rank", "INTEGER"),
                        new Column("place", "INTEGER"),
                        new Column("row", "INTEGER"),
                        new Column("weight", "DOUBLE"),
                        new Column("given", "VARCHAR"),
                        new Column("text", "VARCHAR")),
                rows.stream());
    }

    /**
     * Every row in the columns of {@link AuditCsv#writeCorrected}, with {@code text} (if there are any) after the id and {@code
     * score} (suspicion) at the end. The file can be trained on: its column {@code label} is corrected.
     *
     * @param judged rows that were judged
     * @throws OutputException if the file cannot be written
     */
    public static void writeCorrected(Path file, RowNames judged, LabelIssues issues, Unlabelled unlabelled)
            throws IOException {
        RowColumns first = new RowColumns(judged);
        List<Column> columns = first.columns(
                new Column("given", "VARCHAR"),
                new Column("label", "VARCHAR"),
                new Column("p_wrong", "DOUBLE"),
                new Column("suggested", "VARCHAR"),
                new Column("confidence", "DOUBLE"),
                new Column("score", "DOUBLE"));
        boolean[] flags = issues.flags();
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "labels",
                columns,
                unlabelled.merged(
                        judged,
                        i -> first.values(
                                i,
                                issues.given().name(i),
                                flags[i]
                                        ? issues.suggested().name(i)
                                        : issues.given().name(i),
                                (double) issues.wrong()[i],
                                issues.suggested().name(i),
                                (double) issues.confidence()[i],
                                issues.suspicion()[i]),
                        i -> {
                            Unlabelled.Row row = unlabelled.row(i);
                            return RowColumns.values(
                                    unlabelled.rows(),
                                    i,
                                    null,
                                    null,
                                    null,
                                    issues.given().names().get(row.best()),
                                    (double) row.confidence(),
                                    null);
                        }));
        ParquetTables.write(file, List.of(rows), "FROM labels", Map.of());
    }
}
