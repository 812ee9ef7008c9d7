package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private static long leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rectify-doctor"))
                    .count();
        }
    }

    @Test
    void everyTestPassesHereAndNothingIsLeftBehind() throws IOException {
        long before = leftBehind();
        CommandRun run = CommandRun.of("doctor");
        run.succeeds();
        assertThat(run.out())
                .contains("java  ", System.getProperty("java.version"), "matrices           works: OpenBLAS", "FLOP/s")
                .contains("wrong labels of the bundled digits flagged", "3 texts embedded in 384 numbers each")
                .doesNotContain("FAILS")
                .endsWith("Everything works here." + System.lineSeparator());
        assertThat(leftBehind()).isEqualTo(before);
    }

    @Test
    void theSameForPrograms() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--json", "--threads", 1);
        run.succeeds();
        JsonNode values = new ObjectMapper().readTree(run.out());
        assertThat(values.get("works").asBoolean()).isTrue();
        assertThat(values.get("rectify").asText()).isEqualTo(Version.current());
        for (String test : new String[] {"matrices", "audit", "parquet", "sentence model"}) {
            assertThat(values.get(test).get("works").asBoolean()).as(test).isTrue();
        }
    }
}
