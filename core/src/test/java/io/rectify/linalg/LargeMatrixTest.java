package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LargeMatrixTest {
    private static final long NEEDED = 12_000_000_000L;

    /** Total and available memory of the machine in bytes; 0 where there is no /proc/meminfo. */
    private static long memory(String key) throws IOException {
        Path file = Path.of("/proc/meminfo");
        if (!Files.exists(file)) {
            return 0;
        }
        Matcher line = Pattern.compile("(?m)^" + key + ":\\s+(\\d+) kB").matcher(Files.readString(file));
        return line.find() ? Long.parseLong(line.group(1)) * 1024 : 0;
    }

    @Test
    void aMatrixOfMoreThanTwoToTheThirtyOneElementsAddressesItsLastRows() throws IOException {
        long total = memory("MemTotal");
        long available = memory("MemAvailable");
        assumeTrue(
                Math.min(total, available) >= NEEDED,
                () -> "an 8.6 GB matrix needs 12 GB of memory; this machine has " + total / 1_000_000 + " MB, "
                        + available / 1_000_000 + " MB of it available");
        int n = 46_400;
        try (Matrix matrix = Matrix.zeros(n, n)) {
            assertThat(matrix.size()).isEqualTo(2_152_960_000L).isGreaterThan(1L << 31);
            float[] row = new float[n];
            for (int j = 0; j < n; j++) {
                row[j] = j % 1000;
            }
            matrix.setRows(n - 2, 1, row);
            matrix.set(n - 1, n - 1, 7);
            assertThat(matrix.get(n - 1, n - 1)).isEqualTo(7);
            assertThat(matrix.row(n - 2)).containsExactly(row);
            assertThat(matrix.rowBlock(n - 2, n).get(1, n - 1)).isEqualTo(7);
            wrappedAddressesAreUntouched(matrix, n);
            productsReachTheLastRows(matrix, n);
        }
    }

    /** Where the elements would have gone if their index had been an int. */
    private static void wrappedAddressesAreUntouched(Matrix matrix, int n) {
        long last = (long) n * n - 1;
        for (long wrapped : new long[] {last - (1L << 31), last & 0x3fffffff}) {
            assertThat(matrix.get((int) (wrapped / n), (int) (wrapped % n))).isZero();
        }
        assertThat(matrix.get(0, n - 1)).isZero();
    }

    private static void productsReachTheLastRows(Matrix matrix, int n) {
        Matrix tail = matrix.rowBlock(n - 3, n);
        try (Matrix product = Matrix.zeros(3, 3);
                Matrix ones = Matrix.zeros(1, n);
                Matrix sums = Matrix.zeros(2000, 1)) {
            Blas.multiplyTransposedB(1, tail, tail, 0, product, 2);
            assertThat(product.get(0, 0)).isZero();
            assertThat(product.get(1, 2)).isEqualTo(7 * ((n - 1) % 1000));
            assertThat(product.get(2, 2)).isEqualTo(49);
            float[] row = new float[n];
            Arrays.fill(row, 1);
            ones.setRows(0, 1, row);
            Blas.multiplyTransposedB(1, matrix.rowBlock(n - 2000, n), ones, 0, sums, 2);
            assertThat(sums.get(1999, 0)).isEqualTo(7);
            assertThat(sums.get(0, 0)).isZero();
            double sum = 46 * 499_500.0 + 399 * 400 / 2.0;
            assertThat((double) sums.get(1998, 0)).isCloseTo(sum, org.assertj.core.data.Offset.offset(sum * 1e-5));
        }
    }
}
