package io.rectify.run;

import io.rectify.audit.Audit;
import io.rectify.formats.OutputException;
import io.rectify.formats.ParquetTables;
import io.rectify.formats.ParquetTables.Column;
import io.rectify.spectral.Neighbour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
    public static void writeIssues(Path file, Audit audit, RankedLabels ranked, RowNames judged) throws IOException {
        ParquetTables.Rows rows = new ParquetTables.Rows(
                "issues",
                VerdictColumns.columns(judged),
                Arrays.stream(ranked.flagged())
                        .mapToObj(row -> VerdictColumns.values(judged, row, ranked.question(row))));
        String fields = "'row': \"row\", 'weight': weight, 'given': given"
                + (judged.texts().isEmpty() ? "" : ", 'text': \"text\"");
        ParquetTables.write(
                file,
                List.of(rows, neighbours(audit, judged)),
                "SELECT i.*, coalesce(n.neighbours, []) AS neighbours FROM issues i LEFT JOIN"
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
                        rank + 1,
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
}
