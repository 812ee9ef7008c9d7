package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rectify.data.Dataset;
import io.rectify.data.Split;
import io.rectify.formats.DataFormatException;
import io.rectify.probe.SgdProbe;
import io.rectify.smooth.BetaSmoothing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    /** Everything random there is: order, dropout, augmentation, draws; and validation. */
    static NetworkTrainer.Fit train(Architecture architecture, Path file, NetworkTrainer.Monitor monitor, long seed)
            throws IOException {
        Images images = FontImages.DEFAULTS.withSize(8).draw(130);
        Split split = Split.stratified(images.labels(), 0.2, 1);
        Dataset train = images.dataset().select(split.train());
        Images held = images.select(split.test());
        return NetworkTrainer.fit(
                NetworkTrainer.Problem.of(
                        architecture, images.shape(), train.features(), BetaSmoothing.DEFAULTS.loss(train.given())),
                NetworkTrainer.Options.DEFAULTS
                        .withThreads(1)
                        .withEpochs(6)
                        .withBatchSize(16)
                        .withSeed(seed)
                        .withAugmentation(new Augmentation(1, true)),
                Optional.of(new SgdProbe.Validation(held, held.labels(), SgdProbe.Criterion.LOG_LOSS, 6)),
                Optional.of(new NetworkTrainer.Keeping(file, Duration.ZERO)),
                monitor);
    }

    private static NetworkTrainer.Monitor at(int epoch, int batch, Runnable action) {
        return new NetworkTrainer.Monitor() {
            @Override
            public void step(Progress progress) {
                if (progress.epoch() == epoch && progress.batch() == batch) {
                    action.run();
                }
            }
        };
    }

    private static void checkEqual(NetworkTrainer.Fit found, NetworkTrainer.Fit expected) {
        assertThat(found.network().contentEquals(expected.network())).isTrue();
        assertThat(found.epochs()).isEqualTo(expected.epochs());
        assertThat(found.chosen()).isEqualTo(expected.chosen());
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        for (Architecture architecture : new Architecture[] {new Mlp(List.of(16), 0.3), new ResNet(8, 2)}) {
            NetworkTrainer.Fit whole =
                    train(architecture, folder.resolve("whole-" + architecture), NetworkTrainer.Monitor.SILENT, 1);
            Path file = folder.resolve("cut-" + architecture);
            for (int epoch : new int[] {3, 5}) {
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> train(
                                architecture,
                                file,
                                at(epoch, 4, () -> {
                                    throw new IllegalStateException("cut");
                                }),
                                1))
                        .withMessage("cut");
            }
            int[] steps = {0};
            NetworkTrainer.Fit resumed = train(
                    architecture,
                    file,
                    new NetworkTrainer.Monitor() {
                        @Override
                        public void step(Progress progress) {
                            steps[0]++;
                        }
                    },
                    1);
            assertThat(steps[0]).as("epochs 5 and 6 of 7 batches").isEqualTo(14);
            checkEqual(resumed, whole);
            checkEqual(train(architecture, file, at(1, 1, () -> assertThat(true).isFalse()), 1), whole);
        }
    }

    @Test
    void aKilledProcessDoesToo() throws IOException, InterruptedException {
        Path file = folder.resolve("killed");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            // The exponential's last bits depend on it, so both processes must have it.
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Killed.class.getName(), file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(new String(process.getInputStream().readAllBytes()))
                .isEqualTo(KILLED);
        assertThat(file).exists();
        NetworkTrainer.Fit whole = train(Mlp.of(16), folder.resolve("whole"), NetworkTrainer.Monitor.SILENT, 1);
        checkEqual(train(Mlp.of(16), file, NetworkTrainer.Monitor.SILENT, 1), whole);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, folder.resolve("whole"));
        }
    }

    /** Ends without any clean-up in the fourth epoch. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) throws IOException {
            train(
                    Mlp.of(16),
                    Path.of(args[0]),
                    at(4, 3, () -> Runtime.getRuntime().halt(KILLED)),
                    1);
        }
    }

    @Test
    void anotherTrainingsFileIsRefused() throws IOException {
        Path file = folder.resolve("other");
        train(Mlp.of(4), file, NetworkTrainer.Monitor.SILENT, 1);
        byte[] before = Files.readAllBytes(file);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> train(Mlp.of(4), file, NetworkTrainer.Monitor.SILENT, 2))
                .withMessageStartingWith(file + ": expected a checkpoint of this training but it is of another");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> train(Mlp.of(5), file, NetworkTrainer.Monitor.SILENT, 1));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void damageIsSaidInOneLine() throws IOException {
        Path file = folder.resolve("damaged");
        train(Mlp.of(4), file, NetworkTrainer.Monitor.SILENT, 1);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, 40, 55, 200, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            checkRefused(file);
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        checkRefused(file);
        for (int at = 0; at < whole.length; at += 97) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x40;
            Files.write(file, changed);
            checkRefused(file);
        }
    }

    private static void checkRefused(Path file) {
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> train(Mlp.of(4), file, NetworkTrainer.Monitor.SILENT, 1))
                .withMessageStartingWith(file + ": ")
                .withMessageNotContaining("\n");
    }
}
