package io.rectify.neural;

import io.rectify.data.Probabilities;
import io.rectify.distill.Learner;
import io.rectify.distill.Lesson;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.SgdProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Fits networks, so that {@link io.rectify.distill.Generations} teaches them as it teaches probes. A fresh student of
 * generation g draws its weights by the seed plus g − 1, so it does not repeat its teacher's.
 *
 * @param validation by which every fit chooses its epoch; none means the last
 * @param kept a directory of checkpoints, one file for each lesson's name; none means that nothing is kept
 */
public record NetworkLearner(
        Architecture architecture,
        ImageShape input,
        NetworkTrainer.Options options,
        Optional<SgdProbe.Validation> validation,
        Optional<Path> kept,
        NetworkTrainer.Monitor monitor)
        implements Learner<NetworkTrainer.Fit> {
    private static final Duration PAUSE = Duration.ofSeconds(20);

    /** All epochs, nothing kept, in silence. */
    public static NetworkLearner of(Architecture architecture, ImageShape input, NetworkTrainer.Options options) {
        return new NetworkLearner(
                architecture, input, options, Optional.empty(), Optional.empty(), NetworkTrainer.Monitor.SILENT);
    }

    public NetworkLearner withOptions(NetworkTrainer.Options newOptions) {
        return new NetworkLearner(architecture, input, newOptions, validation, kept, monitor);
    }

    public NetworkLearner withValidation(SgdProbe.Validation newValidation) {
        return new NetworkLearner(architecture, input, options, Optional.of(newValidation), kept, monitor);
    }

    public NetworkLearner withKept(Path directory) {
        return new NetworkLearner(architecture, input, options, validation, Optional.of(directory), monitor);
    }

    public NetworkLearner withMonitor(NetworkTrainer.Monitor newMonitor) {
        return new NetworkLearner(architecture, input, options, validation, kept, newMonitor);
    }

    /** @throws UncheckedIOException if a checkpoint cannot be read or written */
    @Override
    public NetworkTrainer.Fit fit(Lesson lesson, Optional<NetworkTrainer.Fit> start) {
        NetworkTrainer.Problem problem = new NetworkTrainer.Problem(
                architecture,
                input,
                lesson.features(),
                lesson.student().loss(),
                lesson.student().rowWeights(),
                start.map(NetworkTrainer.Fit::network));
        NetworkTrainer.Options own = options.withSeed(options.seed() + lesson.number() - 1);
        Optional<NetworkTrainer.Keeping> keeping =
                kept.map(directory -> new NetworkTrainer.Keeping(directory.resolve(fileName(lesson)), PAUSE));
        try {
            return NetworkTrainer.fit(problem, own, validation, keeping, monitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fileName(Lesson lesson) {
        return UUID.nameUUIDFromBytes(lesson.name().getBytes(StandardCharsets.UTF_8)) + ".checkpoint";
    }

    @Override
    public Probabilities predict(NetworkTrainer.Fit fitted, RowBlocks features) {
        return fitted.network().predict(features, options.threads());
    }
}
