package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full or read-only: a file system in memory of its own, where the user may mount one. */
@EnabledOnOs(OS.LINUX)
class UnusableDiskTest {
    @TempDir
    Path folder;

    private TrainingFiles files;
    private Path disk;

    @BeforeEach
    void write() throws IOException {
        files = TrainingFiles.clouds(folder, 600, 16, 6);
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    /** Fails while a file is still open there. */
    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (run("mountpoint", "-q", disk.toString()) == 0) {
            int exitCode = run("umount", disk.toString());
            run("umount", "--lazy", disk.toString());
            assertThat(exitCode).as("nothing is open on the disk").isZero();
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private void mount(String options) throws IOException, InterruptedException {
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "rectify-test", disk.toString()))
                .as("may mount")
                .isZero();
    }

    private CommandRun command(String command, Object... more) {
        return files.run(command, disk.resolve("run"), CommandRun.words(more, "--quiet"));
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(disk)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private TreeMap<String, String> contents() throws IOException {
        TreeMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(disk.resolve("run"))) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Sha256.of(file));
            }
        }
        return contents;
    }

    /** The report alone is larger than a megabyte. */
    @ParameterizedTest
    @CsvSource({"train, 16k", "train, 64k", "train, 1m", "audit, 16k", "audit, 64k", "audit, 1m"})
    void aDiskTooSmall(String command, String size) throws Exception {
        mount("size=" + size);
        command(command).isRefused(disk.resolve("run") + ": cannot be written: No space left on device");
        assertThat(entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "audit"})
    void aDiskThatIsFullFromTheBeginning(String command) throws Exception {
        mount("size=16k");
        fill();
        command(command).isRefused("No space left on device");
        assertThat(entries()).containsExactly("filler");
    }

    private void fill() throws IOException {
        try (var out = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                out.write(new byte[1024]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "audit"})
    void anEarlierResultSurvivesADiskThatFills(String command) throws Exception {
        mount("size=8m");
        Object[] first = command.equals("train") ? new Object[] {"--method", "teacher"} : new Object[] {"--instant"};
        CommandRun before = command(command, first);
        before.succeeds();
        fill();
        TreeMap<String, String> earlier = contents();
        Files.write(disk.resolve("filler"), new byte[(int) Files.size(disk.resolve("filler")) - 300_000]);

        command(command, "--overwrite").isRefused("cannot be written: No space left on device");
        assertThat(contents()).isEqualTo(earlier);
        assertThat(entries()).containsExactly("filler", "run");

        Files.delete(disk.resolve("filler"));
        CommandRun again = command(command, "--overwrite");
        again.succeeds();
        assertThat(entries()).containsExactly("run");
        assertThat(contents()).isNotEqualTo(earlier);
    }

    /** Finished fits that there is no room for are no reason to end; the output that there is no room for is. */
    @Test
    void aDiskThatFillsWithFinishedFits() throws Exception {
        mount("size=40k");
        Path err = folder.resolve("stderr.txt");
        Process process = RectifyProcess.start(
                err.toFile(),
                "train",
                "--quiet",
                "--features",
                folder.resolve("x.npy"),
                "--labels",
                folder.resolve("y.csv"),
                "--method",
                "sd",
                "--rounds",
                "200",
                "--tolerance",
                "1e-9",
                "--out",
                disk.resolve("run"));
        assertThat(process.waitFor()).isEqualTo(2);
        List<String> lines = Files.readAllLines(err);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("finished steps cannot be kept").contains("No space left on device");
        assertThat(lines.get(1)).contains("run: cannot be written: No space left on device");
        assertThat(disk.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "audit"})
    void aDiskThatIsReadOnly(String command) throws Exception {
        mount("size=8m,ro");
        command(command).isRefused(disk.resolve("run") + ": ");
        assertThat(entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "audit"})
    void aDirectoryThatNotEvenRootMayWriteTo(String command) {
        CommandRun.of(
                        command,
                        "--quiet",
                        "--features",
                        folder.resolve("x.npy"),
                        "--labels",
                        folder.resolve("y.csv"),
                        "--out",
                        "/proc/run")
                .isRefused("/proc/run: ");
    }
}
