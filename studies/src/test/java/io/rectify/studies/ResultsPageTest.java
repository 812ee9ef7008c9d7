package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated blocks of docs/results.md and the tables beside it are what the stored cells give: no figure by hand. */
class ResultsPageTest {
    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    static Stream<String> stored() {
        return Experiments.ALL.stream()
                .map(Experiment::name)
                .filter(name ->
                        Files.exists(DOCS.resolve("results").resolve(name).resolve("cells.csv")));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("stored")
    void blocksAndTablesAreMadeOfTheStoredCells(String name) throws IOException {
        Experiment experiment = Experiments.ALL.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path results = DOCS.resolve("results");
        List<Long> seeds = Provenance.read(results.resolve(name)).orElseThrow().seeds();
        Plan plan = new Plan(false, seeds, 1, Optional.empty());
        String page = Files.readString(DOCS.resolve("results.md"));

        Page made = new ExperimentRun(experiment, plan, results).write(folder, false);

        assertThat(made.in(page, experiment.title())).isEqualTo(page);
        assertThat(page).contains("\n## " + experiment.title() + "\n");
        try (Stream<Path> tables = Files.list(folder)) {
            for (Path table : tables.toList()) {
                assertThat(results.resolve(name).resolve(table.getFileName().toString()))
                        .hasSameTextualContentAs(table);
            }
        }
    }

    @Test
    void everyPictureStandsInAGeneratedBlockAndIsThere() throws IOException {
        Path file = DOCS.resolve("results.md");
        assumeTrue(Files.exists(file));
        String page = Files.readString(file);
        String prose = page.replaceAll("(?s)<!-- begin (\\S+), made by.*?<!-- end \\1 -->", "");
        assertThat(prose).doesNotContain("![").doesNotContain("<!-- begin");
        Matcher pictures = Pattern.compile("!\\[[^\\]]+\\]\\((\\S+)\\)").matcher(page);
        while (pictures.find()) {
            assertThat(DOCS.resolve(pictures.group(1))).isNotEmptyFile();
        }
    }
}
