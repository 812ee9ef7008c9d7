package io.rectify.formats;

import java.util.Locale;

/**
 * How large the features of a sparse file are where every 0 is held too.
 *
 * @param rows N
 * @param columns D
 * @param values how many numbers the file has
 */
public record SparseExtent(long rows, int columns, long values) {
    private static final double FEW = 0.1;
    private static final double GIGABYTE = 1L << 30;
    private static final double MEGABYTE = 1L << 20;

    /** Bytes of N×D float32. */
    public double denseBytes() {
        return (double) rows * columns * Float.BYTES;
    }

    /** Whether nearly all of them would be 0. */
    public boolean isMostlyZero() {
        return values < FEW * rows * columns;
    }

    /** In words, beside what there is room for. */
    public String beside(long bytes) {
        return String.format(
                Locale.ROOT,
                "%d rows x %d columns, of which %.2g %% are not 0, would be %s with all zeros held, more than the %s",
                rows,
                columns,
                100.0 * values / ((double) rows * columns),
                size(denseBytes()),
                size(bytes));
    }

    private static String size(double bytes) {
        return bytes < GIGABYTE
                ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE)
                : String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE);
    }
}
