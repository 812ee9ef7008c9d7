package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvOutputTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "x.tsv"})
    void whatIsWrittenIsReadBackUnchanged(String name) throws IOException {
        List<String> texts =
                List.of("", " ", "a,b", "a\tb", "\"q\"", "line\nbreak", "cr\r\nlf\r", "Größe 😀", "#x", "'");
        Path file = directory.resolve(name);
        CsvOutput.write(file, List.of("text", "label"), texts.stream().map(text -> List.of(text, "l" + text)));
        LabelTable table = LabelTable.read(file, "label", "text");
        assertThat(table.column("text")).isEqualTo(texts);
        assertThat(table.labels())
                .isEqualTo(texts.stream().map(text -> "l" + text).toList());
    }

    @Test
    void plainFieldsAreWrittenPlainly() throws IOException {
        Path file = directory.resolve("x.csv");
        CsvOutput.write(file, List.of("n", "label"), Stream.of(List.of("1", "a"), List.of("2", "b")));
        assertThat(file).hasContent("n,label\n1,a\n2,b\n");
    }

    @Test
    void aRaggedRowIsAnErrorAndLeavesNothingBehind() throws IOException {
        Path file = directory.resolve("x.csv");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CsvOutput.write(file, List.of("a", "b"), Stream.of(List.of("1"))))
                .withMessage("row has 1 fields but the header has 2");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
