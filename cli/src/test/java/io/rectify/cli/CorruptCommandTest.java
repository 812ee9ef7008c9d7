package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TrainingFiles.small(folder);
    }

    private CommandRun corrupt(String out, Object... more) {
        Object[] first = {"corrupt", "--labels", folder.resolve("train.csv"), "--out", folder.resolve(out)};
        return CommandRun.of(first, more);
    }

    private LabelTable table(String name) throws IOException {
        return LabelTable.read(folder.resolve(name), "label", "text");
    }

    @Test
    void keepsTheOtherColumnsAndSaysHowManyLabelsItChanged() throws IOException {
        CommandRun run = corrupt("a.csv", "--kind", "symmetric", "--rate", "0.5");

        LabelTable before = table("train.csv");
        LabelTable after = table("a.csv");
        long changed = IntStream.range(0, before.size())
                .filter(i -> !before.labels().get(i).equals(after.labels().get(i)))
                .count();
        assertThat(after.column("text")).isEqualTo(before.column("text")).anyMatch(text -> text.contains("\n"));
        assertThat(changed).isBetween(90L, 150L);
        assertThat(run.out()).contains(changed + " of 240 labels changed");
    }

    @Test
    void sameSeedSameLabels() throws IOException {
        corrupt("a.csv", "--kind", "asymmetric", "--rate", "0.4", "--seed", "5");
        corrupt("b.csv", "--kind", "asymmetric", "--rate", "0.4", "--seed", "5");
        corrupt("c.csv", "--kind", "asymmetric", "--rate", "0.4", "--seed", "6");

        assertThat(folder.resolve("b.csv")).hasSameBinaryContentAs(folder.resolve("a.csv"));
        assertThat(table("c.csv").labels()).isNotEqualTo(table("a.csv").labels());
    }

    @Test
    void superclassNoiseStaysInsideTheSuperclass() throws IOException {
        Files.writeString(folder.resolve("s.csv"), "label,superclass\napple,pome\n\"pear, ripe\",pome\nplum,drupe\n");
        corrupt("a.csv", "--kind", "superclass", "--rate", "1", "--superclasses", folder.resolve("s.csv"));

        List<String> before = table("train.csv").labels();
        List<String> after = table("a.csv").labels();
        for (int i = 0; i < before.size(); i++) {
            String expected = switch (before.get(i)) {
                case "apple" -> "pear, ripe";
                case "pear, ripe" -> "apple";
                default -> "plum";
            };
            assertThat(after.get(i)).isEqualTo(expected);
        }
    }

    /** All labels to the next name in order, as the help says. */
    @Test
    void pairNoiseTakesTheNextName() throws IOException {
        corrupt("a.csv", "--kind", "pair", "--rate", "1");

        Map<String, String> next = Map.of("apple", "pear, ripe", "pear, ripe", "plum", "plum", "apple");
        assertThat(table("a.csv").labels())
                .isEqualTo(table("train.csv").labels().stream().map(next::get).toList());
    }

    /**
     * The mean is (0, 1.5), so x lies at (3, −1.5), z at (3, .5), y at (−3, .5): x and z take each other (cosine .81), and y takes z
     * (−8.75/9.25 = −.946) rather than x (−9.75/10.2 = −.956).
     */
    @Test
    void nearestNoiseTakesTheClassWhoseFeaturesAreNearest() throws IOException {
        Path features = folder.resolve("f.npy");
        try (Matrix rows = Matrix.of(new float[][] {{3, 0}, {3, 2}, {-3, 2}, {-3, 2}})) {
            Npy.writeMatrix(features, rows);
        }
        Files.writeString(folder.resolve("l.csv"), "label\nx\nz\ny\ny\n");
        CommandRun run = CommandRun.of(
                "corrupt",
                "--labels",
                folder.resolve("l.csv"),
                "--features",
                features,
                "--kind",
                "nearest",
                "--rate",
                "1",
                "--out",
                folder.resolve("o.csv"));

        run.succeeds();
        assertThat(LabelTable.read(folder.resolve("o.csv"), "label", "label").labels())
                .containsExactly("z", "x", "z", "z");
    }

    @Test
    void nearestNoiseNeedsFeaturesOfTheSameRowsAndOthersNeedNone() throws IOException {
        Path features = folder.resolve("f.npy");
        try (Matrix rows = Matrix.of(new float[][] {{3, 0}, {3, 1}})) {
            Npy.writeMatrix(features, rows);
        }
        corrupt("a.csv", "--kind", "nearest", "--rate", "1").isRefused("--kind nearest needs --features");
        corrupt("a.csv", "--kind", "nearest", "--rate", "1", "--features", features)
                .isRefused("there must be one label for each row");
        corrupt("a.csv", "--kind", "pair", "--rate", "1", "--features", features)
                .isRefused("--features is for --kind nearest");
        assertThat(folder.resolve("a.csv")).doesNotExist();
    }

    @Test
    void transitionMatrixFromAFile() throws IOException {
        Files.writeString(
                folder.resolve("m.csv"), ",plum,apple,\"pear, ripe\"\nplum,0,1,0\napple,0,1,0\n\"pear, ripe\",0,0,1\n");
        corrupt("a.csv", "--kind", "matrix", "--matrix", folder.resolve("m.csv"));

        List<String> before = table("train.csv").labels();
        assertThat(table("a.csv").labels())
                .isEqualTo(before.stream()
                        .map(label -> label.equals("plum") ? "apple" : label)
                        .toList());
    }

    /** The same labels as from csv, with the features, texts and ids that were there. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "jsonl", "npz", "jsonl.gz"})
    void tablesOfOtherFormatsKeepFeaturesAndTexts(String extension) throws IOException {
        Path source = folder.resolve("all." + extension);
        CommandRun.of("convert", folder.resolve("train_features.npy"), source, "--labels", folder.resolve("train.csv"));
        corrupt("a.csv", "--kind", "symmetric", "--rate", "0.5");
        CommandRun run = CommandRun.of(
                "corrupt",
                "--labels",
                source,
                "--out",
                folder.resolve("b." + extension),
                "--kind",
                "symmetric",
                "--rate",
                "0.5");

        run.succeeds();
        try (Table before = TableFile.read(source, TableOptions.DEFAULTS);
                Table after = TableFile.read(folder.resolve("b." + extension), TableOptions.DEFAULTS)) {
            assertThat(after.texts().get(TableRole.LABEL))
                    .isEqualTo(table("a.csv").labels());
            assertThat(after.texts().get(TableRole.TEXT))
                    .isEqualTo(table("a.csv").column("text"));
            assertThat(after.features().contentEquals(before.features())).isTrue();
        }
    }

    @Test
    void labelsWithoutFeaturesAreCorruptedToo() throws IOException {
        Files.writeString(
                folder.resolve("l.jsonl"), "{\"kind\":\"x\",\"text\":\"one\"}\n{\"kind\":\"y\",\"text\":\"two\"}\n");
        CommandRun run = CommandRun.of(
                "corrupt",
                "--labels",
                folder.resolve("l.jsonl"),
                "--label-column",
                "kind",
                "--kind",
                "symmetric",
                "--rate",
                "1",
                "--out",
                folder.resolve("m.jsonl"));

        run.succeeds();
        assertThat(TableFile.readTexts(folder.resolve("m.jsonl"), TableOptions.DEFAULTS)
                        .columns())
                .containsEntry(TableRole.LABEL, List.of("y", "x"))
                .containsEntry(TableRole.TEXT, List.of("one", "two"));
    }

    @Test
    void anotherFormatOrTheInputItselfIsRefused() {
        corrupt("a.parquet", "--kind", "symmetric", "--rate", "0.5").isRefused("must end in .csv or .tsv");
        corrupt("train.csv", "--kind", "symmetric", "--rate", "0.5").isRefused("would overwrite an input");
    }

    @Test
    void integerLabelsInNpyKeepTheirFormat() throws IOException {
        Npy.writeIntegers(folder.resolve("y.npy"), new int[] {3, 7, 3, 7, 7, 3});
        CommandRun run = CommandRun.of(
                "corrupt",
                "--labels",
                folder.resolve("y.npy"),
                "--kind",
                "symmetric",
                "--rate",
                "1",
                "--out",
                folder.resolve("z.npy"));

        run.succeeds();
        assertThat(Npy.readIntegers(folder.resolve("z.npy"))).containsExactly(7, 3, 7, 3, 3, 7);
    }
}
