package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelReplacementTest {
    private static final Labels OTHERS = Labels.of(new int[] {1, 0, 1}, List.of("no", "yes"));

    @TempDir
    Path folder;

    /** A table without a column of features. */
    @Test
    void aParquetFileOfLabelsAndTextsAlone() throws IOException {
        Path source = folder.resolve("labels.parquet");
        ParquetTables.write(
                source,
                List.of(new ParquetTables.Rows(
                        "t",
                        List.of(
                                new ParquetTables.Column("text", "VARCHAR"),
                                new ParquetTables.Column("label", "VARCHAR")),
                        Stream.of(List.of("a", "no"), List.of("b", "no"), List.of("c", "yes")))),
                "FROM t",
                Map.of());
        Path target = folder.resolve("others.parquet");
        LabelReplacement.write(source, "label", GivenLabels.whole(OTHERS), OTHERS, target, TextFormat.DEFAULTS);
        assertThat(TableFile.readTexts(target, TableOptions.DEFAULTS).columns())
                .isEqualTo(
                        Map.of(TableRole.TEXT, List.of("a", "b", "c"), TableRole.LABEL, List.of("yes", "no", "yes")));
    }

    @Test
    void aFileThatHasChangedIsRefused() throws IOException {
        for (String rows : List.of("{\"label\":\"no\"}\n".repeat(2), "{\"label\":\"no\"}\n".repeat(4))) {
            Path source = Files.writeString(folder.resolve("labels.jsonl"), rows);
            Path target = folder.resolve("others.jsonl");
            assertThatThrownBy(() -> LabelReplacement.write(
                            source, "label", GivenLabels.whole(OTHERS), OTHERS, target, TextFormat.DEFAULTS))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("expected 3 rows as before");
            assertThat(target).doesNotExist();
        }
    }
}
