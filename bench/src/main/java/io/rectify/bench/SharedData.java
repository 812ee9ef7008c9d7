package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.formats.Superclasses;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A text data set of the folder shared/data beside the project, preprocessed by its training rows.
 *
 * @param superclasses superclass of each class, where the data set has them
 */
record SharedData(
        String name, Matrix train, Labels trainLabels, Matrix test, Labels testLabels, Optional<int[]> superclasses) {
    /**
     * The folder shared/data: named by the environment variable RECTIFY_DATA, or else found beside the project or one of
     * the folders above it.
     */
    static Optional<Path> folder() {
        String named = System.getenv("RECTIFY_DATA");
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Files::isDirectory);
        }
        Path start = Path.of(System.getProperty("rectify.root", "")).toAbsolutePath();
        for (Path above = start; above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared").resolve("data");
            if (Files.isDirectory(candidate.resolve("banking77"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    static SharedData read(String name, int threads) throws IOException {
        return read(name, Preprocessing.Scheme.CENTRE_NORMALISE, threads);
    }

    static SharedData read(String name, Preprocessing.Scheme scheme, int threads) throws IOException {
        Path folder = folder().orElseThrow(() -> new IllegalArgumentException(
                        "no folder shared/data beside the project: set RECTIFY_DATA to a folder that holds " + name))
                .resolve(name);
        Labels trainLabels = LabelFile.readTraining(folder.resolve("train.csv"), "label");
        Labels testLabels = LabelFile.read(folder.resolve("test.csv"), "label", trainLabels.names());
        Path superclasses = folder.resolve("superclasses.csv");
        try (Matrix train = Npy.readMatrix(folder.resolve("train_features.npy"));
                Matrix test = Npy.readMatrix(folder.resolve("test_features.npy"))) {
            Preprocessing preprocessing = Preprocessing.fit(train, scheme, threads);
            return new SharedData(
                    name,
                    preprocessing.apply(train, threads),
                    trainLabels,
                    preprocessing.apply(test, threads),
                    testLabels,
                    Files.exists(superclasses)
                            ? Optional.of(Superclasses.read(superclasses, trainLabels.names()))
                            : Optional.empty());
        }
    }
}
