package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of labels that has a column for each class is understood without naming them, in every format. */
class OneHotTest {
    @TempDir
    Path folder;

    private static List<String> labels(Path file) throws IOException {
        GivenLabels given =
                LabelColumns.read(file, "label", TableOptions.DEFAULTS).training(LabelRules.DEFAULTS);
        return java.util.stream.IntStream.range(0, given.labels().size())
                .mapToObj(i -> given.labels().name(given.labels().get(i)))
                .toList();
    }

    private Path parquet(String rows) throws IOException {
        Path file = folder.resolve("t.parquet");
        try (DuckDb database = DuckDb.open(file, folder)) {
            database.execute("COPY (" + rows + ") TO " + DuckDb.quoted(file.toString()) + " (FORMAT parquet)");
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "t.csv|id,a b,c;r1,1,0;r2,0,1;r3,1,0",
                "t.jsonl|{\"a b\":1,\"c\":0};{\"a b\":0,\"c\":1};{\"a b\":1,\"c\":0}",
                "t.jsonl|{\"id\":\"r1\",\"a b\":true,\"c\":false};{\"id\":\"r2\",\"a b\":false,\"c\":true};{\"id\":\"r3\",\"a b\":true,\"c\":false}",
                "t.json|[{\"a b\":1,\"c\":0},{\"a b\":0,\"c\":1},{\"a b\":1,\"c\":0}]",
            })
    void textFiles(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content.replace(';', '\n') + "\n");
        assertThat(labels(file)).containsExactly("a b", "c", "a b");
    }

    @ParameterizedTest
    @CsvSource({"BOOLEAN", "TINYINT", "DOUBLE"})
    void parquetOfEveryType(String type) throws IOException {
        Path file = parquet("SELECT i AS id, (i % 2 = 0)::INT::" + type + " AS \"a b\", (i % 2 = 1)::INT::" + type
                + " AS c FROM range(3) t(i)");
        assertThat(labels(file)).containsExactly("a b", "c", "a b");
    }

    /** Two in a row, none in a row, another number, a text: no classes, so the column of labels is missed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":1}",
                "{\"a\":0,\"b\":0}",
                "{\"a\":2,\"b\":0}",
                "{\"a\":\"x\",\"b\":\"y\"}",
                "{\"a\":[1,0]}",
            })
    void whatIsNoClassIsNotTakenForOne(String row) throws IOException {
        Path file = Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1,\"b\":0}\n" + row + "\n");
        assertThat(Refusal.of(() -> labels(file))).contains("expected a column of labels");
    }

    @Test
    void aNamedColumnIsTakenAtItsWord() throws IOException {
        Path file = Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1,\"b\":0}\n{\"a\":0,\"b\":1}\n");
        assertThat(Refusal.of(() -> LabelColumns.read(file, "kind", TableOptions.DEFAULTS)))
                .contains("expected a column 'kind'");
    }
}
