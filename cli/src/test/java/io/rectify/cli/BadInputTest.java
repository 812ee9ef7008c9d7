package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage and bad input end with exit code 2, one line on stderr that says what is wrong where, and no output. */
class BadInputTest {
    /** 4 rows x 200,000 columns are 3,200,000 bytes of float32; 7 of 800,000 numbers are not 0. */
    @Test
    void sparseFeaturesThatDoNotFitAreNotSpreadOut(@TempDir Path folder) throws IOException {
        Path sparse = Files.writeString(folder.resolve("s.libsvm"), "0 1:1 7:2\n0 1:1 9:1\n1 2:1 200000:3\n1 2:1\n");
        Object[] words = {"train", "--features", sparse, "--method", "teacher", "--out", folder.resolve("run")};
        CommandRun.of(words, "--memory", "8m")
                .isRefused(
                        "s.libsvm: 4 rows x 200000 columns, of which 0.00088 % are not 0, would be 3.1 MB with all zeros held,"
                                + " more than the 2.0 MB that features may take, a quarter of --memory; raise --memory if the machine has it,"
                                + " or add the features to fewer columns by --hash-features");
        Files.writeString(folder.resolve("t.libsvm"), "0 1:1\n1 2:1\n");
        CommandRun.of(
                        "train",
                        "--features",
                        folder.resolve("?.libsvm"),
                        "--method",
                        "teacher",
                        "--memory",
                        "8m",
                        "--out",
                        folder.resolve("run"))
                .isRefused("?.libsvm: 6 rows x 200000 columns");
        CommandRun.of(
                        "train",
                        "--features",
                        sparse,
                        "--dimensions",
                        "2000000000",
                        "--method",
                        "teacher",
                        "--out",
                        folder.resolve("run"))
                .isRefused("4 rows x 2000000000 columns");
        CommandRun.of(words).succeeds();
    }

    @Test
    void onlyLibsvmIsHashed() throws IOException {
        Path csv = Files.writeString(folder.resolve("a.csv"), "x,y,label\n1,2,a\n3,4,b\n");
        CommandRun.of("train", "--features", csv, "--hash-features", "8", "--out", folder.resolve("run"))
                .isRefused("a.csv: expected a libsvm file, of which features can be hashed");
        Path huge = Files.writeString(folder.resolve("a.libsvm"), "0 2:3e38 3:3e38\n1 1:1\n");
        CommandRun.of("convert", huge, folder.resolve("a.npz"), "--hash-features", "1")
                .isRefused(
                        "a.libsvm: line 1, row 0 (counting from 0): expected features within float32's range but hashed");
        CommandRun.of("convert", huge, folder.resolve("a.npz"), "--hash-features", "8", "--dimensions", "3")
                .isRefused("--dimensions and --hash-features exclude each other");
    }

    @TempDir
    Path folder;

    private TrainingFiles files;

    @BeforeEach
    void write() throws IOException {
        files = TrainingFiles.small(folder);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void refused(String expectation, Object... words) {
        CommandRun.of(words).isRefused(expectation);
        assertThat(file("run")).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains(".tmp-"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void trainRefused(String expectation, Object... more) {
        refused(expectation, files.words("train", file("run"), more));
    }

    private void trainOn(String features, String labels, String expectation) {
        refused(expectation, "train", "--features", file(features), "--labels", file(labels), "--out", file("run"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--kappa|-1|kappa must be a finite number of at least 0",
                "--kappa|NaN|kappa must be a finite number",
                "--kappa|many|Invalid value for option '--kappa'",
                "--rounds|-3|rounds must be at least 0",
                "--method|magic|expected one of",
                "--preprocess|wash|expected one of",
                "--threads|0|threads must be at least 1",
                "--tolerance|0|tolerance must be positive",
                "--label-column|lable|expected a column 'lable' but the columns are 'text', 'label'",
                "--test-labels|x.csv|--test-labels are of --test-features, which are not given",
                "--unheard-of|1|no option '--unheard-of'",
            })
    void badOptions(String option, String value, String expectation) {
        trainRefused(expectation, option, value, "--method".equals(option) ? "--json" : "--quiet");
    }

    @Test
    void optionsThatDoNotFitTheData() {
        trainRefused("k is 4 but there are only 3 classes", "--method", "top2", "--top-k", 4);
        trainRefused("--kappa and --lambda exclude each other", "--kappa", 1, "--lambda", 1);
        trainRefused("temperature must be positive", "--method", "sharpen", "--temperature", 0);
    }

    @Test
    void missingFilesAndOptions() {
        trainOn("nowhere.npy", "noisy.csv", "nowhere.npy");
        trainOn("train_features.npy", "nowhere.csv", "nowhere.csv");
        refused("Missing required option", "train", "--labels", file("noisy.csv"));
        refused("no command 'tarin'; did you mean 'train'?", "tarin");
        refused(
                "cannot be read: no such file or directory",
                "predict",
                "--model",
                file("gone"),
                "--features",
                file("test_features.npy"),
                "--out",
                file("p.csv"));
        assertThat(file("p.csv")).doesNotExist();
    }

    @Test
    void outputsThatCannotBeWritten() {
        refused("is a file", files.words("train", file("noisy.csv").resolve("run")));
        files.run("train", file("trained")).succeeds();
        Object[] predict = {"predict", "--model", file("trained"), "--features", file("test_features.npy"), "--out"};
        refused("is a file", CommandRun.words(predict, file("noisy.csv").resolve("p.csv")));
        refused("this is a directory", CommandRun.words(predict, folder));
    }

    @Test
    void featuresThatAreNotWhatTheyShouldBe() throws IOException {
        byte[] good = Files.readAllBytes(file("train_features.npy"));
        Files.write(file("short.npy"), Arrays.copyOf(good, good.length - 5));
        trainOn("short.npy", "noisy.csv", "short.npy");
        Files.write(file("empty.npy"), new byte[0]);
        trainOn("empty.npy", "noisy.csv", "empty.npy");
        Files.writeString(file("text.npy"), "row,of,text\n1,2,3\n");
        trainOn("text.npy", "noisy.csv", "text.npy");
        try (Matrix x = Npy.readMatrix(file("train_features.npy"))) {
            x.set(17, 3, Float.NaN);
            Npy.writeMatrix(file("nan.npy"), x);
            trainOn("nan.npy", "noisy.csv", "row 17");
            Npy.writeMatrix(file("fewer.npy"), x.rowBlock(18, 240));
            trainOn("fewer.npy", "noisy.csv", "noisy.csv has 240 labels but");
        }
    }

    @Test
    void labelsThatAreNotWhatTheyShouldBe() throws IOException {
        Files.writeString(file("one.csv"), "label\n" + "same\n".repeat(TrainingFiles.TRAIN_ROWS));
        trainOn("train_features.npy", "one.csv", "expected at least 2 classes but every row is 'same'");
        Files.writeString(file("header.csv"), "label\n");
        trainOn("train_features.npy", "header.csv", "header.csv");
        Files.writeString(file("blank.csv"), "text,label\na,\nb,\n");
        trainOn("train_features.npy", "blank.csv", "240 rows of features");
        Files.writeString(file("none.csv"), "text,label\n" + "a,\n".repeat(TrainingFiles.TRAIN_ROWS));
        trainOn("train_features.npy", "none.csv", "expected labels but no row has one in 'label'");
        Files.writeString(file("ragged.csv"), "text,label\na,x\nb,y,z\n");
        trainOn("train_features.npy", "ragged.csv", "expected 2 fields");
        Files.writeString(file("unknown.csv"), "label\n" + "apple\n".repeat(59) + "banana\n");
        trainRefused("banana", "--test-features", file("test_features.npy"), "--test-labels", file("unknown.csv"));
        Files.writeString(file("few.csv"), "label\napple\nplum\n");
        trainRefused("few.csv has 2", "--true-labels", file("few.csv"));
    }

    @Test
    void testFeaturesOfAnotherWidth() throws IOException {
        try (Matrix narrow = Matrix.zeros(TrainingFiles.TEST_ROWS, 3)) {
            Npy.writeMatrix(file("narrow.npy"), narrow);
        }
        trainRefused(
                "narrow.npy has 3 columns", "--test-features", file("narrow.npy"), "--test-labels", file("test.csv"));
        files.run("train", file("trained")).succeeds();
        refused(
                "narrow.npy has 3 columns but the model",
                "predict",
                "--model",
                file("trained"),
                "--features",
                file("narrow.npy"),
                "--out",
                file("p.csv"));
    }

    @Test
    void nothingOfTheUsersIsEverOverwritten() throws IOException {
        files.run("train", file("trained")).succeeds();
        Object[] predict = {"predict", "--model", file("trained"), "--features", file("test_features.npy"), "--out"};
        refused("would overwrite an input", CommandRun.words(predict, file("test_features.npy")));
        refused(
                "would overwrite an input",
                CommandRun.words(predict, file("trained").resolve("model.safetensors")));

        Object[] again = {"train", "--features", file("train_features.npy"), "--labels"};
        Path inside = file("trained").resolve("labels.csv");
        refused(
                "holds the input",
                CommandRun.words(again, inside, "--label-column", "given", "--overwrite", "--out", file("trained")));
        Files.writeString(file("trained").resolve("notes.txt"), "precious");
        refused(
                "holds 'notes.txt'",
                CommandRun.words(again, file("noisy.csv"), "--overwrite", "--out", file("trained")));
        assertThat(file("trained").resolve("notes.txt")).hasContent("precious");
        assertThat(inside).exists();
    }

    @Test
    void escapesInNamesAndValuesNeverReachTheTerminal() throws IOException {
        trainRefused("\\u001b[31m", "--method", "\u001b[31mred\nline");
        Files.writeString(file("\u001b[31mred\n.csv"), "label\napple\nplum\n");
        trainRefused("\\u001b[31mred\\n.csv has 2", "--true-labels", file("\u001b[31mred\n.csv"));
    }

    @Test
    void filesThatAreNoLabelFiles() throws IOException {
        Files.write(file("utf16.csv"), "label\napple\nplum\n".getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        trainOn("train_features.npy", "utf16.csv", "NUL characters");
        Files.writeString(file("marks.csv"), "id;label\n" + "0;apple\n1;plum\n".repeat(120));
        refused(
                "expected a column 'label' but the columns are 'id;label'; name what separates the fields by --delimiter",
                "evaluate",
                "--labels",
                file("marks.csv"),
                "--delimiter",
                "^",
                "--predictions",
                file("train_features.npy"));
    }

    @Test
    void featuresTooLargeForFloat32() throws IOException {
        try (Matrix x = Npy.readMatrix(file("train_features.npy"))) {
            for (int i = 0; i < x.rows(); i++) {
                x.set(i, 0, i % 2 == 0 ? 3e38f : -3e38f);
            }
            Npy.writeMatrix(file("huge.npy"), x);
        }
        refused(
                "huge.npy: ",
                "train",
                "--features",
                file("huge.npy"),
                "--labels",
                file("noisy.csv"),
                "--out",
                file("run"),
                "--preprocess",
                "raw");
    }

    @Test
    void corruptWithoutWhatItsKindNeeds() {
        Object[] corrupt = {"corrupt", "--labels", file("train.csv"), "--out", file("out.csv"), "--kind"};
        refused("--kind symmetric needs --rate", CommandRun.words(corrupt, "symmetric"));
        refused("--kind superclass needs --superclasses", CommandRun.words(corrupt, "superclass", "--rate", "0.5"));
        refused("--kind matrix needs --matrix", CommandRun.words(corrupt, "matrix"));
        refused(
                "corruption rate must lie between 0 and 1 but is 1.5",
                CommandRun.words(corrupt, "symmetric", "--rate", "1.5"));
        assertThat(file("out.csv")).doesNotExist();
    }

    private static final String THREE = "row,predicted,confidence,apple,\"pear, ripe\",plum\n";

    @Test
    void predictionsThatAreNotWhatTheyShouldBe() throws IOException {
        Files.writeString(file("p.csv"), THREE + "0,apple,0.9,0.9,0.3,0\n".repeat(TrainingFiles.TEST_ROWS));
        refused("sum to 1", "evaluate", "--predictions", file("p.csv"), "--labels", file("test.csv"));
        Files.writeString(file("p.csv"), THREE + "0,apple,0.9,0.9,x,0\n");
        refused(
                "expected a probability but found 'x'",
                "evaluate",
                "--predictions",
                file("p.csv"),
                "--labels",
                file("test.csv"));
        Files.writeString(file("p.csv"), THREE + "0,apple,0.9,0.9,0.1,0\n");
        refused(
                "p.csv: expected " + TrainingFiles.TEST_ROWS + " rows but found 1",
                "evaluate",
                "--predictions",
                file("p.csv"),
                "--labels",
                file("test.csv"));
        Files.writeString(file("p.csv"), "a,b\n1,2\n");
        refused(
                "expected a column 'apple' but the columns are 'a', 'b'",
                "evaluate",
                "--predictions",
                file("p.csv"),
                "--labels",
                file("test.csv"));
    }
}
