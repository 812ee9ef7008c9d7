package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first lines of a command say what was found and what to do next. */
class VerdictTest {
    @TempDir
    static Path folder;

    private TrainingFiles files = new TrainingFiles(Path.of(""), "", "");

    @BeforeEach
    void write() throws IOException {
        files = TrainingFiles.small(folder);
    }

    private List<String> lines(String command, Object... more) {
        return files.run(command, folder.resolve(command), CommandRun.words(more, "--quiet", "--overwrite"))
                .succeeds()
                .out()
                .lines()
                .toList();
    }

    @Test
    void auditNamesTheShareAndTheNextCommand() {
        List<String> lines = lines("audit");
        assertThat(lines.get(0))
                .contains(" % ")
                .contains("of the labels are wrong")
                .doesNotContain("kappa");
        assertThat(lines.get(1)).startsWith("Review these ");
        assertThat(lines.get(3))
                .contains("rectify apply --labels ")
                .contains("review.csv")
                .endsWith("--out fixed.csv");
        assertThat(lines).noneMatch(line -> line.contains("judged by"));
        assertThat(lines("audit", "--details")).anyMatch(line -> line.contains("judged by"));
    }

    /** Right labels of clear classes: none is flagged, and the most suspicious ones are listed all the same. */
    @Test
    void auditListsRowsWhateverTheFlags() throws IOException {
        TrainingFiles right = new TrainingFiles(folder, "train_features.npy", "train.csv");
        List<String> lines = right.run("audit", folder.resolve("clean"), "--quiet", "--overwrite", "--flags-at", "0")
                .succeeds()
                .out()
                .lines()
                .toList();
        assertThat(lines.subList(0, 3))
                .anyMatch(line -> line.matches("(Review these|No label is).*most suspicious ones:"));
        String page = Files.readString(folder.resolve("clean").resolve("report.html"));
        assertThat(page).contains("<h3 dir=\"auto\">What to do</h3>").contains("Labels to look at first");
        assertThat(page.indexOf("Labels to look at first")).isLessThan(page.indexOf("How sure: probability"));
        int ruled = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("---"))
                .findFirst()
                .orElseThrow());
        assertThat(lines.subList(ruled + 1, ruled + 9)).allMatch(line -> line.matches("\\d+ .*"));
    }

    @Test
    void trainSaysWhetherDistillingHelped() throws IOException {
        List<String> lines = lines("train");
        assertThat(lines.get(0))
                .matches("(Distilling helped|Distilling makes no clear|Mistakes seem|Plain logistic).*");
        assertThat(lines).anyMatch(line -> line.contains("labels are flagged as wrong"));
        assertThat(lines).anyMatch(line -> line.startsWith("Next: rectify predict --model "));
        assertThat(lines).noneMatch(line -> line.contains("ways of training tried"));
        List<String> all = lines("train", "--details");
        assertThat(all).anyMatch(line -> line.startsWith("plain logistic regression, kappa"));
        assertThat(all).anyMatch(line -> line.contains("ways of training tried"));
    }

    /** The same fit by either name. */
    @Test
    void logisticIsTheTeacher() throws IOException {
        JsonNode logistic = files.run(
                        "train", folder.resolve("l"), "--method", "logistic", "--json", "--quiet", "--overwrite")
                .succeeds()
                .json();
        assertThat(logistic.path("method").asText()).isEqualTo("teacher");
        assertThat(lines("train", "--method", "logistic")).anyMatch(line -> line.contains("plain logistic regression"));
    }

    @Test
    void theTestRowsSayWhatDistillingGained() {
        List<String> lines = lines(
                "train",
                "--method",
                "harden",
                "--test-features",
                folder.resolve("test_features.npy"),
                "--test-labels",
                folder.resolve("test.csv"));
        assertThat(lines.get(0))
                .matches(
                        "On the test rows it is right in .* %, logistic regression of the same penalty in .* %: [+-].* points\\.");
    }

    /** With test rows the first line is theirs, and no other figure beside it is called accuracy or plain logistic regression. */
    @Test
    void theTestRowsComeFirstWhereAutoChose() {
        List<String> lines = lines(
                "train",
                "--kappa",
                "40",
                "--test-features",
                folder.resolve("test_features.npy"),
                "--test-labels",
                folder.resolve("test.csv"));
        boolean student = lines.stream().anyMatch(line -> line.startsWith("Way of training: "));
        assertThat(lines.get(0)).startsWith(student ? "On the test rows it is right in " : "Plain logistic");
        assertThat(lines).noneMatch(line -> line.startsWith("Distilling ") || line.contains("right for about"));
        assertThat(lines).noneMatch(line -> line.matches(".*(kappa).*") && lines.indexOf(line) == 0);
        assertThat(lines).anyMatch(line -> line.contains("right on test"));
        if (student) {
            assertThat(lines).noneMatch(line -> line.matches("\\d+ +plain logistic regression .*"));
        }
    }

    @Test
    void theoryBeginsWithAdvice() {
        Object[] words = {
            "theory",
            "--features",
            folder.resolve("train_features.npy"),
            "--labels",
            folder.resolve("noisy.csv"),
            "--quiet"
        };
        List<String> estimated = CommandRun.of(words).succeeds().out().lines().toList();
        assertThat(estimated.get(0))
                .matches("About .* % of the given labels are wrong \\(\\d+ to \\d+ %; true labels estimated\\)\\.");
        assertThat(estimated.get(1)).startsWith("By theory, if rows of a class were all alike, ");
        assertThat(estimated).anyMatch(line -> line.contains("a bound, no forecast; rectify train tries it"));
        assertThat(estimated).noneMatch(line -> line.matches(".*(Gram matrix|kappa|t = 1).*"));
        List<String> known = CommandRun.of(words, "--true-labels", folder.resolve("train.csv"))
                .succeeds()
                .out()
                .lines()
                .toList();
        assertThat(known.get(1)).startsWith("On these rows the linear model of the theory, at kappa 15, gains ");
        assertThat(known).anyMatch(line -> line.contains("covers this one penalty and this one kind of student"));
        assertThat(known).noneMatch(line -> line.contains("is enough: judged"));
        assertThat(known).anyMatch(line -> line.contains("what the linear model does on these rows stands above"));
        assertThat(CommandRun.of(words, "--details").succeeds().out())
                .contains("Gram matrix")
                .contains("Training rows classified right, say two models")
                .contains("What the theory promises");
    }
}
