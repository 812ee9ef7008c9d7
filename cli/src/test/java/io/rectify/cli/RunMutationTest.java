package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code rectify explain} on a run directory whose files were damaged at random, from a seed: it explains or refuses in one line.
 * {@code -Drectify.mutations=100000} tries more.
 */
class RunMutationTest {
    private static final int COUNT = Integer.getInteger("rectify.mutations", 60);
    private static final String[] WORDS = {
        "null",
        "1e308",
        "-1",
        "2147483647",
        "1e-320",
        "\\u0000",
        "[[[[",
        "{\"a\":",
        "\"",
        "/dev/zero",
        "../",
        "999999999999999999999"
    };

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void train() throws IOException {
        run = folder.resolve("run");
        TrainingFiles.small(folder).run("train", run, "--method", "spectral").succeeds();
    }

    @Test
    void damagedRunsAreExplainedOrRefused() throws IOException {
        List<Integer> explained = List.of(mutate("run.json", 1), mutate("metrics.json", 2), mutate("labels.csv", 3));
        assertThat(explained).allMatch(count -> count > 0 && count < COUNT);
    }

    /** How many of the damaged files were taken. */
    private int mutate(String name, long seed) throws IOException {
        Random random = new Random(seed);
        Path file = run.resolve(name);
        byte[] original = Files.readAllBytes(file);
        int explained = 0;
        for (int i = 0; i < COUNT; i++) {
            Files.write(file, mutated(random, original));
            CommandRun asked = CommandRun.of("explain", "--run", run, "--row", 1);
            assertThat(asked.exitCode())
                    .as("mutation %d of %s: %s", i, name, asked.err())
                    .isIn(0, 2);
            assertThat(asked.errLines()).as("mutation %d of %s", i, name).hasSize(asked.exitCode() == 0 ? 0 : 1);
            explained += asked.exitCode() == 0 ? 1 : 0;
        }
        Files.write(file, original);
        return explained;
    }

    private static byte[] mutated(Random random, byte[] original) {
        int at = random.nextInt(original.length);
        int end = Math.min(original.length, at + random.nextInt(12));
        byte[] middle = random.nextBoolean()
                ? WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8)
                : new byte[] {(byte) random.nextInt()};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(original, 0, at);
        bytes.writeBytes(middle);
        bytes.write(original, end, original.length - end);
        return bytes.toByteArray();
    }
}
