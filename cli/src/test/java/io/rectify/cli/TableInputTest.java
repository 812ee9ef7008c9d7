package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features, labels, texts and ids from one file of any format or from two; the oracle is npy beside csv, row by row. */
class TableInputTest {
    @TempDir
    static Path data;

    private static String expectedIssues = "";

    @TempDir
    Path out;

    @BeforeAll
    static void write() throws IOException {
        TrainingFiles.small(data);
        Files.write(data.resolve("named.csv"), named());
        CommandRun run = audit("expected", "train_features.npy", "--labels", data.resolve("named.csv"));
        run.succeeds();
        expectedIssues = Files.readString(data.resolve("expected/issues.csv"));
        assertThat(expectedIssues.lines()).hasSizeGreaterThan(20);
        for (String format : List.of("parquet", "csv", "npz", "jsonl.gz")) {
            convert("t." + format, "--labels", data.resolve("named.csv"));
        }
        convert("bare.parquet");
    }

    private static void convert(String to, Object... more) {
        Object[] first = {"convert", data.resolve("train_features.npy"), data.resolve(to)};
        CommandRun run = CommandRun.of(first, more);
        run.succeeds();
    }

    /** Lines of noisy.csv with ids. */
    private static List<String> named() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        List<String> lines = new ArrayList<>(List.of("id,text,label"));
        for (int i = 0; i < given.size(); i++) {
            lines.add("n" + i + ",\"about " + i + "\",\"" + given.name(i) + "\"");
        }
        return lines;
    }

    private static CommandRun audit(String directory, String features, Object... more) {
        Object[] first = {
            "audit",
            "--instant",
            "--quiet",
            "--overwrite",
            "--features",
            data.resolve(features),
            "--out",
            data.resolve(directory)
        };
        return CommandRun.of(first, more);
    }

    private static void assertSameIssues(CommandRun run) throws IOException {
        run.succeeds();
        assertThat(Files.readString(data.resolve("audit/issues.csv"))).isEqualTo(expectedIssues);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.csv", "t.npz", "t.jsonl.gz"})
    void oneFileHoldsAll(String file) throws IOException {
        assertSameIssues(audit("audit", file));
        assertSameIssues(audit("audit", file, "--labels", data.resolve(file)));
    }

    @Test
    void labelsOfAnotherFileAreMatchedById() throws IOException {
        List<String> lines = named();
        Collections.reverse(lines.subList(1, lines.size()));
        lines.add(1, "stranger,nobody,class of nobody else");
        Path shuffled = Files.write(out.resolve("shuffled.csv"), lines);
        assertSameIssues(audit("audit", "t.parquet", "--labels", shuffled));
        assertSameIssues(audit("audit", "t.csv", "--labels", shuffled));
        List<String> right = lines.stream()
                .map(line ->
                        line.startsWith("n5,") ? "n5,about 5," + (line.endsWith("plum\"") ? "apple" : "plum") : line)
                .toList();
        Path shuffledRight = Files.write(out.resolve("right.csv"), right);
        assertSameIssues(audit("audit", "t.csv", "--labels", shuffled, "--true-labels", shuffledRight));

        lines.removeIf(line -> line.startsWith("n3,") || line.startsWith("n70,"));
        Path missing = Files.write(out.resolve("missing.csv"), lines);
        audit("refused", "t.parquet", "--labels", missing).isRefused("2 of 240 are missing: 'n3', 'n70'");
        audit("refused", "t.npz", "--true-labels", missing).isRefused("2 of 240 are missing: 'n3', 'n70'");
        lines.add(lines.get(5));
        Path twice = Files.write(out.resolve("twice.csv"), lines);
        audit("refused", "t.parquet", "--labels", twice).isRefused("expected each id once");
        audit("refused", "train_features.npy", "--labels", missing).isRefused("has 239 labels but");
        assertThat(data.resolve("refused")).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNamed() {
        audit("refused", "train_features.npy").isRefused("name the file of their labels by --labels");
        audit("refused", "bare.parquet").isRefused("has no column 'label'; name the column of its labels by");
        audit("refused", "t.parquet", "--label-column", "lable")
                .isRefused(
                        "t.parquet: expected a column 'lable' but the columns are 'id', 'text', 'label', 'features'");
        audit("refused", "bare.parquet", "--labels", data.resolve("named.csv"), "--text-column", "words")
                .isRefused("expected a column 'words'");
        audit("refused", "t.npz", "--id-column", "name").isRefused("expected an array 'name'");
        assertThat(data.resolve("refused")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.csv", "t.npz"})
    void featuresBeyondTheMemoryAreCopiedOnceAndTheCopyGoes(String file) throws IOException {
        CommandRun run = audit("audit", file, "--memory", "4k");
        assertSameIssues(run);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("copied once to");
        String copy = run.err().replaceAll("(?s).*copied once to (.*), to be read.*", "$1");
        assertThat(Path.of(copy).getParent()).isEqualTo(data);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).noneMatch(path -> path.toString().contains(".tmp-"));
        }
    }

    @Test
    void trainAndExplainNeedOneFileOnly() throws IOException {
        CommandRun train = CommandRun.of(
                "train",
                "--method",
                "sd",
                "--quiet",
                "--features",
                data.resolve("t.parquet"),
                "--test-features",
                data.resolve("t.csv"),
                "--out",
                out.resolve("run"));
        train.succeeds();
        CommandRun explain = CommandRun.of("explain", "--run", out.resolve("run"), "--row", 7);
        explain.succeeds();
        assertThat(explain.out()).contains("about 7");
        CommandRun theory = CommandRun.of("theory", "--features", data.resolve("t.npz"), "--no-softmax", "--quiet");
        theory.succeeds();
    }

    @Test
    void parquetTablesHoldWhatTheCsvFilesHold() throws IOException, SQLException {
        CommandRun run = audit("parquet", "t.parquet", "--parquet", "--neighbours", "3");
        run.succeeds();
        String issues = data.resolve("parquet/issues.parquet").toString();
        LabelTable csv =
                LabelTable.read(data.resolve("parquet/issues.csv"), "given", "row", "id", "text", "suggested", "rank");
        LabelTable neighbours =
                LabelTable.read(data.resolve("parquet/neighbours.csv"), "neighbour_row", "neighbour_given", "weight");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT *, list_transform(neighbours, lambda n: n.row || ':' ||"
                                + " n.given || ':' || printf('%.6g', n.weight)) AS joined,"
                                + " list_bool_and(list_transform(neighbours, lambda n: n.text = 'about ' || n.row)) AS told FROM '"
                                + issues + "'")) {
            for (int i = 0; i < csv.size(); i++) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString("given")).isEqualTo(csv.labels().get(i));
                for (String column : List.of("row", "id", "text", "suggested", "rank")) {
                    assertThat(result.getString(column))
                            .isEqualTo(csv.column(column).get(i));
                }
                assertThat(result.getBoolean("told")).isTrue();
                Object[] joined = (Object[]) result.getArray("joined").getArray();
                assertThat(joined).hasSize(3);
                for (int j = 0; j < joined.length; j++) {
                    String[] found = joined[j].toString().split(":");
                    assertThat(neighbours.labels().get(3 * i + j)).isEqualTo(found[0]);
                    assertThat(neighbours.column("neighbour_given").get(3 * i + j))
                            .isEqualTo(found[1]);
                    assertThat(Double.parseDouble(neighbours.column("weight").get(3 * i + j)))
                            .isCloseTo(Double.parseDouble(found[2]), within(1e-6));
                }
            }
            assertThat(result.next()).isFalse();
        }
        assertThat(LabelFile.readTraining(data.resolve("parquet/labels.parquet"), "label"))
                .isEqualTo(LabelFile.readTraining(data.resolve("parquet/labels.csv"), "label"));
        CommandRun train = CommandRun.of(
                "train",
                "--method",
                "sd",
                "--quiet",
                "--features",
                data.resolve("t.npz"),
                "--parquet",
                "--out",
                out.resolve("run"));
        train.succeeds();
        assertThat(LabelFile.readTraining(out.resolve("run/labels.parquet"), "suggested"))
                .isEqualTo(LabelFile.readTraining(out.resolve("run/labels.csv"), "suggested"));
    }
}
