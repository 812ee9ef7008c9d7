package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelEditsTest {
    private static final GivenLabels GIVEN = GivenLabels.whole(Labels.of(new int[] {0, 0, 1, 1}, List.of("no", "yes")));

    @TempDir
    Path folder;

    private static void write(LabelEdits edits, Path source, Path target) throws IOException {
        edits.write(source, "label", GIVEN, target, TextFormat.DEFAULTS);
    }

    /** Row 1 becomes yes, row 2 is left out: 0, 1 and 3 remain, with all that stood beside their labels. */
    private static final LabelEdits EDITS = new LabelEdits(Map.of(1, "yes"), Set.of(2));

    @Test
    void csvKeepsEveryColumn() throws IOException {
        Path source = Files.writeString(
                folder.resolve("a.csv"), "text,label,n\n\"a\nb\",no,1.0\nc,no,2\nd,yes,\n\"e,f\",yes,4\n");
        Path target = folder.resolve("b.csv");
        write(EDITS, source, target);
        assertThat(target).hasContent("text,label,n\n\"a\nb\",no,1.0\nc,yes,2\n\"e,f\",yes,4\n");
    }

    @Test
    void tsvKeepsItsTabs() throws IOException {
        Path source = Files.writeString(folder.resolve("a.tsv"), "label\tt\nno\ta,b\nno\tc\nyes\td\nyes\te\n");
        Path target = folder.resolve("b.tsv");
        write(EDITS, source, target);
        assertThat(target).hasContent("label\tt\nno\ta,b\nyes\tc\nyes\te\n");
    }

    /** Every character but the label's: spaces, 1e5, nested objects, escapes. */
    @Test
    void jsonLinesKeepEveryCharacter() throws IOException {
        String first = "{ \"x\" : 1e5,\"label\":\"no\" , \"o\":{\"label\":\"no\",\"l\":[1,2.50]} }";
        String last = "{\"text\":\"caf\\u00e9 é\",\"label\":\"yes\"}";
        Path source = Files.writeString(
                folder.resolve("a.jsonl"),
                first + "\n" + first.replace("1e5", "-0.10") + "\n{\"label\":\"yes\"}\n" + last + "\n");
        Path target = folder.resolve("b.jsonl");
        write(EDITS, source, target);
        assertThat(Files.readString(target))
                .isEqualTo(
                        first + "\n" + "{ \"x\" : -0.10,\"label\":\"yes\" , \"o\":{\"label\":\"no\",\"l\":[1,2.50]} }\n"
                                + last + "\n");
    }

    /** Row 1 becomes yes and row 2 goes; then the first goes with its comma. */
    @Test
    void jsonArraysKeepEveryCharacter() throws IOException {
        Path source = Files.writeString(
                folder.resolve("a.json"),
                "\n[\n  {\"x\": [1, 2.50],\n   \"label\": \"no\"},\n  {\"label\":\"no\"} ,\n  {\"label\":\"yes\"},\n  {\"label\": \"yes\"}\n]\n");
        Path target = folder.resolve("b.json");
        write(EDITS, source, target);
        assertThat(Files.readString(target))
                .isEqualTo(
                        "\n[\n  {\"x\": [1, 2.50],\n   \"label\": \"no\"},\n  {\"label\":\"yes\"},\n  {\"label\": \"yes\"}\n]\n");
        write(new LabelEdits(Map.of(), Set.of(0, 1)), source, target);
        assertThat(Files.readString(target)).isEqualTo("\n[ \n  {\"label\":\"yes\"},\n  {\"label\": \"yes\"}\n]\n");
        Files.writeString(source, "[{\"label\":\"no\"}, 3]");
        assertThatThrownBy(() -> write(EDITS, source, target)).hasMessageContaining("expected an object");
    }

    @Test
    void jsonLabelsKeepTheirKind() throws IOException {
        Path source = Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"label\":0,\"a\":1}\n{\"label\":0,\"a\":1}\n{\"a\":1}\n{\"a\":{\"b\":1},\"label\":null}\n");
        Path target = folder.resolve("b.jsonl");
        write(new LabelEdits(Map.of(0, "12", 1, "x", 2, "12", 3, "say \"x\""), Set.of()), source, target);
        assertThat(target)
                .hasContent("{\"label\":12,\"a\":1}\n{\"label\":\"x\",\"a\":1}\n{\"a\":1, \"label\": \"12\"}\n"
                        + "{\"a\":{\"b\":1},\"label\":\"say \\\"x\\\"\"}\n");
    }

    private Path parquet(String type, List<String> labels, Map<String, String> metadata) throws IOException {
        Path source = folder.resolve("a.parquet");
        ParquetTables.write(
                source,
                List.of(new ParquetTables.Rows(
                        "t",
                        List.of(
                                new ParquetTables.Column("text", "VARCHAR"),
                                new ParquetTables.Column("label", "VARCHAR"),
                                new ParquetTables.Column("n", "VARCHAR")),
                        Stream.of(0, 1, 2, 3).map(i -> List.of("t" + i, labels.get(i), Integer.toString(i))))),
                "(SELECT text, CAST(label AS " + type
                        + ") AS label, CAST(n AS DOUBLE) AS n, [n::FLOAT, 0.5] AS v, NULL::DATE AS d FROM t)",
                metadata);
        return source;
    }

    private static List<List<String>> rows(Path file) throws IOException {
        try (DuckDb database = DuckDb.reading(file)) {
            return database.rows("SELECT text, label, n, v, d FROM read_parquet("
                    + DuckDb.quoted(file.toAbsolutePath().toString()) + ")");
        }
    }

    @Test
    void parquetKeepsColumnsAndTypes() throws IOException {
        Path source = parquet("VARCHAR", List.of("no", "no", "yes", "yes"), Map.of());
        Path target = folder.resolve("b.parquet");
        write(EDITS, source, target);
        assertThat(rows(target))
                .containsExactly(
                        List.of("t0", "no", "0.0", "[0.0, 0.5]", "null"),
                        List.of("t1", "yes", "1.0", "[1.0, 0.5]", "null"),
                        List.of("t3", "yes", "3.0", "[3.0, 0.5]", "null"));
        try (DuckDb database = DuckDb.reading(target)) {
            assertThat(database.rows("DESCRIBE SELECT * FROM read_parquet("
                            + DuckDb.quoted(target.toAbsolutePath().toString()) + ")"))
                    .extracting(column -> column.get(1))
                    .containsExactly("VARCHAR", "VARCHAR", "DOUBLE", "FLOAT[]", "DATE");
        }
    }

    /** Numbers of Hugging Face's classes stay numbers, and the names that explain them stay with them. */
    @Test
    void parquetKeepsClassLabels() throws IOException {
        String names =
                "{\"info\": {\"features\": {\"label\": {\"names\": [\"no\", \"yes\"], \"_type\": \"ClassLabel\"}}}}";
        Path source = parquet("BIGINT", List.of("0", "0", "1", "1"), Map.of("huggingface", names));
        Path target = folder.resolve("b.parquet");
        write(EDITS, source, target);
        assertThat(rows(target)).extracting(row -> row.get(1)).containsExactly("0", "1", "1");
        assertThat(TableFile.readTexts(target, TableOptions.DEFAULTS).columns().get(TableRole.LABEL))
                .containsExactly("no", "yes", "yes");
        assertThatThrownBy(() -> write(new LabelEdits(Map.of(0, "maybe"), Set.of()), source, target))
                .hasMessageContaining("class 'maybe' is none of the 2");
    }

    @Test
    void numpyKeepsNumbers() throws IOException {
        Path source = folder.resolve("a.npy");
        Npy.writeIntegers(source, new int[] {4, 4, 7, 7});
        GivenLabels given = GivenLabels.whole(Labels.of(new int[] {0, 0, 1, 1}, List.of("4", "7")));
        Path target = folder.resolve("b.npy");
        new LabelEdits(Map.of(1, "7"), Set.of(2)).write(source, "label", given, target, TextFormat.DEFAULTS);
        Labels read = LabelFile.readTraining(target, "label");
        assertThat(Stream.of(0, 1, 2).map(read::name)).containsExactly("4", "7", "7");
    }

    @Test
    void refusesWhatItWouldSpoil() throws IOException {
        Path csv = Files.writeString(folder.resolve("a.csv"), "label\nno\nno\nyes\nyes\n");
        assertThatThrownBy(() -> write(EDITS, csv, folder.resolve("b.parquet")))
                .hasMessageContaining("must end in .csv");
        assertThatThrownBy(() -> write(new LabelEdits(Map.of(), Set.of(0, 1, 2, 3)), csv, folder.resolve("b.csv")))
                .hasMessageContaining("all rows of");
        Path npz = Files.createFile(folder.resolve("a.npz"));
        assertThatThrownBy(() -> write(EDITS, npz, folder.resolve("b.npz")))
                .hasMessageContaining("are not mended; rectify convert ");
        Path two = Files.writeString(folder.resolve("c.jsonl"), "{\"label\":\"no\"} {\"label\":\"no\"}\n");
        assertThatThrownBy(() -> write(EDITS, two, folder.resolve("d.jsonl")))
                .hasMessageContaining("one object a line");
        Path shorter = Files.writeString(folder.resolve("e.jsonl"), "{\"label\":\"no\"}\n");
        assertThatThrownBy(() -> write(EDITS, shorter, folder.resolve("d.jsonl")))
                .hasMessageContaining("expected 4 rows as before but found 1");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.csv", "a.npz", "c.jsonl", "e.jsonl");
    }
}
