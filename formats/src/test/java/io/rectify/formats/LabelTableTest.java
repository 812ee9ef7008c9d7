package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTableTest {
    @TempDir
    Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("labels.csv"), content);
    }

    private List<String> labels(String content, String column) throws IOException {
        return LabelTable.read(file(content), column).labels();
    }

    private String refusal(String content, String column) throws IOException {
        return refusal(file(content), column);
    }

    private String refusal(Path file, String column) {
        String message = Refusal.of(() -> LabelTable.read(file, column));
        assertThat(message).startsWith(file + ": ");
        return message.substring(file.toString().length() + 2);
    }

    @Test
    void theColumnIsFoundByName() throws IOException {
        LabelTable table = LabelTable.read(file("id,label,text\n1,a,x\n2,b,y\n"), "label", "text", "0");
        assertThat(table.labels()).containsExactly("a", "b");
        assertThat(table.labelColumn()).isEqualTo("label");
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.column("text")).containsExactly("x", "y");
        assertThat(table.column("0")).containsExactly("1", "2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.column("id"))
                .withMessage("column id was not read");
    }

    @Test
    void theColumnIsFoundByPositionUnlessThatIsAName() throws IOException {
        assertThat(labels("a,b\n1,2\n", "1")).containsExactly("2");
        assertThat(labels("1,b\n1,2\n", "1")).containsExactly("1");
    }

    @Test
    void theOnlyColumnIsFoundByTheDefaultName() throws IOException {
        assertThat(labels("intent\na\nb\n", "label")).containsExactly("a", "b");
        assertThat(refusal("intent\na\nb\n", "class"))
                .isEqualTo("expected a column 'class' but the columns are 'intent'");
    }

    @Test
    void columnNamesAreThoseOfTheHeader() throws IOException {
        assertThat(LabelTable.columnNames(file("text,label,label\n"))).containsExactly("text", "label", "label");
    }

    @Test
    void quotedFieldsHoldSeparatorsQuotesAndLineBreaks() throws IOException {
        LabelTable table = LabelTable.read(file("text,label\n\"a, \"\"b\"\"\r\nc\rd\n\",x\n\"\",y"), "label", "text");
        assertThat(table.column("text")).containsExactly("a, \"b\"\r\nc\rd\n", "");
        assertThat(table.labels()).containsExactly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndingWorks(String end) throws IOException {
        assertThat(labels(String.join(end, "n,label", "1,a", "2,b") + end, "label"))
                .containsExactly("a", "b");
    }

    @Test
    void aByteOrderMarkIsSkippedAndOtherScriptsAreKept() throws IOException {
        assertThat(labels("\uFEFFlabel,n\nGröße,1\n😀,2\n", "label")).containsExactly("Größe", "😀");
    }

    @Test
    void charactersAcrossTheReadersBufferAreKept() throws IOException {
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + "😀".repeat(40_000);
            LabelTable table = LabelTable.read(file("text,label\n\"" + text + "\",a\n"), "label", "text");
            assertThat(table.column("text")).containsExactly(text);
        }
    }

    @Test
    void aTsvFileIsSeparatedByTabs() throws IOException {
        Path file = Files.writeString(directory.resolve("labels.TSV"), "text\tlabel\na, b\tx\n");
        assertThat(LabelTable.read(file, "label", "text").column("text")).containsExactly("a, b");
    }

    @Test
    void blankLinesAtTheEndAreNoRows() throws IOException {
        assertThat(labels("label\na\nb\n\n\r\n\n", "label")).containsExactly("a", "b");
        assertThat(labels("label,n\na,1\n\n", "label")).containsExactly("a");
    }

    @Test
    void aBlankLineBeforeOthersIsRefused() throws IOException {
        assertThat(refusal("label,n\n\na,1\n", "label")).isEqualTo("line 2: expected a row but this line is empty");
    }

    @Test
    void aLabelThatIsMissingIsEmpty() throws IOException {
        assertThat(labels("text,label\n\"x\ny\",a\nz,\n", "label")).containsExactly("a", "");
        assertThat(labels("label\n  \nb", "label")).containsExactly("", "b");
        assertThat(labels("label\na\n\nb\n", "label")).containsExactly("a", "", "b");
        assertThat(labels("label\na\n\"\"\n\n", "label")).containsExactly("a", "");
    }

    @Test
    void raggedRowsAreRefused() throws IOException {
        assertThat(refusal("text,label\nx,a\ny\n", "label"))
                .isEqualTo("line 3, row 1 (counting from 0): expected 2 fields as in the header but found 1");
        assertThat(refusal("text,label\nx,a,\n", "label"))
                .isEqualTo("line 2, row 0 (counting from 0): expected 2 fields as in the header but found 3");
    }

    @Test
    void aMissingColumnNamesThoseThereAre() throws IOException {
        assertThat(refusal("text,in\u001btent\nx,a\n", "label"))
                .isEqualTo("expected a column 'label' but the columns are 'text', 'in\\u001btent'");
        assertThat(refusal("a,b\nx,a\n", "2")).isEqualTo("expected a column '2' but the columns are 'a', 'b'");
        assertThat(refusal("a,b\nx,a\n", "-1")).isEqualTo("expected a column '-1' but the columns are 'a', 'b'");
        String wide =
                String.join(",", IntStream.range(0, 30).mapToObj(i -> "c" + i).toList());
        assertThat(refusal(wide + "\n" + wide + "\n", "x"))
                .isEqualTo(
                        "expected a column 'x' but the columns are 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'"
                                + " and 20 more");
    }

    @Test
    void anAmbiguousColumnIsRefused() throws IOException {
        assertThat(refusal("label,x,label\na,b,c\n", "label"))
                .isEqualTo(
                        "columns 0 and 2 (counting from 0) are both named 'label'; give the position of the one that is meant");
        assertThat(labels("label,x,label\na,b,c\n", "2")).containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource({"''", "'\n\n'", "\uFEFF"})
    void anEmptyFileIsRefused(String content) throws IOException {
        assertThat(refusal(content, "label")).isEqualTo("expected a header and rows but the file is empty");
    }

    @Test
    void aHeaderAloneIsRefused() throws IOException {
        assertThat(refusal("text,label\n\n", "label"))
                .isEqualTo("expected at least one row but there is only a header");
    }

    @Test
    void brokenQuotesAreRefused() throws IOException {
        assertThat(refusal("text,label\nx,a\n\"y,b\n", "label"))
                .isEqualTo("expected csv but: Unclosed quoted field at end of input (record starting at line 3)");
        assertThat(refusal("text,label\n\"x\"\u0007,a\n", "label"))
                .isEqualTo(
                        "expected csv but: Unexpected character after closing quote: '\\u0007' (0x7) (record starting at line 2)");
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedWithTheirLine() throws IOException {
        byte[] latin1 = "text,label\r\n\"x\ry\",a\ncaf\u00e9,b\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusal(Files.write(directory.resolve("labels.csv"), latin1), "label"))
                .isEqualTo(
                        "line 4: expected UTF-8 but found the byte 0xe9; name the encoding by --encoding, such as windows-1252");
        byte[] cut = {'a', '\n', (byte) 0xF0, (byte) 0x9F};
        assertThat(refusal(Files.write(directory.resolve("labels.csv"), cut), "label"))
                .isEqualTo(
                        "line 2: expected UTF-8 but found the byte 0xf0; name the encoding by --encoding, such as windows-1252");
    }

    @Test
    void aMalformedByteFarIntoTheFileIsFound() throws IOException {
        byte[] bytes = ("label\n" + "ä\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        bytes[6 + 3 * 123_456] = (byte) 0xFF;
        assertThat(refusal(Files.write(directory.resolve("labels.csv"), bytes), "label"))
                .isEqualTo(
                        "line 123458: expected UTF-8 but found the byte 0xff; name the encoding by --encoding, such as windows-1252");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThat(refusal(directory.resolve("none.csv"), "label"))
                .isEqualTo("cannot be read: no such file or directory");
    }

    @Test
    void anUnknownClassIsNamedWithItsLineRowAndColumn() throws IOException {
        LabelTable table = LabelTable.read(file("text,label\n\"x\n\",a\ny,b\nz,\"evil\nname\"\n"), "label");
        assertThat(Refusal.of(() -> table.toLabels(List.of("a", "b", "c", "d", "e", "f"))))
                .isEqualTo(directory.resolve("labels.csv")
                        + ": line 5, row 2 (counting from 0), column 'label': expected one of the 6 classes 'a', 'b', 'c', "
                        + "'d', 'e' and 1 more but found 'evil\\nname'");
    }

    @Test
    void labelsBecomeIndices() throws IOException {
        LabelTable table = LabelTable.read(file("label\nb\na\nb\n"), "label");
        assertThat(table.toLabels(List.of("a", "b", "c")))
                .isEqualTo(Labels.of(new int[] {1, 0, 1}, List.of("a", "b", "c")));
    }
}
