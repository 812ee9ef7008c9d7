package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.embed.FeatureStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with one of several files is said before texts are embedded, which may take minutes. */
class EarlyRefusalTest {
    @TempDir
    Path folder;

    private Path texts = Path.of("");

    @BeforeEach
    void write() throws IOException {
        texts = file("texts.csv", table("text,label"));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String table(String header) {
        return IntStream.range(0, 40)
                .mapToObj(i -> (i % 2 == 0 ? "my card " : "a loan ") + i + "," + (i % 2 == 0 ? "card" : "loan"))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    private void refused(String message, Object... words) {
        CommandRun.of(words, "--out", folder.resolve("out")).isRefused(message);
        assertThat(folder.resolve(FeatureStore.FOLDER)).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "text,intent; expected a column 'label' but the columns are 'text', 'intent'",
                "words,label; expected a column 'text' but the columns are 'words', 'label'",
            })
    void testTexts(String header, String message) throws IOException {
        refused("test.csv: " + message, "train", texts, "--test", file("test.csv", table(header)));
    }

    @Test
    void testLabelsOfOtherClasses() throws IOException {
        Path test = file("test.csv", table("text,label").replace(",loan", ",credit"));
        refused("test.csv", "train", texts, "--test", test);
    }

    @ParameterizedTest
    @CsvSource({"audit", "train"})
    void whatWasReviewed(String command) throws IOException {
        Path odd = file("odd.csv", "index,correct\n0,card\n");
        refused(
                "expected a column 'row' or 'id' that tells which rows were reviewed, and a column 'right_label'"
                        + " but the columns are 'index', 'correct'",
                command,
                texts,
                "--reviewed",
                odd);
        refused(
                "expected one of the 2 classes",
                command,
                texts,
                "--reviewed",
                file("r.csv", "row,right_label\n3,bird\n"));
        refused(
                "found 'my card 4' but row 2 says 'my card 2'",
                command,
                texts,
                "--reviewed",
                file("d.csv", "row,text,decision\n0,my card 0,drop\n2,my card 4,keep\n"));
    }

    @ParameterizedTest
    @CsvSource({"audit", "train"})
    void filesThatAreNotThere(String command) throws IOException {
        Path labels = file("small.csv", "row,sentiment\n0,good\n");
        Path none = folder.resolve("nosuch.npy");
        String message = "nosuch.npy: cannot be read: no such file or directory";
        refused(message, command, "--features", none, "--labels", labels);
        refused(message, command, texts, "--reviewed", none);
        CommandRun.of("theory", "--features", none, "--labels", labels).isRefused(message);
    }

    @Test
    void theTextsAsTheirOwnLabels() {
        refused(
                "texts.csv: column 'text' is taken for the texts and for the labels; --label-column names the one of the labels",
                "audit",
                texts,
                "--label-column",
                "text");
    }

    @ParameterizedTest
    @CsvSource({"audit", "train", "predict"})
    void featuresInPlaceOfTexts(String command) throws IOException {
        Path features = TrainingFiles.small(folder).file("train_features.npy");
        Object[] model =
                command.equals("predict") ? new Object[] {"--model", folder} : new Object[] {"--labels", texts};
        refused(
                "expected texts, but this holds features: --features " + features,
                CommandRun.words(new Object[] {command, features}, model));
    }
}
