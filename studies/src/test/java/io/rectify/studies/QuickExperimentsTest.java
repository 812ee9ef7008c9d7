package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment in its quick variant, which needs no folder shared/data. */
class QuickExperimentsTest {
    @BeforeAll
    static void needsFonts() {
        Fonts.missing().ifPresent(reason -> Assumptions.abort("SKIPPED: " + reason));
    }

    private static final Plan PLAN = new Plan(true, List.of(1L), 2, Optional.empty());

    @TempDir
    Path folder;

    static Stream<String> names() {
        return Experiments.ALL.stream().map(Experiment::name);
    }

    private static Experiment named(String name) {
        return Experiments.ALL.stream()
                .filter(experiment -> experiment.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String run(Experiment experiment) throws IOException {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        new ExperimentRun(experiment, PLAN, folder.resolve("results"))
                .run(
                        new SourceState("unknown", true, "unknown", "unknown"),
                        new PrintStream(progress, true, StandardCharsets.UTF_8));
        return progress.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("names")
    void runsResumesAndShowsFiguresAndTables(String name) throws IOException {
        Experiment experiment = named(name);
        run(experiment);
        Path own = folder.resolve("results").resolve(name);
        byte[] cells = Files.readAllBytes(own.resolve("cells.csv"));
        String page = Files.readString(folder.resolve("results.md"));

        int count = experiment.cells(PLAN).size();
        assertThat(run(experiment)).contains(count + " cells, " + count + " of them known");
        assertThat(Files.readAllBytes(own.resolve("cells.csv"))).isEqualTo(cells);
        assertThat(Files.readString(folder.resolve("results.md"))).isEqualTo(page);
        assertThat(page)
                .contains("## " + experiment.title())
                .contains("| --- |")
                .doesNotContain("NaN");
        for (String picture : pictures(page)) {
            assertThat(distinctColours(ImageIO.read(folder.resolve(picture).toFile())))
                    .as(picture)
                    .isGreaterThan(3);
        }
    }

    private static List<String> pictures(String page) {
        List<String> pictures = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\]\\((\\S+\\.png)\\)").matcher(page);
        while (matcher.find()) {
            pictures.add(matcher.group(1));
        }
        assertThat(pictures).isNotEmpty();
        return pictures;
    }

    private static int distinctColours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x += 2) {
            for (int y = 0; y < image.getHeight(); y += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesKeysAndDurationsAreComplete(String name) {
        Experiment experiment = named(name);
        Plan plan = new Plan(false, List.of(1L, 2L), 1, Optional.empty());
        List<Key> keys = experiment.cells(plan).stream().map(Cell::key).toList();
        assertThat(keys).doesNotHaveDuplicates();
        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(experiment.keys()).containsAll(key.values().keySet()));
        assertThat(experiment.study()).isNotBlank();
        assertThat(experiment.duration()).contains("--quick");
        assertThat(experiment.settings(plan)).containsKey("revision");
    }
}
