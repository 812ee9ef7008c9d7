package io.rectify.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.formats.OutputException;
import io.rectify.run.ReviewAnswer.Choice;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The system refuses to let the journal grow in the middle of a line, as a full disk does: the process is started with a limit on the size of files
 * (ulimit -f). What was acknowledged is there, what was refused is not, not even in part, and work goes on when there is room.
 */
class FullDiskTest {
    private static final int KILOBYTES = 16;

    @TempDir
    Path folder;

    private static Saved skip(ReviewSession session, String event) throws IOException {
        Item item = session.item("", "suspicion", 0);
        return session.decide(
                new Decision(event, "ann", "suspicion", 0, item.state().version(), Choice.SKIP, "", 0));
    }

    /** The process: decides about a row until that is refused, and once more what was refused. */
    public static final class Reviewer {
        public static void main(String[] args) throws IOException {
            try (ReviewSession session = SmallAudit.open(Path.of(args[0]))) {
                for (int i = 0; i < 1000; i++) {
                    System.out.println(skip(session, "e" + i).sequence());
                }
            } catch (OutputException e) {
                System.out.println(e.getMessage());
            }
            try (ReviewSession session = SmallAudit.open(Path.of(args[0]))) {
                System.out.println("again " + session.figures().sequence() + " "
                        + session.dropped().isPresent());
                skip(session, "again");
            } catch (OutputException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void whatIsRefusedIsToldAndLeavesNothing() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "SKIPPED: no bash, which limits the size of files");
        Path directory = SmallAudit.write(folder.resolve("audit"));
        Process process = new ProcessBuilder(List.of(
                        "/bin/bash",
                        "-c",
                        "ulimit -S -f " + KILOBYTES + " && exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reviewer.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        int acknowledged = lines.size() - 3;
        assertThat(acknowledged).isBetween(20, 100);
        assertThat(lines.get(acknowledged - 1)).isEqualTo(Integer.toString(acknowledged));
        assertThat(lines.get(acknowledged)).contains("review.jsonl: cannot be written:");
        assertThat(lines.get(acknowledged + 1)).isEqualTo("again " + acknowledged + " false");
        assertThat(lines.get(acknowledged + 2)).contains("review.jsonl: cannot be written:");
        Path journal = directory.resolve(ReviewJournal.NAME);
        assertThat(Files.size(journal)).isLessThanOrEqualTo(1024 * KILOBYTES);
        assertThat(Files.readAllLines(journal)).hasSize(acknowledged + 1);
        try (ReviewSession session = SmallAudit.open(directory)) {
            assertThat(session.dropped()).isEmpty();
            assertThat(skip(session, "e" + acknowledged).sequence()).isEqualTo(acknowledged + 1);
        }
    }
}
