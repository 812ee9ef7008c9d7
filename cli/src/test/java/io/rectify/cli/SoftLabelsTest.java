package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.formats.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --soft-labels}: class probabilities in place of labels. */
class SoftLabelsTest {
    @TempDir
    Path folder;

    private Path points;
    private final List<String> soft = new ArrayList<>(List.of("id,label,confidence,p_cat,p_dog"));

    /** Forty points on a line, of which those above 0 are dogs, by annotators who are the less sure the nearer 0. */
    @BeforeEach
    void points() throws IOException {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(List.of("id,x1,x2,label"));
        for (int i = 0; i < 40; i++) {
            double x = random.nextGaussian();
            double dog = 1 / (1 + Math.exp(-2 * x));
            String label = dog > 0.5 ? "dog" : "cat";
            lines.add("r" + i + "," + x + ",1," + label);
            soft.add("r" + i + "," + label + ",0.9," + (1 - dog) + "," + dog);
        }
        points = Files.write(folder.resolve("points.csv"), lines);
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines);
    }

    private CommandRun train(String out, Object... more) {
        return CommandRun.of(
                new Object[] {"train", "--features", points, "--out", folder.resolve(out), "--overwrite"}, more);
    }

    private List<String> predicted(String out, String column) throws IOException {
        Path file = folder.resolve(out + ".csv");
        CommandRun.of("predict", "--model", folder.resolve(out), "--features", points, "--out", file, "--overwrite")
                .succeeds();
        return LabelTable.read(file, column).labels();
    }

    /** With nearly no penalty p(dog) = σ(2x), whose log odds the model can say exactly, comes back; hard labels that x parts give near 0 or 1. */
    @Test
    void theTeacherIsFittedToTheProbabilities() throws IOException {
        Path file = write("soft.csv", soft);
        Object[] exact = {
            "--method",
            "teacher",
            "--preprocess",
            "raw",
            "--lambda",
            "1e-7",
            "--tolerance",
            "1e-7",
            "--soft-labels",
            file
        };
        CommandRun run = train("run", exact).succeeds();
        assertThat(run.err()).contains("columns of probabilities matched by name: cat, dog");
        List<String> dogs = predicted("run", "dog");
        for (int i = 0; i < 40; i++) {
            double expected = Double.parseDouble(soft.get(i + 1).split(",")[4]);
            assertThat(Double.parseDouble(dogs.get(i))).isCloseTo(expected, within(2e-3));
        }
        assertThat(CommandRun.json(folder.resolve("run/run.json")).get("inputs").has(file.toString()))
                .isTrue();
    }

    /** One-hot probabilities are the labels. */
    @Test
    void certainProbabilitiesAreTheLabels() throws IOException {
        List<String> certain = new ArrayList<>(List.of("cat,dog"));
        soft.stream()
                .skip(1)
                .map(line -> line.split(",")[1].equals("cat") ? "1,0" : "0,1")
                .forEach(certain::add);
        train("hard", "--method", "sd").succeeds();
        train("soft", "--method", "sd", "--soft-labels", write("certain.csv", certain))
                .succeeds();
        assertThat(Files.readAllBytes(folder.resolve("soft/model.onnx")))
                .isEqualTo(Files.readAllBytes(folder.resolve("hard/model.onnx")));
    }

    @Test
    void rowsAreMatchedById() throws IOException {
        Path inOrder = write("soft.csv", soft);
        List<String> rows = new ArrayList<>(soft.subList(1, soft.size()));
        Collections.shuffle(rows, new Random(2));
        rows.add(0, soft.get(0));
        rows.add("another,cat,0.9,0.5,0.5");
        Path shuffled = write("shuffled.csv", rows);
        train("one", "--method", "teacher", "--soft-labels", inOrder).succeeds();
        train("two", "--method", "teacher", "--soft-labels", shuffled).succeeds();
        assertThat(predicted("one", "dog")).isEqualTo(predicted("two", "dog"));
        Path lacking = write("lacking.csv", soft.subList(0, 40));
        train("three", "--method", "teacher", "--soft-labels", lacking).isRefused("1 of 40 are missing: 'r39'");
    }

    @Test
    void whatHasNoUseForThemIsRefused() throws IOException {
        Path file = write("soft.csv", soft);
        train("run", "--soft-labels", file).isRefused("which method auto chooses by labels; name another by --method");
        for (String method : List.of("spectral", "label-smoothing")) {
            train("run", "--method", method, "--soft-labels", file).isRefused("which method " + method + " has not");
        }
        train("run", "--method", "teacher", "--soft-labels", file, "--reviewed", file)
                .isRefused("--soft-labels and --reviewed exclude each other");
        Path off = write("off.csv", List.of("cat,dog", "0.9,0.2"));
        train("run", "--method", "teacher", "--soft-labels", off).isRefused("off.csv");
        train("run", "--method", "teacher", "--soft-labels", folder.resolve("none.csv"))
                .isRefused("no such file");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
