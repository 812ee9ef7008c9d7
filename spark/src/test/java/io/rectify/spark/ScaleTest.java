package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generated rows on two workers of 2 GB and one core each, printed; a command rather than a test: -Drectify.measure=true. */
@EnabledIfSystemProperty(
        named = "rectify.measure",
        matches = "true",
        disabledReason = "a measurement, which asserts no times")
class ScaleTest {
    @ParameterizedTest
    @CsvSource({
        "spectral, 1000000, 2",
        "spectral, 1000000, 4",
        "spectral, 1000000, 8",
        "teacher, 1000000, 2",
        "teacher, 1000000, 4",
        "teacher, 1000000, 8",
        "spectral, 20000000, 64",
        "teacher, 20000000, 64"
    })
    void generatedRows(String method, String rows, String partitions, @TempDir Path home) throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(home, List.of("-XX:+UseSerialGC"))) {
            List<Process> workers = List.of(cluster.worker("worker-1", "2g"), cluster.worker("worker-2", "2g"));
            Process job = cluster.job(ScaleJob.class, "1300m", Map.of(), method, rows, partitions);
            String last = "";
            long most = 0;
            try (BufferedReader lines = job.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    most = Math.max(
                            most,
                            workers.stream()
                                    .flatMap(Process::descendants)
                                    .mapToLong(ScaleTest::peak)
                                    .max()
                                    .orElse(0));
                    System.out.println(line);
                    last = line;
                }
            }
            System.out.println("peak resident memory of an executor: " + most + " kB");
            assertThat(last).as(cluster.log("job")).contains(method + " of " + rows + " rows");
        }
    }

    /** VmHWM, where the system tells it. */
    private static long peak(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .max()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }
}
