package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
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

    private void train(Object... more) {
        Object[] raw = {"--preprocess", "raw"};
        files.run("train", file("run"), CommandRun.words(raw, more)).succeeds();
    }

    private JsonNode explain(Object... more) throws IOException {
        Object[] first = {"explain", "--run", file("run"), "--json"};
        CommandRun run = CommandRun.of(first, more);
        run.succeeds();
        assertThat(run.out().lines()).hasSize(1);
        return run.json();
    }

    private void refused(String expectation, Object... words) {
        CommandRun.of(words).isRefused(expectation);
    }

    private void trainOnParts() throws IOException {
        Files.createDirectory(file("parts"));
        List<String> lines = Files.readAllLines(file("all.jsonl"));
        Files.write(file("parts").resolve("p-0.jsonl"), lines.subList(0, 100));
        Files.write(file("parts").resolve("p-1.jsonl"), lines.subList(100, lines.size()));
        Object[] words = {"train", "--method", "teacher", "--quiet", "--overwrite", "--out", file("run"), "--features"};
        CommandRun run = CommandRun.of(words, file("parts").resolve("p-*.jsonl"));
        run.succeeds();
    }

    /** The same as for the run on the one file that the parts were cut from. */
    @Test
    void filesOfAPatternAreFoundAgain() throws IOException {
        CommandRun.of("convert", file("train_features.npy"), file("all.jsonl"), "--labels", file("noisy.csv"));
        CommandRun.of("train", "--features", file("all.jsonl"), "--method", "teacher", "--quiet", "--out", file("run"));
        JsonNode whole = explain("--row", "130");
        trainOnParts();
        assertThat(explain("--row", "130")).isEqualTo(whole);

        Object[] words = {"explain", "--run", file("run"), "--row", "130"};
        Path second = file("parts").resolve("p-1.jsonl");
        String lines = Files.readString(second);
        Files.copy(second, file("parts").resolve("p-2.jsonl"));
        refused("p-*.jsonl has other files now than when", words);
        Files.delete(file("parts").resolve("p-2.jsonl"));
        Files.writeString(second, lines.replaceFirst("plum", "apple"));
        refused("p-1.jsonl is no longer the file of which", words);
        Files.delete(second);
        refused("p-1.jsonl, of which", words);
        Files.writeString(second, lines);
        assertThat(explain("--row", "130")).isEqualTo(whole);
    }

    /** The row of (XXᵀ(XXᵀ + μI)⁻¹)² by solving with the N×N matrix itself. */
    private static double[] weightsByDefinition(Matrix x, int row, double mu) {
        int n = x.rows();
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            float[] a = x.row(i);
            for (int j = 0; j < n; j++) {
                float[] b = x.row(j);
                for (int k = 0; k < a.length; k++) {
                    gram[i][j] += (double) a[k] * b[k];
                }
            }
        }
        double[] weights = gram[row].clone();
        weights = solved(gram, mu, weights);
        double[] again = new double[n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                again[j] += weights[i] * gram[i][j];
            }
        }
        return solved(gram, mu, again);
    }

    /** (G + μI)⁻¹b by Gaussian elimination; the matrix is positive definite, so no pivoting is needed. */
    private static double[] solved(double[][] gram, double mu, double[] b) {
        int n = b.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = gram[i].clone();
            a[i][i] += mu;
        }
        double[] x = b.clone();
        for (int p = 0; p < n; p++) {
            for (int i = p + 1; i < n; i++) {
                double factor = a[i][p] / a[p][p];
                for (int j = p; j < n; j++) {
                    a[i][j] -= factor * a[p][j];
                }
                x[i] -= factor * x[p];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                x[i] -= a[i][j] * x[j];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    @Test
    void weightsAreThoseOfTheExplicitMatrix() throws IOException {
        train("--method", "spectral", "--rounds", "1", "--kappa", "9");
        JsonNode json = explain("--row", "17", "--neighbours", "5");
        Labels given = LabelFile.readTraining(file("noisy.csv"), "label");
        try (Matrix x = Npy.readMatrix(file("train_features.npy"))) {
            double[] expected = weightsByDefinition(x, 17, 9);
            assertThat(json.at("/own_weight").asDouble()).isCloseTo(expected[17], within(1e-9));
            List<Integer> heaviest = IntStream.range(0, expected.length)
                    .filter(i -> i != 17)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -expected[i]))
                    .limit(5)
                    .toList();
            assertThat(json.at("/neighbours")).hasSize(5);
            for (int i = 0; i < 5; i++) {
                JsonNode neighbour = json.at("/neighbours/" + i);
                assertThat(neighbour.at("/row").asInt()).isEqualTo(heaviest.get(i));
                assertThat(neighbour.at("/weight").asDouble()).isCloseTo(expected[heaviest.get(i)], within(1e-9));
                assertThat(neighbour.at("/given").asText()).isEqualTo(given.name(heaviest.get(i)));
                assertThat(neighbour.at("/text").asText()).startsWith("text " + heaviest.get(i));
            }
            double apples = IntStream.range(0, expected.length)
                    .filter(i -> given.name(i).equals("apple"))
                    .mapToDouble(i -> expected[i])
                    .sum();
            JsonNode apple = java.util.stream.StreamSupport.stream(
                            json.at("/classes").spliterator(), false)
                    .filter(node -> node.at("/label").asText().equals("apple"))
                    .findFirst()
                    .orElseThrow();
            assertThat(apple.at("/weight").asDouble()).isCloseTo(apples, within(1e-9));
        }
        assertThat(json.at("/exact").asBoolean()).isTrue();
        assertThat(json.at("/step").asInt()).isEqualTo(2);
        assertThat(json.at("/kappa").asDouble()).isEqualTo(9);
    }

    @Test
    void textsStayOnOneLine() {
        train("--method", "spectral");
        CommandRun run = CommandRun.of("explain", "--run", file("run"), "--row", "50", "--neighbours", "3");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Row 50: given ")
                .contains("text 50\\nsecond line")
                .contains("The first line is its own label");
        assertThat(run.out().lines().filter(line -> line.matches("\\s*\\d+  0\\.\\d{5}.*")))
                .hasSize(4);
    }

    @Test
    void otherMethodsAreExplainedByTheLinearModel() throws IOException {
        train("--method", "sd", "--rounds", "2");
        JsonNode json = explain("--row", "0");
        assertThat(json.at("/exact").asBoolean()).isFalse();
        assertThat(json.at("/step").asInt()).isEqualTo(3);
        assertThat(CommandRun.of("explain", "--run", file("run"), "--row", "0").out())
                .contains("sd itself is no average");
    }

    /** Whatever was mended since; the features must be the same. */
    @Test
    void labelsAreThoseThatWereJudged() throws IOException {
        train("--method", "spectral");
        JsonNode judged = explain("--row", "0");
        Files.writeString(file("noisy.csv"), Files.readString(file("noisy.csv")).replaceFirst("plum", "apple"));
        assertThat(explain("--row", "0")).isEqualTo(judged);
        Files.delete(file("noisy.csv"));
        assertThat(explain("--row", "0")).isEqualTo(judged);
        byte[] features = Files.readAllBytes(file("train_features.npy"));
        features[features.length - 1] ^= 1;
        Files.write(file("train_features.npy"), features);
        refused("train_features.npy is no longer the file of which", "explain", "--run", file("run"), "--row", "0");
        Files.delete(file("train_features.npy"));
        refused("is missing", "explain", "--run", file("run"), "--row", "0");
    }

    /** The same neighbours that neighbours.csv names, with the same weights. */
    @Test
    void auditsAreExplained() throws IOException {
        files.run("audit", file("run"), "--quiet").succeeds();
        LabelTable neighbours =
                LabelTable.read(file("run").resolve("neighbours.csv"), "row", "neighbour_row", "weight");
        JsonNode explained = explain("--row", neighbours.labels().get(0), "--neighbours", "5")
                .path("neighbours");
        assertThat(explained).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(explained.at("/" + i + "/row").asText())
                    .isEqualTo(neighbours.column("neighbour_row").get(i));
            assertThat(explained.at("/" + i + "/weight").asDouble())
                    .isCloseTo(Double.parseDouble(neighbours.column("weight").get(i)), within(1e-6));
        }
    }

    @Test
    void badRequestsEndInOneLine() throws IOException {
        refused(
                "is not a directory that rectify train or audit wrote",
                "explain",
                "--run",
                file("nothing"),
                "--row",
                "0");
        refused("run.json is missing", "explain", "--run", folder, "--row", "0");
        train("--method", "spectral");
        refused("--row 240 does not exist; the run has rows 0 to 239", "explain", "--run", file("run"), "--row", "240");
        refused("--row -1 does not exist", "explain", "--run", file("run"), "--row", "-1");
        refused("--neighbours must be at least 0", "explain", "--run", file("run"), "--row", "0", "--neighbours", "-2");
        Path table = file("run").resolve("labels.csv");
        String suggestions = Files.readString(table);
        Files.writeString(
                table, suggestions.replaceFirst("(?m)^(0,[^\n]*(?:\n[^\n]*)?),[^,\n]*(,\\d+,[^,\n]*)$", "$1,99$2"));
        refused("labels.csv, row 0, column confidence", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(table, suggestions.substring(0, suggestions.lastIndexOf("\n239,") + 1));
        refused("there are 239 labels but", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(table, suggestions);
        Path metrics = file("run").resolve("metrics.json");
        Files.writeString(metrics, "{\"method\": \"spectral\"");
        refused("metrics.json is not the JSON", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(metrics, "{\"method\": \"spectral\"}");
        refused("has no 'kappa'", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(metrics, "{\"method\": \"magic\"}");
        refused("has no 'method'", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(metrics, "{\"method\": \"sd\", \"kappa\": 3, \"rounds\": 1.5}");
        refused("has no 'rounds'", "explain", "--run", file("run"), "--row", "0");
        Files.writeString(metrics, "{\"method\": \"sd\", \"kappa\": 0, \"rounds\": 1}");
        refused("was trained with kappa 0.0", "explain", "--run", file("run"), "--row", "0");
    }
}
