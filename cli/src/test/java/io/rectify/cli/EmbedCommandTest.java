package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
    private static final Path TINY = Path.of("../embed/src/test/resources/io/rectify/embed/tiny");
    private static final int MANY = 100_000;

    @TempDir
    Path folder;

    private Path out;
    private List<Object> inputs;

    @BeforeEach
    void names() {
        out = folder.resolve("features.npy");
        inputs = List.of("embed", "--model", TINY.resolve("model.onnx"), "--tokenizer", TINY.resolve("tokenizer.json"));
    }

    private CommandRun embed(Object... more) {
        return CommandRun.of(inputs.toArray(), more);
    }

    private CommandRun embedTexts(Path texts, Object... more) {
        return embed(CommandRun.words(new Object[] {"--texts", texts, "--out", out}, more));
    }

    private void assertGolden(String name) throws IOException {
        try (Matrix expected = Npy.readMatrix(TINY.resolve(name));
                Matrix features = Npy.readMatrix(out)) {
            assertThat(features.rows()).isEqualTo(expected.rows());
            for (int i = 0; i < expected.rows(); i++) {
                assertThat(features.row(i)).containsExactly(expected.row(i), within(2e-6f));
            }
        }
    }

    @Test
    void writesFeaturesAndSaysWhatItDid() throws IOException {
        CommandRun run = embedTexts(TINY.resolve("texts.csv"), "--text-column", "text");

        run.succeeds();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("8 texts embedded in 8 features by pooling mean of output last_hidden_state")
                .contains("1 of them cut to 12 tokens")
                .contains(out.toString());
        assertGolden("plain_mean.npy");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(out);
        }
    }

    /** ONNX Runtime 1.29.0 searches the command line for names to report, and ends the process where it is long. */
    @Test
    void theCommandLineMayBeLong() throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(inputs);
        words.addAll(List.of("--texts", TINY.resolve("texts.csv"), "--text-column", "text"));
        words.addAll(List.of("--prefix", "x".repeat(20_000), "--out", out));
        Path err = folder.resolve("err.txt");
        Process process = RectifyProcess.start(err.toFile(), words.toArray());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(out).exists();
    }

    @Test
    void jsonIsOneObject() throws IOException {
        CommandRun run = embedTexts(
                TINY.resolve("texts.csv"), "--json", "--pooling", "cls", "--prefix", "my card: ", "--batch-size", 3);

        JsonNode values = run.json();
        assertThat(values.get("rows").asInt()).isEqualTo(8);
        assertThat(values.get("columns").asInt()).isEqualTo(8);
        assertThat(values.get("pooling").asText()).isEqualTo("cls");
        assertThat(values.get("max_length").asInt()).isEqualTo(12);
        assertThat(values.get("resumed").asInt()).isZero();
        assertGolden("prefix_cls.npy");
    }

    @Test
    void linesAndTheOnlyColumnAreTexts() throws IOException {
        Path lines = Files.writeString(folder.resolve("texts.txt"), "card\n\nhow is the weather today\n");
        out = folder.resolve("made").resolve("deep").resolve("features.npy");
        Path column = Files.writeString(folder.resolve("texts.tsv"), "sentence\ncard\nhow is the weather today\n");
        assertThat(embedTexts(lines).exitCode()).isZero();
        try (Matrix all = Npy.readMatrix(TINY.resolve("plain_mean.npy"));
                Matrix features = Npy.readMatrix(out)) {
            assertThat(features.rows()).isEqualTo(3);
            assertThat(features.row(0)).containsExactly(all.row(4), within(2e-6f));
            assertThat(features.row(1)).containsExactly(all.row(2), within(2e-6f));
            assertThat(features.row(2)).containsExactly(all.row(0), within(2e-6f));
        }
        assertThat(embedTexts(column).exitCode()).isZero();
        try (Matrix features = Npy.readMatrix(out)) {
            assertThat(features.rows()).isEqualTo(2);
        }
    }

    @Test
    void aTextWithoutTokensIsZeroAndNamed() throws IOException {
        String json = Files.readString(TINY.resolve("tokenizer.json"), StandardCharsets.UTF_8);
        JsonNode tree = new ObjectMapper().readTree(json);
        ((com.fasterxml.jackson.databind.node.ObjectNode) tree).putNull("post_processor");
        Path bare = Files.writeString(folder.resolve("bare.json"), tree.toString());
        Path lines = Files.writeString(folder.resolve("texts.txt"), "card\n\nhow is the weather today\n");
        CommandRun run = embedTexts(lines, "--tokenizer", bare);
        run.isRefused("should be specified only once");
        inputs = List.of("embed", "--model", TINY.resolve("model.onnx"), "--tokenizer", bare);
        run = embedTexts(lines);

        run.succeeds();
        assertThat(run.errLines())
                .containsExactly("rectify: no token in row 1 (counting from 0): all their features are 0");
        try (Matrix features = Npy.readMatrix(out)) {
            assertThat(features.row(1)).containsOnly(0);
            assertThat(features.row(0)).isNotEqualTo(features.row(1));
        }
    }

    @Test
    void badUsageIsOneLine() throws IOException {
        Path csv = TINY.resolve("texts.csv");
        Path lines = Files.writeString(folder.resolve("texts.txt"), "card\n");
        embedTexts(csv, "--text-column", "txt")
                .isRefused("expected a column 'txt' but the columns are 'text', 'label'");
        embedTexts(lines, "--text-column", "text").isRefused("--text-column is for tables");
        embedTexts(folder.resolve("none.csv")).isRefused("none.csv: cannot be read: no such file");
        embedTexts(csv, "--pooling", "max").isRefused("--pooling");
        embedTexts(csv, "--max-length", 0).isRefused("max length must be at least 1");
        embedTexts(csv, "--batch-size", 0).isRefused("batch size must be at least 1");
        embedTexts(csv, "--threads", 0).isRefused("threads must be at least 1");
        embedTexts(csv, "--pooling", "none").isRefused("2 dimensions for pooling none");
        embed("--texts", lines, "--out", lines).isRefused("would overwrite an input");
        embed("--texts", csv, "--out", folder).isRefused("this is a directory");
        Files.write(lines, new byte[] {'c', (byte) 0xff, '\n'});
        embedTexts(lines).isRefused("expected UTF-8 but found the byte 0xff");
        inputs = List.of("embed", "--model", csv, "--tokenizer", TINY.resolve("tokenizer.json"));
        embedTexts(csv).isRefused("expected an ONNX model");
        inputs = List.of("embed", "--model", TINY.resolve("model.onnx"), "--tokenizer", TINY.resolve("model.onnx"));
        embedTexts(csv).isRefused("expected a tokenizer.json");
        assertThat(out).doesNotExist();
    }

    @Test
    void positionsBeyondTheModelNameTheRow() throws IOException {
        Path lines = Files.writeString(folder.resolve("texts.txt"), "card\n" + "card ".repeat(40) + "\n");
        embedTexts(lines, "--max-length", 30).isRefused("texts.txt: line 2, row 1 (counting from 0)");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKilledEmbedGoesOnAndEndsWithTheSameBits() throws IOException, InterruptedException {
        Random random = new Random(1);
        List<String> words = List.of("card", "money", "weather", "today", "unknown", "the", "is", "fine");
        Path lines = Files.write(
                folder.resolve("texts.txt"),
                IntStream.range(0, MANY)
                        .mapToObj(i -> random.ints(random.nextInt(9), 0, words.size())
                                .mapToObj(words::get)
                                .reduce("", (a, b) -> a + " " + b))
                        .toList());
        Path whole = folder.resolve("whole.npy");
        assertThat(embed("--texts", lines, "--out", whole, "--quiet").exitCode())
                .isZero();

        Path parts = folder.resolve(".features.npy.parts");
        Process process = process(lines);
        try {
            Path second = parts.resolve("0000004096.npy");
            while (process.isAlive() && !Files.exists(second)) {
                Thread.sleep(5);
            }
            new ProcessBuilder("kill", "-KILL", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("killed").isEqualTo(137);
        assertThat(out).doesNotExist();
        assertThat(parts).isDirectory();

        CommandRun run = embedTexts(lines, "--json");
        run.succeeds();
        assertThat(run.err()).startsWith("going on after ");
        assertThat(run.json().get("resumed").asInt()).isBetween(8000, MANY - 1);
        assertThat(out).hasSameBinaryContentAs(whole);
        assertThat(parts).doesNotExist();
    }

    private Process process(Path lines) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.rectify.cli.RectifyCommand"));
        inputs.forEach(word -> command.add(word.toString()));
        command.addAll(List.of("--texts", lines.toString(), "--out", out.toString()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void timeLeftIsInTheUnitsPeopleUse() {
        assertThat(EmbedProgress.duration(0)).isEqualTo("0 s");
        assertThat(EmbedProgress.duration(59)).isEqualTo("59 s");
        assertThat(EmbedProgress.duration(60)).isEqualTo("1 min");
        assertThat(EmbedProgress.duration(3569)).isEqualTo("59 min");
        assertThat(EmbedProgress.duration(3570)).isEqualTo("1 h 0 min");
        assertThat(EmbedProgress.duration(100_000)).isEqualTo("27 h 47 min");
    }
}
