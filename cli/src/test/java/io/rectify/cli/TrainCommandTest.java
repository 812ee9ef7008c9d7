package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.distill.Method;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.run.ModelFile;
import io.rectify.run.PredictionCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static TrainingFiles files;

    @TempDir
    Path out;

    @BeforeAll
    static void write() throws IOException {
        files = TrainingFiles.small(data);
    }

    private CommandRun train(Path run, Object... more) {
        return files.run("train", run, more);
    }

    private CommandRun trainWithTest(Path run, Object... more) {
        Object[] test = {
            "--test-features",
            data.resolve("test_features.npy"),
            "--test-labels",
            data.resolve("test.csv"),
            "--true-labels",
            data.resolve("train.csv")
        };
        return train(run, CommandRun.words(test, more));
    }

    @Test
    void writesTheWholeRunDirectoryAndNothingElse() throws IOException {
        CommandRun run = trainWithTest(out.resolve("run"));

        run.succeeds();
        assertThat(run.err().strip()).isEqualTo("features: 8 columns of the array; label: label; id: none; text: text");
        assertThat(run.out()).contains("240 rows x 8 features, 3 classes").contains("Test: accuracy");
        try (Stream<Path> files = Files.list(out.resolve("run"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "model.safetensors",
                            "model.onnx",
                            "labels.csv",
                            "soft_labels.npy",
                            "metrics.json",
                            "report.html",
                            "run.json");
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).containsExactly(out.resolve("run"));
        }
    }

    @Test
    void reportTellsTheStepsTheTrialsAndTheDoubtedLabels() throws IOException {
        CommandRun run = trainWithTest(out.resolve("run"), "--quiet", "--budget", "40");

        assertThat(run.out()).contains("To read: " + out.resolve("run").resolve("report.html"));
        String page = Files.readString(out.resolve("run").resolve("report.html"));
        JsonNode metrics = CommandRun.json(out.resolve("run").resolve("metrics.json"));
        assertThat(page)
                .contains("Steps of the training")
                .contains("Test accuracy")
                .contains("Right on true labels")
                .contains("by test labels")
                .contains("5-fold cross-fitted outputs of teacher, kappa")
                .contains("Labels to look at first")
                .contains(metrics.at("/auto/chosen").asText())
                .doesNotContain("src=\"http");
        assertThat(page).contains("Right on test rows");
        JsonNode shown = JSON.readTree(page.replaceAll("(?s).*id=\"data\">(.*?)</script>.*", "$1"));
        for (int i = 0; i < metrics.get("steps").size(); i++) {
            assertThat((float) shown.at("/rounds/test/" + i).asDouble()).isEqualTo((float)
                    metrics.at("/steps/" + i + "/test/accuracy").asDouble());
        }
        assertThat((float) shown.at("/reliability/before/ece").asDouble())
                .isCloseTo((float) metrics.at("/test/ece").asDouble(), org.assertj.core.api.Assertions.within(0.1f));
        assertThat(shown.get("issues").size()).isBetween(40, 110);
    }

    @Test
    void equalRowsAreTrainedOnAndTheReportLeavesIssuesOut() throws IOException {
        try (Matrix zeros = Matrix.zeros(TrainingFiles.TRAIN_ROWS, 4)) {
            Npy.writeMatrix(out.resolve("zeros.npy"), zeros);
        }
        CommandRun run = CommandRun.of(
                "train",
                "--features",
                out.resolve("zeros.npy"),
                "--labels",
                data.resolve("noisy.csv"),
                "--method",
                "sd",
                "--out",
                out.resolve("run"),
                "--quiet");

        run.succeeds();
        assertThat(Files.readString(out.resolve("run").resolve("report.html")))
                .contains("Labels are not judged: all features are 0")
                .contains("Steps of the training")
                .doesNotContain("Labels to look at first");
    }

    @Test
    void jsonIsOneObjectWithThePromisedNames() throws IOException {
        CommandRun run = trainWithTest(out.resolve("run"), "--json", "--method", "sd", "--rounds", "2", "--kappa", "7");

        assertThat(run.out().lines()).hasSize(1);
        JsonNode json = run.json();
        assertThat(json.at("/test/accuracy").asDouble()).isBetween(0.5, 1.0);
        assertThat(json.at("/test/nll").asDouble()).isPositive();
        assertThat(json.at("/test/ece").asDouble()).isBetween(0.0, 1.0);
        assertThat(json.at("/seconds").asDouble()).isPositive();
        assertThat(json.at("/evaluations").asInt()).isGreaterThan(3);
        assertThat(json.at("/method").asText()).isEqualTo("sd");
        assertThat(json.at("/kappa").asDouble()).isEqualTo(7);
        assertThat(json.at("/rounds").asInt()).isEqualTo(2);
        JsonNode metrics = CommandRun.json(out.resolve("run").resolve("metrics.json"));
        assertThat(metrics.get("steps")).hasSize(3);
        assertThat(metrics.at("/steps/2/test/accuracy")).isEqualTo(metrics.at("/test/accuracy"));
    }

    @Test
    void runRecordHoldsEveryOptionAndTheHashOfEveryInput() throws IOException {
        trainWithTest(out.resolve("run"), "--seed", "17");

        JsonNode record = CommandRun.json(out.resolve("run").resolve("run.json"));
        assertThat(record.get("seed").asInt()).isEqualTo(17);
        assertThat(record.at("/options/--method").asText()).isEqualTo("auto");
        assertThat(record.get("inputs")).hasSize(5);
        assertThat(record.get("inputs"))
                .allSatisfy(input -> assertThat(input.get("sha256").asText()).hasSize(64));
        assertThat(record.get("blas").asText()).isEqualTo("OpenBLAS");
    }

    @Test
    void suggestedLabelsMendMostOfTheNoise() throws IOException {
        train(out.resolve("run"));

        List<String> right = column(data.resolve("train.csv"), "label");
        List<String> given = column(out.resolve("run").resolve("labels.csv"), "given");
        List<String> suggested = column(out.resolve("run").resolve("labels.csv"), "suggested");
        assertThat(given).isEqualTo(column(data.resolve("noisy.csv"), "label")).hasSize(TrainingFiles.TRAIN_ROWS);
        assertThat(wrong(suggested, right)).isLessThan(wrong(given, right) / 2);
    }

    private static List<String> column(Path csv, String name) throws IOException {
        return io.rectify.formats.LabelTable.read(csv, name).labels();
    }

    private static int wrong(List<String> labels, List<String> right) {
        int wrong = 0;
        for (int i = 0; i < right.size(); i++) {
            wrong += labels.get(i).equals(right.get(i)) ? 0 : 1;
        }
        return wrong;
    }

    static Stream<String> methods() {
        return Method.all().stream().map(Method::name);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsBitEqualOnAnyNumberOfThreads(String method) throws IOException {
        assertThat(train(out.resolve("one"), "--method", method, "--threads", 1).exitCode())
                .isZero();
        assertThat(train(out.resolve("three"), "--method", method, "--threads", 3)
                        .exitCode())
                .isZero();

        for (String file : List.of("model.safetensors", "model.onnx", "labels.csv", "soft_labels.npy")) {
            assertThat(out.resolve("three").resolve(file))
                    .hasSameBinaryContentAs(out.resolve("one").resolve(file));
        }
    }

    @Test
    void modelReadBackPredictsBitForBitWhatTrainingSaw() throws IOException {
        train(out.resolve("run"), "--intercept", "--preprocess", "standardise");
        CommandRun predicted = CommandRun.of(
                "predict",
                "--model",
                out.resolve("run"),
                "--features",
                data.resolve("train_features.npy"),
                "--out",
                out.resolve("predictions.csv"));

        predicted.succeeds();
        try (PredictionCsv read = PredictionCsv.read(out.resolve("predictions.csv"));
                Matrix soft = Npy.readMatrix(out.resolve("run").resolve("soft_labels.npy"));
                Matrix features = Npy.readMatrix(data.resolve("train_features.npy"));
                Probabilities again = ModelFile.read(out.resolve("run").resolve("model.safetensors"))
                        .predict(features, 2)) {
            assertThat(read.classNames()).containsExactly("apple", "pear, ripe", "plum");
            assertThat(read.probabilities().matrix().contentEquals(soft)).isTrue();
            assertThat(again.matrix().contentEquals(soft)).isTrue();
        }
    }

    @Test
    void evaluateAgreesWithTheTestFiguresOfTraining() throws IOException {
        JsonNode trained = trainWithTest(out.resolve("run"), "--json").json();
        for (String name : List.of("p.csv", "p.parquet")) {
            CommandRun.of(
                    "predict",
                    "--model",
                    out.resolve("run"),
                    "--features",
                    data.resolve("test_features.npy"),
                    "--out",
                    out.resolve(name));
        }
        try (PredictionCsv predicted = PredictionCsv.read(out.resolve("p.csv"))) {
            Npy.writeMatrix(out.resolve("p.npy"), predicted.probabilities().matrix());
        }
        for (String name : List.of("p.npz", "p.jsonl", "p.safetensors", "lists.parquet")) {
            CommandRun.of("convert", out.resolve("p.npy"), out.resolve(name));
        }

        for (String name :
                List.of("p.csv", "p.parquet", "p.npy", "p.npz", "p.jsonl", "p.safetensors", "lists.parquet")) {
            CommandRun evaluated = evaluate(name);
            evaluated.succeeds();
            assertThat(evaluated.json()).as(name).isEqualTo(trained.get("test"));
        }
    }

    private CommandRun evaluate(String predictions, Object... more) {
        return CommandRun.of(
                new Object[] {
                    "evaluate",
                    "--predictions",
                    out.resolve(predictions),
                    "--labels",
                    data.resolve("test.csv"),
                    "--json"
                },
                more);
    }

    @Test
    void theModelNamesTheClassesOfColumnsWithoutNames() throws IOException {
        train(out.resolve("run"), "--method", "teacher", "--quiet");
        CommandRun all = CommandRun.of(
                "evaluate",
                "--predictions",
                out.resolve("run").resolve("soft_labels.npy"),
                "--labels",
                data.resolve("train.csv"),
                "--model",
                out.resolve("run"),
                "--json");
        assertThat(all.json().get("rows").asInt()).isEqualTo(TrainingFiles.TRAIN_ROWS);
        Files.writeString(out.resolve("few.csv"), "label\nplum\napple\n");
        try (Matrix two = Matrix.of(new float[][] {{0.1f, 0.2f, 0.7f}, {0.1f, 0.7f, 0.2f}})) {
            Npy.writeMatrix(out.resolve("few.npy"), two);
        }
        Object[] few = {"evaluate", "--predictions", out.resolve("few.npy"), "--labels", out.resolve("few.csv")};
        CommandRun.of(few).isRefused("expected 2 rows of 2 classes but found 2 rows of 3");
        CommandRun named = CommandRun.of(few, "--model", out.resolve("run"), "--json");
        assertThat(named.json().get("accuracy").asDouble()).isEqualTo(0.5);
        Files.writeString(out.resolve("others.csv"), "row,predicted,confidence,a,b\n0,a,1,1,0\n");
        evaluate("others.csv", "--model", out.resolve("run")).isRefused("is of other classes than the model in");
    }

    @Test
    void anExistingRunIsReplacedOnlyWhenAsked() throws IOException {
        train(out.resolve("run"));
        byte[] before = Files.readAllBytes(out.resolve("run").resolve("metrics.json"));

        CommandRun refused = train(out.resolve("run"), "--kappa", 99);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errLines()).hasSize(1);
        assertThat(refused.err()).contains("--overwrite");
        assertThat(out.resolve("run").resolve("metrics.json")).hasBinaryContent(before);

        assertThat(train(out.resolve("run"), "--kappa", 99, "--overwrite").exitCode())
                .isZero();
        assertThat(Files.readAllBytes(out.resolve("run").resolve("metrics.json")))
                .isNotEqualTo(before);
    }

    @Test
    void aFitThatDoesNotConvergeSaysSo() throws IOException {
        CommandRun run = train(out.resolve("run"), "--max-iterations", 2, "--method", "teacher", "--kappa", "0.1");

        assertThat(run.out()).contains("Step 1 did not converge: iteration limit");
        JsonNode metrics = CommandRun.json(out.resolve("run").resolve("metrics.json"));
        assertThat(metrics.get("converged").asBoolean()).isFalse();
    }

    @Test
    void autoIsTheDefaultAndTellsWhatItTried() throws IOException {
        CommandRun run = trainWithTest(out.resolve("run"), "--quiet", "--details");
        run.succeeds();
        assertThat(run.out())
                .contains("ways of training tried")
                .contains("judged by the given labels")
                .contains("it is right")
                .contains("Chosen, ")
                .contains("Test: accuracy");
        JsonNode metrics = CommandRun.json(out.resolve("run").resolve("metrics.json"));
        assertThat(metrics.at("/auto/trials").size())
                .isEqualTo(metrics.at("/auto/tried").asInt());
        assertThat(metrics.at("/auto/chosen").asText())
                .startsWith(metrics.at("/method").asText());
        JsonNode record = CommandRun.json(out.resolve("run").resolve("run.json"));
        assertThat(record.at("/chosen").asText())
                .isEqualTo(metrics.at("/auto/chosen").asText());
        int rows = metrics.at("/auto/held_out").asInt();
        double best = 0;
        for (JsonNode trial : metrics.at("/auto/trials")) {
            if (trial.at("/held_out").asInt() == rows) {
                best = Math.max(best, trial.at("/agreement").asDouble());
            }
        }
        for (JsonNode trial : metrics.at("/auto/trials")) {
            if (trial.at("/held_out").asInt() == rows) {
                assertThat(trial.at("/behind").asDouble())
                        .isEqualTo(best - trial.at("/agreement").asDouble());
            }
        }
        double estimate = metrics.at("/auto/estimated/accuracy").asDouble();
        assertThat(estimate)
                .isBetween(
                        metrics.at("/auto/estimated/low").asDouble(),
                        metrics.at("/auto/estimated/high").asDouble());
    }

    @Test
    void autoKeepsToTheKappaAndRoundsThatAreNamed() throws IOException {
        CommandRun run = train(out.resolve("run"), "--kappa", "7", "--rounds", "1", "--json", "--quiet");
        JsonNode json = run.json();
        assertThat(json.at("/kappa").asDouble()).isEqualTo(7);
        assertThat(json.at("/auto/complete").asBoolean()).isTrue();
        JsonNode metrics = CommandRun.json(out.resolve("run").resolve("metrics.json"));
        for (JsonNode trial : metrics.at("/auto/trials")) {
            assertThat(trial.at("/candidate").asText())
                    .contains("kappa 7.000")
                    .doesNotContain("student")
                    .doesNotContain("of 2 rounds");
        }
    }

    @Test
    void autoChoosesTheSameAgainAndAnotherSeedHoldsOutOtherRows() throws IOException {
        JsonNode first = train(out.resolve("a"), "--json", "--quiet").json();
        JsonNode again = JSON.readTree(
                train(out.resolve("b"), "--json", "--quiet", "--threads", "1").out());
        assertThat(again.at("/auto/chosen")).isEqualTo(first.at("/auto/chosen"));
        assertThat(Files.readString(out.resolve("a/labels.csv")))
                .isEqualTo(Files.readString(out.resolve("b/labels.csv")));
        train(out.resolve("c"), "--json", "--quiet", "--seed", "2");
        assertThat(trials("c")).isNotEqualTo(trials("a")).hasSameSizeAs(trials("a"));
    }

    private JsonNode trials(String run) throws IOException {
        return CommandRun.json(out.resolve(run).resolve("metrics.json")).at("/auto/trials");
    }

    @Test
    void aBudgetOfNextToNothingStillTrains() throws IOException {
        CommandRun run = train(out.resolve("run"), "--budget", "0.000001s", "--json", "--quiet");
        run.succeeds();
        assertThat(run.json().at("/auto/complete").asBoolean()).isFalse();
        train(out.resolve("bad"), "--budget", "soon")
                .isRefused("expected a time such as 30s or 5m, or a number of evaluations, but was 'soon'");
        train(out.resolve("bad"), "--budget", "0s").isRefused("expected a time above 0");
        JsonNode few = JSON.readTree(
                train(out.resolve("few"), "--budget", "60", "--json", "--quiet").out());
        assertThat(few.at("/auto/complete").asBoolean()).isFalse();
        assertThat(few.at("/auto/evaluations").asInt()).isGreaterThan(60);
        assertThat(CommandRun.json(out.resolve("few/run.json"))
                        .at("/options/--budget")
                        .asText())
                .isEqualTo("60");
    }

    @Test
    void preprocessingsAreChosenAmongAndRefusedWhereTheyCannotBe() throws IOException {
        JsonNode json = JSON.readTree(train(out.resolve("run"), "--preprocess", "standardise,raw", "--json", "--quiet")
                .out());
        assertThat(json.at("/preprocess").asText()).isIn("standardise", "raw");
        assertThat(json.at("/auto/preprocess")).isEqualTo(json.at("/preprocess"));
        train(out.resolve("bad"), "--preprocess", "standardise,raw", "--method", "sd")
                .isRefused("only method auto chooses");
        train(out.resolve("bad"), "--preprocess", "raw", "--kappa", "5").isRefused("--preprocess that normalises rows");
    }

    /** Row 0 is reviewed as the third class of three, whatever it is, and rows from 200 on as what they were given. */
    @Test
    void reviewedRowsAreTrainedOnAsRight() throws IOException {
        Labels given = LabelFile.readTraining(data.resolve("noisy.csv"), "label");
        String other = given.names().get((given.get(0) + 1) % 3);
        StringBuilder csv = new StringBuilder("row,right_label\n0,\"" + other + "\"\n1,unsure\n");
        for (int i = 200; i < 240; i++) {
            csv.append(i).append(",\"").append(given.name(i)).append("\"\n");
        }
        Path answers = Files.writeString(out.resolve("answers.csv"), csv);
        CommandRun run =
                train(out.resolve("run"), "--method", "teacher", "--parquet", "--reviewed", answers, "--quiet");
        run.succeeds();
        assertThat(run.out()).contains("41 reviewed rows count as right.");
        assertThat(CommandRun.json(out.resolve("run/metrics.json"))
                        .at("/reviewed")
                        .asInt())
                .isEqualTo(41);
        LabelTable suggested = LabelTable.read(out.resolve("run/labels.csv"), "suggested", "given");
        assertThat(suggested.labels().get(0)).isEqualTo(other);
        assertThat(suggested.column("given").get(0)).isEqualTo(given.name(0));
        assertThat(suggested.labels().subList(200, 240))
                .isEqualTo(given.toList().subList(200, 240));
        assertThat(Files.readString(out.resolve("run/report.html"))).contains("41 reviewed rows");
        Path bad = Files.writeString(out.resolve("bad.csv"), "row,right_label\n0,apple\n7,aple\n");
        train(out.resolve("no"), "--reviewed", bad)
                .isRefused(
                        "bad.csv: line 3, row 1 (counting from 0), column 'right_label': expected one of the 3 classes");
        assertThat(out.resolve("no")).doesNotExist();
    }
}
