package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while a process is at work: another one on its directory, or a change of what it reads. */
class SecondProcessTest {
    @TempDir
    Path folder;

    private TrainingFiles files;

    private Object[] words(String command, Object... more) {
        return files.words(command, folder.resolve("run"), more);
    }

    private Path err() {
        return folder.resolve("stderr.txt");
    }

    /** A process that would train for hours and has begun to fit. */
    private Process longTraining(Object... more) throws IOException, InterruptedException {
        files = TrainingFiles.clouds(folder, 600, 16, 6);
        Object[] forever = {"--tolerance", "1e-300", "--method", "sd", "--rounds", "1000000", "--quiet"};
        Process process = RectifyProcess.start(err().toFile(), words("train", CommandRun.words(forever, more)));
        long begin = System.nanoTime();
        while (Files.notExists(folder.resolve(".run.parts/fits-000001.json"))) {
            assertThat(process.isAlive()).as(() -> "alive").isTrue();
            assertThat(System.nanoTime() - begin).isLessThan(60_000_000_000L);
            Thread.sleep(5);
        }
        return process;
    }

    @Test
    void anotherProcessIsToldSoAndChangesNothing() throws Exception {
        Process first = longTraining();
        try {
            for (String command : new String[] {"train", "audit"}) {
                CommandRun.of(words(command)).isRefused(": another process is writing it at this moment");
                CommandRun.of(words(command, "--overwrite")).isRefused("another process");
            }
            assertThat(first.isAlive()).isTrue();
            assertThat(folder.resolve("run")).doesNotExist();
            assertThat(folder.resolve(".run.parts/fits-000001.json")).exists();
        } finally {
            first.destroyForcibly();
            assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        CommandRun after = CommandRun.of(words("train", "--method", "teacher"));
        after.succeeds();
        assertThat(folder.resolve(".run.parts")).doesNotExist();
    }

    /** Features are read again and again where they do not fit into memory. */
    @Test
    void rowsThatChangeWhileTheyAreReadAgainAreRefused() throws Exception {
        files = TrainingFiles.clouds(folder, 1500, 24, 12);
        Process process = RectifyProcess.start(
                err().toFile(), words("train", "--quiet", "--memory", "1k", "--method", "sd", "--rounds", "30"));
        long begin = System.nanoTime();
        while (Files.notExists(folder.resolve(".run.parts/fits-000001.json"))) {
            assertThat(System.nanoTime() - begin).isLessThan(60_000_000_000L);
            Thread.sleep(5);
        }
        try (FileChannel rows = FileChannel.open(folder.resolve("x.npy"), StandardOpenOption.WRITE)) {
            rows.write(ByteBuffer.wrap(new byte[] {1}), rows.size() - 4);
        }
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(err())).hasSize(1);
        assertThat(err()).content().contains("x.npy: changed while it was read; nothing is written");
        assertThat(folder.resolve("run")).doesNotExist();
        CommandRun again = CommandRun.of(words("train", "--method", "sd", "--rounds", "30", "--memory", "1k"));
        again.succeeds();
        assertThat(again.err()).doesNotContain("going on");
    }
}
