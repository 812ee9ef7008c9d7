package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases from the field of shared/cases, read where they lie, each as its expected.txt says. */
class SharedCasesTest {
    private static final Optional<Path> CASES = cases();

    @TempDir
    Path out;

    /** Beside the folder named by RECTIFY_DATA, or beside or above the project. */
    private static Optional<Path> cases() {
        String data = System.getenv("RECTIFY_DATA");
        Path here = Path.of("").toAbsolutePath();
        Stream<Path> places = data != null
                ? Stream.of(Path.of(data).resolveSibling("cases"))
                : Stream.iterate(here, place -> place != null, Path::getParent)
                        .map(place -> place.resolve("shared/cases"));
        return places.filter(Files::isDirectory).findFirst();
    }

    @BeforeEach
    void casesAreThere() {
        assumeTrue(CASES.isPresent(), "skipped: shared/cases is not there (set RECTIFY_DATA to shared/data)");
    }

    private static Path file(String name) {
        return CASES.orElseThrow().resolve(name);
    }

    private Object[] audit(String features, Object... more) {
        return CommandRun.words(
                new Object[] {
                    "audit", "--overwrite", "--json", "--out", out.resolve("audit"), "--features", file(features)
                },
                more);
    }

    private CommandRun audited(String features, Object... more) {
        return CommandRun.of(audit(features, more)).succeeds();
    }

    private List<Integer> flagged() throws IOException {
        return LabelTable.read(out.resolve("audit/issues.csv"), "row").labels().stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    private List<Integer> unlabelled() throws IOException {
        List<String> given =
                LabelTable.read(out.resolve("audit/labels.csv"), "given").labels();
        return java.util.stream.IntStream.range(0, given.size())
                .filter(i -> given.get(i).isEmpty())
                .boxed()
                .toList();
    }

    private static final Integer[] MISSING = {5, 20, 35, 50, 65, 80, 95, 110};
    private static final Integer[] PLANTED = {2, 27, 32, 47, 52, 57, 87, 104};

    @ParameterizedTest
    @CsvSource({
        "01-hf-minus1/plain.parquet,",
        "01-hf-minus1/hf.parquet,",
        "01-hf-minus1/X.npy,01-hf-minus1/labels.csv",
        "03-missing-labels/null.parquet,",
        "03-missing-labels/nanfloat.parquet,",
        "03-missing-labels/pandas_nan.parquet,",
        "03-missing-labels/X.npy,03-missing-labels/empty.csv",
        "03-missing-labels/X.npy,03-missing-labels/floatempty.csv",
        "03-missing-labels/X.npy,03-missing-labels/nan_text.csv"
    })
    void rowsWithoutALabelAreLeftOutAndForetold(String features, String labels) throws IOException {
        CommandRun run = labels == null ? audited(features) : audited(features, "--labels", file(labels));
        assertThat(run.json().path("classes").asInt()).isEqualTo(3);
        assertThat(run.json().path("unlabelled").asInt()).isEqualTo(8);
        assertThat(unlabelled()).containsExactly(MISSING);
        assertThat(flagged()).containsExactly(PLANTED);
        assertThat(LabelTable.read(out.resolve("audit/labels.csv"), "suggested").labels())
                .doesNotContain("");
    }

    @Test
    void theoryCountsRowsWithoutALabel() throws IOException {
        Object[] words = {"theory", "--no-softmax", "--features", file("01-hf-minus1/plain.parquet")};
        assertThat(CommandRun.of(words).succeeds().out()).contains("8 of 120 rows have no label and take no part.");
        CommandRun json = CommandRun.of(words, "--json").succeeds();
        assertThat(json.json().path("unlabelled").asInt()).isEqualTo(8);
        assertThat(json.json().path("rows").asInt()).isEqualTo(112);
    }

    private CommandRun train(Object... words) {
        return CommandRun.of(
                        new Object[] {
                            "train",
                            "--method",
                            "teacher",
                            "--overwrite",
                            "--json",
                            "--out",
                            out.resolve("run"),
                            "--features"
                        },
                        words)
                .succeeds();
    }

    private CommandRun predict(String features) {
        return CommandRun.of(
                "predict",
                "--model",
                out.resolve("run"),
                "--features",
                file(features),
                "--out",
                out.resolve("p.csv"),
                "--overwrite");
    }

    private double accuracy(String labels) throws IOException {
        return CommandRun.of("evaluate", "--json", "--predictions", out.resolve("p.csv"), "--labels", file(labels))
                .succeeds()
                .json()
                .path("accuracy")
                .asDouble();
    }

    @Test
    void floatsAreTheIntegersTheyStandFor() throws IOException {
        CommandRun run = train(
                file("04-float-int-labels/Xtr.npy"),
                "--labels",
                file("04-float-int-labels/train_float.csv"),
                "--test-features",
                file("04-float-int-labels/Xte.npy"),
                "--test-labels",
                file("04-float-int-labels/test_int.csv"));
        assertThat(run.json().path("test").path("accuracy").asDouble()).isEqualTo(1);
    }

    private Matrix converted(String source, Object... more) throws IOException {
        CommandRun.of(new Object[] {"convert", file(source), out.resolve("x.npy")}, more)
                .succeeds();
        return Npy.readMatrix(out.resolve("x.npy"));
    }

    private void equal(String source, String reference, float tolerance) throws IOException {
        try (Matrix found = converted(source);
                Matrix expected = Npy.readMatrix(file(reference))) {
            assertThat(found.rows()).isEqualTo(expected.rows());
            for (int i = 0; i < expected.rows(); i++) {
                assertThat(found.row(i))
                        .containsExactly(expected.row(i), org.assertj.core.data.Offset.offset(tolerance));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "05-float16/list16.parquet,05-float16/ref.npy,0",
        "05-float16/flba2.parquet,05-float16/ref.npy,0",
        "07-embedding-strings/list_str.csv,07-embedding-strings/ref.npy,0",
        "07-embedding-strings/json_str.parquet,07-embedding-strings/ref.npy,0",
        "07-embedding-strings/numpy_str.csv,07-embedding-strings/ref.npy,1e-6",
        "09-semicolon-decimal-comma/de.csv,09-semicolon-decimal-comma/X.npy,0",
        "09-semicolon-decimal-comma/semi.csv,09-semicolon-decimal-comma/X.npy,0",
        "10-libsvm-index/train0.libsvm,10-libsvm-index/Xtr.npy,0",
        "10-libsvm-index/train1.libsvm,10-libsvm-index/Xtr.npy,0",
        "21-spark-vector/spark.parquet,21-spark-vector/ref.npy,0"
    })
    void featuresAreThoseOfTheReference(String source, String reference, float tolerance) throws IOException {
        equal(source, reference, tolerance);
    }

    @Test
    void whatCannotBeReadNamesTheCause() {
        CommandRun.of("convert", file("05-float16/fsl16.parquet"), out.resolve("x.npy"))
                .isRefused("float16 in the encoding BYTE_STREAM_SPLIT");
        CommandRun.of("convert", file("07-embedding-strings/ellipsis.csv"), out.resolve("x.npy"))
                .isRefused("row 0 (counting from 0), column 'embedding': the list was cut short");
    }

    @Test
    void labelsBesideSemicolonsAreRead() throws IOException {
        audited("09-semicolon-decimal-comma/X.npy", "--labels", file("09-semicolon-decimal-comma/labels_semi.csv"));
        assertThat(flagged()).containsExactly(PLANTED);
    }

    @Test
    void libsvmFilesAreAsWideAsTheModelAndCountAsItDoes() throws IOException {
        train(file("10-libsvm-index/train1.libsvm"));
        predict("10-libsvm-index/test1_last_empty.libsvm").succeeds();
        assertThat(accuracy("10-libsvm-index/test.csv")).isEqualTo(1);
        train(file("10-libsvm-index/train0.libsvm"));
        CommandRun run = predict("10-libsvm-index/test0_first_empty.libsvm").succeeds();
        assertThat(run.err()).contains("indices counted from 0");
        train(file("10-libsvm-index/Xtr.npy"), "--labels", file("10-libsvm-index/train1.libsvm"));
        predict("10-libsvm-index/test0_first_empty.libsvm").isRefused("say --index-base 0 or 1");
    }

    @Test
    void theOrderOfColumnsOfProbabilitiesIsSaidAndDoubted() {
        Object[] labels = {"--out-of-sample", "--labels", file("12-proba-order/labels.csv"), "--probabilities"};
        CommandRun inOrder =
                audited("12-proba-order/X.npy", CommandRun.words(labels, file("12-proba-order/p_int_order.npy")));
        assertThat(inOrder.err()).contains("taken in this order: 0, 1, 2, 3").doesNotContain("warning");
        CommandRun named =
                audited("12-proba-order/X.npy", CommandRun.words(labels, file("12-proba-order/p_named.csv")));
        assertThat(named.err()).contains("matched by name").doesNotContain("warning");
        CommandRun other =
                audited("12-proba-order/X.npy", CommandRun.words(labels, file("12-proba-order/p_str_order.npy")));
        assertThat(other.err()).contains("in this order: 0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9");
    }

    @Test
    void classesOfOneRowAreNotJudgedAndOneClassIsRefused() throws IOException {
        CommandRun run = audited("13-singletons/X.npy", "--labels", file("13-singletons/labels.csv"));
        assertThat(flagged()).containsExactly(8, 18, 27, 28);
        assertThat(run.json().path("classes_of_too_few_rows").isArray()).isTrue();
        CommandRun.of(audit("13-singletons/X.npy", "--labels", file("13-singletons/one_class.csv")))
                .isRefused("expected at least 2 classes but every row is 'only'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p3.csv", "p3.npy", "p3_prefixed.csv"})
    void aClassWithoutLabelsCanBeSuggested(String probabilities) throws IOException {
        CommandRun run = audited(
                "14-absent-class/X.npy",
                "--labels",
                file("14-absent-class/labels.csv"),
                "--probabilities",
                file("14-absent-class/" + probabilities),
                "--out-of-sample");
        assertThat(run.json().path("classes").asInt()).isEqualTo(3);
        assertThat(run.err()).contains("no row is labelled 2");
        assertThat(LabelTable.read(out.resolve("audit/issues.csv"), "suggested").labels())
                .contains("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clean.parquet",
                "datetime.parquet",
                "idx.parquet",
                "idx2.parquet",
                "index_named.csv",
                "unnamed.csv"
            })
    void anIndexIsNoFeature(String name) throws IOException {
        try (Matrix x = converted("17-pandas-index/" + name);
                Matrix clean = converted("17-pandas-index/clean.parquet")) {
            assertThat(x.columns()).isEqualTo(8);
            assertThat(clean.columns()).isEqualTo(8);
        }
    }

    @Test
    void labelsOfNumpyAreReadWhateverTheirType() throws IOException {
        audited("18-npy-kinds/X.npy", "--labels", file("18-npy-kinds/strlab.npy"));
        assertThat(flagged()).containsExactly(PLANTED);
        audited("18-npy-kinds/xy.npz", "--array", "X", "--label-column", "y");
        assertThat(flagged()).containsExactly(PLANTED);
        assertThat(audited("18-npy-kinds/X.npy", "--labels", file("18-npy-kinds/boollab.npy"))
                        .json()
                        .path("classes")
                        .asInt())
                .isEqualTo(2);
        CommandRun.of(audit("18-npy-kinds/many.npz")).isRefused("by --array");
    }

    @Test
    void oneHotRowsAreClassesAndSeveralLabelsAreRefused() throws IOException {
        for (String labels : List.of("onehot.csv", "onehot.npy")) {
            audited("20-onehot-multilabel/X.npy", "--labels", file("20-onehot-multilabel/" + labels));
            assertThat(flagged()).containsExactly(PLANTED);
        }
        audited("20-onehot-multilabel/onehot.parquet");
        assertThat(flagged()).containsExactly(PLANTED);
        CommandRun.of(audit("20-onehot-multilabel/tags.parquet")).isRefused("expected one label but found 2");
    }

    @Test
    void truthValuesAreTheSameHoweverTheyAreWritten() throws IOException {
        for (Object[] source : List.of(
                new Object[] {file("22-bool/train.parquet")},
                new Object[] {file("22-bool/train.jsonl")},
                new Object[] {file("22-bool/X.npy"), "--labels", file("22-bool/train.csv")})) {
            train(source);
            predict("22-bool/Xte.npy").succeeds();
            assertThat(accuracy("22-bool/test_01.csv")).isGreaterThan(0.95);
            assertThat(accuracy("22-bool/test_pandas.csv")).isGreaterThan(0.95);
        }
    }

    @Test
    void columnsAreMatchedByName() throws IOException {
        train(file("24-column-order/train.csv"));
        for (String test : List.of("test.csv", "test_reversed.csv")) {
            predict("24-column-order/" + test).succeeds();
            assertThat(accuracy("24-column-order/truth.csv")).isEqualTo(1);
        }
        predict("24-column-order/test_renamed.csv").isRefused("column 'a' is missing; found 'z' instead");
    }

    @Test
    void namesThatLookAlikeAreWarnedOfAndJoined() {
        assertThat(audited("25-whitespace/X.npy", "--labels", file("25-whitespace/labels.csv"))
                        .err())
                .contains("class names look alike");
        CommandRun joined =
                audited("25-whitespace/X.npy", "--labels", file("25-whitespace/labels.csv"), "--normalise-labels");
        assertThat(joined.out()).contains("\"classes\":3");
    }

    @Test
    void separableClassesAndForeignTemperaturesAreFlagged() throws IOException {
        List<Integer> planted = Arrays.stream(Files.readString(file("35-separable-no-flags/expected.txt"))
                        .replaceAll("(?s).*\\[|\\].*", "")
                        .split(", "))
                .map(Integer::valueOf)
                .collect(Collectors.toList());
        audited("35-separable-no-flags/X.npy", "--labels", file("35-separable-no-flags/labels.csv"));
        assertThat(flagged()).isEqualTo(planted);
        for (String temperature : List.of("T0.2", "T1", "T3", "T10")) {
            audited(
                    "37-miscalibrated-probabilities/X.npy",
                    "--labels",
                    file("37-miscalibrated-probabilities/labels.csv"),
                    "--probabilities",
                    file("37-miscalibrated-probabilities/" + temperature + ".npy"),
                    "--out-of-sample");
            assertThat(flagged()).hasSize(30);
        }
    }
}
