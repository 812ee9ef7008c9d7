package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewCsvTest {
    private static final List<String> NAMES = List.of("card", "cash, fast", "3");

    private static final Labels GIVEN =
            Labels.of(IntStream.range(0, 100).map(i -> i % 3).toArray(), NAMES);

    private static final List<String> IDS =
            IntStream.range(0, 100).mapToObj(i -> "id" + (i == 9 ? 8 : i)).toList();

    @TempDir
    Path folder;

    private Reviewed read(String name, String text) throws IOException {
        return ReviewCsv.read(file(name, text), GIVEN, names(IDS, List.of()));
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text.replace("\\n", "\n"));
        return file;
    }

    /**
     * Row 71 of 100, given class 71 mod 3 = 2, is one of three drawn from the 60 of the last stratum: inclusion .05. Row 0, given class 0, is
     * one of the first two, both drawn.
     */
    private static RowNames names(List<String> ids, List<String> texts) {
        return RowNames.of(GIVEN.size(), ids, texts);
    }

    @Test
    void writtenByHand() throws IOException {
        Path file = folder.resolve("to_review.csv");
        List<ReviewSample.Row> sample = List.of(new ReviewSample.Row(71, 5, 0.05), new ReviewSample.Row(0, 0, 1));
        List<String> texts =
                IntStream.range(0, 100).mapToObj(i -> "say \"" + i + "\"").toList();
        ReviewCsv.write(file, sample, GIVEN, names(IDS, texts));
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "row,id,text,given,stratum,inclusion,right_label",
                        "71,id71,\"say \"\"71\"\"\",3,5,0.05,",
                        "0,id0,\"say \"\"0\"\"\",card,0,1.0,");
        ReviewCsv.write(file, sample, GIVEN, names(List.of(), List.of()));
        assertThat(Files.readAllLines(file))
                .containsExactly("row,given,stratum,inclusion,right_label", "71,3,5,0.05,", "0,card,0,1.0,");
    }

    private static final String DECIDED =
            "row,text,given,suggested,decision\n0,zero,card,3,keep\n1,one,\"cash, fast\",3,take\n2,two,3,card, card \n"
                    + "4,four,\"cash, fast\",3,\n";

    private static List<String> texts(String... first) {
        return IntStream.range(0, 100)
                .mapToObj(i -> i < first.length ? first[i] : "row " + i)
                .toList();
    }

    /** Row 0 keeps card, class 0; row 1 takes 3, class 2; row 2, given 3, is card; rows 3 and 4 are not answered. */
    @Test
    void decisionsAreAList() throws IOException {
        Reviewed read = read("review.csv", DECIDED + "3,three,card,3,drop\n");
        assertThat(read.isSample()).isFalse();
        assertThat(read.right()).isEqualTo(Map.of(0, 0, 1, 2, 2, 0));
        Path journal = file("d.jsonl", "{\"row\":0,\"decision\":\"keep\"}\n{\"row\":1,\"decision\":\"3\"}\n");
        assertThat(ReviewCsv.read(journal, GIVEN, names(IDS, List.of())).right())
                .isEqualTo(Map.of(0, 0, 1, 2));
    }

    /** The same file says the same of labels that it has mended. */
    @Test
    void decisionsHoldOfMendedLabels() throws IOException {
        Labels mended = GIVEN.map(row -> row == 1 ? 2 : row == 2 ? 0 : GIVEN.get(row));
        Path file = file("review.csv", DECIDED);
        assertThat(ReviewCsv.read(file, mended, names(List.of(), texts("zero", "one", "two", "three", "four")))
                        .right())
                .isEqualTo(Map.of(0, 0, 1, 2, 2, 0));
    }

    /** After row 0 has gone, numbers are those of other rows: their texts tell. */
    @Test
    void rowsThatHaveMovedAreNotTakenForOthers() throws IOException {
        Path file = file("review.csv", "row,text,given,decision\n3,three,card,keep\n");
        RowNames moved = names(List.of(), texts("one", "two", "three", "four"));
        assertThat(Refusal.of(() -> ReviewCsv.read(file, GIVEN, moved)))
                .contains("found 'three' but row 3 says 'four'", "rows were dropped or moved since");
        Path dropped = file("review.csv", "row,given,decision\n3,card,keep\n0,card,drop\n");
        assertThat(Refusal.of(() -> ReviewCsv.read(dropped, GIVEN, names(List.of(), List.of()))))
                .contains("numbers no longer tell which rows are meant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "row,decision\\n0,crad | expected take, keep, drop or one of the 3 classes of the labels",
                "row,given,decision\\n0,3,keep | found '3' but the label of row 0 in the labels is 'card'",
                "row,decision\\n0,take | expected a suggestion to take",
                "row,decision\\n400,keep | expected a row of the labels",
                "index,correct\\n0,card | expected a column 'row' or 'id' that tells which rows were reviewed, and a column"
                        + " 'right_label' but the columns are 'index', 'correct'",
            })
    void decisionsThatSayNothing(String text, String message) {
        assertThat(Refusal.of(() -> read("review.csv", text))).contains(message).doesNotContain("--new-classes");
    }

    @Test
    void nothingDecided() {
        assertThatThrownBy(() -> read("review.csv", "row,decision\n0,\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("no row has a decision; fill in column 'decision' (take, keep, drop or a class)");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 33, 100})
    void aFileThatWasFilledInIsTheSample(int count) throws IOException {
        List<ReviewSample.Row> sample =
                ReviewSample.draw(IntStream.range(0, 100).toArray(), count, 3);
        Path file = folder.resolve("to_review.csv");
        ReviewCsv.write(file, sample, GIVEN, names(IDS, List.of()));
        Reviewed empty = ReviewCsv.read(file, GIVEN, names(IDS, List.of()));
        assertThat(empty.isSample()).isTrue();
        assertThat(empty.answers()).isEmpty();
        assertThat(empty.unanswered()).isEqualTo(count);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        for (int i = 1; i < lines.size(); i++) {
            lines.set(i, lines.get(i) + (i % 2 == 0 ? "UnSure" : "\"cash, fast\""));
        }
        Files.write(file, lines);
        Reviewed reviewed = ReviewCsv.read(file, GIVEN, names(IDS, List.of()));
        Map<Integer, Integer> right = new HashMap<>();
        for (int i = 0; i < count; i += 2) {
            right.put(sample.get(i).row(), 1);
        }
        assertThat(reviewed.answers())
                .isEqualTo(Reviewed.ofSample(100, sample, right).answers());
        assertThat(reviewed.unanswered()).isEqualTo(count / 2);
    }

    @Test
    void withoutStrataItIsAList() throws IOException {
        Reviewed byId = read("r.csv", "id,note,right_label\\nid7,x,card\\nid3,,\\nid5,y, 3 \\n");
        assertThat(byId.isSample()).isFalse();
        assertThat(byId.right()).isEqualTo(Map.of(7, 0, 5, 2));
        Reviewed part = read("r.csv", "row,stratum,inclusion,right_label\\n70,5,0.05,card\\n71,,,card\\n71,,,card\\n");
        assertThat(part.isSample()).isFalse();
        assertThat(part.right()).isEqualTo(Map.of(70, 0, 71, 0));
    }

    @Test
    void theLastLineOfAJournalCounts() throws IOException {
        Reviewed journal = read(
                "review.jsonl",
                "{\"row\":70,\"stratum\":5,\"inclusion\":0.05,\"right_label\":\"card\",\"by\":{\"who\":[1]}}\\n"
                        + "{\"id\":\"id71\",\"stratum\":5,\"inclusion\":0.05,\"right_label\":\"card\"}\\n"
                        + "{\"row\":72,\"stratum\":5,\"inclusion\":0.05,\"right_label\":\"card\"}\\n\\n"
                        + "{\"row\":70,\"stratum\":5,\"inclusion\":0.05,\"right_label\":3}\\n"
                        + "{\"row\":71,\"stratum\":5,\"inclusion\":0.05,\"right_label\":null}\\n");
        assertThat(journal.isSample()).isTrue();
        assertThat(journal.right()).isEqualTo(Map.of(70, 2, 72, 0));
        assertThat(journal.unanswered()).isEqualTo(1);
        assertThat(read("empty.jsonl", "").answers()).isEmpty();
    }

    /** Such as a class that true labels have alone: nothing of it was learned. */
    @Test
    void aClassThatNoLabelHasIsRefused() throws IOException {
        Labels labels = Labels.of(new int[] {0, 2}, List.of("a", "b", "c"));
        Path file = file("r.csv", "row,right_label\\n0,b\\n");
        assertThat(Refusal.of(() -> ReviewCsv.read(file, labels, RowNames.of(labels.size(), List.of(), List.of()))))
                .contains(
                        "line 2, row 0 (counting from 0), column 'right_label': expected one of the 2 classes that labels have");
    }

    @Test
    void aClassCalledUnsureIsAClass() throws IOException {
        Labels given = Labels.of(new int[] {0, 1}, List.of("a", "unsure"));
        Path file = file("r.csv", "row,right_label\\n0,unsure\\n1,Unsure\\n");
        assertThat(ReviewCsv.read(file, given, RowNames.of(given.size(), List.of(), List.of()))
                        .right())
                .isEqualTo(Map.of(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "row,right_label\\n0,crd|line 2, row 0 (counting from 0), column 'right_label': expected one of the 3 classes that labels have, or unsure, but found 'crd', of which 'card' is nearest",
                "row,right_label\\n0,Card|of which 'card' is nearest",
                "row,right_label\\n0,card\\n100,card|line 3, row 1 (counting from 0), column 'row': expected a row of the audit, 0 to 99, but found '100'",
                "row,right_label\\n-1,card|found '-1'",
                "row,right_label\\n1.0,card|found '1.0'",
                "row,right_label\\n5,card\\n5,3|line 3, row 1 (counting from 0), column 'right_label': expected one answer to row 5 but found '3' after 'card'",
                "id,right_label\\nid100,card|column 'id': expected an id of the audit but found 'id100'",
                "id,right_label\\nid8,card|id 'id8' is that of rows 8 and 9",
                "row,id,right_label\\n5,id6,card|column 'id': expected id 'id5', which row 5 of the audit has, but found 'id6'",
                "row,id,right_label\\n,,card|column 'row': expected a row or an id",
                "id,right_label\\n,card|column 'id': expected a row or an id",
                "name,right_label\\n5,card|r.csv: expected a column 'row' or 'id'",
                "row,label\\n5,card|expected a column 'right_label' but the columns are 'row', 'label'",
                "row,stratum,inclusion,right_label\\n5,6,1,card|column 'stratum': expected a stratum, 0 to 5, but found '6'",
                "row,stratum,inclusion,right_label\\n5,2,1.5,card|column 'inclusion': expected a probability above 0 and at most 1 but found '1.5'",
                "row,stratum,inclusion,right_label\\n5,2,x,card|found 'x'",
                "row,stratum,inclusion,right_label\\n5,2,0.3,card|column 'inclusion': inclusion 0.3 is no share of the 5 rows that stratum 2 of the audit has",
                "row,stratum,inclusion,right_label\\n5,2,0.2,card\\n6,2,0.4,card|line 3, row 1 (counting from 0), column 'inclusion': inclusion 0.4 is not that of the other rows in stratum 2",
                "row,stratum,inclusion,right_label\\n5,2,0.2,card\\n6,2,0.2,card|means that 1 rows of stratum 2 were drawn",
                "row,stratum,inclusion,right_label\\n5,2,0.2,card\\n5,3,0.2,card|column 'stratum': expected what an earlier line says of row 5",
            })
    void whatIsNoAnswerIsRefused(String text, String expectation) throws IOException {
        Path file = file("r.csv", text + "\\n");
        assertThat(Refusal.of(() -> ReviewCsv.read(file, GIVEN, names(IDS, List.of()))))
                .startsWith(file.toString())
                .contains(expectation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|line 1, row 0 (counting from 0): expected an object",
                "{\"row\":1}\\n{\"row\":|line 2, row 1 (counting from 0): expected JSON",
                "{\"row\":1,\"right_label\":[]}|column 'right_label': expected a text or a number",
                "{\"right_label\":\"card\"}|column 'row': expected a row or an id",
                "{\"row\":1} {\"row\":2}|there is more",
                "{\"row\":1,\"right_label\":\"crd\"}|'card' is nearest",
            })
    void whatIsNoJournalIsRefused(String text, String expectation) throws IOException {
        Path file = file("review.jsonl", text + "\\n");
        assertThat(Refusal.of(() -> ReviewCsv.read(file, GIVEN, names(IDS, List.of()))))
                .startsWith(file.toString())
                .contains(expectation);
    }

    @Test
    void idsWithoutIdsInTheAuditAreRefused() throws IOException {
        Path file = file("r.csv", "id,right_label\\na,card\\n");
        assertThat(Refusal.of(() -> ReviewCsv.read(file, GIVEN, names(List.of(), List.of()))))
                .contains("the rows of the audit have no ids");
    }
}
