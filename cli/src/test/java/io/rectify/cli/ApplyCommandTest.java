package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

class ApplyCommandTest {
    private static final String LABELS = "id,text,label\nx,one,cat\ny,two,dog\nz,three,dog\n";

    @TempDir
    Path folder;

    private Path labels = Path.of("");
    private Path fixed = Path.of("");

    @BeforeEach
    void write() throws IOException {
        labels = Files.writeString(folder.resolve("given.csv"), LABELS);
        fixed = folder.resolve("fixed.csv");
    }

    private CommandRun apply(String decisions, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("review.csv"), decisions.replace('|', '\n'));
        Object[] first = {"apply", "--labels", labels, "--decisions", file, "--overwrite", "--out", fixed};
        return CommandRun.of(first, more);
    }

    @Test
    void carriesOutEveryDecision() throws IOException {
        CommandRun run = apply("row,given,suggested,decision|0,cat,dog,take|1,dog,cat,keep|2,dog,cat,drop|")
                .succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,dog\ny,two,dog\n");
        assertThat(run.out()).startsWith("1 labels changed, 1 rows dropped, of 3");
        apply("id,decision|z,cat|y,|", "--json").succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,cat\ny,two,dog\nz,three,cat\n");
    }

    /** A row's number is that of the features' file where the two have other orders, so ids count. */
    @Test
    void idsComeBeforeNumbers() throws IOException {
        apply("row,id,given,decision|0,z,dog,cat|").succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,cat\ny,two,dog\nz,three,cat\n");
    }

    @Test
    void takesTheFirstOrTheSurestSuggestions() throws IOException {
        String issues = "row,given,suggested,p_wrong|2,dog,cat,0.99|0,cat,dog,0.4|1,dog,cat,0.3|";
        apply(issues, "--top", "2").succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,dog\ny,two,dog\nz,three,cat\n");
        apply(issues, "--above", "0.9").succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,cat\ny,two,dog\nz,three,cat\n");
        apply(
                        issues.replace("p_wrong|", "p_wrong,decision|")
                                .replace("0.99|", "0.99,keep|")
                                .replace("0.4|", "0.4,|")
                                .replace("0.3|", "0.3,|"),
                        "--top",
                        "2")
                .succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,dog\ny,two,dog\nz,three,dog\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "row,decision|0,catt|; expected take, keep, drop or one of the 2 classes of;",
                "row,decision|0,catt|; did you mean 'cat'?;",
                "row,decision|0,take|; expected a suggestion to take but there is none;",
                "row,suggested,decision|0,bird,take|; expected one of the 2 classes;",
                "row,given,decision|0,dog,keep|; found 'dog' but the label of row 0 in;",
                "row,decision|3,keep|; expected a row of;",
                "id,decision|w,keep|; expected an id of;",
                "row,decision|0,keep|0,drop|; expected one decision about row 0;",
                "row,decision|0,|1,|; no row has a decision;",
                "row,label|0,cat|; expected a column 'decision';",
                "text,decision|0,cat|; expected a column 'row' or 'id';",
                "row,suggested,p_wrong|0,dog,|; expected the probability that the label is wrong;--above 0.5",
                "row,suggested|0,dog|; --top and --above exclude each other;--above 0.5 --top 3",
                "row,suggested|0,dog|; --top must be at least 1;--top 0",
                "row,suggested|0,dog|; --above must be from 0 to 1;--above 2",
                "row,decision|0,drop|1,drop|2,drop|; would be dropped;",
            })
    void refusesInOneLine(String decisions, String message, String options) throws IOException {
        apply(decisions, options == null ? new Object[0] : options.split(" ")).isRefused(message);
        assertThat(fixed).doesNotExist();
    }

    @Test
    void newClassesAreAllowedWhereAskedFor() throws IOException {
        apply("row,decision|0,bird|", "--new-classes").succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,bird\ny,two,dog\nz,three,dog\n");
    }

    @Test
    void aJournalOfDecisionsIsRead() throws IOException {
        Path journal = Files.writeString(
                folder.resolve("decisions.jsonl"),
                "{\"row\":0,\"suggested\":\"dog\",\"decision\":\"take\"}\n{\"row\":0,\"decision\":\"keep\"}\n"
                        + "{\"row\":1,\"suggested\":\"cat\",\"decision\":\"take\"}\n");
        CommandRun.of("apply", "--labels", labels, "--decisions", journal, "--out", fixed)
                .succeeds();
        assertThat(fixed).hasContent("id,text,label\nx,one,cat\ny,two,cat\nz,three,dog\n");
    }

    @Test
    void theInputIsSpared() throws IOException {
        fixed = labels;
        apply("row,decision|0,keep|").isRefused("would overwrite an input");
        assertThat(labels).hasContent(LABELS);
    }

    /** The command that is named can be carried out: it does not write what it reads. */
    @Test
    void theCommandThatIsNamedSparesItsInput() {
        NextCommand next = new NextCommand("rectify", CommandSpec.create(), true);
        assertThat(next.apply(Path.of("a/train.csv.gz"), Path.of("r.csv")))
                .isEqualTo("rectify apply --labels a/train.csv.gz --decisions r.csv --out fixed.csv.gz");
        assertThat(next.apply(Path.of("fixed.csv"), Path.of("r.csv")))
                .endsWith("--labels fixed.csv --decisions r.csv --out refixed.csv");
    }

    /** A label that is kept is right ever after: the next audit does not flag it, of the mended labels or of those that were. */
    @Test
    void whatWasKeptIsNeverFlaggedAgain() throws IOException {
        TrainingFiles files = TrainingFiles.small(folder);
        Path first = folder.resolve("first");
        files.run("audit", first, "--quiet").succeeds();
        List<String> flagged =
                LabelTable.read(first.resolve("issues.csv"), "row").labels();
        List<String> suggested =
                LabelTable.read(first.resolve("issues.csv"), "suggested").labels();
        Path review = folder.resolve("mine.csv");
        StringBuilder decided = new StringBuilder("row,suggested,decision\n");
        for (int i = 0; i < 20; i++) {
            decided.append(flagged.get(i))
                    .append(",\"")
                    .append(suggested.get(i))
                    .append(i < 10 ? "\",keep\n" : "\",take\n");
        }
        Files.writeString(review, decided);
        Path mended = folder.resolve("mended.csv");
        CommandRun.of("apply", "--labels", files.file("noisy.csv"), "--decisions", review, "--out", mended)
                .succeeds();
        for (TrainingFiles again : List.of(files, new TrainingFiles(folder, "train_features.npy", "mended.csv"))) {
            Path second = folder.resolve("second_" + again.labels());
            CommandRun run =
                    again.run("audit", second, "--quiet", "--reviewed", review).succeeds();
            assertThat(run.out()).contains("20 rows were reviewed, but not drawn at random");
            List<String> still =
                    LabelTable.read(second.resolve("issues.csv"), "row").labels();
            assertThat(still).isNotEmpty().doesNotContainAnyElementsOf(flagged.subList(0, 10));
            Path run2 = folder.resolve("run_" + again.labels());
            assertThat(again.run("train", run2, "--method", "logistic", "--reviewed", review)
                            .succeeds()
                            .out())
                    .contains("20 reviewed rows count as right");
        }
    }

    /** The whole way: an audit's review.csv, filled in by the right labels, gives these labels back where it was filled in. */
    @Test
    void theWayBackFromAnAudit() throws IOException {
        TrainingFiles files = TrainingFiles.small(folder);
        files.run("audit", folder.resolve("audit"), "--quiet").succeeds();
        Path review = folder.resolve("audit").resolve("review.csv");
        List<String> lines = new ArrayList<>(LabelTable.columnNames(review));
        assertThat(lines)
                .containsExactly("row", "text", "given", "suggested", "p_wrong", "confidence", "rank", "decision");
        LabelTable suggestions = LabelTable.read(review, "suggested", "row", "given", "decision");
        assertThat(suggestions.size()).isGreaterThanOrEqualTo(100);
        assertThat(suggestions.column("decision")).containsOnly("");
        CommandRun.of(
                        "apply",
                        "--labels",
                        files.file("noisy.csv"),
                        "--decisions",
                        review,
                        "--top",
                        "30",
                        "--out",
                        fixed)
                .succeeds();
        LabelTable before = LabelTable.read(files.file("noisy.csv"), "label", "text");
        LabelTable after = LabelTable.read(fixed, "label", "text");
        assertThat(after.column("text")).isEqualTo(before.column("text"));
        List<String> expected = new ArrayList<>(before.labels());
        for (int i = 0; i < 30; i++) {
            expected.set(
                    Integer.parseInt(suggestions.column("row").get(i)),
                    suggestions.labels().get(i));
        }
        assertThat(after.labels()).isEqualTo(expected).isNotEqualTo(before.labels());
        assertTheSameByTheRanksOf(folder.resolve("audit").resolve("labels.csv"), files.file("noisy.csv"));
    }

    /** labels.csv is in the order of the rows, and tells the first of the list by their rank. */
    private void assertTheSameByTheRanksOf(Path table, Path given) throws IOException {
        Path again = folder.resolve("again.csv");
        CommandRun.of("apply", "--labels", given, "--decisions", table, "--top", "30", "--out", again)
                .succeeds();
        assertThat(again).hasSameBinaryContentAs(fixed);
    }
}
