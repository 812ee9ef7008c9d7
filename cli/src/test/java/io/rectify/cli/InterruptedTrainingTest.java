package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process of its own that is stopped while it works. */
@DisabledOnOs(OS.WINDOWS)
class InterruptedTrainingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void leavesNoHalfRunDirectory(String signal) throws IOException, InterruptedException {
        Process process = train(
                "--tolerance", "1e-300", "--max-iterations", "2000000000", "--method", "sd", "--rounds", "1000000");
        try {
            assertThat(process.waitFor(3, TimeUnit.SECONDS))
                    .as("still training")
                    .isFalse();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isGreaterThan(128);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()).filter(name -> !name.equals(".run.parts")))
                    .noneMatch(name -> name.contains("run"));
        }
    }

    @Test
    void theSameProcessEndsWellWhenLeftAlone() throws IOException, InterruptedException {
        Process process = train();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(folder.resolve("run").resolve("model.safetensors")).exists();
    }

    private Process train(String... more) throws IOException {
        Object[] words = TrainingFiles.small(folder).words("train", folder.resolve("run"), (Object[]) more);
        return RectifyProcess.start(folder.resolve("stderr.txt").toFile(), words);
    }
}
