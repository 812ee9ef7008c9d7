package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a process is ended while it writes; SIGTERM and Ctrl-C take the same way through the JVM. */
class AtomicOutputShutdownTest {
    @TempDir
    Path directory;

    private Process start() throws IOException, URISyntaxException {
        Files.writeString(directory.resolve("x.csv"), "old");
        Files.writeString(Files.createDirectory(directory.resolve("run")).resolve("run.json"), "old");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        location(AtomicOutput.class) + File.pathSeparator + location(UnfinishedOutput.class),
                        UnfinishedOutput.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("ready");
        assertThat(temporaries()).hasSize(2);
        return process;
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private List<String> temporaries() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    private void assertTargetsAreUntouched() {
        assertThat(directory.resolve("x.csv")).hasContent("old");
        assertThat(directory.resolve("run/run.json")).hasContent("old");
    }

    @Test
    void whenTheProcessIsAskedToEndNothingIsLeft() throws Exception {
        Process process = start();
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(temporaries()).isEmpty();
        assertTargetsAreUntouched();
    }

    @Test
    void whenTheProcessIsKilledNoTargetIsHalf() throws Exception {
        Process process = start();
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertTargetsAreUntouched();
    }
}
