package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Safetensors;
import io.rectify.formats.SafetensorsWriter;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFileTest {
    private static final List<String> NAMES = List.of("plain", "with, comma", "\"quoted\" \n and <b>ünïcode</b>");

    @TempDir
    Path folder;

    private static Matrix gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix matrix = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, (float) random.nextGaussian());
            }
        }
        return matrix;
    }

    private static Model model(Preprocessing.Scheme scheme) {
        return new Model(
                Preprocessing.fit(gaussian(20, 5, 1), scheme, 1),
                SoftmaxProbe.of(gaussian(5, 3, 2), new float[] {0.1f, -0.2f, 1e-30f}),
                NAMES);
    }

    @ParameterizedTest
    @EnumSource(Preprocessing.Scheme.class)
    void aModelReadBackPredictsBitForBitTheSame(Preprocessing.Scheme scheme) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model written = model(scheme);
        ModelFile.write(file, written);
        Model read = ModelFile.read(file);

        assertThat(read.classNames()).isEqualTo(NAMES);
        assertThat(read.preprocessing().scheme()).isEqualTo(scheme);
        Matrix x = gaussian(50, 5, 3);
        try (Probabilities before = written.predict(x, 1);
                Probabilities after = read.predict(x, 1)) {
            assertThat(after.matrix().contentEquals(before.matrix())).isTrue();
        }
    }

    private static SafetensorsWriter good() {
        return Safetensors.writer()
                .tensor("weights", gaussian(5, 3, 2))
                .tensor("bias", new float[3], 3)
                .tensor("scale", new float[5], 5)
                .metadata("preprocessing", "raw");
    }

    private void refused(SafetensorsWriter writer, String expectation) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.deleteIfExists(file);
        writer.write(file);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> ModelFile.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(expectation)
                .withMessageNotContaining("\n");
    }

    @Test
    void filesThatHoldNoModelAreRefused() throws IOException {
        String format = "rectify-softmax-probe-1";
        refused(good().tensor("shift", new float[5], 5).metadata("classes", "[\"a\"]"), "format");
        refused(
                good().tensor("shift", new float[5], 5)
                        .metadata("format", "other")
                        .metadata("classes", "[]"),
                "expected a model of format rectify-softmax-probe-1 but found 'other'");
        refused(good().metadata("format", format).metadata("classes", "[\"a\",\"b\",\"c\"]"), "shift");
        refused(
                good().tensor("shift", new float[4], 4)
                        .metadata("format", format)
                        .metadata("classes", "[\"a\",\"b\",\"c\"]"),
                "shift has 4 values but scale has 5");
        for (String classes :
                new String[] {"[\"a\",\"b\"]", "[\"a\",\"b\",\"b\"]", "{}", "[1", "null", "[null,\"a\",\"b\"]"}) {
            refused(
                    good().tensor("shift", new float[5], 5)
                            .metadata("format", format)
                            .metadata("classes", classes),
                    "expected");
        }
    }

    @Test
    void anUnknownPreprocessingIsRefused() throws IOException {
        refused(
                Safetensors.writer()
                        .tensor("weights", gaussian(5, 3, 2))
                        .tensor("bias", new float[3], 3)
                        .tensor("scale", new float[5], 5)
                        .tensor("shift", new float[5], 5)
                        .metadata("preprocessing", "whiten")
                        .metadata("format", "rectify-softmax-probe-1")
                        .metadata("classes", "[\"a\",\"b\",\"c\"]"),
                "expected a known preprocessing but found 'whiten'");
    }
}
