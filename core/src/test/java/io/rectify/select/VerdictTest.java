package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.Samples;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    /**
     * Six rows are predicted to be of class 0, of which 6/5, that is 1, is confident: the first, given its second choice, 1. One row each
     * is predicted as 1 and 2: none of 1/5. Of the 8 labels 5 are 0, the confident prediction.
     */
    @Test
    void byHand() {
        double[][] values = {{5, 1, 0}, {4, 0, 1}, {3, 1, 0}, {2, 1, 0}, {1, 0, 0.5}, {1.5, 0, 1}, {0, 9, 8}, {0, 0, 1}
        };
        Labels given = Labels.of(new int[] {1, 2, 0, 0, 0, 0, 1, 0}, 3);
        Verdict verdict = verdict(values, given);
        assertThat(verdict.agrees()).containsExactly(false, false, true, true, true, true, true, false);
        assertThat(verdict.confident()).isEqualTo(1);
        assertThat(verdict.confidentAgreeing()).isEqualTo(0);
        assertThat(verdict.confidentSecond()).isEqualTo(1);
        assertThat(verdict.confidentByChance()).isEqualTo(5.0 / 8);
        assertThat(verdict.evaluations()).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource({"500, 2, 1", "500, 7, 2", "11, 2, 3", "203, 5, 4", "1000, 40, 5"})
    void countsAreThoseOfSortingTheRowsOfEachPredictedClass(int rows, int classes, long seed) {
        double[][] values = Samples.gaussianRows(rows, classes, 1, seed);
        for (double[] row : values) {
            row[0] += 0.7;
        }
        Labels given = Samples.labels(rows, classes, seed + 1);
        assertThat(verdict(values, given))
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.comparingLong(v -> Math.round(v * 1e9)), Double.class)
                .isEqualTo(explicit(values, given));
    }

    @Test
    void classesThatAreNeverPredictedGiveNoRow() {
        double[][] values = Samples.gaussianRows(60, 6, 1, 8);
        for (double[] row : values) {
            row[1] -= 100;
            row[4] += 100;
        }
        Labels given = Samples.labels(60, 6, 9);
        Verdict verdict = verdict(values, given);
        assertThat(verdict)
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.comparingLong(v -> Math.round(v * 1e9)), Double.class)
                .isEqualTo(explicit(values, given));
        assertThat(verdict.confident()).isEqualTo(12);
    }

    @Test
    void negativeScoresRankLikeOthers() {
        double[][] values = Samples.gaussianRows(300, 4, 1, 10);
        Labels given = Samples.labels(300, 4, 11);
        double[][] shifted = new double[300][4];
        for (int i = 0; i < 300; i++) {
            for (int k = 0; k < 4; k++) {
                shifted[i][k] = values[i][k] / 8 - 50;
            }
        }
        assertThat(verdict(rounded(shifted), given))
                .usingRecursiveComparison()
                .withComparatorForType(Comparator.comparingLong(v -> Math.round(v * 1e9)), Double.class)
                .isEqualTo(explicit(rounded(shifted), given));
    }

    @Test
    void rowsThatAreEquallyConfidentAreNoMoreThanAFifth() {
        double[][] values = new double[100][3];
        for (double[] row : values) {
            row[2] = 1;
        }
        assertThat(verdict(values, Samples.labels(100, 3, 13)).confident()).isEqualTo(20);
    }

    private static double[][] rounded(double[][] values) {
        try (Matrix matrix = Samples.matrix(values)) {
            return Samples.doubles(matrix);
        }
    }

    private static Verdict verdict(double[][] values, Labels given) {
        try (Matrix scores = Samples.matrix(values)) {
            return Verdict.of(scores, given, new double[given.size()], 17);
        }
    }

    private static Verdict explicit(double[][] values, Labels given) {
        int classes = given.classCount();
        int confident = 0;
        int agreeing = 0;
        int second = 0;
        double byChance = 0;
        boolean[] agrees = new boolean[values.length];
        for (int k = 0; k < classes; k++) {
            int predicted = k;
            List<Integer> rows = IntStream.range(0, values.length)
                    .filter(i -> ranking(Samples.floats(values[i])).get(0) == predicted)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -(float) values[i][predicted]))
                    .toList();
            rows.forEach(i -> agrees[i] = given.get(i) == predicted);
            for (int i : rows.subList(0, rows.size() / 5)) {
                confident++;
                byChance += given.counts()[predicted] / (double) values.length;
                agreeing += given.get(i) == predicted ? 1 : 0;
                second += given.get(i) == ranking(Samples.floats(values[i])).get(1) ? 1 : 0;
            }
        }
        return new Verdict(agrees, new double[agrees.length], confident, agreeing, second, byChance, 17);
    }

    private static List<Integer> ranking(float[] row) {
        return IntStream.range(0, row.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -row[k]))
                .toList();
    }
}
