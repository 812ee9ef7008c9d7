package io.rectify.cli;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Overlapping clouds with a third of the labels wrong, large enough that a run takes seconds: x.npy and y.csv of a folder. */
final class CloudData {
    private CloudData() {}

    static void write(Path folder, int rows, int features, int classes) throws IOException {
        Random random = new Random(5);
        float[][] centres = new float[classes][features];
        for (float[] centre : centres) {
            for (int j = 0; j < features; j++) {
                centre[j] = (float) random.nextGaussian();
            }
        }
        float[][] x = new float[rows][features];
        StringBuilder csv = new StringBuilder("label\n");
        for (int i = 0; i < rows; i++) {
            int label = random.nextInt(classes);
            for (int j = 0; j < features; j++) {
                x[i][j] = centres[label][j] + (float) (1.5 * random.nextGaussian());
            }
            int given = random.nextInt(3) == 0 ? random.nextInt(classes) : label;
            csv.append("class ").append(given).append('\n');
        }
        try (Matrix matrix = Matrix.of(x)) {
            Npy.writeMatrix(folder.resolve("x.npy"), matrix);
        }
        Files.writeString(folder.resolve("y.csv"), csv);
    }
}
