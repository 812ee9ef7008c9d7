package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.Samples;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.StreamedRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestRowsTest {
    private static NearestRows of(double[][] rows, int count) {
        return NearestRows.of(Samples.matrix(rows), Groups.ofSingleRows(rows.length), count, 2);
    }

    private static int[] all(NearestRows nearest, int row) {
        return IntStream.range(0, nearest.count()).map(c -> nearest.get(row, c)).toArray();
    }

    /**
     * Directions (1, 0), (3, 3), (0, 2) and (1, .1), whatever their lengths: from the first, cosines .71, 0 and .995; from the second .71,
     * .71 and .77.
     */
    @Test
    void workedExample() {
        NearestRows nearest = of(new double[][] {{1, 0}, {3, 3}, {0, 2}, {1, 0.1}}, 2);
        assertThat(nearest.count()).isEqualTo(2);
        assertThat(all(nearest, 0)).containsExactly(3, 1);
        assertThat(nearest.get(1, 0)).isEqualTo(3);
        assertThat(all(nearest, 2)).containsExactly(1, 3);
        int[] votes = {7, 7, 7};
        nearest.votes(0, Labels.of(new int[] {0, 1, 2, 1}, 3), votes);
        assertThat(votes).containsExactly(0, 2, 0);
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int j = 0; j < a.length; j++) {
            product += a[j] * b[j];
            left += a[j] * a[j];
            right += b[j] * b[j];
        }
        return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
    }

    /** More rows than one band; rows of zeros have cosine 0 with all others. */
    @ParameterizedTest
    @CsvSource({"2, 3, 1", "7, 2, 10", "600, 5, 10", "1100, 3, 4"})
    void cosinesAreTheLargest(int n, int columns, int count) {
        double[][] rows = Samples.gaussianRows(n, columns, 3, n);
        if (n > 100) {
            Arrays.fill(rows[5], 0);
        }
        NearestRows nearest = of(rows, count);
        assertThat(nearest.count()).isEqualTo(Math.min(count, n - 1));
        for (int i = 0; i < n; i++) {
            int self = i;
            int[] found = all(nearest, i);
            assertThat(found).doesNotContain(i).doesNotHaveDuplicates();
            double[] cosines = IntStream.range(0, n)
                    .filter(j -> j != self)
                    .mapToDouble(j -> -cosine(rows[self], rows[j]))
                    .sorted()
                    .toArray();
            for (int c = 0; c < found.length; c++) {
                assertThat(cosine(rows[i], rows[found[c]])).isCloseTo(-cosines[c], within(1e-5));
            }
        }
    }

    @Test
    void copiesAreNoNeighbours() {
        double[][] rows = Samples.gaussianRows(300, 4, 1, 1);
        int[] keys = IntStream.range(0, 300).map(i -> i / 3).toArray();
        for (int i = 0; i < 300; i++) {
            rows[i] = rows[i - i % 3].clone();
        }
        NearestRows nearest = NearestRows.of(Samples.matrix(rows), Groups.of(keys), 5, 2);
        for (int i = 0; i < 300; i++) {
            for (int row : all(nearest, i)) {
                assertThat(row / 3).isNotEqualTo(i / 3);
            }
        }
        NearestRows few =
                NearestRows.of(Samples.matrix(Arrays.copyOf(rows, 4)), Groups.of(new int[] {0, 0, 0, 1}), 5, 1);
        assertThat(few.count()).isEqualTo(1);
        assertThat(all(few, 0)).containsExactly(3);
        assertThat(few.get(3, 0)).isEqualTo(0);
        NearestRows none = NearestRows.of(Samples.matrix(Arrays.copyOf(rows, 3)), Groups.of(new int[] {0, 0, 0}), 5, 1);
        assertThat(none.count()).isZero();
    }

    @Test
    void equalsComeInOrder() {
        double[][] rows = new double[40][];
        Arrays.setAll(rows, i -> i % 2 == 0 ? new double[] {2, 0} : new double[] {0, 4});
        NearestRows nearest = of(rows, 4);
        assertThat(all(nearest, 0)).containsExactly(2, 4, 6, 8);
        assertThat(all(nearest, 4)).containsExactly(0, 2, 6, 8);
        assertThat(all(nearest, 39)).containsExactly(1, 3, 5, 7);
    }

    @Test
    void rowsMayBeStreamedAndThreadsDoNotMatter() {
        Matrix rows = Samples.gaussian(1300, 6, 2, 8);
        float[] before = rows.row(7);
        StreamedRows streamed = new StreamedRows(rows);
        Groups single = Groups.ofSingleRows(1300);
        NearestRows expected = NearestRows.of(rows, single, 10, 1);
        NearestRows actual = NearestRows.of(streamed, single, 10, 3);
        Set<Integer> different = new HashSet<>();
        for (int i = 0; i < 1300; i++) {
            if (!Arrays.equals(all(actual, i), all(expected, i))) {
                different.add(i);
            }
        }
        assertThat(different).isEmpty();
        assertThat(streamed.open()).isZero();
        assertThat(rows.row(7)).as("features stay").containsExactly(before);
    }

    @Test
    void oneRowHasNoNeighbour() {
        assertThat(of(new double[][] {{1, 2}}, 10).count()).isZero();
    }

    @Test
    void rowsThatAreAllCopiesHaveNoNeighbours() {
        Matrix rows = Matrix.of(new float[][] {{1}, {1}, {1}});
        assertThat(NearestRows.of(rows, Groups.of(new int[] {0, 0, 0}), 10, 1).count())
                .isZero();
        assertThat(NearestRows.of(rows, Groups.ofSingleRows(3), 0, 1).count()).isZero();
        assertThat(NearestRows.of(rows, Groups.of(new int[] {0, 0, 1}), 10, 1).count())
                .isEqualTo(1);
    }

    /** Rows 0 and 1 are copies, 2 is 30 degrees away, 3 opposite: within a cosine of .8 are the first three, copies or not. */
    @Test
    void withinACosineAreThoseThatHaveACloseRow() {
        double[][] rows = {{1, 0}, {2, 0}, {3 * Math.sqrt(3), 3}, {-4, 0}};
        int[] all = {3, 2, 1, 0};
        NearestRows single = of(rows, 2);
        assertThat(single.within(0.8, all)).containsExactly(2, 1, 0);
        assertThat(single.within(0.9, all)).containsExactly(1, 0);
        assertThat(single.within(0.9, new int[] {0, 3})).containsExactly(0);
        NearestRows grouped = NearestRows.of(Samples.matrix(rows), Groups.of(new int[] {0, 0, 1, 2}), 1, 1);
        assertThat(grouped.within(0.9, all)).containsExactly(1, 0);
        NearestRows none = NearestRows.of(Samples.matrix(rows), Groups.of(new int[] {0, 0, 0, 0}), 1, 1);
        assertThat(none.within(0.9, all)).as("cannot tell").isEqualTo(all);
    }

    /**
     * 2·10⁹ pairs are all of 44,721 rows, 20,000 for each of 100,000 and 5,000 for each of 400,000 and of more.
     * Of 768 features half as many are as much work, of 3,840 a tenth, but samples of up to 10,000 are left alone.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 10, 0",
        "44721, 384, 44721",
        "100000, 10, 20000",
        "100000, 384, 20000",
        "400000, 384, 5000",
        "5000000, 384, 5000",
        "50000, 768, 20000",
        "50000, 3840, 10000",
        "9000, 100000, 9000",
        "400000, 3840, 5000"
    })
    void manyRowsAreComparedWithSome(int rows, int features, int expected) {
        assertThat(NearestRows.compared(rows, features)).isEqualTo(expected);
    }
}
