package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written runs in ONNX Runtime and says there what {@link Model#predict} says. */
class OnnxModelFileTest {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
    private static final double TOLERANCE = 1e-5;
    private static final List<String> NAMES = List.of("plain", "with, comma", "\"quoted\" \n and <b>ünïcode</b>");
    private static final int[] BATCHES = {1, 7, 1000};

    @TempDir
    Path folder;

    private static Matrix gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, (float) (random.nextGaussian() + j));
            }
        }
        return matrix;
    }

    static Stream<Arguments> schemesAndIntercepts() {
        return Arrays.stream(Preprocessing.Scheme.values())
                .flatMap(scheme -> Stream.of(Arguments.of(scheme, false), Arguments.of(scheme, true)));
    }

    private Outputs run(Model model, Matrix features) throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        OnnxModelFile.write(file, model);
        try (OrtSession session = ENVIRONMENT.createSession(file.toString())) {
            return run(session, features);
        }
    }

    /** What one call says of some rows. */
    private record Outputs(long[] labels, float[][] probabilities) {}

    private static Outputs run(OrtSession session, Matrix features) throws OrtException {
        float[][] rows =
                IntStream.range(0, features.rows()).mapToObj(features::row).toArray(float[][]::new);
        try (OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, rows);
                OrtSession.Result result = session.run(Map.of("features", input))) {
            return new Outputs((long[]) result.get("label").orElseThrow().getValue(), (float[][])
                    result.get("probabilities").orElseThrow().getValue());
        }
    }

    private static void assertSame(Model model, Matrix features, Outputs outputs) {
        try (Probabilities expected = model.predict(features, 2)) {
            assertThat(outputs.probabilities())
                    .hasDimensions(features.rows(), model.probe().classes());
            assertThat(outputs.labels()).hasSize(features.rows());
            for (int i = 0; i < features.rows(); i++) {
                float[] row = expected.matrix().row(i);
                assertThat(outputs.probabilities()[i]).as("row %d", i).containsExactly(row, within((float) TOLERANCE));
                float largest = (float) IntStream.range(0, row.length)
                        .mapToDouble(k -> row[k])
                        .max()
                        .orElseThrow();
                assertThat(row[(int) outputs.labels()[i]]).isCloseTo(largest, within((float) (2 * TOLERANCE)));
            }
        }
    }

    private static void assertSameInBatches(Path file, Model model, Matrix features) throws OrtException {
        try (OrtSession session = ENVIRONMENT.createSession(file.toString())) {
            for (int batch : BATCHES) {
                Matrix rows = features.rowBlock(3, 3 + batch);
                assertSame(model, rows, run(session, rows));
            }
        }
    }

    private static Model trained(
            Matrix features, Labels labels, Preprocessing.Scheme scheme, boolean intercept, double kappa) {
        Preprocessing preprocessing = Preprocessing.fit(features, scheme, 2);
        try (Matrix prepared = preprocessing.apply(features, 2)) {
            SoftmaxProbe.Options options = SoftmaxProbe.Options.DEFAULTS
                    .withKappa(kappa)
                    .withThreads(2)
                    .withIntercept(intercept);
            SoftmaxProbe probe = SoftmaxProbe.fit(prepared, new Targets.OneHot(labels), options)
                    .probe();
            return new Model(preprocessing, probe, labels.names());
        }
    }

    @ParameterizedTest
    @MethodSource("schemesAndIntercepts")
    void digitsAreClassifiedAsByTheProbe(Preprocessing.Scheme scheme, boolean intercept)
            throws IOException, OrtException {
        float[][] pixels;
        int[] digits;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Files.newInputStream(Path.of("../cli/src/main/resources/io/rectify/cli/digits.csv.gz"))),
                StandardCharsets.US_ASCII))) {
            List<String[]> rows = lines.lines().map(line -> line.split(",")).toList();
            pixels = rows.stream().map(OnnxModelFileTest::pixels).toArray(float[][]::new);
            digits = rows.stream()
                    .mapToInt(row -> Integer.parseInt(row[row.length - 1]))
                    .toArray();
        }
        int training = 700;
        Matrix all = Matrix.of(pixels);
        Labels labels = Labels.of(Arrays.copyOf(digits, training), 10);
        Model model = trained(all.rowBlock(0, training), labels, scheme, intercept, 15);
        Path file = folder.resolve("model.onnx");
        OnnxModelFile.write(file, model);
        assertSameInBatches(file, model, all.rowBlock(training, all.rows()));
    }

    private static float[] pixels(String[] row) {
        float[] pixels = new float[row.length - 1];
        for (int j = 0; j < pixels.length; j++) {
            pixels[j] = Float.parseFloat(row[j]);
        }
        return pixels;
    }

    @ParameterizedTest
    @MethodSource("schemesAndIntercepts")
    void banking77IsClassifiedAsByTheProbe(Preprocessing.Scheme scheme, boolean intercept)
            throws IOException, OrtException {
        Path data = Path.of(System.getenv().getOrDefault("RECTIFY_DATA", "../../shared/data"), "banking77");
        assumeTrue(Files.isDirectory(data), "no " + data);
        Labels labels = LabelFile.readTraining(data.resolve("train.csv"), "label");
        try (Matrix features = Npy.readMatrix(data.resolve("train_features.npy"));
                Matrix test = Npy.readMatrix(data.resolve("test_features.npy"))) {
            Model model = trained(features, labels, scheme, intercept, 50);
            Path file = folder.resolve("model.onnx");
            OnnxModelFile.write(file, model);
            assertSameInBatches(file, model, test);
        }
    }

    @ParameterizedTest
    @MethodSource("schemesAndIntercepts")
    void rowsWithoutNormStayZeroAndExtremeOnesAgree(Preprocessing.Scheme scheme, boolean intercept)
            throws IOException, OrtException {
        Model model = new Model(
                Preprocessing.fit(gaussian(20, 5, 1), scheme, 1),
                SoftmaxProbe.of(gaussian(5, 3, 2), intercept ? new float[] {0.5f, -0.25f, 1f} : new float[3]),
                NAMES);
        float[] mean = model.preprocessing().shift();
        Matrix rows = Matrix.of(new float[][] {
            mean,
            new float[5],
            {1e-25f, 2e-25f, -1e-25f, 0, 0},
            {1e-42f, 0, 0, 0, 0},
            scheme.normalises() ? new float[] {1e25f, 2e25f, -1e25f, 0, 0} : new float[5],
            {1, 2, 3, 4, 5}
        });
        Outputs outputs = run(model, rows);
        assertSame(model, rows, outputs);
        if (scheme.normalises()) {
            // The first row becomes 0, so its logits are the intercept.
            double[] powers = Arrays.stream(new double[] {
                        model.probe().bias()[0],
                        model.probe().bias()[1],
                        model.probe().bias()[2]
                    })
                    .map(Math::exp)
                    .toArray();
            double sum = Arrays.stream(powers).sum();
            for (int k = 0; k < 3; k++) {
                assertThat((double) outputs.probabilities()[0][k]).isCloseTo(powers[k] / sum, within(1e-6));
            }
        }
    }

    @Test
    void namesSchemeAndShapesAreInTheFile() throws IOException, OrtException {
        Model model = new Model(
                Preprocessing.fit(gaussian(20, 5, 1), Preprocessing.Scheme.STANDARDISE, 1),
                SoftmaxProbe.of(gaussian(5, 3, 2), new float[3]),
                NAMES);
        Path file = folder.resolve("model.onnx");
        OnnxModelFile.write(file, model);
        try (OrtSession session = ENVIRONMENT.createSession(file.toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertThat(new ObjectMapper().readValue(metadata.get("classes"), new TypeReference<List<String>>() {}))
                    .isEqualTo(NAMES);
            assertThat(metadata).containsEntry("preprocessing", "standardise");
            assertThat(metadata).containsEntry("format", "rectify-softmax-probe-1");
            assertThat(shape(session.getInputInfo().get("features").getInfo())).containsExactly(-1, 5);
            assertThat(shape(session.getOutputInfo().get("label").getInfo())).containsExactly(-1);
            assertThat(shape(session.getOutputInfo().get("probabilities").getInfo()))
                    .containsExactly(-1, 3);
        }
    }

    private static long[] shape(Object info) {
        return ((TensorInfo) info).getShape();
    }

    @Test
    void theSameModelIsTheSameFile() throws IOException {
        Model model = new Model(
                Preprocessing.fit(gaussian(20, 5, 1), Preprocessing.Scheme.CENTRE_NORMALISE, 1),
                SoftmaxProbe.of(gaussian(5, 3, 2), new float[3]),
                NAMES);
        OnnxModelFile.write(folder.resolve("a.onnx"), model);
        OnnxModelFile.write(folder.resolve("b.onnx"), model);
        assertThat(folder.resolve("a.onnx")).hasSameBinaryContentAs(folder.resolve("b.onnx"));
    }

    @Test
    void weightsBeyondTwoGigabytesDoNotFit() {
        Model small = new Model(
                Preprocessing.fit(gaussian(20, 5, 1), Preprocessing.Scheme.RAW, 1),
                SoftmaxProbe.of(gaussian(5, 3, 2), new float[3]),
                NAMES);
        assertThat(OnnxModelFile.canHold(small)).isTrue();
        assertThat(OnnxGraph.canHold(30_000, 17_000)).isTrue();
        assertThat(OnnxGraph.canHold(1 << 15, 1 << 14)).isFalse();
    }
}
