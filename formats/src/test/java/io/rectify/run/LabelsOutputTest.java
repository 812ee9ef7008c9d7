package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.audit.LabelIssues;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four rows, 0, 1 and 3 labelled b, a, b and row 2 without a label, of classes a, b and c. The probabilities of the right class are (0.7, 0.2,
 * 0.1), (0.6, 0.3, 0.1) and (0.2, 0.5, 0.3), so the labels are wrong with probability 0.8, 0.4 and 0.5. Row 0 is flagged and comes first, then
 * the more suspicious row 3, then row 1.
 */
class LabelsOutputTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    Path folder;

    private final RowNames rows =
            new RowNames(new int[] {0, 1, 3}, List.of("x", "y", "z"), List.of("one", "two, or more", "four"));
    private final Unlabelled unlabelled = new Unlabelled(
            new RowNames(new int[] {2}, List.of("u"), List.of("three")),
            Matrix.of(new float[][] {{0.25f, 0.25f, 0.5f}}));

    private static LabelIssues issues() {
        return new LabelIssues(
                Labels.of(new int[] {1, 0, 1}, NAMES),
                Labels.of(new int[] {0, 0, 1}, NAMES),
                new float[] {0.8f, 0.4f, 0.5f},
                new float[] {0.7f, 0.6f, 0.5f},
                new double[] {3, 1, 2},
                Probabilities.of(Matrix.of(new float[][] {{0.7f, 0.2f, 0.1f}, {0.6f, 0.3f, 0.1f}, {0.2f, 0.5f, 0.3f}})),
                new int[] {0},
                List.of(),
                List.of());
    }

    @Test
    void everyRowInItsPlace() throws IOException, SQLException {
        RankedLabels ranked = new RankedLabels(issues());
        Path csv = folder.resolve("labels.csv");
        LabelsOutput.writeCsv(csv, rows, ranked::verdict, NAMES, unlabelled);
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "row,id,text,given,suggested,p_wrong,confidence,rank,label",
                        "0,x,one,b,a,0.800000,0.700000,1,a",
                        "1,y,\"two, or more\",a,a,0.400000,0.600000,3,a",
                        "2,u,three,,c,,0.500000,,",
                        "3,z,four,b,b,0.500000,0.500000,2,b");
        Path parquet = folder.resolve("labels.parquet");
        LabelsOutput.writeParquet(parquet, rows, ranked::verdict, NAMES, unlabelled);
        assertThat(PredictionParquetTest.query(
                        "SELECT \"row\", given, suggested, round(p_wrong, 6), round(confidence, 6), \"rank\", label FROM '"
                                + parquet + "'"))
                .containsExactly(
                        "0|b|a|0.8|0.7|1|a", "1|a|a|0.4|0.6|3|a", "2|null|c|null|0.5|null|null", "3|b|b|0.5|0.5|2|b");
    }

    /** Row 3 should be c if it is not b, row 1 should be b. */
    @Test
    void theListAsksAboutTheMostProbableOtherClass() throws IOException {
        Path csv = folder.resolve("review.csv");
        AuditCsv.writeReview(csv, new RankedLabels(issues()), rows);
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "row,id,text,given,suggested,p_wrong,confidence,rank,decision",
                        "0,x,one,b,a,0.800000,0.700000,1,",
                        "3,z,four,b,c,0.500000,0.300000,2,",
                        "1,y,\"two, or more\",a,b,0.400000,0.300000,3,");
        AuditCsv.writeIssues(csv, new RankedLabels(issues()), rows);
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "row,id,text,given,suggested,p_wrong,confidence,rank", "0,x,one,b,a,0.800000,0.700000,1");
    }

    /** Without an audit the model alone speaks, and nothing is corrected. */
    @Test
    void aModelAloneSuggests() throws IOException {
        Path csv = folder.resolve("labels.csv");
        Labels given = Labels.of(new int[] {1, 1}, NAMES);
        Labels suggested = Labels.of(new int[] {0, 1}, NAMES);
        try (Probabilities outputs =
                Probabilities.of(Matrix.of(new float[][] {{0.75f, 0.25f, 0}, {0.125f, 0.875f, 0}}))) {
            LabelsOutput.writeCsv(
                    csv,
                    RowNames.of(2, List.of(), List.of()),
                    row -> LabelVerdict.byModel(given, suggested, outputs, row),
                    NAMES,
                    Unlabelled.none(3));
        }
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "row,given,suggested,p_wrong,confidence,rank,label",
                        "0,b,a,,0.750000,,b",
                        "1,b,b,,0.875000,,b");
    }
}
