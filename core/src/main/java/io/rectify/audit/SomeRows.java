package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows that stand for all where rows times classes are very many, in what is estimated of all of them at once: a temperature, the share of
 * wrong labels, how suspicious decoys are. By Dvoretzky, Kiefer and Wolfowitz the distribution of a number of a row is off by no more than
 * √(ln 40/2m), with probability 95 %, if m rows stand for all: .005 for 67,000 rows. What is said of each row is computed of each.
 */
final class SomeRows {
    /** Rows times classes up to which all rows are taken: 64 classes are many for a million rows, and 1,000 for 67,000. */
    static final int MOST_NUMBERS = 1 << 26;

    /** Numbers of a matrix that is held beside the outputs: more are made whenever they are read, or are those of some rows. */
    static final int MOST_HELD = 1 << 28;

    private static final long SEED = 6;

    private SomeRows() {}

    /** Logarithms of the outputs of some rows. */
    static Matrix logarithms(Probabilities outputs, int[] rows, int threads) {
        if (rows.length == outputs.rows()) {
            return outputs.logarithms(NoiseTransition.LEAST_LOG, threads);
        }
        try (Probabilities some = Probabilities.whenRead(outputs.blocks().selectRows(rows))) {
            return some.logarithms(NoiseTransition.LEAST_LOG, threads);
        }
    }

    /** The temperature at which softmax(β·log p + o) suits given labels best. */
    static Temperature temperature(Probabilities outputs, float[] offsets, Labels given, int threads) {
        int[] rows = of(given, SEED);
        try (Matrix logs = logarithms(outputs, rows, threads)) {
            return Temperature.fit(logs, offsets, given.select(rows), threads);
        }
    }

    /** All rows, or as many as {@link #MOST_NUMBERS} allows, drawn at random; ascending. */
    static int[] of(Labels given, long seed) {
        return of(given.size(), MOST_NUMBERS / given.classCount(), seed);
    }

    /** All of n rows, or so many of them, drawn at random; ascending. */
    static int[] of(int n, int most, long seed) {
        return n <= most
                ? IntStream.range(0, n).toArray()
                : new SplittableRandom(seed)
                        .ints(0, n)
                        .distinct()
                        .limit(most)
                        .sorted()
                        .toArray();
    }
}
