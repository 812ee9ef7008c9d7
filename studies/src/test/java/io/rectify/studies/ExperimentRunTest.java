package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every experiment is promised: finished cells are kept, used again, and only they are shown. */
class ExperimentRunTest {
    @BeforeAll
    static void needsFonts() {
        Fonts.missing().ifPresent(reason -> Assumptions.abort("SKIPPED: " + reason));
    }

    private static final SourceState SOURCE = new SourceState(
            "0123456789abcdef", false, "0.1", SourceState.of(Path.of("")).blas());

    @TempDir
    Path folder;

    /** Squares of the numbers 1 … 4 by seed, with what was computed and a cell that fails on request. */
    private static final class Squares implements Experiment {
        private final List<Key> computed = new ArrayList<>();
        private int failAt = -1;
        private int revision = 1;
        private List<String> data = List.of(SharedData.DIGITS);

        @Override
        public String name() {
            return "squares";
        }

        @Override
        public String title() {
            return "Squares";
        }

        @Override
        public String study() {
            return "What numbers become";
        }

        @Override
        public String duration() {
            return "no time";
        }

        @Override
        public List<String> keys() {
            return List.of("number", "seed");
        }

        @Override
        public List<String> dataSets(Plan plan) {
            return data;
        }

        @Override
        public Map<String, Object> settings(Plan plan) {
            return Map.of("revision", revision, "powers", List.of(2, 3));
        }

        @Override
        public List<Cell> cells(Plan plan) {
            List<Cell> cells = new ArrayList<>();
            for (int number = 1; number <= 4; number++) {
                for (long seed : plan.seeds()) {
                    int n = number;
                    Key key = Key.of("number", number).with("seed", seed);
                    cells.add(new Cell(key, (bench, measures) -> {
                        Files.createDirectories(bench.parts());
                        Files.writeString(bench.parts().resolve(n + "-" + seed), "begun");
                        if (computed.size() == failAt) {
                            throw new IOException("killed");
                        }
                        computed.add(key);
                        measures.put("square", n * n + seed / 5.0);
                        measures.putSeries("powers", new double[] {n * n, n * n * n});
                        measures.putVector("row", 0, new double[] {n, -0.000123456789});
                        measures.putText("word", 0, "a, \"b\"\nc");
                    }));
                }
            }
            return cells;
        }

        @Override
        public void write(Results results, Page page) throws IOException {
            Table table = Table.of("number", "square");
            for (String number : results.distinct("number")) {
                table.row(
                        number, results.where("number", number).spread("square").text(1));
            }
            page.block("table")
                    .text("All squares.")
                    .table("squares", table)
                    .figure(
                            "squares",
                            "squares of numbers",
                            new LineChart("Squares", "number", "square")
                                    .with(LineChart.Line.of("n²", new double[] {1, 2}, new double[] {1, 4}, 0)));
        }
    }

    private Plan plan(Long... seeds) {
        return new Plan(false, List.of(seeds), 1, Optional.of(folder));
    }

    private String run(Squares squares, Plan plan) throws IOException {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        new ExperimentRun(squares, plan, folder.resolve("results"))
                .run(SOURCE, new PrintStream(progress, true, StandardCharsets.UTF_8));
        return progress.toString(StandardCharsets.UTF_8);
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("results.md"));
    }

    @Test
    void aKilledRunGoesOnAndEndsAsAnUninterruptedOne() throws IOException {
        Squares squares = new Squares();
        squares.failAt = 3;
        assertThatThrownBy(() -> run(squares, plan(1L, 2L))).hasMessage("killed");
        assertThat(folder.resolve("results.md")).doesNotExist();
        Path parts = folder.resolve("results").resolve("squares").resolve("parts");
        try (Stream<Path> kept = Files.list(parts)) {
            assertThat(kept.map(Path::getFileName)).containsExactly(Path.of("2-2"));
        }

        squares.failAt = -1;
        String progress = run(squares, plan(1L, 2L));
        assertThat(parts).doesNotExist();

        assertThat(squares.computed).hasSize(8).doesNotHaveDuplicates();
        assertThat(progress)
                .contains("8 cells, 3 of them known")
                .contains("cell 1 of 5, number=2 seed=2")
                .contains(" left");
        assertThat(page()).contains("| 3 | 9.3 ± 0.1 |");
        assertThat(Files.readString(folder.resolve("results/squares/squares.csv")))
                .contains("\n4,16.3 ± 0.1\n");
        assertThat(ImageIO.read(folder.resolve("results/squares/squares.png").toFile())
                        .getWidth())
                .isEqualTo(640);
    }

    @Test
    void whatIsKnownIsNotComputedAgainAndTheFilesStayAsTheyAre() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L));
        byte[] cells = Files.readAllBytes(folder.resolve("results/squares/cells.csv"));
        String page = page();

        run(squares, plan(1L));

        assertThat(squares.computed).hasSize(4);
        assertThat(Files.readAllBytes(folder.resolve("results/squares/cells.csv")))
                .isEqualTo(cells);
        assertThat(page()).isEqualTo(page);
    }

    @Test
    void moreSeedsCostOnlyTheNewOnes() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L));
        run(squares, plan(1L, 2L));
        assertThat(squares.computed).hasSize(8);

        run(squares, plan(1L));
        assertThat(page()).contains("| 3 | 9.2 |").contains("Seeds 1.");
        assertThat(squares.computed).hasSize(8);
    }

    @Test
    void cellsOfOtherSettingsAreMadeAnewAndItSaysSo() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L));
        squares.revision = 2;

        String progress = run(squares, plan(1L));

        assertThat(squares.computed).hasSize(8);
        assertThat(progress).contains("are not used but made anew: settings").contains("\"revision\":2");
    }

    @Test
    void anotherDataSetCostsNoCellAndChangedFilesCostAll() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L));
        Path own = Files.createDirectories(folder.resolve("own"));
        for (String file : List.of("train.csv", "test.csv", "train_features.npy", "test_features.npy")) {
            Files.writeString(own.resolve(file), "as it was");
        }
        squares.data = List.of("own");
        assertThat(run(squares, plan(1L))).contains("4 of them known");
        assertThat(page()).contains("digits.csv.gz").contains("own/test.csv");

        Files.writeString(own.resolve("test.csv"), "changed");
        assertThat(run(squares, plan(1L))).contains("are not used but made anew: own/test.csv");
        assertThat(squares.computed).hasSize(8);
        assertThat(page()).doesNotContain("digits.csv.gz");
    }

    @Test
    void proseStaysWhereItIs() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L));
        String prose = page().replace("## Squares\n", "## Squares\n\nBy hand.\n") + "\nAfterwards.\n";
        Files.writeString(folder.resolve("results.md"), prose);

        run(squares, plan(1L, 2L));

        assertThat(page())
                .contains("## Squares\n\nBy hand.\n\n<!-- begin squares/table")
                .endsWith("\nAfterwards.\n")
                .contains("9.3 ± 0.1")
                .doesNotContain("| 9.2 |");
    }

    @Test
    void aPageWithHalfABlockOrABlockOfOldIsRefused() throws IOException {
        run(new Squares(), plan(1L));
        String page = page();

        Files.writeString(folder.resolve("results.md"), page.replace("<!-- end squares/table -->", ""));
        assertThatThrownBy(() -> run(new Squares(), plan(1L))).hasMessageContaining("without the other");

        Files.writeString(folder.resolve("results.md"), page.replace("squares/table", "squares/old"));
        assertThatThrownBy(() -> run(new Squares(), plan(1L))).hasMessageContaining("squares/old");
    }

    @Test
    void provenanceSaysWhatTheCellsWereMadeOf() throws IOException {
        run(new Squares(), plan(1L, 2L));

        String json = Files.readString(folder.resolve("results/squares/provenance.json"));
        assertThat(json)
                .contains("\"commit\" : \"0123456789abcdef\"")
                .contains("\"seeds\" : [ 1, 2 ]")
                .contains("\"cells\" : 8")
                .contains("digits.csv.gz")
                .contains("\"powers\" : [ 2, 3 ]")
                .containsPattern("\"blas\" : \"[^\"]*[0-9]+\\.[0-9]+\\.[0-9]+");
        assertThat(page()).contains("8 cells in ").contains("by commit 0123456789:");
    }

    @Test
    void measuresComeBackAsTheyWerePut() throws IOException {
        Squares squares = new Squares();
        run(squares, plan(1L, 3L));
        Results results = CellStore.open(folder.resolve("results/squares/cells.csv"), squares.keys())
                .results(squares.cells(plan(1L, 3L)).stream().map(Cell::key).toList());

        Results four = results.where("number", 4);
        assertThat(four.spread("square")).isEqualTo(Spread.of(16.2, 16.6));
        assertThat(four.spread("square").deviation())
                .isCloseTo(0.4 / Math.sqrt(2), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(four.where("seed", 1).series("powers")).containsExactly(16, 64);
        assertThat(four.where("seed", 3).vector("row", 0)).containsExactly(4, -0.0001234568);
        assertThat(four.where("seed", 3).text("word", 0)).isEqualTo("a, \"b\"\nc");
        assertThat(results.numbers("number")).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> four.number("square")).hasMessageContaining("expected one cell but there are 2");
        assertThatThrownBy(() -> four.spread("cube")).hasMessageContaining("no cube");
    }

    @Test
    void theBestIsBoldAndPlainInTheCsv() throws IOException {
        List<Spread> values = List.of(Spread.of(0.811, 0.813), Spread.of(0.810, 0.812), Spread.of(0.7, 0.702));
        List<String> texts = values.stream().map(value -> value.percent(1)).toList();
        assertThat(Table.bestInBold(values, true, texts))
                .as("the first two differ by no more than their standard error, √(.001²+.001²)")
                .containsExactly("81.2 ± 0.1", "81.1 ± 0.1", "70.1 ± 0.1");
        assertThat(Table.bestInBold(values, false, texts))
                .containsExactly("81.2 ± 0.1", "81.1 ± 0.1", "**70.1 ± 0.1**");
        List<Spread> single = List.of(Spread.of(0.9), Spread.of(0.1));
        assertThat(Table.bestInBold(single, true, List.of("90.0", "10.0")))
                .as("of one seed nothing is known")
                .containsExactly("90.0", "10.0");

        Path file = folder.resolve("t.csv");
        Table.of("a|b", "c").row("**1**", 2).save(file);
        assertThat(Files.readString(file)).isEqualTo("a|b,c\n1,2\n");
        assertThat(Table.of("a|b").row("x\ny").markdown()).isEqualTo("| a\\|b |\n| --- |\n| x y |\n");
    }
}
