package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The handwritten digits of the folder shared/data.
 *
 * @param pixels N×64, 8 rows of 8 pixels each, 0 to 16
 */
record Digits(Matrix pixels, Labels labels) {
    static Digits read() throws IOException {
        Path file = SharedData.folder()
                .orElseThrow(() -> new IllegalArgumentException("no folder shared/data: set RECTIFY_DATA"))
                .resolve("digits")
                .resolve("digits.csv.gz");
        List<float[]> pixels = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",", -1);
                float[] row = new float[cells.length - 1];
                for (int j = 0; j < row.length; j++) {
                    row[j] = Float.parseFloat(cells[j]);
                }
                pixels.add(row);
                classes.add((int) Float.parseFloat(cells[row.length]));
            }
        }
        return new Digits(
                Matrix.of(pixels.toArray(new float[0][])),
                Labels.of(classes.stream().mapToInt(Integer::intValue).toArray(), 10));
    }
}
