package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.data.Targets;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Safetensors;
import io.rectify.formats.SafetensorsWriter;
import io.rectify.probe.CrossEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp hidden=9,8 dropout=0.5",
                "resnet depth=8 width=2",
                "densenet depth=10 growth=2 bottleneck=true"
            })
    void aFilePredictsAsTheNetworkDoes(String text) throws IOException {
        Images images = FontImages.DEFAULTS.withSize(8).draw(52);
        Network network = NetworkTrainer.fit(
                        NetworkTrainer.Problem.of(
                                Architecture.parse(text),
                                images.shape(),
                                images,
                                new CrossEntropy(new Targets.OneHot(images.labels()))),
                        NetworkTrainer.Options.DEFAULTS.withEpochs(1).withThreads(1))
                .network();
        Path file = folder.resolve("network.safetensors");
        new NetworkFile(network, images.labels().names()).write(file);
        NetworkFile read = NetworkFile.read(file);
        assertThat(read.classNames()).isEqualTo(images.labels().names());
        assertThat(read.network()).hasToString(network.toString());
        assertThat(read.network().logits(images, 1).contentEquals(network.logits(images, 1)))
                .isTrue();
        Path again = folder.resolve("again.safetensors");
        read.write(again);
        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(Safetensors.read(file).shape("output.weight")).hasSize(2).startsWith(26L);
    }

    private static SafetensorsWriter described(String architecture, String input, String classes) {
        return Safetensors.writer()
                .metadata("format", "rectify network 1")
                .metadata("architecture", architecture)
                .metadata("input", input)
                .metadata("classes", classes)
                .metadata("class.0", "a")
                .metadata("class.1", "b");
    }

    private void checkRefused(SafetensorsWriter writer, String message) throws IOException {
        Path file = folder.resolve("hostile.safetensors");
        writer.write(file);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> NetworkFile.read(file))
                .withMessageContaining(message)
                .withMessageStartingWith(file + ": ")
                .withMessageNotContaining("\n");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        checkRefused(Safetensors.writer(), "expected metadata 'format'");
        checkRefused(Safetensors.writer().metadata("format", "x"), "expected format 'rectify network 1' but found 'x'");
        String mlp = "mlp hidden= dropout=0.0";
        checkRefused(described("vgg", "1 2 2", "2"), "no architecture: 'vgg'");
        checkRefused(described(mlp, "1 2", "2"), "input has 2 sizes");
        checkRefused(described(mlp, "1 2 x", "2"), "expected metadata of a network");
        checkRefused(described(mlp, "1 2 2", "1"), "at least two classes");
        checkRefused(described(mlp, "1 2 2", "2"), "expected 4 tensors of mlp hidden= dropout=0.0 but found 0");
        checkRefused(described("mlp hidden=16777216,16777216 dropout=0.0", "16777216 1 1", "16777216"), "expected");
        checkRefused(
                described(mlp, "1 2 2", "2")
                        .tensor("input.mean", new float[1], 1, 1, 1, 1)
                        .tensor("input.deviation", new float[1], 1, 1, 1, 1)
                        .tensor("output.weight", new float[8], 4, 2)
                        .tensor("output.bias", new float[2]),
                "tensor 'output.weight': expected shape [2, 4] but found shape [4, 2]");
    }

    /** Bytes changed at random, most of them in the header: a network, or one line that says why not. */
    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        Path file = folder.resolve("mutated.safetensors");
        new NetworkFile(Network.untrained(new ResNet(8, 1), new ImageShape(1, 4, 4), 2, 1), List.of("a", "b"))
                .write(file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int trial = 0; trial < 400; trial++) {
            byte[] changed = whole.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                int at = random.nextInt(trial % 3 == 0 ? whole.length : whole.length / 2);
                changed[at] = (byte) (trial % 2 == 0 ? '0' + random.nextInt(10) : random.nextInt(256));
            }
            Files.write(file, changed);
            try {
                assertThat(NetworkFile.read(file).classNames()).hasSizeBetween(2, 9);
            } catch (DataFormatException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
            }
        }
        assertThat(refused).isBetween(130, 399);
    }

    @Test
    void namesAreAsManyAsClasses() {
        Network network = Network.untrained(Mlp.of(), ImageShape.features(3), 2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkFile(network, List.of("a")))
                .withMessage("1 class names for a network of 2 classes");
    }
}
