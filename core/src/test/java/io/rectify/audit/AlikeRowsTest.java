package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.linalg.Matrix;
import io.rectify.spectral.Neighbour;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlikeRowsTest {
    /** Rows (3, 1), (1, 3), (1, 1), (3, 3) have the mean (2, 2): less it (1, −1), (−1, 1), (−1, −1), (1, 1), at right angles or opposite. */
    @Test
    void byHand() {
        try (Matrix rows = Matrix.of(new float[][] {{3, 1}, {1, 3}, {1, 1}, {3, 3}})) {
            List<Neighbour> near = AlikeRows.of(rows).nearest(0, new int[] {0, 1, 2, 3}, 9);
            assertThat(near.stream().map(Neighbour::row)).containsExactly(2, 3, 1);
            assertThat(near.get(0).weight()).isCloseTo(0, within(1e-12));
            assertThat(near.get(2).weight()).isCloseTo(-1, within(1e-12));
            assertThat(AlikeRows.of(rows).nearest(0, new int[] {1, 3}, 1).stream()
                            .map(Neighbour::row))
                    .containsExactly(3);
        }
    }

    /** By the definition in plain loops, over more rows than a block; a shift of all features changes nothing. */
    @Test
    void asTheDefinitionSays() {
        Random random = new Random(3);
        float[][] x = new float[9000][5];
        float[][] shifted = new float[9000][5];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 5; j++) {
                x[i][j] = (float) random.nextGaussian();
                shifted[i][j] = x[i][j] + 2;
            }
        }
        double[] mean = new double[5];
        for (float[] row : x) {
            for (int j = 0; j < 5; j++) {
                mean[j] += row[j] / 9000.0;
            }
        }
        int[] even = IntStream.range(0, 4500).map(i -> 2 * i).toArray();
        List<Integer> expected = IntStream.of(even)
                .filter(i -> i != 8)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosine(x[8], x[i], mean)))
                .limit(50)
                .toList();
        try (Matrix rows = Matrix.of(x);
                Matrix moved = Matrix.of(shifted)) {
            List<Neighbour> near = AlikeRows.of(rows).nearest(8, even, 50);
            assertThat(near.stream().map(Neighbour::row)).isEqualTo(expected);
            assertThat(near.get(0).weight()).isCloseTo(cosine(x[8], x[expected.get(0)], mean), within(1e-9));
            assertThat(AlikeRows.of(moved).nearest(8, even, 50).stream().map(Neighbour::row))
                    .isEqualTo(expected);
        }
    }

    private static double cosine(float[] a, float[] b, double[] mean) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int j = 0; j < a.length; j++) {
            dot += (a[j] - mean[j]) * (b[j] - mean[j]);
            aa += (a[j] - mean[j]) * (a[j] - mean[j]);
            bb += (b[j] - mean[j]) * (b[j] - mean[j]);
        }
        return dot / Math.sqrt(aa * bb);
    }
}
