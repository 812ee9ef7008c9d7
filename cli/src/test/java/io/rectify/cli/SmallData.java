package io.rectify.cli;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Three noisy clusters in files of a folder: train_features.npy, train.csv, noisy.csv, test_features.npy, test.csv. */
final class SmallData {
    static final int TRAIN_ROWS = 240;
    static final int TEST_ROWS = 60;
    static final int FEATURES = 8;
    private static final String[] NAMES = {"apple", "pear, ripe", "plum"};

    private SmallData() {}

    static void write(Path folder) throws IOException {
        Random random = new Random(7);
        float[][] centres = new float[NAMES.length][FEATURES];
        for (float[] centre : centres) {
            for (int j = 0; j < FEATURES; j++) {
                centre[j] = (float) random.nextGaussian();
            }
        }
        writeSplit(folder, "train", TRAIN_ROWS, centres, random);
        writeSplit(folder, "test", TEST_ROWS, centres, random);
        CommandRun corrupted = CommandRun.of(
                "corrupt",
                "--labels",
                folder.resolve("train.csv"),
                "--kind",
                "symmetric",
                "--rate",
                "0.3",
                "--out",
                folder.resolve("noisy.csv"));
        if (corrupted.exitCode() != 0) {
            throw new IllegalStateException(corrupted.err());
        }
    }

    private static void writeSplit(Path folder, String split, int rows, float[][] centres, Random random)
            throws IOException {
        float[][] x = new float[rows][FEATURES];
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < rows; i++) {
            int label = i % NAMES.length;
            for (int j = 0; j < FEATURES; j++) {
                x[i][j] = centres[label][j] + (float) (0.9 * random.nextGaussian());
            }
            csv.append("\"text ")
                    .append(i)
                    .append(i % 50 == 0 ? "\nsecond line" : "")
                    .append("\",\"")
                    .append(NAMES[label])
                    .append("\"\n");
        }
        try (Matrix matrix = Matrix.of(x)) {
            Npy.writeMatrix(folder.resolve(split + "_features.npy"), matrix);
        }
        Files.writeString(folder.resolve(split + ".csv"), csv);
    }
}
