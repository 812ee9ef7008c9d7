package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster with two workers, one of which is killed in mid-fit. */
class LostWorkerTest {
    /** Processes of some seconds, most of which would go to compilation. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** The lost executor is asked for its blocks once more, and not three times with 5 s in between. */
    private static final Map<String, String> IMPATIENT =
            Map.of("spark.shuffle.io.maxRetries", "1", "spark.shuffle.io.retryWait", "1s");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWorkerThatIsKilledChangesNoBit(@TempDir Path home) throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(home, SHORT_LIVED)) {
            Process lost = cluster.worker("worker-1", "700m");
            cluster.worker("worker-2", "700m");
            Process job = cluster.job(ClusterJob.class, "600m", IMPATIENT);
            List<String> results = new ArrayList<>();
            int passes = 0;
            try (BufferedReader lines = job.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(ClusterJob.PASS) && !results.isEmpty() && ++passes == 6) {
                        lost.descendants().forEach(ProcessHandle::destroyForcibly);
                        lost.destroyForcibly();
                    }
                    if (line.startsWith(ClusterJob.RESULT)) {
                        results.add(line.substring(ClusterJob.RESULT.length()));
                    }
                }
            }
            assertThat(passes).as(cluster.log("job")).isGreaterThan(12);
            assertThat(lost.isAlive()).isFalse();
            assertThat(results).hasSize(2);
            assertThat(results.get(1)).isEqualTo(results.get(0));
            assertThat(cluster.log("job")).contains("Lost executor");
        }
    }
}
