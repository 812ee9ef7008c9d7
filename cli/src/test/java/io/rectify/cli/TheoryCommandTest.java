package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheoryCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TrainingFiles.small(folder);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private CommandRun theory(String features, String labels, Object... more) {
        Object[] first = {"theory", "--features", file(features), "--labels", file(labels)};
        return CommandRun.of(first, more);
    }

    private JsonNode json(String features, String labels, Object... more) throws IOException {
        CommandRun run = theory(features, labels, CommandRun.words(more, "--json", "--quiet"));
        run.succeeds();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        return run.json();
    }

    private void refused(String expectation, CommandRun run) {
        run.isRefused(expectation);
    }

    private void write(String name, float[][] features, String... labels) throws IOException {
        try (Matrix matrix = Matrix.of(features)) {
            Npy.writeMatrix(file(name + ".npy"), matrix);
        }
        Files.writeString(file(name + ".csv"), "label\n" + String.join("\n", labels) + "\n");
    }

    @Test
    void everyStepIsComparedWithWhatHappens() throws IOException {
        JsonNode json = json(
                "train_features.npy", "noisy.csv", "--true-labels", file("train.csv"), "--rounds", "2", "--kappa", "8");
        assertThat(json.at("/true_labels").asText()).isEqualTo("known");
        assertThat(json.at("/noise_rate").asDouble()).isBetween(0.2, 0.4);
        assertThat(json.at("/steps")).hasSize(3);
        for (JsonNode step : json.at("/steps")) {
            for (String share : new String[] {
                "predicted_accuracy",
                "linear_accuracy",
                "left_out_accuracy",
                "softmax_accuracy",
                "softmax_same_class_as_linear"
            }) {
                assertThat(step.at("/" + share).asDouble()).as(share).isBetween(0.3, 1.0);
            }
        }
        double c = json.at("/correlations/c/mean").asDouble();
        assertThat(c).isGreaterThan(json.at("/correlations/e/mean").asDouble());
        double eigenvalues = 0;
        int number = 0;
        for (JsonNode group : json.at("/spectrum")) {
            eigenvalues += group.at("/size").asInt() * group.at("/mean").asDouble();
            number += group.at("/size").asInt();
            assertThat(group.at("/kept/1").asDouble())
                    .isLessThanOrEqualTo(group.at("/kept/0").asDouble());
        }
        assertThat(number).isEqualTo(240);
        assertThat(eigenvalues).as("trace of the Gram matrix of unit rows").isCloseTo(240, within(1e-3));
    }

    @Test
    void theSpectralAccuraciesAreThoseOfTrain() throws IOException {
        CommandRun run = CommandRun.of(
                "train",
                "--features",
                file("train_features.npy"),
                "--labels",
                file("noisy.csv"),
                "--true-labels",
                file("train.csv"),
                "--method",
                "spectral",
                "--rounds",
                "1",
                "--kappa",
                "8",
                "--json",
                "--out",
                file("run"));
        double trained = run.json().at("/train/true_accuracy").asDouble();
        JsonNode json = json(
                "train_features.npy", "noisy.csv", "--true-labels", file("train.csv"), "--rounds", "1", "--kappa", "8");
        assertThat(json.at("/steps/1/left_out_accuracy").asDouble()).isEqualTo(trained);
    }

    @Test
    void textSaysWhereLabelsComeFrom() {
        assertThat(theory("train_features.npy", "noisy.csv").out())
                .contains("About ")
                .contains("true labels estimated");
        assertThat(theory(
                                "train_features.npy",
                                "train.csv",
                                "--kind",
                                "symmetric",
                                "--rate",
                                "0.4",
                                "--no-softmax",
                                "--details")
                        .out())
                .contains("given labels taken as right, then corrupted")
                .contains("Margin Delta")
                .doesNotContain("softmax");
        refused(
                "the true labels are the given ones",
                theory("train_features.npy", "train.csv", "--true-labels", file("train.csv")));
    }

    @Test
    void superclassesComeFromTheFileIfThereIsOne() throws IOException {
        Files.writeString(file("s.csv"), "label,superclass\napple,a\nplum,b\n\"pear, ripe\",a\n");
        JsonNode json = json("train_features.npy", "noisy.csv", "--superclasses", file("s.csv"), "--no-softmax");
        assertThat(json.at("/superclasses").toString()).isEqualTo("[[\"apple\",\"pear, ripe\"],[\"plum\"]]");
        assertThat(json.at("/superclasses_given").asBoolean()).isTrue();
        assertThat(json.at("/correlations/d/pairs").asDouble()).isPositive();
        assertThat(json.at("/top2/softmax_accuracy").isNull()).isTrue();
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        refused(
                "exclude each other",
                theory(
                        "train_features.npy",
                        "noisy.csv",
                        "--true-labels",
                        file("train.csv"),
                        "--kind",
                        "symmetric",
                        "--rate",
                        "0.1"));
        refused("--rate and --matrix need --kind", theory("train_features.npy", "noisy.csv", "--rate", "0.1"));
        refused("--kind symmetric needs --rate", theory("train_features.npy", "noisy.csv", "--kind", "symmetric"));
        refused("kappa must be a positive number", theory("train_features.npy", "noisy.csv", "--kappa", "0"));
        refused("rounds", theory("train_features.npy", "noisy.csv", "--rounds", "-1"));
        refused("there must be one label for each row", theory("train_features.npy", "test.csv"));
    }

    @Test
    void constantFeaturesAreRefusedInOneLine() throws IOException {
        write("same", new float[][] {{1, 2}, {1, 2}, {1, 2}, {1, 2}}, "a", "a", "b", "b");
        refused("all features are 0 after preprocessing", theory("same.npy", "same.csv"));
        refused(
                "all features are 0 after preprocessing",
                CommandRun.of(
                        "train",
                        "--features",
                        file("same.npy"),
                        "--labels",
                        file("same.csv"),
                        "--method",
                        "spectral",
                        "--out",
                        file("run")));
        assertThat(file("run")).doesNotExist();
    }

    @Test
    void oneRowPerClassIsRefusedAndOneRowInAClassIsNot() throws IOException {
        write("few", new float[][] {{1, 2, 0}, {-1, 0, 1}}, "a", "b");
        refused("no class has two rows", theory("few.npy", "few.csv"));
        write("lonely", new float[][] {{1, 2, 0}, {1, 1.9f, 0}, {1, 2, 0.2f}, {-3, 0, 1}}, "a", "a", "a", "b");
        JsonNode json = json("lonely.npy", "lonely.csv");
        assertThat(json.at("/rows").asInt()).isEqualTo(4);
    }

    @Test
    void duplicatesFewerRowsThanFeaturesTwoClassesAndAThousand() throws IOException {
        Random random = new Random(5);
        float[][] twice = new float[40][60];
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 60; j++) {
                twice[i][j] = (float) random.nextGaussian() + (i % 2 == 0 && j == 0 ? 5 : 0);
            }
            twice[i + 20] = twice[i];
        }
        String[] two = new String[40];
        Arrays.setAll(two, i -> i % 2 == 0 ? "x" : "y");
        write("twice", twice, two);
        JsonNode json = json("twice.npy", "twice.csv", "--kind", "symmetric", "--rate", "0.2");
        assertThat(json.at("/classes").asInt()).isEqualTo(2);
        assertThat(json.at("/spectrum/0/mean").asDouble()).isPositive();

        float[][] many = new float[2500][12];
        String[] thousand = new String[many.length];
        for (int i = 0; i < many.length; i++) {
            thousand[i] = "class " + i % 1000;
            Random centre = new Random(i % 1000);
            for (int j = 0; j < 12; j++) {
                many[i][j] = (float) (centre.nextGaussian() + 0.1 * random.nextGaussian());
            }
        }
        write("many", many, thousand);
        JsonNode large = json("many.npy", "many.csv", "--no-softmax", "--rounds", "1");
        assertThat(large.at("/classes").asInt()).isEqualTo(1000);
        assertThat(large.at("/steps/0/predicted_accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void classNamesOfEmojiAreShownWhole() throws IOException {
        String smiles = "\uD83D\uDE00".repeat(13);
        String longer = "\uD83D\uDE00".repeat(30);
        write(
                "emoji",
                new float[][] {{1, 2, 0}, {1, 1.9f, 0}, {-3, 0, 1}, {-3, 0.1f, 1}},
                smiles,
                smiles,
                longer,
                longer);
        Files.writeString(file("s.csv"), "label,superclass\n" + smiles + ",a\n" + longer + ",a\n");
        CommandRun run = theory("emoji.npy", "emoji.csv", "--superclasses", file("s.csv"), "--no-softmax", "--details");
        run.succeeds();
        assertThat(run.out()).contains(smiles + ", ").contains("\uD83D\uDE00".repeat(21) + "...");
    }
}
