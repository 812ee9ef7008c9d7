package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rectify.formats.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes of their own that are killed (SIGKILL) at random moments and started again with the same command: at no moment is
 * there half a result, an earlier result is never lost, and the results are those of a process that was left alone, byte for
 * byte. {@code -Drectify.kills=60} kills so often that every phase is hit.
 */
@DisabledOnOs(OS.WINDOWS)
class KilledRunTest {
    /** What must be equal; the rest tells of times. */
    private static final Set<String> RESULTS = Set.of(
            "model.safetensors", "model.onnx", "labels.csv", "soft_labels.npy", "issues.csv", "noise_matrix.csv");

    private static final String TRAIN = "train";
    private static final String AUDIT = "audit";

    @TempDir
    Path folder;

    private TrainingFiles files;

    private final Map<String, Integer> phases = new TreeMap<>();

    @Test
    void trainGoesOn() throws Exception {
        files = TrainingFiles.clouds(folder, 1500, 24, 12);
        killAndGoOn(TRAIN, 3, 1, false);
    }

    @Test
    void auditGoesOnAndReplacesAnEarlierResult() throws Exception {
        files = TrainingFiles.clouds(folder, 1500, 24, 12);
        killAndGoOn(AUDIT, 3, 2, true);
    }

    @Test
    @EnabledIfSystemProperty(named = "rectify.kills", matches = "[0-9]+")
    void manyKills() throws Exception {
        files = TrainingFiles.clouds(folder, 3000, 48, 20);
        int kills = Integer.getInteger("rectify.kills");
        int done = 0;
        for (int round = 0; done < kills; round++) {
            String command = round % 2 == 0 ? TRAIN : AUDIT;
            done += killAndGoOn(command, Math.min(8, kills - done), 100 + round, round % 4 >= 2);
        }
        System.out.println(done + " kills: " + phases);
        assertThat(phases.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(kills);
    }

    /**
     * Killed by strace on entering the first, second, … of the calls that change names, until a process gets through: every state
     * that a kill can leave behind on the disk.
     */
    @ParameterizedTest
    @ValueSource(strings = {"rename", "unlink", "rmdir", "mkdir"})
    @EnabledIfSystemProperty(named = "rectify.kills", matches = "[0-9]+")
    void killedAtEveryCall(String call) throws Exception {
        assumeThat(Path.of("/usr/bin/strace")).exists();
        files = TrainingFiles.clouds(folder, 800, 16, 8);
        for (String command : List.of(TRAIN, AUDIT)) {
            Path reference = folder.resolve(command + "-reference");
            assertThat(end(start(command, reference, false, ""))).isZero();
            Path prepared = folder.resolve(command + "-earlier");
            assertThat(end(start(command, prepared, false, "earlier"))).isZero();
            Map<String, String> earlier = results(prepared);
            int kills = 0;
            for (boolean through = false; !through; kills++) {
                Path run = folder.resolve("run" + call + command + kills);
                assertThat(new ProcessBuilder("cp", "-r", prepared.toString(), run.toString())
                                .start()
                                .waitFor())
                        .isZero();
                List<String> strace = List.of(
                        "/usr/bin/strace",
                        "-f",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=" + call,
                        "-e",
                        "inject=" + call + ":signal=KILL:when=" + (kills + 1));
                through = end(start(strace, command, run, true, "")) == 0;
                if (Files.exists(run)) {
                    assertThat(results(run)).isIn(earlier, results(reference));
                } else {
                    assertThat(exists(run, "old")).isTrue();
                }
                if (!through) {
                    phases.merge(call + ", " + command + ", " + phase(run), 1, Integer::sum);
                    boolean done = Files.exists(run) && results(run).equals(results(reference));
                    assertThat(end(start(command, run, !done, ""))).isEqualTo(done ? 2 : 0);
                }
                assertThat(results(run)).isEqualTo(results(reference));
            }
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith(".")))
                        .isEmpty();
            }
        }
        System.out.println(phases);
    }

    /** Kills so often, or until a process ends before it is killed; then leaves the process alone and compares. */
    private int killAndGoOn(String command, int most, long seed, boolean replacing) throws Exception {
        Random random = new Random(seed);
        Path reference = folder.resolve(command + "-reference");
        long took = 0;
        if (Files.notExists(reference)) {
            long begin = System.nanoTime();
            assertThat(end(start(command, reference, false, ""))).isZero();
            took = System.nanoTime() - begin;
            Files.writeString(folder.resolve(command + ".nanos"), Long.toString(took));
        }
        took = Long.parseLong(Files.readString(folder.resolve(command + ".nanos")));
        Path run = folder.resolve("run" + seed);
        Map<String, String> earlier = Map.of();
        if (replacing) {
            assertThat(end(start(command, run, false, "earlier"))).isZero();
            earlier = results(run);
            assertThat(earlier).isNotEqualTo(results(reference));
        }
        int kills = 0;
        while (kills < most) {
            boolean atTheEnd = random.nextInt(3) == 0;
            Process process = start(command, run, replacing, "");
            String phase = killed(process, run, atTheEnd, (long) (took * (0.05 + 0.9 * random.nextDouble())), random);
            if (phase.isEmpty()) {
                break;
            }
            kills++;
            phases.merge(command + ", " + phase, 1, Integer::sum);
            if (Files.exists(run)) {
                assertThat(results(run)).isIn(earlier, results(reference));
            } else {
                assertThat(!replacing || exists(run, "old")).isTrue();
            }
            if (Files.exists(run) && results(run).equals(results(reference))) {
                break;
            }
        }
        if (!Files.exists(run) || !results(run).equals(results(reference))) {
            assertThat(end(start(command, run, replacing, ""))).isZero();
        } else if (hidden(run).findAny().isPresent()) {
            assertThat(end(start(command, run, false, "")))
                    .as("already there, and cleared up")
                    .isEqualTo(2);
        }
        assertThat(results(run)).isEqualTo(results(reference));
        assertThat(hidden(run)).isEmpty();
        return kills;
    }

    /** Kills after a time, or soon after the output has begun to be written; what it was at, or nothing if it had ended. */
    private String killed(Process process, Path run, boolean atTheEnd, long after, Random random) throws Exception {
        long begin = System.nanoTime();
        boolean writing = false;
        while (process.isAlive() && !writing && (atTheEnd || System.nanoTime() - begin < after)) {
            Thread.sleep(1);
            writing = atTheEnd && exists(run, "tmp");
        }
        if (writing) {
            process.waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS);
        }
        if (!process.isAlive()) {
            assertThat(process.exitValue()).isZero();
            return "";
        }
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        if (process.exitValue() == 0) {
            return "";
        }
        return phase(run);
    }

    private String phase(Path run) throws IOException {
        Path parts = folder.resolve("." + run.getFileName() + ".parts");
        if (exists(run, "old")) {
            return Files.exists(run) ? "5 earlier output moved aside, new one in place" : "4 between the renames";
        }
        if (exists(run, "tmp")) {
            return "3 writing the output";
        }
        if (Files.notExists(parts)) {
            return "0 starting, or all done";
        }
        try (Stream<Path> files = Files.list(parts)) {
            long fits = files.filter(file -> file.toString().endsWith(".json")).count();
            return fits == 0 ? "1 reading or fitting, nothing kept" : "2 fitting, fits kept";
        }
    }

    private boolean exists(Path run, String purpose) throws IOException {
        try (Stream<Path> files = hidden(run)) {
            return files.anyMatch(file -> file.toString().contains("." + purpose + "-"));
        }
    }

    private Stream<Path> hidden(Path run) throws IOException {
        return Files.list(folder).filter(file -> file.getFileName().toString().startsWith("." + run.getFileName()));
    }

    /** Names and contents of the files that must be equal. */
    private static Map<String, String> results(Path run) throws IOException {
        Map<String, String> results = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                assertThat(Files.size(file)).isPositive();
                if (RESULTS.contains(name)) {
                    results.put(name, Sha256.of(file));
                }
            }
        }
        assertThat(results).hasSize(4);
        assertThat(run.resolve("run.json")).isNotEmptyFile();
        return results;
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private Process start(String command, Path out, boolean overwrite, String kind) throws IOException {
        return start(List.of(), command, out, overwrite, kind);
    }

    private Process start(List<String> prefix, String command, Path out, boolean overwrite, String kind)
            throws IOException {
        List<Object> words = new ArrayList<>(List.of(files.words(command, out, "--quiet")));
        if (kind.equals("earlier")) {
            words.addAll(command.equals(TRAIN) ? List.of("--method", "teacher") : List.of("--flags-at", "0.4"));
        } else if (command.equals(AUDIT)) {
            words.add("--thorough");
        }
        if (overwrite) {
            words.add("--overwrite");
        }
        return RectifyProcess.start(prefix, folder.resolve("stderr.txt").toFile(), words.toArray());
    }
}
