package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.noise.Corruption;
import io.rectify.studies.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A data set like pictures embedded by a convolutional network: 50,000 rows to train on and 5,000 to test on, 1,280 features, 10 classes, a tenth
 * of the training labels wrong. Within a class feature j has variance 1/j; classes lie as far apart in each of them as makes the linear
 * rule right on nine rows of ten.
 */
final class WideData {
    static final String NAME = "wide";
    private static final int TRAIN = 50_000;
    private static final int TEST = 5_000;
    private static final int FEATURES = 1_280;
    private static final int CLASSES = 10;
    private static final double WRONG = 0.1;

    /** Of a class mean's coordinate, in standard deviations of the feature. */
    private static final double APART = 0.08;

    private WideData() {}

    /** The folder of a data set of the folder shared/data or, if it is this one that is named, of what is written below a folder now. */
    static Path orShared(String name, Path folder) throws IOException {
        return name.equals(NAME) ? write(folder) : Peer.dataSet(name);
    }

    /** Writes it in the layout of the folder shared/data, the features also by the name that embeddings have there; the data set's own folder. */
    private static Path write(Path folder) throws IOException {
        Path place = Files.createDirectories(folder.resolve(NAME));
        Random random = new Random(1);
        double[][] means = new double[CLASSES][FEATURES];
        for (double[] mean : means) {
            for (int j = 0; j < FEATURES; j++) {
                mean[j] = APART * random.nextGaussian();
            }
        }
        part(place, "train", TRAIN, WRONG, means, random);
        part(place, "test", TEST, 0, means, random);
        Files.createLink(place.resolve("train_minilm.npy"), place.resolve("train_features.npy"));
        return place;
    }

    private static void part(Path place, String part, int rows, double wrong, double[][] means, Random random)
            throws IOException {
        int[] classes = IntStream.range(0, rows).map(i -> i % CLASSES).toArray();
        try (Matrix features = Matrix.zeros(rows, FEATURES)) {
            float[] row = new float[FEATURES];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < FEATURES; j++) {
                    row[j] = (float) ((means[classes[i]][j] + random.nextGaussian()) / Math.sqrt(j + 1));
                }
                features.setRows(i, 1, row);
            }
            Npy.writeMatrix(place.resolve(part + "_features.npy"), features);
        }
        Labels labels = Labels.of(classes, CLASSES);
        Labels given = wrong == 0 ? labels : new Corruption.Symmetric(wrong).apply(labels, 1);
        CsvOutput.write(
                place.resolve(part + ".csv"),
                List.of("label"),
                IntStream.range(0, rows).mapToObj(i -> List.of("class " + given.get(i))));
    }
}
