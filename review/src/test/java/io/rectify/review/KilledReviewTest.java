package io.rectify.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.run.ReviewAnswer.Choice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that decides as fast as it can and is killed by SIGKILL: what it was told is saved is there. */
class KilledReviewTest {
    /** 100 with -Drectify.exhaustive=true. */
    private static final int KILLS = Boolean.getBoolean("rectify.exhaustive") ? 100 : 6;

    @TempDir
    Path folder;

    /** The process: decides about rows in turn and says so, line by line, when it is saved. */
    public static final class Reviewer {
        public static void main(String[] args) throws IOException {
            try (ReviewSession session = SmallAudit.open(Path.of(args[0]))) {
                while (true) {
                    for (Item item :
                            session.page("", "suspicion", 0, 200, false).items()) {
                        String event = "e" + session.figures().sequence();
                        Saved saved = session.decide(new Decision(
                                event,
                                "ann",
                                "suspicion",
                                item.row(),
                                item.state().version(),
                                Choice.UNSURE,
                                "",
                                0));
                        System.out.println(saved.sequence());
                    }
                }
            }
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsLost() throws IOException, InterruptedException {
        Path directory = SmallAudit.write(folder.resolve("audit"));
        SplittableRandom random = new SplittableRandom(3);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = runUntilKilled(directory, acknowledged, random);
            try (ReviewSession session = SmallAudit.open(directory)) {
                assertThat(session.figures().sequence()).isBetween(acknowledged, acknowledged + 1);
                acknowledged = session.figures().sequence();
            }
        }
        assertThat(acknowledged).isGreaterThan(KILLS);
    }

    private static long runUntilKilled(Path directory, long before, SplittableRandom random)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reviewer.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = before;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            assertThat(line).isNotNull();
            last = Long.parseLong(line);
            LockSupport.parkNanos(random.nextInt(20_000_000));
            process.toHandle().destroyForcibly();
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.isEmpty() ? last : Math.max(last, whole(line, last));
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /** The last line may have been cut off in the middle; its beginning is a smaller number. */
    private static long whole(String line, long last) {
        return line.matches("[0-9]+") ? Long.parseLong(line) : last;
    }
}
