package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Npy;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
    private static final Path TINY = Path.of("src/test/resources/io/rectify/embed/tiny");
    private static final List<String> BOTH = List.of("token_embeddings", "sentence_embedding");
    private static final List<String> WORDS = List.of(SumModel.WORDS.split(" "));

    @TempDir
    Path folder;

    private Path model;
    private Path tokenizer;
    private Path texts;
    private Path out;

    @BeforeEach
    void names() throws IOException {
        model = folder.resolve("model.onnx");
        tokenizer = folder.resolve("tokenizer.json");
        texts = folder.resolve("texts.txt");
        out = folder.resolve("features.npy");
        SumModel.writeTokenizer(tokenizer);
    }

    private Embedding.Result embed(EmbeddingOptions options) throws IOException {
        return embed(options, Embedding.Monitor.SILENT);
    }

    private Embedding.Result embed(EmbeddingOptions options, Embedding.Monitor monitor) throws IOException {
        return Embedding.run(new Embedding.Inputs(ModelSource.of(model, tokenizer), texts, ""), options, out, monitor);
    }

    private void refused(EmbeddingOptions options, String... expectations) {
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> embed(options))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains(expectations).doesNotContain("\n"));
        assertThat(out).doesNotExist();
        assertThat(folder.resolve(".features.npy.parts")).doesNotExist();
    }

    private static Matrix golden(String name) throws IOException {
        return Npy.readMatrix(TINY.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"mean,'',32", "mean,'',1", "cls,'',3", "mean,'my card: ',3", "cls,'my card: ',32"})
    void agreesWithPython(String pooling, String prefix, int batchSize) throws IOException {
        Embedding.Inputs inputs = new Embedding.Inputs(
                ModelSource.of(TINY.resolve("model.onnx"), TINY.resolve("tokenizer.json")),
                TINY.resolve("texts.csv"),
                "text");
        EmbeddingOptions options = EmbeddingOptions.DEFAULTS
                .withPooling(pooling.equals("mean") ? Pooling.MEAN : Pooling.CLS)
                .withPrefix(prefix)
                .withBatchSize(batchSize);
        Embedding.Result result = Embedding.run(inputs, options, out, Embedding.Monitor.SILENT);

        assertThat(result.maxLength()).isEqualTo(12);
        assertThat(result.withoutTokens()).isEmpty();
        try (Matrix expected = golden((prefix.isEmpty() ? "plain_" : "prefix_") + pooling + ".npy");
                Matrix features = Npy.readMatrix(out)) {
            assertThat(features.rows()).isEqualTo(expected.rows());
            for (int i = 0; i < expected.rows(); i++) {
                assertThat(features.row(i)).as("row %d", i).containsExactly(expected.row(i), within(2e-6f));
            }
        }
    }

    @Test
    void normalisedRowsAreThoseOfPythonDividedByTheirNorm() throws IOException {
        Embedding.Inputs inputs = new Embedding.Inputs(
                ModelSource.of(TINY.resolve("model.onnx"), TINY.resolve("tokenizer.json")),
                TINY.resolve("texts.csv"),
                "text");
        Embedding.run(inputs, EmbeddingOptions.DEFAULTS.withNormalise(true), out, Embedding.Monitor.SILENT);

        try (Matrix expected = golden("plain_mean.npy");
                Matrix features = Npy.readMatrix(out)) {
            for (int i = 0; i < expected.rows(); i++) {
                float[] row = expected.row(i);
                float norm = 0;
                for (float value : row) {
                    norm += value * value;
                }
                for (int j = 0; j < row.length; j++) {
                    row[j] /= (float) Math.sqrt(norm);
                }
                assertThat(features.row(i)).containsExactly(row, within(2e-6f));
            }
        }
    }

    private List<List<Integer>> writeRandomTexts(int rows) throws IOException {
        Random random = new Random(3);
        List<List<Integer>> ids = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ids.add(random.ints(i % 10 == 7 ? 0 : 1 + random.nextInt(9), 0, WORDS.size())
                    .boxed()
                    .toList());
        }
        Files.write(
                texts,
                ids.stream()
                        .map(row -> row.stream().map(WORDS::get).collect(Collectors.joining(" ")))
                        .toList());
        return ids;
    }

    /** Numbers, digit by digit, with a text of no token among them. */
    private void writeDifferentTexts(int rows) throws IOException {
        Files.write(
                texts,
                IntStream.range(0, rows)
                        .mapToObj(row -> Integer.toString(row)
                                .chars()
                                .mapToObj(digit -> WORDS.get(digit - '0'))
                                .collect(Collectors.joining(" ")))
                        .toList());
    }

    /** Σ of the rows of the table, over T for the mean. */
    private static float[] expected(SumModel model, List<Integer> ids, boolean mean) {
        double[] sums = new double[SumModel.D];
        for (int id : ids) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += model.row(id)[j];
            }
        }
        float[] row = new float[sums.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) (mean && !ids.isEmpty() ? sums[j] / ids.size() : sums[j]);
        }
        return row;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64})
    void everyPoolingIsPlainArithmetic(int batchSize) throws IOException {
        SumModel sum = new SumModel(10);
        sum.write(model, BOTH);
        List<List<Integer>> ids = writeRandomTexts(50);
        EmbeddingOptions options =
                EmbeddingOptions.DEFAULTS.withBatchSize(batchSize).withMaxLength(6);
        for (Pooling pooling : Pooling.values()) {
            Embedding.Result result = embed(options.withPooling(pooling));
            assertThat(result.withoutTokens()).containsExactly(7, 17, 27, 37, 47);
            assertThat(result.truncated().size())
                    .isEqualTo((int) ids.stream().filter(row -> row.size() > 6).count());
            try (Matrix features = Npy.readMatrix(out)) {
                assertThat(features.rows()).isEqualTo(50);
                for (int i = 0; i < 50; i++) {
                    List<Integer> kept =
                            ids.get(i).subList(0, Math.min(6, ids.get(i).size()));
                    float[] row = pooling == Pooling.CLS
                            ? expected(sum, kept.subList(0, Math.min(1, kept.size())), false)
                            : expected(sum, kept, pooling == Pooling.MEAN);
                    assertThat(features.row(i)).as("%s, row %d", pooling, i).containsExactly(row, within(2e-6f));
                }
            }
        }
    }

    @Test
    void withoutAMaskNoTextIsPadded() throws IOException {
        SumModel sum = new SumModel(10).withoutMask().withIntegers(DataType.INT32);
        sum.write(model, List.of("sentence_embedding"));
        List<List<Integer>> ids = writeRandomTexts(50);
        Embedding.Result result = embed(EmbeddingOptions.DEFAULTS);

        assertThat(result.pooling()).isEqualTo(Pooling.NONE);
        try (Matrix features = Npy.readMatrix(out)) {
            for (int i = 0; i < 50; i++) {
                assertThat(features.row(i)).containsExactly(expected(sum, ids.get(i), false), within(2e-6f));
            }
        }
    }

    /** A row of zeros, the mean of rows 1 to 3 and of 4 and 5, and copies of both: three texts in seven rows. */
    @Test
    void copiesAreEmbeddedOnceAndWindowsAreAveraged() throws IOException {
        SumModel sum = new SumModel(10);
        sum.write(model, BOTH);
        Files.write(texts, List.of("one two three four five", "", "six", "one two three four five", "six", "", "six"));
        Embedding.Result result = embed(EmbeddingOptions.DEFAULTS
                .withPooling(Pooling.MEAN)
                .withMaxLength(3)
                .withWindows(true));

        assertThat(result.distinct()).isEqualTo(3);
        assertThat(result.truncated()).hasSize(2);
        assertThat(result.withoutTokens()).containsExactly(1, 5);
        List<Integer> first =
                List.of("one two three".split(" ")).stream().map(WORDS::indexOf).toList();
        List<Integer> second =
                List.of("four five".split(" ")).stream().map(WORDS::indexOf).toList();
        float[] mean = expected(sum, first, true);
        float[] other = expected(sum, second, true);
        for (int j = 0; j < mean.length; j++) {
            mean[j] = (mean[j] + other[j]) / 2;
        }
        try (Matrix features = Npy.readMatrix(out)) {
            assertThat(features.row(0)).containsExactly(mean, within(2e-6f));
            assertThat(features.row(3)).isEqualTo(features.row(0));
            assertThat(features.row(1)).containsOnly(0);
            assertThat(features.row(2))
                    .containsExactly(expected(sum, List.of(WORDS.indexOf("six")), true), within(2e-6f));
            assertThat(features.row(6)).isEqualTo(features.row(2)).isEqualTo(features.row(4));
        }
    }

    @Test
    void theNumberOfThreadsChangesNoBit() throws IOException {
        new SumModel(10).write(model, BOTH);
        writeDifferentTexts(500);
        embed(EmbeddingOptions.DEFAULTS);
        byte[] one = Files.readAllBytes(out);
        embed(EmbeddingOptions.DEFAULTS.withThreads(3));
        assertThat(Files.readAllBytes(out)).isEqualTo(one);
    }

    @Test
    void theNamedOutputIsTaken() throws IOException {
        new SumModel(10).write(model, BOTH);
        writeRandomTexts(5);
        assertThat(embed(EmbeddingOptions.DEFAULTS).output()).isEqualTo("token_embeddings");
        assertThat(embed(EmbeddingOptions.DEFAULTS.withOutput("sentence_embedding"))
                        .pooling())
                .isEqualTo(Pooling.NONE);
    }

    /** Stops the work as a killed process would, once some rows are on the disk. */
    private static Embedding.Monitor stopAfter(int rows) {
        return new Embedding.Monitor() {
            @Override
            public void finished(int done, int of, double share) {
                if (done >= rows) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
    }

    private byte[] wholeAndThenInterrupted() throws IOException {
        new SumModel(10).write(model, BOTH);
        writeDifferentTexts(12_000);
        embed(EmbeddingOptions.DEFAULTS);
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        assertThatIllegalStateException().isThrownBy(() -> embed(EmbeddingOptions.DEFAULTS, stopAfter(9000)));
        assertThat(out).doesNotExist();
        assertThat(parts()).contains("0000000000.npy", "0000004096.npy");
        return whole;
    }

    private List<String> parts() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".features.npy.parts"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void anInterruptedEmbeddingGoesOnAndEndsWithTheSameBits() throws IOException {
        byte[] whole = wholeAndThenInterrupted();
        Embedding.Result result = embed(EmbeddingOptions.DEFAULTS);

        assertThat(result.resumed()).isEqualTo(8192);
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
        assertThat(folder.resolve(".features.npy.parts")).doesNotExist();
    }

    @Test
    void aDamagedPartAndAllAfterItAreComputedAgain() throws IOException {
        byte[] whole = wholeAndThenInterrupted();
        Path second = folder.resolve(".features.npy.parts").resolve("0000004096.npy");
        Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 1000));
        Embedding.Result result = embed(EmbeddingOptions.DEFAULTS);

        assertThat(result.resumed()).isEqualTo(4096);
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"options", "model", "texts"})
    void partsOfAnotherCommandAreNeverUsed(String change) throws IOException {
        wholeAndThenInterrupted();
        EmbeddingOptions options = EmbeddingOptions.DEFAULTS;
        switch (change) {
            case "options" -> options = options.withNormalise(true);
            case "model" -> new SumModel(10).withValue(9, 7).write(model, BOTH);
            default -> Files.writeString(texts, Files.readString(texts).replaceFirst("nine", "eight"));
        }
        List<String> told = new ArrayList<>();
        Embedding.Result result = embed(options, new Embedding.Monitor() {
            @Override
            public void discarded() {
                told.add("discarded");
            }
        });
        byte[] resumed = Files.readAllBytes(out);

        assertThat(result.resumed()).isZero();
        assertThat(told).containsExactly("discarded");
        embed(options);
        assertThat(Files.readAllBytes(out)).isEqualTo(resumed);
    }

    @Test
    void twoAtATimeAndForeignFilesAreRefused() throws IOException {
        new SumModel(10).write(model, BOTH);
        writeRandomTexts(5);
        FinishedParts other = FinishedParts.open(out, "other");
        assertThatExceptionOfType(OutputException.class)
                .isThrownBy(() -> embed(EmbeddingOptions.DEFAULTS))
                .withMessageContaining("another embed is writing it");
        other.close();
        Path directory = Files.createDirectory(folder.resolve(".features.npy.parts"));
        Files.writeString(directory.resolve("thesis.tex"), "all of it");
        assertThatExceptionOfType(OutputException.class)
                .isThrownBy(() -> embed(EmbeddingOptions.DEFAULTS))
                .withMessageContaining("holds thesis.tex, which embed does not write");
        assertThat(directory.resolve("thesis.tex")).hasContent("all of it");
    }

    @Test
    void placesThatCannotBeWrittenAreRefused() throws IOException {
        new SumModel(10).write(model, BOTH);
        writeRandomTexts(5);
        out = Files.createFile(folder.resolve("file")).resolve("features.npy");
        assertThatExceptionOfType(OutputException.class)
                .isThrownBy(() -> embed(EmbeddingOptions.DEFAULTS))
                .withMessageContaining("is a file");
        out = Files.createDirectory(folder.resolve("directory"));
        assertThatExceptionOfType(OutputException.class)
                .isThrownBy(() -> embed(EmbeddingOptions.DEFAULTS))
                .withMessageContaining("this is a directory");
    }

    @Test
    void tokensBeyondTheModelsVocabularyAreRefusedWithTheirRow() throws IOException {
        new SumModel(9).write(model, BOTH);
        Files.writeString(texts, "one two\nthree\nfour nine four\n");
        refused(
                EmbeddingOptions.DEFAULTS,
                "texts.txt: line 3, row 2",
                "the largest being number 9",
                "do the two belong together");
    }

    @Test
    void numbersThatAreNotFiniteAreRefusedWithTheirRow() throws IOException {
        new SumModel(10).withValue(3, Float.NaN).write(model, BOTH);
        Files.writeString(texts, "one two\nthree\nfour nine four\n");
        refused(EmbeddingOptions.DEFAULTS, "line 2, row 1", "gives NaN or infinity");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLengthThatSpecialTokensUseUpIsRefused(int maxLength) {
        Embedding.Inputs inputs = new Embedding.Inputs(
                ModelSource.of(TINY.resolve("model.onnx"), TINY.resolve("tokenizer.json")),
                TINY.resolve("texts.csv"),
                "text");
        EmbeddingOptions options = EmbeddingOptions.DEFAULTS.withMaxLength(maxLength);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.run(inputs, options, out, Embedding.Monitor.SILENT))
                .withMessageContaining("leaves no room beside the 2 special tokens");
    }

    @Test
    void textsWithoutAnyTokenAreRefused() throws IOException {
        new SumModel(10).write(model, BOTH);
        Files.writeString(texts, "\n \n");
        refused(EmbeddingOptions.DEFAULTS, "texts.txt", "2 texts have none");
        Files.writeString(texts, "");
        refused(EmbeddingOptions.DEFAULTS, "texts.txt", "the file is empty");
    }

    @Test
    void modelsOfOtherInputsOrOutputsAreRefused() throws IOException {
        writeRandomTexts(5);
        new SumModel(10).write(model, List.of("sentence_embedding"));
        refused(
                EmbeddingOptions.DEFAULTS.withPooling(Pooling.MEAN),
                "model.onnx",
                "3 dimensions for pooling mean",
                "sentence_embedding, float [-1, ");
        refused(EmbeddingOptions.DEFAULTS.withOutput("logits"), "an output logits");
        byte[] bytes = Files.readAllBytes(model);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        Files.write(model, latin.replace("attention_mask", "attention_risk").getBytes(StandardCharsets.ISO_8859_1));
        refused(EmbeddingOptions.DEFAULTS, "expected the input input_ids", "attention_risk");
        Files.write(model, latin.replace("input_ids", "input_odd").getBytes(StandardCharsets.ISO_8859_1));
        refused(EmbeddingOptions.DEFAULTS, "expected the input input_ids", "input_odd");
        new SumModel(10).withIntegers(DataType.FLOAT).write(model, BOTH);
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "expected an ONNX model");
    }

    @Test
    void filesThatAreNoModelAreRefused() throws IOException {
        writeRandomTexts(5);
        Files.writeString(model, "version https://git-lfs.github.com/spec/v1\n");
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "expected an ONNX model");
        Files.write(model, new byte[0]);
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "expected an ONNX model");
        new SumModel(10).write(model, BOTH);
        byte[] whole = Files.readAllBytes(model);
        Files.write(model, Arrays.copyOf(whole, whole.length / 2));
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "expected an ONNX model");
        Files.delete(model);
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "no such file");
        Files.createDirectory(model);
        refused(EmbeddingOptions.DEFAULTS, "model.onnx", "found a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{}", "[]", "null", "{\"version\":\"1.0\",\"model\":{\"type\":\"Magic\"}}"})
    void filesThatAreNoTokenizerAreRefused(String json) throws IOException {
        new SumModel(10).write(model, BOTH);
        writeRandomTexts(5);
        Files.writeString(tokenizer, json);
        refused(EmbeddingOptions.DEFAULTS, "tokenizer.json", "expected a tokenizer.json");
    }
}
