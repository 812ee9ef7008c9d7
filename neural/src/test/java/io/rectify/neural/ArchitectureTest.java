package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.linalg.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    /** The counts that implementations of the papers in PyTorch print; also worked out by hand from the papers' tables. */
    @ParameterizedTest
    @CsvSource({
        "resnet depth=20 width=16, 269722",
        "resnet depth=32 width=16, 464154",
        "resnet depth=56 width=16, 853018",
        "resnet depth=110 width=16, 1727962",
        "densenet depth=40 growth=12 bottleneck=false, 1019722",
        "densenet depth=100 growth=12 bottleneck=true, 769162"
    })
    void published(String architecture, int count) {
        assertThat(Architecture.parse(architecture).parameterCount(CIFAR, 10)).isEqualTo(count);
    }

    @Test
    void smallOnesByHand() {
        assertThat(Mlp.of(100, 50).parameterCount(ImageShape.features(64), 10))
                .isEqualTo(64 * 100 + 100 + 100 * 50 + 50 + 50 * 10 + 10);
        assertThat(Mlp.of().parameterCount(new ImageShape(1, 8, 8), 10)).isEqualTo(650);
        int stem = 9 * 4 + 2 * 4;
        int first = 2 * (9 * 4 * 4 + 2 * 4);
        int second = 9 * 4 * 8 + 9 * 8 * 8 + 4 * 8;
        int third = 9 * 8 * 16 + 9 * 16 * 16 + 4 * 16;
        assertThat(new ResNet(8, 4).parameterCount(new ImageShape(1, 8, 8), 5))
                .isEqualTo(stem + first + second + third + 16 * 5 + 5);
        // k = 2: 4 channels, one layer to 6, half of them 3, one to 5, 2, one to 4
        int dense = layer(4) + transition(6, 3) + layer(3) + transition(5, 2) + layer(2);
        assertThat(new DenseNet(10, 2, true).parameterCount(new ImageShape(1, 8, 8), 5))
                .isEqualTo(9 * 4 + dense + 2 * 4 + 4 * 5 + 5);
    }

    private static int layer(int channels) {
        return 2 * channels + channels * 8 + 2 * 8 + 9 * 8 * 2;
    }

    private static int transition(int channels, int kept) {
        return 2 * channels + channels * kept;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp hidden= dropout=0.0",
                "mlp hidden=7,5 dropout=0.5",
                "resnet depth=8 width=3",
                "densenet depth=10 growth=4 bottleneck=true",
                "densenet depth=10 growth=4 bottleneck=false"
            })
    void everyOneGivesLogitsForEveryShape(String text) {
        Architecture architecture = Architecture.parse(text);
        assertThat(architecture.toString()).isEqualTo(text);
        for (ImageShape shape : List.of(new ImageShape(1, 8, 8), new ImageShape(3, 9, 7), new ImageShape(2, 4, 4))) {
            Network network = Network.untrained(architecture, shape, 5, 1);
            Matrix x = Data.gaussian(3, shape.size(), 2);
            Matrix logits = network.logits(x, 1);
            assertThat(logits.rows()).isEqualTo(3);
            assertThat(logits.columns()).isEqualTo(5);
            assertThat(logits.row(0)).isNotEqualTo(logits.row(1));
            // rows do not know of each other
            float[] alone = network.logits(x.selectRows(new int[] {1}), 1).row(0);
            for (int j = 0; j < 5; j++) {
                assertThat(alone[j]).isCloseTo(logits.get(1, j), org.assertj.core.api.Assertions.within(1e-4f));
            }
        }
    }

    @Test
    void logitsOfAPerceptronAreItsDefinition() {
        Network network = Network.untrained(Mlp.of(7, 6), ImageShape.features(5), 4, 3);
        Matrix x = Data.gaussian(300, 5, 4);
        Matrix logits = network.logits(x, 1);
        for (int i : new int[] {0, 17, 299}) {
            double[] expected = PlainPerceptron.logits(network.trained(), new int[] {5, 7, 6, 4}, x.row(i));
            for (int j = 0; j < 4; j++) {
                assertThat((double) logits.get(i, j))
                        .isCloseTo(expected[j], org.assertj.core.api.Assertions.within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vgg depth=16",
                "resnet depth=9 width=4",
                "resnet depth=2 width=4",
                "resnet depth=8 width=0",
                "densenet depth=12 growth=2 bottleneck=true",
                "densenet depth=10 growth=0 bottleneck=true",
                "mlp hidden=0 dropout=0.0",
                "mlp hidden=, dropout=0.0",
                "mlp hidden=5 dropout=1.0",
                "mlp hidden=99999999999 dropout=0.0"
            })
    void others(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Architecture.parse(text));
    }

    @Test
    void tooSmallImagesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResNet(8, 4).parameterCount(new ImageShape(1, 3, 8), 2))
                .withMessage("images of 1x3x8 are too small: height and width must be at least 4");
        assertThatIllegalArgumentException().isThrownBy(() -> Mlp.of().parameterCount(CIFAR, 1));
        Network network = Network.untrained(Mlp.of(), ImageShape.features(5), 2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.logits(Data.gaussian(2, 4, 1), 1))
                .withMessage("features has 4 columns but the network is for 5 (5x1x1)");
    }
}
