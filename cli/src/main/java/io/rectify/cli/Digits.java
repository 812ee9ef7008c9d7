package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The bundled digits: 1,797 handwritten digits of 8×8 pixels (UCI Optical Recognition of Handwritten Digits, test part;
 * Alpaydin &amp; Kaynak 1998; CC BY 4.0). One line each: 64 pixel values from 0 to 16, then the digit.
 */
final class Digits {
    private static final int PIXELS = 64;

    private Digits() {}

    static Dataset read() {
        List<float[]> pixels = new ArrayList<>();
        List<Integer> digits = new ArrayList<>();
        try (InputStream in = Digits.class.getResourceAsStream("digits.csv.gz");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",");
                float[] row = new float[PIXELS];
                for (int j = 0; j < PIXELS; j++) {
                    row[j] = Float.parseFloat(cells[j]);
                }
                pixels.add(row);
                digits.add((int) Float.parseFloat(cells[PIXELS]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int[] classes = digits.stream().mapToInt(Integer::intValue).toArray();
        return Dataset.of(
                Matrix.of(pixels.toArray(new float[0][])),
                Labels.of(classes, 1 + Arrays.stream(classes).max().orElse(0)));
    }
}
