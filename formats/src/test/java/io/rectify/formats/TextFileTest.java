package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void linesAreTextsWhateverEndsThem() throws IOException {
        assertThat(TextFile.read(file("a.txt", "\uFEFFone, \"two\"\n\n thrée \r\nfour\rfive"), "text"))
                .containsExactly("one, \"two\"", "", " thrée ", "four", "five");
        assertThat(TextFile.read(file("b.TXT", "one\n\n"), "text")).containsExactly("one", "");
    }

    @Test
    void aColumnIsTextsEmptyOnesToo() throws IOException {
        Path csv = file("a.csv", "id,text\n1,\"two\nlines\"\n2,\n3,\"say \"\"a\"\"\"\n");
        assertThat(TextFile.read(csv, "text")).containsExactly("two\nlines", "", "say \"a\"");
        assertThat(TextFile.read(csv, "1")).containsExactly("two\nlines", "", "say \"a\"");
        assertThat(TextFile.read(file("a.tsv", "id\ttext\n1\ta,b\n"), "text")).containsExactly("a,b");
    }

    @Test
    void filesWithoutTextsAreRefused() throws IOException {
        Path empty = file("empty.txt", "");
        Path header = file("header.csv", "text\n");
        Path other = file("other.csv", "sentence\na\n");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> TextFile.read(empty, "text"))
                .withMessageContaining("empty.txt: expected a text on each line but the file is empty");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> TextFile.read(header, "text"))
                .withMessageContaining("there is only a header");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> TextFile.read(other, "text"))
                .withMessageContaining("expected a column 'text' but the columns are 'sentence'");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> TextFile.read(folder.resolve("none.txt"), "text"))
                .withMessageContaining("no such file");
    }
}
