package io.rectify.cli;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Features and given labels in files of a folder, and commands that read them.
 *
 * @param features name of the file of features
 * @param labels name of the file of given labels
 */
record TrainingFiles(Path folder, String features, String labels) {
    /** Of {@link #small}. */
    static final int TRAIN_ROWS = 240;

    /** Of {@link #small}. */
    static final int TEST_ROWS = 60;

    private static final int FEATURES = 8;
    private static final String[] NAMES = {"apple", "pear, ripe", "plum"};

    /** Three noisy clusters: train_features.npy, train.csv, noisy.csv, test_features.npy and test.csv. */
    static TrainingFiles small(Path folder) throws IOException {
        Random random = new Random(7);
        float[][] centres = centres(NAMES.length, FEATURES, random);
        writeSplit(folder, "train", TRAIN_ROWS, centres, random);
        writeSplit(folder, "test", TEST_ROWS, centres, random);
        CommandRun.of(
                        "corrupt",
                        "--labels",
                        folder.resolve("train.csv"),
                        "--kind",
                        "symmetric",
                        "--rate",
                        "0.3",
                        "--out",
                        folder.resolve("noisy.csv"))
                .succeeds();
        return new TrainingFiles(folder, "train_features.npy", "noisy.csv");
    }

    /** Overlapping clouds with a third of the labels wrong, large enough that a run takes seconds: x.npy and y.csv. */
    static TrainingFiles clouds(Path folder, int rows, int features, int classes) throws IOException {
        Random random = new Random(5);
        float[][] centres = centres(classes, features, random);
        float[][] x = new float[rows][];
        StringBuilder csv = new StringBuilder("label\n");
        for (int i = 0; i < rows; i++) {
            int label = random.nextInt(classes);
            x[i] = around(centres[label], 1.5, random);
            int given = random.nextInt(3) == 0 ? random.nextInt(classes) : label;
            csv.append("class ").append(given).append('\n');
        }
        return write(new TrainingFiles(folder, "x.npy", "y.csv"), x, csv);
    }

    private static float[][] centres(int classes, int features, Random random) {
        float[][] centres = new float[classes][];
        for (int k = 0; k < classes; k++) {
            centres[k] = around(new float[features], 1, random);
        }
        return centres;
    }

    private static float[] around(float[] centre, double deviation, Random random) {
        float[] row = centre.clone();
        for (int j = 0; j < row.length; j++) {
            row[j] += (float) (deviation * random.nextGaussian());
        }
        return row;
    }

    private static void writeSplit(Path folder, String split, int rows, float[][] centres, Random random)
            throws IOException {
        float[][] x = new float[rows][];
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < rows; i++) {
            int label = i % NAMES.length;
            x[i] = around(centres[label], 0.9, random);
            csv.append("\"text ")
                    .append(i)
                    .append(i % 50 == 0 ? "\nsecond line" : "")
                    .append("\",\"")
                    .append(NAMES[label])
                    .append("\"\n");
        }
        write(new TrainingFiles(folder, split + "_features.npy", split + ".csv"), x, csv);
    }

    private static TrainingFiles write(TrainingFiles files, float[][] x, CharSequence csv) throws IOException {
        try (Matrix matrix = Matrix.of(x)) {
            Npy.writeMatrix(files.file(files.features), matrix);
        }
        Files.writeString(files.file(files.labels), csv);
        return files;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** A command on these files. */
    Object[] words(String command, Path out, Object... more) {
        Object[] first = {command, "--features", file(features), "--labels", file(labels), "--out", out};
        return CommandRun.words(first, more);
    }

    /** Runs a command on these files. */
    CommandRun run(String command, Path out, Object... more) {
        return CommandRun.of(words(command, out, more));
    }
}
