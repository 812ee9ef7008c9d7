package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a newcomer mistypes is answered with what was probably meant. */
class MessagesTest {
    @TempDir
    static Path folder;

    private TrainingFiles files = new TrainingFiles(Path.of(""), "", "");

    @BeforeEach
    void write() throws IOException {
        files = TrainingFiles.small(folder);
    }

    @ParameterizedTest
    @CsvSource({"adit,audit", "tran,train", "Theory,theory", "evalute,evaluate"})
    void commandsThatWereMeant(String typed, String meant) {
        CommandRun.of(typed, "--features", "x.npy")
                .isRefused("no command '" + typed + "'; did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "--outdir, did you mean '--out'?",
        "--feature, did you mean '--features'?",
        "--label, 'did you mean ''--labels'', a file, or ''--label-column'', a column of one?'",
        "--gpu, computes on the processor alone",
        "--frobnicate, no option '--frobnicate' (see rectify audit --help)"
    })
    void optionsThatWereMeant(String option, String message) {
        CommandRun.of("audit", "--features", files.file("train_features.npy"), option, "x")
                .isRefused(message);
    }

    @Test
    void columnsThatWereMeant() throws IOException {
        Path labels = Files.writeString(
                folder.resolve("c.csv"),
                Files.readString(files.file("noisy.csv")).replaceFirst("label", "category"));
        CommandRun.of(
                        "audit",
                        "--features",
                        files.file("train_features.npy"),
                        "--labels",
                        labels,
                        "--out",
                        folder.resolve("none"),
                        "--label-column",
                        "Category")
                .isRefused("did you mean 'category'?");
    }

    @Test
    void farTooManyThreadsAreBounded() {
        CommandRun run = files.run(
                        "train",
                        folder.resolve("many"),
                        "--method",
                        "logistic",
                        "--threads",
                        "50000",
                        "--quiet",
                        "--overwrite")
                .succeeds();
        assertThat(run.errLines()).singleElement().asString().contains("--threads 50000 is far more than the");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npy", "npz", "csv", "tsv", "jsonl", "parquet", "safetensors"})
    void testFeaturesWithoutLabels(String format) throws IOException {
        Path test = files.file("test_features.npy");
        Path other = folder.resolve("t." + format);
        if (!format.equals("npy")) {
            CommandRun.of("convert", test, other).succeeds();
            test = other;
        }
        files.run("train", folder.resolve("none"), "--test-features", test)
                .isRefused("holds no labels to compare with; name their file by --test-labels");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    /** Texts to show are found by other usual names, if there is just one. */
    @ParameterizedTest
    @CsvSource({"sentence,text: sentence", "title,text: title", "content,text: content", "words,text: none"})
    void textsAreFoundByUsualNames(String name, String said) throws IOException {
        Path labels = Files.writeString(
                folder.resolve("named.csv"),
                Files.readString(files.file("noisy.csv")).replaceFirst("text", name));
        CommandRun run = CommandRun.of(
                        "audit",
                        "--features",
                        files.file("train_features.npy"),
                        "--labels",
                        labels,
                        "--out",
                        folder.resolve("made").resolve("deep").resolve(name))
                .succeeds();
        assertThat(run.err()).contains(said);
        assertThat(LabelTable.columnNames(
                                folder.resolve("made/deep").resolve(name).resolve("labels.csv"))
                        .contains("text"))
                .isEqualTo(!said.endsWith("none"));
    }

    @Test
    void aColumnOfTextsIsNoColumnOfLabels() {
        files.run("audit", folder.resolve("none"), "--label-column", "text")
                .isRefused(
                        "all 240 rows have different values in 'text'; is another column meant? --label-column names it");
    }

    @Test
    void predictionsAreNotOverwritten() throws IOException {
        files.run("train", folder.resolve("run"), "--method", "logistic", "--quiet", "--overwrite")
                .succeeds();
        Path out = Files.writeString(folder.resolve("p.csv"), "mine");
        Object[] words = {
            "predict", "--model", folder.resolve("run"), "--features", files.file("test_features.npy"), "--out", out
        };
        CommandRun.of(words).isRefused("p.csv: already exists; pass --overwrite to replace it");
        assertThat(out).hasContent("mine");
        CommandRun.of(words, "--overwrite").succeeds();
        try (Matrix vector = Matrix.of(new float[][] {{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}})) {
            Npy.writeMatrix(folder.resolve("v.npy"), vector);
        }
        CommandRun.of(
                        "predict",
                        "--model",
                        folder.resolve("run"),
                        "--features",
                        folder.resolve("v.npy"),
                        "--out",
                        folder.resolve("none"))
                .isRefused("if this is one row, reshape it to 1 x 8");
        Path few = Files.writeString(folder.resolve("few.csv"), "label\napple\nplum\n");
        CommandRun.of("evaluate", "--predictions", out, "--labels", few)
                .isRefused("expected 2 rows but found 60 (beside the 2 labels of " + few + ")");
    }

    @Test
    void trueLabels() throws IOException {
        files.run("audit", folder.resolve("none"), "--true-labels", files.file("noisy.csv"))
                .isRefused("the true labels are the given ones in all 240 rows");
        StringBuilder both = new StringBuilder("label,true\n");
        List<String> truth = LabelTable.read(files.file("train.csv"), "label").labels();
        List<String> given = LabelTable.read(files.file("noisy.csv"), "label").labels();
        for (int i = 0; i < given.size(); i++) {
            both.append('"')
                    .append(given.get(i))
                    .append("\",\"")
                    .append(truth.get(i))
                    .append("\"\n");
        }
        Path labels = Files.writeString(folder.resolve("both.csv"), both);
        CommandRun run = CommandRun.of(
                        "audit",
                        "--features",
                        files.file("train_features.npy"),
                        "--labels",
                        labels,
                        "--true-label-column",
                        "true",
                        "--out",
                        folder.resolve("both"),
                        "--quiet",
                        "--overwrite")
                .succeeds();
        assertThat(run.out()).contains("Beside the true labels:");
    }

    @Test
    void whatIsNoNumberOrOneInputTooMany() {
        Path texts = files.file("noisy.csv");
        CommandRun.of("audit", texts, "--out", folder.resolve("none"), "--threads", "two")
                .isRefused("'two' is not a whole number");
        CommandRun.of("audit", texts, "--out", folder.resolve("none"), "--copies", "many")
                .isRefused("'many' is not a number");
        CommandRun.of("audit", texts, texts, "--out", folder.resolve("none"))
                .isRefused("more than one input was named: '" + texts + "'");
    }

    @Test
    void idsThatRepeatAreSaidAtOnce() throws IOException {
        StringBuilder csv = new StringBuilder("id,label\n");
        List<String> labels = LabelTable.read(files.file("noisy.csv"), "label").labels();
        for (int i = 0; i < labels.size(); i++) {
            csv.append(i == 7 ? "k3" : "k" + i)
                    .append(",\"")
                    .append(labels.get(i))
                    .append("\"\n");
        }
        Files.writeString(folder.resolve("twice.csv"), csv);
        CommandRun run = new TrainingFiles(folder, "train_features.npy", "twice.csv")
                .run("audit", folder.resolve("twice"), "--quiet", "--overwrite")
                .succeeds();
        assertThat(run.errLines())
                .containsExactly(
                        "rectify: warning: id 'k3' is that of rows 3 and 7: what is decided about rows by such ids is"
                                + " refused by rectify apply");
    }

    @Test
    void anAuditHasNoModel() {
        Path audit = folder.resolve("an_audit");
        files.run("audit", audit, "--quiet", "--overwrite").succeeds();
        CommandRun.of(
                        "predict",
                        "--model",
                        audit,
                        "--features",
                        files.file("test_features.npy"),
                        "--out",
                        folder.resolve("p.csv"))
                .isRefused("an_audit is an audit, which has no model; rectify train makes one");
    }
}
